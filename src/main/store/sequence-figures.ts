/** How far each sequence is, counted from the ledger for all of them at once; the sandbox is always apart. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import type { SendState } from '../../shared/domain/send.ts'
import type { Reader } from './open.ts'

interface Key {
  sequenceId: number
  sandbox: 0 | 1
}
export type ContactFigure = Key & { state: EnrollmentState; n: number }
/** Instants: of planned emails when they are to leave, of others when they left (null: never did). */
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
    `SELECT sequence_id as sequenceId, sandbox, state, count(*) as n FROM enrollments
     ${sequenceId === null ? '' : 'WHERE sequence_id = @id'} GROUP BY sequence_id, sandbox, state`,
    sequenceId === null ? {} : { id: sequenceId },
  )

/** The earliest or latest instant of a group `g`: at an end of its part of the index. */
const atOf = (which: 'min' | 'max'): string =>
  `(SELECT ${which}(s.at) FROM sends s INDEXED BY sends_batch
    WHERE s.batch_id = g.batch_id AND s.state = g.state AND s.sandbox = g.sandbox)`

/**
 * Of one sequence, or (null) of all. All it reads is in one index, engagement by engagement as they lie there: it is
 * asked for at every change.
 */
export const emailFigures = (reader: Reader, sequenceId: number | null): EmailFigure[] =>
  reader.all(
    `WITH g AS MATERIALIZED (
       SELECT batch_id, state, sandbox, count(*) AS n, min(claimed_at) AS firstSent, max(claimed_at) AS lastSent
       FROM sends INDEXED BY sends_batch
       WHERE batch_id IN (SELECT id FROM batches ${sequenceId === null ? '' : 'WHERE sequence_id = @id'})
       GROUP BY batch_id, state, sandbox)
     SELECT b.sequence_id as sequenceId, g.sandbox, g.state, sum(g.n) as n, min(${atOf('min')}) as firstAt,
       max(${atOf('max')}) as lastAt, min(g.firstSent) as firstSent, max(g.lastSent) as lastSent
     FROM g JOIN batches b ON b.id = g.batch_id GROUP BY b.sequence_id, g.sandbox, g.state`,
    sequenceId === null ? {} : { id: sequenceId },
  )

/** Emails of each step that have not left yet, the sandbox's too. */
export const plannedPerStep = (reader: Reader, sequenceId: number): { step: number; n: number }[] =>
  reader.all(
    `SELECT s.step, count(*) as n FROM batches b JOIN sends s ON s.batch_id = b.id
     WHERE b.sequence_id = ? AND s.state = 'planned' GROUP BY s.step`,
    sequenceId,
  )

/** Steps that somebody was engaged in, the sandbox apart: so many from the first on. */
export const usedSteps = (reader: Reader, sequenceId: number): { steps: number; contacts: number } =>
  reader.get(
    `SELECT coalesce(max(emails), 0) as steps, count(*) as contacts FROM enrollments
     WHERE sequence_id = ? AND sandbox = 0`,
    sequenceId,
  ) ?? { steps: 0, contacts: 0 }
