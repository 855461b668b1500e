/** Who shares a sequence's contacts that have had no email yet, who could, and sharing them anew. */
import type { CalendarSendersShown, Change, Wanted } from '../../../shared/contract/calendar.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { dealtAnew } from '../../../shared/domain/what-if-senders.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { type Unwritten, unwritten } from '../../store/calendar.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { checkMayChange } from '../may-change.ts'
import { inactive, isSandbox, permission } from '../may-send.ts'
import { accountNamed, limitsText, sequenceNamed, type World, worldOf } from './world.ts'

type Senders = NonNullable<Wanted['senders']>

/** Why contacts can't be given to an account by the asker, and what to do; null = they can. */
function unfit(reader: Reader, asker: Asker, account: AccountRow): string | null {
  if (isSandbox(account)) return `${account.address} keeps its mail on this computer. Choose a mailbox that sends.`
  const against = permission(reader, asker, account)
  if (against !== null) return against
  if (account.paused) return `${account.address} is paused. Resume it first.`
  if (account.weight <= 0) return `${account.address} has a share of 0. Give it a share above 0 first.`
  return inactive(account)
}

/** Contacts whose owners write to them are no one else's: they are never shared anew. */
const sharedBatches = ({ batches }: World, sequenceId: number): number[] =>
  batches.filter((each) => each.sequenceId === sequenceId && each.assign !== 'owners').map(({ id }) => id)

/** @throws Refusal `not_found`, and `no_sender` that names the account and what to do */
export function sendersOf(reader: Reader, asker: Asker, world: World, wish: NonNullable<Change['senders']>): Senders {
  const sequence = sequenceNamed(world, wish.sequence)
  const accounts = [...new Set(wish.accounts.map((name) => accountNamed(world, name)))]
  for (const account of accounts) {
    const against = unfit(reader, asker, account)
    if (against !== null) throw new Refusal('no_sender', against)
  }
  return {
    sequence: sequence.id,
    batches: sharedBatches(world, sequence.id),
    accounts: accounts.map(({ id, address, weight }) => ({ account: id, address, weight })),
    except: world.accounts.filter(isSandbox).map(({ id }) => id),
  }
}

export interface Dealt {
  /** Everybody who is shared, with the sender until now. */
  rows: Unwritten[]
  /** Row ids of enrollments and their new accounts, only those that change. */
  changes: { enrollmentId: number; accountId: number }[]
}

/** Who gets whom. @throws Refusal `state` when everybody has been written to */
export function dealtOf(reader: Reader, world: World, senders: Senders, now: number): Dealt {
  const rows = unwritten(reader, senders.batches, now)
  if (rows.length === 0) {
    const name = world.sequences.find(({ id }) => id === senders.sequence)?.name
    throw new Refusal('state', `Nobody in “${name}” still waits for a first email that could change its sender.`)
  }
  const names = rows.map(({ enrollmentId }) => enrollmentId)
  const dealt = dealtAnew(names, senders.accounts, world.workspace.seed)
  const changes = rows.flatMap(({ enrollmentId, accountId }, i) =>
    dealt[i] === accountId ? [] : [{ enrollmentId, accountId: dealt[i] as number }],
  )
  return { rows, changes }
}

interface Share {
  batchId: number
  accountId: number
  contacts: number
}

/** How many contacts each engagement has with each account. */
export function sharesOf(rows: readonly Unwritten[]): Share[] {
  const shares = new Map<string, Share>()
  for (const { batchId, accountId } of rows) {
    const key = `${batchId}:${accountId}`
    const share = shares.get(key) ?? { batchId, accountId, contacts: 0 }
    shares.set(key, share)
    share.contacts++
  }
  return [...shares.values()]
}

/** @throws Refusal `forbidden` for mail that is another's to decide on */
export function checkMayShare(reader: Reader, asker: Asker, shares: readonly Share[]): void {
  for (const share of shares) checkMayChange(reader, asker, share)
}

function refused(check: () => void): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

const ownFirst = (asker: Asker) => (a: AccountRow, b: AccountRow) => {
  const rank = ({ seatId }: AccountRow) => (seatId === asker.seatId ? 0 : seatId === null ? 1 : 2)
  return rank(a) - rank(b) || a.id - b.id
}

/** @throws Refusal `not_found` */
export function sharing(reader: Reader, asker: Asker, name: string, now: number): CalendarSendersShown {
  const world = worldOf(reader)
  const sequence = sequenceNamed(world, name)
  const rows = unwritten(reader, sharedBatches(world, sequence.id), now)
  const shares = sharesOf(rows)
  const contacts = new Map<number, number>()
  for (const share of shares) contacts.set(share.accountId, (contacts.get(share.accountId) ?? 0) + share.contacts)
  const shown = (account: AccountRow): CalendarSendersShown['senders'][number] => ({
    id: account.publicId,
    address: account.address,
    name: account.name,
    kind: account.kind,
    limits_text: limitsText(account, world.workspace.zone, now),
    contacts: contacts.get(account.id) ?? 0,
    against: unfit(reader, asker, account),
  })
  const others = world.accounts.filter(({ id }) => !contacts.has(id))
  return {
    sequence: sequence.publicId,
    contacts: rows.length,
    against: refused(() => checkMayShare(reader, asker, shares)),
    senders: world.accounts
      .filter(({ id }) => contacts.has(id))
      .map(shown)
      .sort((a, b) => b.contacts - a.contacts),
    others: others
      .sort(ownFirst(asker))
      .map(shown)
      .filter(({ against }) => against === null),
  }
}
