import { domainAwaited } from '../../shared/domain/branded.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { keptWords } from '../../shared/domain/sender.ts'
import { applyToAccount } from '../store/account-health.ts'
import { newAccountName } from '../store/account-name.ts'
import {
  type AccountRow,
  type AccountSettings,
  accountRows,
  blankSettings,
  insertAccount,
  setAccountPaused,
  setAccountState,
  updateAccount,
} from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import type { Tx } from '../store/open.ts'
import { read_ca } from './accounts-authority.ts'
import { type AccountInput, checkedAddress, checkedSettings, isOtherConnection, isSame } from './accounts-check.ts'
import { deliverability } from './accounts-deliverability.ts'
import { detect } from './accounts-detect.ts'
import { drafts } from './accounts-drafts.ts'
import { eraseUnused } from './accounts-erase.ts'
import { found } from './accounts-found.ts'
import { byHand, changedWords, history, test } from './accounts-health.ts'
import { clear_managed, managed, set_managed } from './accounts-managed.ts'
import { keepNewSecrets, replaceReading } from './accounts-reading.ts'
import { removal, removing } from './accounts-removal.ts'
import { checkChange, checkMine, checkRoomFor, checkType } from './accounts-rules.ts'
import { checkPassword, eraseSecret, eraseSignIn, keepSecret, needKeychain } from './accounts-secret.ts'
import { shown } from './accounts-shown.ts'
import { isSameSignature, signedBy } from './accounts-signature.ts'
import { probe } from './accounts-test.ts'
import { inTurn } from './accounts-turn.ts'
import { limits, movesOf, usage } from './accounts-usage.ts'
import { type Context, os } from './context.ts'
import { brandOfActivated, notActivated, refuseUnverified, settleBrand } from './may-brand.ts'
import { checkMayHave, settleRequest } from './may-have.ts'
import { whoseIs } from './may-send.ts'
import { resumeMissed } from './resume.ts'

const list = os.accounts.list.handler(({ context: { room, asker } }) =>
  accountRows(room.store).map((row) => ({ ...shown(row), whose: whoseIs(room.store, asker, row) })),
)
const get = os.accounts.get.handler(({ input, context: { room } }) => shown(found(room.store, input.public_id)))

const create = os.accounts.create.handler(async ({ input, context: { room, asker } }) => {
  const { dice, clock } = room.ports
  checkType(input.type)
  const address = checkedAddress(input.from_email)
  // a password without a user name signs in with the address
  const username = input.username === undefined && input.password !== undefined ? address : input.username
  const given: AccountInput = { ...input, username, quotas: input.quotas ?? [] }
  const settings = checkedSettings(room.store, asker, given, { ...blankSettings, seatId: asker.seatId }, clock.now())
  const wanted = { address, seatId: settings.seatId, permits: input.permits }
  checkRoomFor(room.store, asker, wanted)
  const publicId = newAccountName(room.store, dice)
  const forget = await keepNewSecrets(room, publicId, input)
  try {
    const now = clock.now()
    room.store.write((tx) => {
      checkRoomFor(tx, asker, wanted)
      const made = { ...settings, publicId, kind: 'smtp' as const, address, perUtcDay: null, createdAt: now }
      const id = insertAccount(tx, { ...made, state: 'pending' }, stamp(tx, now, asker.seatId))
      setAccountState(tx, id, 'pending', notActivated)
      settleBrand(tx, { room, asker }, found(tx, publicId), now)
      settleRequest(tx, now, { address, seatId: settings.seatId, accountId: id })
    })
  } catch (error) {
    // no account, no secret: an orphan in the keychain would never be found again
    await forget()
    throw error
  }
  room.changes.tell('accounts', 'requests', 'domains')
  return shown(found(room.store, publicId))
})

/** An account that signs in can't be active without its password: its sends wait until it has one. */
function settleState(tx: Tx, context: Context, before: AccountRow, settings: AccountSettings, at: number): void {
  const incomplete = settings.smtp?.user != null && !settings.hasSecret && !settings.signedIn
  const { state: now, stateReason } = found(tx, before.publicId)
  const waits = domainAwaited(stateReason) !== null
  const reason = 'The connection changed, so the password was erased. Give it again.'
  if (incomplete && now === 'active') applyToAccount(tx, before.id, { type: 'emptied', reason }, reason, at)
  else if (!incomplete && now === 'pending' && before.state === 'active' && !waits)
    applyToAccount(tx, before.id, { type: 'filled' }, 'It has its password again.', at)
  if (settings.seatId !== before.seatId) settleBrand(tx, context, found(tx, before.publicId), at)
}

/**
 * Writes settings and their password's presence, if the account still has those it is known with. Not by version: a pause
 * or a failed try raises that too, and a change half done, with the secret replaced or gone already, must go on then.
 */
function write({ room, asker }: Context, known: AccountRow, settings: AccountSettings, password = false): void {
  room.store.write((tx) => {
    const row = found(tx, known.publicId)
    checkChange(tx, row, asker)
    if (!isSame(row, settingsOf(known)))
      throw new Refusal('stale_version', `${row.address} was changed by somebody else meanwhile. Look at it again.`)
    const now = room.ports.clock.now()
    updateAccount(tx, row.id, settings, stamp(tx, now, asker.seatId))
    const what = changedWords(settingsOf(known), settings, password)
    byHand(tx, asker, row, { kind: 'changed', event: null, what }, now)
    settleState(tx, { room, asker }, known, settings, now)
  })
}

const settingNames = ['seatId', ...Object.keys(blankSettings)] as (keyof AccountSettings)[]
const settingsOf = (row: AccountRow): AccountSettings =>
  Object.fromEntries(settingNames.map((name) => [name, row[name]])) as unknown as AccountSettings

/**
 * Writes new settings and a new password so that, whenever the power fails, no password is paired with a server it was
 * not given for: the old secret goes before the new server is known, the new secret comes after. Nothing else can write
 * settings in between: changes take turns here, every door (window, web, socket) asks this one process, and a command
 * that finds it running asks it too, for the folder's lock lets no second one in. Each write looks all the same.
 */
async function replaceSettings(context: Context, before: AccountRow, settings: AccountSettings, input: AccountInput) {
  const { keychain } = context.room.ports
  const moved = isOtherConnection(before.smtp, settings.smtp)
  const erase = before.hasSecret && moved
  if (erase || input.password !== undefined) await needKeychain(keychain)
  if (erase) await eraseSecret(keychain, before.publicId)
  if (input.password === undefined) return write(context, before, settings)
  const between = { ...settings, hasSecret: false }
  if (moved) write(context, before, between)
  await keepSecret(keychain, before.publicId, input.password)
  try {
    write(context, moved ? { ...before, ...between } : before, settings, true)
  } catch (error) {
    // Whatever the account is now, this password was not given for it.
    if (error instanceof Refusal) await eraseSecret(keychain, before.publicId)
    throw error
  }
}

const update = os.accounts.update.handler(({ input, context }) =>
  inTurn(context.room, input.public_id, async () => {
    const { room, asker } = context
    const before = found(room.store, input.public_id)
    checkChange(room.store, before, asker, input.version)
    if (
      input.from_email !== undefined &&
      checkedAddress(input.from_email).toLowerCase() !== before.address.toLowerCase()
    )
      throw new Refusal('state', `Another address is a new mailbox: add ${input.from_email} as an account of its own.`)
    if (input.password !== undefined) checkPassword(input.password)
    const settings = checkedSettings(room.store, asker, input, before, room.ports.clock.now())
    if (settings.seatId !== before.seatId)
      checkMayHave(room.store, asker, { ...before, seatId: settings.seatId, permits: input.permits, moves: true })
    if (input.password === undefined && input.imap_password === undefined && isSame(before, settings))
      return shown(before)
    await replaceReading(room, {
      before,
      settings,
      password: input.imap_password,
      writeRest: (rest) => replaceSettings(context, before, rest, input),
      write: (from, to) => write(context, { ...before, ...from }, to),
    })
    if (before.signedIn && !settings.signedIn)
      await eraseUnused(room, before, () => eraseSignIn(room.signIn.tokens, before.secretId))
    room.changes.tell('accounts', 'domains')
    return shown(found(room.store, before.publicId))
  }),
)

/** Changes the row in one step and shows it. */
function change({ room, asker }: Context, publicId: string, work: (tx: Tx, row: AccountRow, now: number) => void) {
  room.store.write((tx) => {
    const row = found(tx, publicId)
    checkMine(tx, row, asker)
    work(tx, row, room.ports.clock.now())
  })
  room.changes.tell('accounts')
  return shown(found(room.store, publicId))
}

const activate = os.accounts.activate.handler(({ input, context }) => {
  let awaited: string | null = null
  const activated = change(context, input.public_id, (tx, row, now) => {
    if (row.keptBy !== null) throw new Refusal('conflict', keptWords(row.address, row.keptBy))
    if (row.smtp?.user && !row.hasSecret && !row.signedIn)
      throw new Refusal('account_error', `${row.address} signs in as ${row.smtp.user}, but has no password yet.`)
    awaited = brandOfActivated(tx, context, row, now)
    if (awaited === null) byHand(tx, context.asker, row, { kind: 'activated', event: { type: 'activated' } }, now)
  })
  if (awaited !== null) context.room.changes.tell('domains')
  refuseUnverified(awaited)
  return activated
})
const deactivate = os.accounts.deactivate.handler(({ input, context }) =>
  change(context, input.public_id, (tx, row, now) => {
    checkChange(tx, row, context.asker)
    const event = { type: 'deactivated' as const, reason: 'Deactivated by hand.' }
    byHand(tx, context.asker, row, { kind: 'deactivated', event }, now)
  }),
)
const setPaused = (context: Context, publicId: string, paused: boolean) =>
  change(context, publicId, (tx, row, now) => {
    if (row.paused === paused) return
    setAccountPaused(tx, row.id, paused, stamp(tx, now, context.asker.seatId))
    byHand(tx, context.asker, row, { kind: paused ? 'paused' : 'resumed', event: null }, now)
    if (!paused) resumeMissed(tx, now, row.id)
  })
const pause = os.accounts.pause.handler(({ input, context }) => setPaused(context, input.public_id, true))
const resume = os.accounts.resume.handler(({ input, context }) => setPaused(context, input.public_id, false))

const consequence = os.accounts.consequence.handler(({ input, context: { room, asker } }) => {
  const before = found(room.store, input.public_id)
  checkChange(room.store, before, asker, input.version)
  const settings = checkedSettings(room.store, asker, input, before, room.ports.clock.now())
  return {
    ...movesOf(room, before, settings),
    erases_password: before.hasSecret && !settings.hasSecret,
    signature: isSameSignature(before, settings) ? null : room.store.read(() => signedBy(room.store, before.id)),
  }
})

export const accounts = {
  list,
  get,
  create,
  update,
  consequence,
  activate,
  deactivate,
  pause,
  resume,
  test,
  history,
  deliverability,
  probe,
  read_ca,
  detect,
  usage,
  limits,
  managed,
  set_managed,
  clear_managed,
  removal,
  drafts,
  remove: removing,
}
