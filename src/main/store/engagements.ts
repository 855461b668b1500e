/**
 * Engagements that are not live: one that is being written, or taken back. Their rows are in the ledger and in every
 * list, but no planner plans them and no dispatcher finds them. See `engagement.ts` in the domain.
 */
import { type EngagementEvent, type EngagementState, reduceEngagement } from '../../shared/domain/engagement.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { note } from './journal.ts'
import type { Reader, Store, Tx } from './open.ts'

/** Of a column with the row id of an engagement: true where it is live. Asks for the list once a statement. */
export const isLive = (column: string): string => `${column} NOT IN (SELECT id FROM batches WHERE state <> 'live')`

/** Engagements that are not live, in the order they were begun. Cheap: the index holds no others. */
export const unfinished = (reader: Reader): { id: number; state: EngagementState }[] =>
  reader.known('unfinished', () => reader.all(`SELECT id, state FROM batches WHERE state <> 'live' ORDER BY id`))

/** @returns false when the event means nothing in its present state, or it is gone; then nothing was written */
export function applyToEngagement(tx: Tx, id: number, event: EngagementEvent): boolean {
  const before = tx.get<{ state: EngagementState }>('SELECT state FROM batches WHERE id = ?', id)
  const after = before && reduceEngagement(before.state, event)
  if (!after || after === before.state) return false
  tx.run('UPDATE batches SET state = ? WHERE id = ?', after, id)
  return true
}

/**
 * While nobody is engaging: whoever was writing them has died, or could not even write down that it failed. How many
 * there were.
 *
 * @param now ms since the epoch
 */
export function breakOffUnfinished(store: Store, now: number): number {
  if (unfinished(store).every(({ state }) => state === 'undoing')) return 0
  return store.write((tx) => {
    const found = unfinished(tx).filter(({ id }) => applyToEngagement(tx, id, 'broken_off')).length
    note(tx, now, 'engage_undone', 'Engaging contacts was broken off half-way. Nobody of them is engaged: do it again.')
    return found
  })
}

/** Removes some rows of an engagement that is being taken back; false when it is gone with the last of them. */
export function removeSome(tx: Tx, id: number, limit: number): boolean {
  for (const table of ['sends', 'enrollments']) {
    const found = `SELECT id FROM ${table} WHERE batch_id = ? LIMIT ?`
    if (tx.run(`DELETE FROM ${table} WHERE id IN (${found})`, id, limit).changes > 0) return true
  }
  tx.run(`DELETE FROM batches WHERE id = ? AND state = 'undoing'`, id)
  return false
}

/** Rows that go together where nothing else is said. */
const usual = 200

/** Takes back what is to be taken back, one transaction after the other: each yield is a moment between two. */
export function* takingBack(store: Store, rows = usual): Generator<void> {
  for (const { id, state } of unfinished(store)) {
    if (state !== 'undoing') continue
    while (store.write((tx) => removeSome(tx, id, rows))) yield
  }
}

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Resolves when nothing is left to be taken back.
 *
 * @param elsewhere does the same in a thread of its own; here after all when that could not be done
 */
export async function takeBack(store: Store, elsewhere?: () => Promise<void>): Promise<void> {
  if (unfinished(store).every(({ state }) => state !== 'undoing')) return
  try {
    await elsewhere?.()
  } catch (error) {
    // because of stopping
    if (error instanceof Refusal) throw error
  }
  for (const _ of takingBack(store)) await breathe()
}

/** Asks the planner for another look at everything, by an email of the engagement that leaves as late as any. */
export const askPlanner = (tx: Tx, batchId: number): void =>
  void tx.run(
    `UPDATE sends SET replan = 1 WHERE id = (SELECT id FROM sends INDEXED BY sends_batch
       WHERE batch_id = ? AND state = 'planned' ORDER BY sandbox DESC, at DESC LIMIT 1)`,
    batchId,
  )

/** What an engagement was written from, as a name: another one means that somebody has changed something meanwhile. */
export const standsOn = (reader: Reader, batchId: number): string =>
  reader.get<{ name: string }>(
    `SELECT w.hlc || ' ' || w.version || ' ' || q.version || ' ' || q.paused || ' ' || q.archived || ' ' || q.deleted AS name
     FROM batches b JOIN sequences q ON q.id = b.sequence_id CROSS JOIN workspace w WHERE b.id = ?`,
    batchId,
  )?.name ?? ''

/** Whom an engagement writes to and from where, by position, as it was written. */
export const writtenMembers = (
  reader: Reader,
  batchId: number,
): { contactId: number; accountId: number; address: string }[] =>
  reader.all(
    `SELECT e.contact_id AS contactId, e.account_id AS accountId,
       (SELECT s.address FROM sends s WHERE s.enrollment_id = e.id AND s.step = 1) AS address
     FROM enrollments e WHERE e.batch_id = ? ORDER BY e.position`,
    batchId,
  )

/** How many engagements are live, and the newest of them (row id): another one where somebody was engaged meanwhile. */
export const liveEngagements = (reader: Reader): { count: number; newest: number | null } =>
  reader.get(`SELECT count(*) AS count, max(id) AS newest FROM batches WHERE state = 'live'`) ?? {
    count: 0,
    newest: null,
  }
