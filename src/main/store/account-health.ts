/** The state of an account, moved by nothing but `reduceHealth`, and what was written down about it. */
import type { Crossing } from '../../shared/domain/deliverability.ts'
import {
  failureWindow,
  type Health,
  type HealthEvent,
  type HealthKind,
  historyDays,
  putOffGather,
  reduceHealth,
} from '../../shared/domain/health.ts'
import { DAY } from '../../shared/domain/time.ts'
import { type AccountRow, accountById, setAccountState } from './accounts.ts'
import type { Reader, Tx } from './open.ts'

/** One thing that happened to an account. `at` is ms since the epoch. */
export interface HealthEntry {
  id: number
  at: number
  kind: HealthKind
  /** The server's own words, or a sentence. */
  words: string
  data: Record<string, unknown>
}

/** Failures since the account last came back, as far as they still count at `now`. */
const failuresOf = (reader: Reader, accountId: number, now: number): number[] =>
  reader
    .all<{ at: number }>(
      `SELECT at FROM account_events WHERE account_id = @id AND kind = 'failed' AND at > @since AND id > coalesce(
         (SELECT max(id) FROM account_events WHERE account_id = @id AND kind IN ('out', 'back', 'activated')), 0)
       ORDER BY id`,
      { id: accountId, since: now - failureWindow },
    )
    .map(({ at }) => at)

const healthOf = (reader: Reader, account: AccountRow, now: number): Health => ({
  state: account.state,
  reason: account.stateReason,
  trouble: account.outKind,
  resumeAt: account.resumeAt,
  failures: failuresOf(reader, account.id, now),
})

/** Writes down what happened to an account (row id), and drops what is older than `historyDays`. No secret in `words`. */
export function keepEvent(
  tx: Tx,
  accountId: number,
  entry: { at: number; kind: HealthKind; words: string; data?: Record<string, unknown> },
): void {
  const { at, kind, words, data = {} } = entry
  tx.run('DELETE FROM account_events WHERE account_id = ? AND at < ?', accountId, at - historyDays * DAY)
  tx.run(
    'INSERT INTO account_events (account_id, at, kind, words, data) VALUES (?, ?, ?, ?, ?)',
    accountId,
    at,
    kind,
    words,
    JSON.stringify(data),
  )
}

/**
 * Writes down that the server put an email off (greylisting, too many at once): no trouble of the account, but a person
 * who wonders why little leaves looks here.
 */
export function keepPutOff(tx: Tx, accountId: number, words: string, at: number): void {
  const last = tx.get<{ at: number }>(
    `SELECT at FROM account_events WHERE account_id = ? AND kind = 'put_off' ORDER BY at DESC, id DESC LIMIT 1`,
    accountId,
  )
  if (last && last.at > at - putOffGather && last.at <= at) return
  keepEvent(tx, accountId, { at, kind: 'put_off', words })
}

/** What is written down of an event: the event itself, and the change it made. */
function entries(event: HealthEvent, before: Health, after: Health, words: string) {
  const found: { kind: HealthKind; words: string; data?: Record<string, unknown> }[] = []
  const trouble = 'trouble' in event ? { trouble: event.trouble } : {}
  if (event.type === 'failed' && after !== before) found.push({ kind: 'failed', words, data: trouble })
  if (event.type === 'tested') found.push({ kind: 'tested', words, data: { ok: event.ok } })
  if (after.state === before.state) return found
  if (after.state === 'error') found.push({ kind: 'out', words, data: { ...trouble, until: after.resumeAt } })
  else if (event.type === 'activated' || event.type === 'filled') found.push({ kind: 'activated', words })
  else if (event.type === 'deactivated' || event.type === 'emptied' || event.type === 'withheld')
    found.push({ kind: 'deactivated', words })
  else if (after.state === 'active') found.push({ kind: 'back', words })
  return found
}

/**
 * Applies an event and writes it down. Returns what became of the account; `changed`: its state is another now.
 *
 * @param words what people read about it: the server's own words, where it said some
 * @param at when it happened, ms since the epoch
 */
export function applyToAccount(
  tx: Tx,
  accountId: number,
  event: HealthEvent,
  words: string,
  at: number,
): Health & { changed: boolean } {
  const row = accountById(tx, accountId)
  if (!row) throw new Error(`account ${accountId} is gone`)
  const before = healthOf(tx, row, at)
  const after = reduceHealth(before, event)
  const changed = after.state !== before.state
  if (changed || after.reason !== before.reason)
    setAccountState(tx, accountId, after.state, after.reason, after.trouble, after.resumeAt)
  for (const entry of entries(event, before, after, words)) keepEvent(tx, accountId, { ...entry, at })
  return { ...after, changed }
}

/** Newest first, from before entry `after` on (its id; null: from the newest). */
export const accountHistory = (reader: Reader, accountId: number, after: number | null, limit: number): HealthEntry[] =>
  reader
    .all<Omit<HealthEntry, 'data'> & { data: string }>(
      `SELECT id, at, kind, words, data FROM account_events
       WHERE account_id = @id AND (@after IS NULL OR (at, id) < ((SELECT at FROM account_events WHERE id = @after), @after))
       ORDER BY at DESC, id DESC LIMIT @limit`,
      { id: accountId, after, limit },
    )
    .map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))

/** Why Cadenza paused an account by itself. */
export interface PausedFor {
  at: number
  /** What went over its threshold, the worst of it. */
  crossing: Crossing
  /** All that was written from this domain was paused with it; null: for what it sent itself. */
  domain: string | null
}

/** Null: it isn't paused, or a person paused it. */
export function pausedFor(reader: Reader, account: Pick<AccountRow, 'id' | 'paused'>): PausedFor | null {
  if (!account.paused) return null
  const last = reader.get<{ at: number; data: string }>(
    `SELECT at, data FROM account_events WHERE account_id = ? AND kind IN ('paused', 'resumed')
     ORDER BY at DESC, id DESC LIMIT 1`,
    account.id,
  )
  const { rates, domain = null } = JSON.parse(last?.data ?? '{}') as Partial<PausedData>
  const worst = rates?.[0]
  if (!last || !worst) return null
  const { window, measure, level, sends, count } = worst
  const counts = { sends, bounce: 0, complaint: 0, [measure]: count }
  return { at: last.at, crossing: { window, measure, level, counts }, domain }
}

/** As a pause of Cadenza's own keeps it, the worst first. */
interface PausedData {
  rates: (Pick<Crossing, 'window' | 'measure' | 'level'> & { sends: number; count: number })[]
  domain: string | null
}
