/** What follows from rates that crossed a threshold: decided and written in one transaction. */
import {
  type Crossing,
  crossingsOf,
  crossingWords,
  type Levels,
  noLevels,
} from '../../../shared/domain/deliverability.ts'
import type { Note } from '../../ports.ts'
import { keepEvent } from '../../store/account-health.ts'
import { type AccountRow, accountById, setAccountPaused } from '../../store/accounts.ts'
import { stamp } from '../../store/clockwork.ts'
import { accountsWritingFrom, countsOf, keepLevels, levelsKept, troubledAt } from '../../store/deliverability.ts'
import { note } from '../../store/journal.ts'
import type { Reader, Tx } from '../../store/open.ts'

export interface Told {
  note: Note
  paused: boolean
}

interface Moved {
  subject: string
  levels: Levels
  crossings: Crossing[]
}

/** Accounts before domains: what an account did by itself is said of the account. */
function movedAt(reader: Reader, now: number): Moved[] {
  const kept = levelsKept(reader)
  const { accounts, domains } = troubledAt(reader, now)
  const subjects = new Set([
    ...accounts.map((id) => `account:${id}`),
    ...domains.map((name) => `domain:${name}`),
    ...kept.keys(),
  ])
  const names = [...subjects].map(nameOf)
  const counts = countsOf(
    reader,
    {
      accounts: names.flatMap(({ account }) => account ?? []),
      domains: names.flatMap(({ domain }) => domain ?? []),
    },
    now,
  )
  return [...subjects].sort().flatMap((subject) => {
    const before = kept.get(subject) ?? noLevels
    const { account, domain } = nameOf(subject)
    const counted = account === null ? counts.ofDomain(domain) : counts.ofAccount(account)
    const { levels, crossings } = crossingsOf(before, counted)
    const same = (Object.keys(levels) as (keyof Levels)[]).every((key) => isSame(levels[key], before[key]))
    return same ? [] : [{ subject, levels, crossings }]
  })
}

/** Too few emails and all in order are both nothing to keep. */
const isSame = (a: Levels[keyof Levels], b: Levels[keyof Levels]): boolean =>
  a === b || ((a === 'few' || a === 'fine') && (b === 'few' || b === 'fine'))

/** Whose rate it is: an account's (row id) or a domain's. */
function nameOf(subject: string): { account: number; domain: null } | { account: null; domain: string } {
  const name = subject.slice(subject.indexOf(':') + 1)
  return subject.startsWith('account:') ? { account: Number(name), domain: null } : { account: null, domain: name }
}

/** Whether there is anything to write: most looks find nothing. */
export const anythingMoved = (reader: Reader, now: number): boolean => movedAt(reader, now).length > 0

/** Whether a rate stands above a threshold. */
export const isAnythingHigh = (reader: Reader): boolean => levelsKept(reader).size > 0

/** Warns of and pauses what has crossed a threshold since the last look. */
export function react(tx: Tx, now: number): Told[] {
  return movedAt(tx, now).flatMap(({ subject, levels, crossings }) => {
    keepLevels(tx, subject, levels, now)
    const [worst] = crossings
    if (!worst) return []
    const name = subject.slice(subject.indexOf(':') + 1)
    return subject.startsWith('account:')
      ? aboutAccount(tx, Number(name), crossings, worst, now)
      : aboutDomain(tx, name, crossings, worst, now)
  })
}

/** All that crossed, the worst first, as the audit line holds it. */
const figures = (crossings: readonly Crossing[]) =>
  crossings.map(({ window, measure, level, counts }) => ({
    window,
    measure,
    level,
    sends: counts.sends,
    count: counts[measure],
  }))

/** @param domain whose mail it was paused with; null: for its own */
function pause(
  tx: Tx,
  account: AccountRow,
  why: { words: string; crossings: readonly Crossing[]; domain: string | null },
  now: number,
): void {
  setAccountPaused(tx, account.id, true, stamp(tx, now))
  const { words, crossings, domain } = why
  keepEvent(tx, account.id, { at: now, kind: 'paused', words, data: { rates: figures(crossings), domain } })
}

function aboutAccount(tx: Tx, id: number, crossings: readonly Crossing[], worst: Crossing, now: number): Told[] {
  const account = accountById(tx, id)
  // Removed, or stopped already: nothing leaves from it that could make it worse.
  if (!account || account.paused) return []
  const why = crossingWords(worst)
  const data = { account: account.publicId, rates: figures(crossings) }
  if (worst.level === 'pause') {
    const words = `Paused by Cadenza: ${why}. It stays so until a person resumes it.`
    pause(tx, account, { words, crossings, domain: null }, now)
    note(tx, now, 'rate_pause', `${account.address} is paused: ${why}.`, data)
  } else {
    keepEvent(tx, account.id, { at: now, kind: 'warned', words: `${why}.`, data: { rates: figures(crossings) } })
    note(tx, now, 'rate_warning', `${account.address}: ${why}.`, data)
  }
  const title =
    worst.level === 'pause' ? `${account.address} is paused` : `Too much of ${account.address} fails to arrive`
  const body = `${why}.${worst.level === 'pause' ? ' Its emails wait until you resume it.' : ''}`
  return [{ note: { kind: 'account_error', title, body, about: account.publicId }, paused: worst.level === 'pause' }]
}

function aboutDomain(tx: Tx, domain: string, crossings: readonly Crossing[], worst: Crossing, now: number): Told[] {
  const accounts = accountsWritingFrom(tx, domain).flatMap((id) => accountById(tx, id) ?? [])
  const going = accounts.filter(({ paused, state }) => !paused && state === 'active')
  // One account alone, or all of them stopped already: it has been said of the accounts.
  if (going.length === 0 || accounts.length === 1) return []
  const why = crossingWords(worst)
  const isPause = worst.level === 'pause'
  if (isPause)
    for (const account of going) {
      const words = `Paused by Cadenza with all of ${domain}: ${why}. It stays so until a person resumes it.`
      pause(tx, account, { words, crossings, domain }, now)
    }
  const who = isPause ? ` Paused: ${going.map(({ address }) => address).join(', ')}.` : ''
  const text = `${domain}: ${why}.${who}`
  note(tx, now, isPause ? 'rate_pause' : 'rate_warning', text, { domain, rates: figures(crossings) })
  const title = isPause ? `Mail from ${domain} is paused` : `Too much mail from ${domain} fails to arrive`
  const body = `${why}.${isPause ? ' It waits until you resume the mailboxes.' : ''}`
  return [{ note: { kind: 'domain', title, body }, paused: isPause }]
}
