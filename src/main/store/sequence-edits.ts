/**
 * What a new version of a sequence does to engagements under way. Their rows stay one a step: text is read when an
 * email leaves, so pointing an engagement at the version is enough; a time that depends on a changed delay is asked for
 * anew; steps added at the end get their rows.
 */
import { variantOf } from '../../shared/domain/variant.ts'
import type { Mark } from './clockwork.ts'
import { emailName } from './engagement-name.ts'
import { insertSends, type NewSend } from './engaging.ts'
import type { Reader, Tx } from './open.ts'
import { ownTextPath } from './own-text.ts'
import type { StoredStep } from './stored-step.ts'

const open = `e.state IN ('pending', 'active', 'paused')`

export interface OpenBatch {
  id: number
  versionId: number
  /** Steps of the version it is under. */
  steps: number
  /** True when anybody in it is written to outside the sandbox. */
  real: 0 | 1
}

/** Engagements of a sequence in which somebody is still under way. */
export const openBatchesOf = (reader: Reader, sequenceId: number): OpenBatch[] =>
  reader.all(
    `SELECT b.id, b.version_id as versionId, json_array_length(v.steps) as steps, max(e.sandbox = 0) as real
     FROM enrollments e JOIN batches b ON b.id = e.batch_id JOIN sequence_versions v ON v.id = b.version_id
     WHERE e.sequence_id = ? AND ${open} GROUP BY b.id`,
    sequenceId,
  )

/** Whose mail it is that a change would touch: each pair of mailbox and engagement once. */
export const openMailboxes = (reader: Reader, sequenceId: number): { accountId: number; batchId: number }[] =>
  reader.all(
    `SELECT DISTINCT e.account_id as accountId, e.batch_id as batchId FROM enrollments e
     WHERE e.sequence_id = ? AND ${open}`,
    sequenceId,
  )

export const moveBatch = (tx: Tx, batchId: number, versionId: number): void =>
  void tx.run('UPDATE batches SET version_id = ? WHERE id = ?', versionId, batchId)

/**
 * Asks for new times from a step on. `due` changes with it: a plan that was begun before, for a row that had asked for
 * a time already, would else look as if it still fitted.
 */
export const askReplanFrom = (tx: Tx, batchId: number, step: number): number =>
  tx.run(
    `UPDATE sends SET replan = 1, due = due - 1 WHERE batch_id = ? AND state = 'planned' AND step >= ?`,
    batchId,
    step,
  ).changes

/** Those of these emails (row ids) that are just being made ready are made again: a claim finds them at another instant. */
export const makeAgain = (tx: Tx, ids: readonly number[], now: number): void =>
  void tx.run(
    `UPDATE sends SET at = at + 1
     WHERE id IN (SELECT value FROM json_each(?)) AND state = 'planned' AND at <= ? AND replan = 0`,
    JSON.stringify(ids),
    now,
  )

interface Lacking {
  id: number
  publicId: string
  seed: number
  accountId: number
  contactId: number
  address: string
  domain: string
  sandbox: 0 | 1
  paused: 0 | 1
  emails: number
  last: number
}

/**
 * Gives everybody still under way in an engagement the steps added at its end. They have no time yet: the planner finds
 * it, and until then they can't leave.
 */
export function addSteps(
  tx: Tx,
  batchId: number,
  written: readonly StoredStep[],
  { now, id, mark }: { now: number; id: () => string; mark: Mark },
): void {
  const steps = written.length
  const rows = tx.all<Lacking>(
    `SELECT e.id, e.public_id as publicId, b.seed, e.account_id as accountId, e.contact_id as contactId, s.address, s.domain, e.sandbox,
       (e.state = 'paused' OR q.paused) as paused, e.emails, max(s.at) as last
     FROM enrollments e JOIN sequences q ON q.id = e.sequence_id JOIN sends s ON s.enrollment_id = e.id
       JOIN batches b ON b.id = e.batch_id
     WHERE e.batch_id = ? AND ${open} AND e.emails < ? GROUP BY e.id`,
    batchId,
    steps,
  )
  const added: NewSend[] = []
  for (const row of rows) {
    const at = Math.max(row.last, now)
    for (let step = row.emails + 1; step <= steps; step++) {
      const text = written[step - 1] as StoredStep
      added.push({
        publicId: emailName(row.publicId, step, id),
        enrollmentId: row.id,
        step,
        kind: text.kind === 'task' ? 'task' : 'sequence',
        variant: variantOf(row.seed, row.publicId, step, text),
        accountId: row.accountId,
        batchId,
        contactId: row.contactId,
        address: row.address,
        domain: row.domain,
        due: at,
        slot: at,
        at,
        why: null,
        sandbox: row.sandbox === 1,
        paused: row.paused === 1,
        replan: true,
        mark,
      })
    }
  }
  insertSends(tx, added)
  tx.run(`UPDATE enrollments AS e SET emails = @steps WHERE e.batch_id = @batchId AND ${open} AND e.emails < @steps`, {
    steps,
    batchId,
  })
}

/** Steps of a version, as they were written; empty where it is gone. */
export const stepsOfVersion = (reader: Reader, versionId: number): StoredStep[] =>
  JSON.parse(
    reader.get<{ steps: string }>('SELECT steps FROM sequence_versions WHERE id = ?', versionId)?.steps ?? '[]',
  ) as StoredStep[]

/** An email or a task that has not left, as far as its text goes. */
export interface UnsentRow {
  id: number
  step: number
  /** Seed of its engagement, and public id of its enrollment: what its variant is drawn from. */
  seed: number
  enrollment: string
  kind: 'sequence' | 'task'
  variant: string | null
  /** It has a text that a person wrote or approved for it. */
  own: 0 | 1
  /** It may have left already, and is repeated word for word. */
  repeated: 0 | 1
}

/** Planned emails or tasks of one step of an engagement (row id). */
export const unsentRows = (reader: Reader, batchId: number, step: number): UnsentRow[] =>
  reader.all(
    `SELECT s.id, s.step, b.seed, e.public_id AS enrollment, s.kind, s.variant, e.texts -> ${ownTextPath} IS NOT NULL AS own,
       EXISTS (SELECT 1 FROM outgoing o WHERE o.send_id = s.id) AS repeated
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN batches b ON b.id = s.batch_id
     WHERE s.batch_id = ? AND s.state = 'planned' AND s.step = ?`,
    batchId,
    step,
  )

export const giveVariant = (tx: Tx, sendId: number, variant: string | null): void =>
  void tx.run('UPDATE sends SET variant = ? WHERE id = ?', variant, sendId)
