/** Mail that another computer sends, as this one knows it: which one, when it was last heard of, and what it may not promise. */
import { presentHome, type Review } from '../../shared/domain/home.ts'
import { type Bar, barWords, doubtOf, type Mail, maySend, type Names, reviewWords } from '../../shared/domain/sender.ts'
import { deviceByPublicId } from './devices.ts'
import { hereOf, isPlain, leaseNow, mayLeaveHere, namesFor, namesOf, whereaboutsOf } from './homes.ts'
import type { Reader } from './open.ts'
import { heardAt } from './shares.ts'

export interface Elsewhere {
  /** Name of the computer that sends it; null: none does at present. */
  computer: string | null
  /** When that computer was last heard of, ms since the epoch; null: never, or none sends it. */
  heardAt: number | null
  /** Why it doesn't leave from here, in a sentence. */
  words: string
}

/** Was the computer taken out of the team? Nobody hears of what it sends, and nobody is promised that it does. */
export const isRevoked = (reader: Reader, device: string): boolean =>
  reader.known(`revoked ${device}`, () => deviceByPublicId(reader, device)?.state === 'revoked')

/** Public id of the computer that a bar leaves an email (row id) to; null: to none. */
function deviceOf(reader: Reader, sendId: number, bar: Bar): string | null {
  if (bar !== 'elsewhere' && bar !== 'authorised') return null
  const row = reader.get<{ account: number; sender: string | null }>(
    `SELECT s.account_id AS account, e.sender_device AS sender FROM sends s
     LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  const where = row && whereaboutsOf(reader, row.account)
  if (!row || !where) return null
  return bar === 'elsewhere' ? presentHome(where.homes).device : row.sender
}

const outWords = (bar: Bar, { home, sender }: Names): string =>
  bar === 'elsewhere'
    ? `It was to leave from ${home}, which is out of the team. Nothing leaves until another computer takes it over.`
    : `It was to leave from ${sender}, which is out of the team. It waits until nothing of that computer can be under way.`

/**
 * Why a planned email (row id) doesn't leave from this computer; null: it does, or a person has to look at it here first.
 * Judged by the newest time that was written down: what is shown and what is refused agree, however often either is asked.
 */
export function sentElsewhere(reader: Reader, sendId: number): Elsewhere | null {
  if (isPlain(reader)) return null
  const bar = mayLeaveHere(reader, sendId, leaseNow(reader, 0))
  if (bar === null || bar === 'review' || bar === 'lease') return null
  const names = namesFor(reader, sendId)
  const device = deviceOf(reader, sendId, bar)
  if (device === null) return { computer: null, heardAt: null, words: barWords(bar, names) }
  if (isRevoked(reader, device)) return { computer: null, heardAt: null, words: outWords(bar, names) }
  const computer = bar === 'elsewhere' ? names.home : names.sender
  return { computer, heardAt: heardAt(reader, device), words: barWords(bar, names) }
}

/**
 * Why what is planned of an enrollment (row id) must not be given to another mailbox on this computer, in a sentence; null: it
 * may. Whoever sends it goes on until they have heard of that, and whoever was home before may have sent it: from the other
 * mailbox it would leave once more, and no rule about that mailbox's own homes would notice.
 */
export function tiedTo(reader: Reader, enrollmentId: number): string | null {
  if (isPlain(reader)) return null
  const row = reader.get<Mail & { accountId: number; review: 'take_over' | 'lease' | null }>(
    `SELECT e.account_id AS accountId, e.home, e.sender_device AS sender, (SELECT s.review FROM sends s
       WHERE s.enrollment_id = e.id AND s.state = 'planned' AND s.review IN ('take_over', 'lease') LIMIT 1) AS review
     FROM enrollments e WHERE e.id = ? AND e.sandbox = 0`,
    enrollmentId,
  )
  const here = row && hereOf(reader, row.accountId)
  if (!row || !here) return null
  const bar = maySend({ ...here, out: false }, row, leaseNow(reader, 0))
  const names = namesOf(reader, row.accountId, row.sender)
  if (bar !== null) return barWords(bar, names)
  return row.review && reviewWords(row.review, true, names)
}

/** The same of all that is planned from an account (row id): the first such sentence. */
export function accountTied(reader: Reader, accountId: number): string | null {
  if (isPlain(reader)) return null
  // one of each kind tells it of all: what is asked of them are these two marks, and the account
  const some = reader.all<{ id: number }>(
    `SELECT min(id) AS id FROM enrollments WHERE account_id = @account AND sandbox = 0 AND state IN ('pending', 'active', 'paused')
       GROUP BY home, sender_device
     UNION SELECT min(enrollment_id) AS id FROM sends WHERE account_id = @account AND state = 'planned' AND review IN ('take_over', 'lease')
       HAVING count(*) > 0`,
    { account: accountId },
  )
  return some.map(({ id }) => tiedTo(reader, id)).find((words) => words !== null) ?? null
}

/**
 * May what was planned of an enrollment (row id) have left from its removed mailbox? Null: no. Its home knows what it sent; another
 * computer that removed it does not, and the home goes on until it has heard.
 */
export function doubtOfRemoved(reader: Reader, enrollmentId: number): Review | null {
  if (isPlain(reader)) return null
  const row = reader.get<Mail & { accountId: number; by: string }>(
    `SELECT e.account_id AS accountId, e.home, e.sender_device AS sender, a.device AS "by"
     FROM enrollments e JOIN accounts a ON a.id = e.account_id WHERE e.id = ? AND e.sandbox = 0 AND a.deleted = 1`,
    enrollmentId,
  )
  const where = row && whereaboutsOf(reader, row.accountId)
  if (!row || !where) return null
  const { device } = presentHome(where.homes)
  return doubtOf({ device, where }, row) ?? (row.by === device ? null : 'take_over')
}
