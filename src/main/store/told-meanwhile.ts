/** What the others were told of an email while it was in doubt here: it waits until somebody has said whether it left. */
import { materialise } from './materialise.ts'
import type { Reader, Tx } from './open.ts'
import { sharedRow, waitingRows } from './shared-rows.ts'

interface Word {
  /** Public id of the row of the fold. */
  id: string
  state: string
  reason: string | null
}

/** The words about that email (row id) that wait. */
export function toldMeanwhile(reader: Reader, sendId: number): Word[] {
  const mail = reader.get<{ enrollment: string; step: number }>(
    `SELECT e.public_id AS enrollment, s.step FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  if (!mail) return []
  return waitingRows(reader, 'send').flatMap((id) => {
    const fields = sharedRow(reader, 'send', id)?.fields
    if (fields?.enrollment !== mail.enrollment || fields.step !== mail.step) return []
    return [{ id, state: String(fields.state), reason: (fields.reason as string | null | undefined) ?? null }]
  })
}

/** It is not in doubt any more: what was told of it counts. */
export function hearMeanwhile(tx: Tx, words: readonly Word[], now: number): void {
  for (const { id } of words) materialise(tx, 'send', id, now)
}
