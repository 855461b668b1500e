/**
 * Somebody may have answered a minute ago. Where a mailbox is read, an email leaves only when it is known what came back
 * until now, or nearly; else it waits for a look, and says so.
 */
import { policyOf } from '../../../shared/domain/policy.ts'
import { dateOf, dayNumber, MINUTE, offsetAt } from '../../../shared/domain/time.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { computerName, isPlain } from '../../store/homes.ts'
import { answeredAt, type InboxKnown, inboxKnown } from '../../store/inbox-folders.ts'
import type { Due } from '../../store/ledger.ts'
import type { Reader, Tx } from '../../store/open.ts'
import { readForOthers } from '../../store/read-here.ts'
import { heardAt } from '../../store/shares.ts'
import { workspaceRow } from '../../store/workspace.ts'

export interface Unread {
  /** True: the policy lets it leave all the same. */
  isLet: boolean
  /** True: the mailbox can't be read; false: it only wasn't lately. */
  isTrouble: boolean
  words: string
  /** Whose mailbox (row id) is to be looked at. */
  mailbox: number
}

/**
 * Null: it is known what came back, as lately as the policy wants, wherever the contact's answers go. Only what goes to
 * contacts is looked at: a test of a mailbox answers nobody.
 */
export function unreadOf(reader: Reader, account: AccountRow, due: Due, now: number): Unread | null {
  if (due.enrollmentId === null) return null
  const { policy, zone, device } = workspaceRow(reader)
  const { inbox_freshness, send_unread } = policyOf(policy)
  // A clock that was ahead for a while has left looks in what is now the future.
  const isFresh = (at: number | null) => at !== null && at >= now - inbox_freshness * MINUTE && at <= now
  const others = isPlain(reader) ? [] : readForOthers(reader, now, (id) => accountById(reader, id))
  if (account.imap !== null && account.homeDevice !== device && !others.includes(account.id)) {
    const at = heardAt(reader, account.homeDevice)
    const home = computerName(reader, account.homeDevice)
    const told = { at, home, now, zone, isLet: send_unread }
    if (!isFresh(at))
      return { isLet: send_unread, isTrouble: true, words: elsewhereWords(account, told), mailbox: account.id }
  }
  for (const { id, address } of answeredAt(reader, account.id, due.enrollmentId, device, others)) {
    const known = inboxKnown(reader, id)
    if (isFresh(known.at)) continue
    const whose = id === account.id ? '' : ` ${address}`
    const words = wordsOf({ ...known, whose, now, zone, isLet: send_unread })
    return { isLet: send_unread, isTrouble: known.trouble !== null, words, mailbox: id }
  }
  return null
}

interface Told extends InboxKnown {
  /** " ada@example.com"; '' where it is the account's own. */
  whose: string
  now: number
  zone: string
  isLet: boolean
}

function wordsOf({ at, trouble, whose, now, zone, isLet }: Told): string {
  const since = at === null ? null : clockAt(at, now, zone)
  if (isLet) {
    const when = since === null ? 'it has not been read yet' : `it was last read at ${since}`
    return `Not checked${whose && ` at${whose}`} for an answer before it left: ${trouble ?? when}.`.replace(
      /\.\.$/,
      '.',
    )
  }
  if (trouble === null) {
    const when = since === null ? 'has not been read yet' : `was last read at ${since}`
    return `The mailbox${whose} ${when}, and somebody may have answered. It is looked at first.`
  }
  const when = since === null ? 'could not be read yet' : `could not be read since ${since}`
  return `The mailbox${whose} ${when}, and somebody may have answered: ${trouble}`
}

/** Of a mailbox that only its home can read: what came back is known here as of the last exchange. */
function elsewhereWords(
  { address }: AccountRow,
  t: Pick<Told, 'at' | 'now' | 'zone' | 'isLet'> & { home: string },
): string {
  const heard = t.at === null ? 'and nothing was heard of it yet' : `last heard of at ${clockAt(t.at, t.now, t.zone)}`
  const read = `${address} is read on ${t.home} alone, ${heard}`
  if (t.isLet) return `Not checked for an answer before it left: ${read}.`
  return `${read}, and somebody may have answered. Exchange a workspace file with it first.`
}

/** "10:02 (Europe/Paris)", with its day where that is another. */
function clockAt(at: number, now: number, zone: string): string {
  const minutes = Math.floor((at + offsetAt(zone, at)) / MINUTE)
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)} (${zone})`
  const day = dayNumber(at, zone)
  if (day === dayNumber(now, zone)) return time
  const date = dateOf(day)
  return `${date.year}-${two(date.month)}-${two(date.day)} ${time}`
}

/** Says at the email why it waits; it stays planned for its time. Returns whether that is new. */
export const sayWaiting = (tx: Tx, sendId: number, words: string): boolean =>
  tx.run(`UPDATE sends SET reason = ? WHERE id = ? AND state = 'planned' AND reason IS NOT ?`, words, sendId, words)
    .changes > 0

/** Says at an email that leaves what was not known. */
export const sayUnchecked = (tx: Tx, sendId: number, words: string): void =>
  void tx.run(`UPDATE sends SET why = json_insert(coalesce(why, '[]'), '$[#]', ?) WHERE id = ?`, words, sendId)
