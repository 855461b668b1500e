/** How far each sequence is, read from what is tallied at every change of the ledger; the sandbox is always apart. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader } from './open.ts'

interface Key {
  sequenceId: number
  sandbox: 0 | 1
}
export type ContactFigure = Key & { state: EnrollmentState; n: number }
/** Instants: when they are to leave, or were to; and of sent ones when they left (null: they didn't). */
export type EmailFigure = Key & {
  state: SendState
  n: number
  firstAt: number
  lastAt: number
  firstSent: number | null
  lastSent: number | null
}

/** Of one sequence, or (null) of all. */
export const contactFigures = (reader: Reader, sequenceId: number | null): ContactFigure[] =>
  reader.all(
    `SELECT sequence_id as sequenceId, sandbox, state, sum(n) as n FROM enrollment_tally
     WHERE n > 0 ${sequenceId === null ? '' : 'AND sequence_id = @id'} GROUP BY sequence_id, sandbox, state`,
    sequenceId === null ? {} : { id: sequenceId },
  )

/** The earliest or latest instant of a group `g`: at an end of its part of the index. */
const atOf = (which: 'min' | 'max'): string =>
  `(SELECT ${which}(s.at) FROM sends s INDEXED BY sends_batch
    WHERE s.batch_id = g.batch_id AND s.state = g.state AND s.sandbox = g.sandbox AND s.kind <> 'task')`

const leftOf = (which: 'min' | 'max'): string =>
  `CASE g.state WHEN 'sent' THEN (SELECT ${which}(s.claimed_at) FROM sends s INDEXED BY sends_left
    WHERE s.state = 'sent' AND s.batch_id = g.batch_id AND s.sandbox = g.sandbox) END`

/** Of one sequence, or (null) of all. Nothing of it is counted: it is asked for at every change. */
export const emailFigures = (reader: Reader, sequenceId: number | null): EmailFigure[] =>
  reader.all(
    `WITH g AS MATERIALIZED (
       SELECT batch_id, state, sandbox, sum(n) AS n FROM send_tally
       WHERE n > 0 AND kind <> 'task' AND batch_id IN (SELECT id FROM batches ${sequenceId === null ? '' : 'WHERE sequence_id = @id'})
       GROUP BY batch_id, state, sandbox)
     SELECT b.sequence_id as sequenceId, g.sandbox, g.state, sum(g.n) as n, min(${atOf('min')}) as firstAt,
       max(${atOf('max')}) as lastAt, min(${leftOf('min')}) as firstSent, max(${leftOf('max')}) as lastSent
     FROM g JOIN batches b ON b.id = g.batch_id GROUP BY b.sequence_id, g.sandbox, g.state`,
    sequenceId === null ? {} : { id: sequenceId },
  )

/** Emails of each step that have not left yet, the sandbox's too. */
export const plannedPerStep = (reader: Reader, sequenceId: number): { step: number; n: number }[] =>
  reader.all(
    `SELECT t.step, sum(t.n) as n FROM batches b JOIN send_tally t ON t.batch_id = b.id
     WHERE b.sequence_id = ? AND t.state = 'planned' AND t.n > 0 GROUP BY t.step`,
    sequenceId,
  )

/** Steps that somebody was engaged in, the sandbox apart: so many from the first on. */
export const usedSteps = (reader: Reader, sequenceId: number): { steps: number; contacts: number } =>
  reader.get(
    `SELECT coalesce(max(emails), 0) as steps, coalesce(sum(n), 0) as contacts FROM enrollment_tally
     WHERE sequence_id = ? AND sandbox = 0 AND n > 0`,
    sequenceId,
  ) ?? { steps: 0, contacts: 0 }
