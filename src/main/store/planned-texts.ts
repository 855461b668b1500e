/** Which texts the emails planned through an account are still to be made from. */
import type { Reader } from './open.ts'
import { ownTextPath } from './own-text.ts'

export interface PlannedText {
  versionId: number
  /** JSON of the version's steps. */
  steps: string
  /** From 1. */
  step: number
  variant: string | null
  emails: number
}

/** Left out are texts that are their contact's own, and emails of an earlier try, whose bytes are kept. */
export const plannedTexts = (reader: Reader, accountId: number): PlannedText[] =>
  reader.all(
    `SELECT t.versionId, v.steps, t.step, t.variant, t.emails
     FROM (SELECT b.version_id AS versionId, s.step, s.variant, count(*) AS emails
           FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN batches b ON b.id = s.batch_id
           WHERE s.account_id + 0 = ? AND s.state || '' = 'planned' AND s.kind <> 'task'
             AND e.texts -> ${ownTextPath} IS NULL AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.send_id = s.id)
           GROUP BY b.version_id, s.step, s.variant) t JOIN sequence_versions v ON v.id = t.versionId`,
    accountId,
  )
