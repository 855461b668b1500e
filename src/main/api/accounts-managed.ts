/** The account that every workspace begins with: an admin gives it a real server, or takes that away again. */
import type { Client } from '../../shared/contract/index.ts'
import { allowed } from '../../shared/domain/access.ts'
import { domainOf } from '../../shared/domain/address.ts'
import { unverifiedWords } from '../../shared/domain/branded.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { sandboxDomain } from '../../shared/domain/sandbox-sender.ts'
import { applyToAccount } from '../store/account-health.ts'
import { type AccountRow, setManagedServer } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { deedOf, note } from '../store/journal.ts'
import { firstSeat } from '../store/seats.ts'
import { checkedAddress, checkPlaintext, isOtherConnection, smtpOf } from './accounts-check.ts'
import { found } from './accounts-found.ts'
import { managedRow, managedShown, packagedPassword } from './accounts-package.ts'
import { checkPassword, eraseSecret, keepSecret, needKeychain, secretName } from './accounts-secret.ts'
import { shown } from './accounts-shown.ts'
import { inTurn } from './accounts-turn.ts'
import { type Asker, type Context, os, type Room } from './context.ts'
import { settleBrand } from './may-brand.ts'

function managedOf(room: Room, asker: Asker): AccountRow {
  if (!allowed('account.set_managed', asker))
    throw new Refusal('forbidden', 'Only an admin gives the managed account a server, or takes it away.')
  const row = managedRow(room)
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
    const goesOn = row.state === 'active' && row.smtp !== null && domainOf(row.address) === domainOf(server.address)
    const awaited = complete && !goesOn ? settleBrand(tx, { room, asker }, found(tx, row.publicId), now) : null
    if (awaited === null && (complete || found(tx, row.publicId).state === 'active'))
      applyToAccount(tx, row.id, event, words, now)
    const more = awaited === null ? '' : ` ${unverifiedWords(awaited)}`
    if (complete) note(tx, now, 'managed', `${words}${more}`, { account: row.publicId, ...deedOf(asker) })
  })
  room.changes.tell('accounts', 'domains')
}

type Wish = Parameters<Client['accounts']['set_managed']>[0]

/** The server that is wished for, with the password for it where one is given or lies ready for the package's. */
async function wanted(room: Room, input: Wish) {
  const { packaged, version: _, ...given } = input
  if (!packaged) return given
  const named = (['smtp_host', 'smtp_port', 'smtp_protocol', 'username'] as const).find((key) => key in given)
  if (named) throw new Refusal('bad_request', `The package says where its server is: leave ${named} out.`)
  if (!room.managed) throw new Refusal('bad_request', 'This package brings no mail server: name one.')
  const { username = null, ...server } = room.managed
  const password = given.password ?? (username === null ? null : await packagedPassword(room))
  return { ...server, ...given, username, ...(password === null ? {} : { password }) }
}

export const managed = os.accounts.managed.handler(({ context: { room, asker } }) =>
  managedShown(room, managedOf(room, asker)),
)

/**
 * The old secret goes before the new server is known, and the new one comes after: whenever the power fails, no password
 * is paired with a server it was not given for.
 */
export const set_managed = os.accounts.set_managed.handler(({ input, context }) => {
  const { room, asker } = context
  const { keychain } = room.ports
  const { publicId } = managedOf(room, asker)
  return inTurn(room, publicId, async () => {
    const row = managedOf(room, asker)
    if (input.version !== undefined && input.version !== row.version)
      throw new Refusal('stale_version', `The managed account is at version ${row.version}, not ${input.version}.`)
    const wish = await wanted(room, input)
    if (!wish.from_email) throw new Refusal('bad_request', 'Give from_email: the address that mail leaves from.')
    const address = checkedAddress(wish.from_email)
    const username = wish.username === undefined && wish.password !== undefined ? address : wish.username
    const smtp = smtpOf({ ...wish, username: username ?? null }, null, room.ports.clock.now())
    const moved = isOtherConnection(row.smtp, smtp)
    const keeps = row.hasSecret && !moved && wish.password === undefined
    if (wish.password !== undefined) checkPassword(wish.password)
    if (smtp.user !== null && wish.password === undefined && !keeps)
      throw new Refusal('bad_request', `${smtp.user} signs in with a password: give it too.`)
    checkPlaintext(smtp, wish.password !== undefined || keeps)
    if (row.hasSecret !== keeps || wish.password !== undefined) await needKeychain(keychain)
    if (row.hasSecret && !keeps) await eraseSecret(keychain, secretName(row.secretId))
    const server = { address, name: wish.from_name === undefined ? row.name : wish.from_name || null, smtp }
    const words = `The managed account sends through ${smtp.host}, as ${address}.`
    if (wish.password === undefined) write(context, row, { ...server, hasSecret: keeps }, words)
    else {
      write(context, row, { ...server, hasSecret: false }, 'Its password is being kept.')
      await keepSecret(keychain, secretName(row.secretId), wish.password)
      write(context, row, { ...server, hasSecret: true }, words)
    }
    return shown(found(room.store, row.publicId))
  })
})

export const clear_managed = os.accounts.clear_managed.handler(({ context }) => {
  const { room, asker } = context
  const { publicId } = managedOf(room, asker)
  return inTurn(room, publicId, async () => {
    const row = managedOf(room, asker)
    if (row.smtp === null) return shown(row)
    if (row.hasSecret) await eraseSecret(room.ports.keychain, secretName(row.secretId))
    const local = firstSeat(room.store).address.split('@')[0] || 'you'
    const server = { address: `${local}@${sandboxDomain}`, name: row.name, smtp: null, hasSecret: false }
    write(context, row, server, 'The managed account delivers to the sandbox again.')
    return shown(found(room.store, row.publicId))
  })
})
