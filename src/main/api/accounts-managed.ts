/** The account that every workspace begins with: an admin gives it a real server, or takes that away again. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { sandboxDomain } from '../../shared/domain/sandbox-sender.ts'
import { applyToAccount } from '../store/account-health.ts'
import { type AccountRow, accountRows, setManagedServer } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { note } from '../store/journal.ts'
import type { Reader } from '../store/open.ts'
import { firstSeat } from '../store/seats.ts'
import { checkedAddress, checkPlaintext, isOtherConnection, smtpOf } from './accounts-check.ts'
import { found } from './accounts-found.ts'
import { checkPassword, eraseSecret, keepSecret, needKeychain, secretName } from './accounts-secret.ts'
import { shown } from './accounts-shown.ts'
import { inTurn } from './accounts-turn.ts'
import { type Asker, type Context, os } from './context.ts'

function managedOf(reader: Reader, asker: Asker): AccountRow {
  if (!allowed('account.set_managed', asker))
    throw new Refusal('forbidden', 'Only an admin gives the managed account a server, or takes it away.')
  const row = accountRows(reader).find(({ kind }) => kind === 'managed')
  if (!row) throw new Refusal('not_found', 'This workspace has no managed account.')
  return row
}

type Server = Pick<AccountRow, 'address' | 'name' | 'smtp' | 'hasSecret'>

function write({ room, asker }: Context, row: AccountRow, server: Server, words: string): void {
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    setManagedServer(tx, row.id, server, stamp(tx, now, asker.seatId))
    const complete = server.smtp?.user == null || server.hasSecret
    const event = complete ? { type: 'activated' as const } : { type: 'emptied' as const, reason: words }
    if (complete || found(tx, row.publicId).state === 'active') applyToAccount(tx, row.id, event, words, now)
    if (complete) note(tx, now, 'managed', words, { account: row.publicId })
  })
}

/**
 * The old secret goes before the new server is known, and the new one comes after: whenever the power fails, no password
 * is paired with a server it was not given for.
 */
export const set_managed = os.accounts.set_managed.handler(({ input, context }) => {
  const { room, asker } = context
  const { keychain } = room.ports
  const { publicId } = managedOf(room.store, asker)
  return inTurn(room, publicId, async () => {
    const row = managedOf(room.store, asker)
    if (input.version !== undefined && input.version !== row.version)
      throw new Refusal('stale_version', `The managed account is at version ${row.version}, not ${input.version}.`)
    const address = checkedAddress(input.from_email)
    const username = input.username === undefined && input.password !== undefined ? address : input.username
    const smtp = smtpOf({ ...input, username: username ?? null }, null, room.ports.clock.now())
    const moved = isOtherConnection(row.smtp, smtp)
    const keeps = row.hasSecret && !moved && input.password === undefined
    if (input.password !== undefined) checkPassword(input.password)
    if (smtp.user !== null && input.password === undefined && !keeps)
      throw new Refusal('bad_request', `${smtp.user} signs in with a password: give it too.`)
    checkPlaintext(smtp, input.password !== undefined || keeps)
    if (row.hasSecret !== keeps || input.password !== undefined) await needKeychain(keychain)
    if (row.hasSecret && !keeps) await eraseSecret(keychain, secretName(row.publicId))
    const server = { address, name: input.from_name === undefined ? row.name : input.from_name || null, smtp }
    const words = `The managed account sends through ${smtp.host}, as ${address}.`
    if (input.password === undefined) write(context, row, { ...server, hasSecret: keeps }, words)
    else {
      write(context, row, { ...server, hasSecret: false }, 'Its password is being kept.')
      await keepSecret(keychain, secretName(row.publicId), input.password)
      write(context, row, { ...server, hasSecret: true }, words)
    }
    room.changes.tell('accounts')
    return shown(found(room.store, row.publicId))
  })
})

export const clear_managed = os.accounts.clear_managed.handler(({ context }) => {
  const { room, asker } = context
  const { publicId } = managedOf(room.store, asker)
  return inTurn(room, publicId, async () => {
    const row = managedOf(room.store, asker)
    if (row.smtp === null) return shown(row)
    if (row.hasSecret) await eraseSecret(room.ports.keychain, secretName(row.publicId))
    const local = firstSeat(room.store).address.split('@')[0] || 'you'
    const server = { address: `${local}@${sandboxDomain}`, name: row.name, smtp: null, hasSecret: false }
    write(context, row, server, 'The managed account delivers to the sandbox again.')
    room.changes.tell('accounts')
    return shown(found(room.store, row.publicId))
  })
})
