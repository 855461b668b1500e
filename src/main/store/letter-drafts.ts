/** Emails that were looked through before anybody was engaged, until engaging takes them along. */
import type { Reader, Tx } from './open.ts'
import type { OwnText, StoredFile } from './stored-step.ts'

export interface LetterDraft {
  contactId: number
  step: number
  /** Hash of what the step gave this contact when it was looked at. */
  base: string
  subject: string
  html: string | null
  text: string | null
  /** Of the exact text. */
  hash: string
  how: OwnText['how']
  at: number
}

/** Whose they are, and of which sequence (row ids). */
export interface DraftPlace {
  seatId: number
  sequenceId: number
}

const columns = 'contact_id AS contactId, step, base, subject, html, text, hash, how, at'

/** @param contactIds of these alone; without it, of all */
export const letterDrafts = (
  reader: Reader,
  { seatId, sequenceId }: DraftPlace,
  contactIds?: readonly number[],
): LetterDraft[] =>
  contactIds === undefined
    ? reader.all(
        `SELECT ${columns} FROM letter_drafts WHERE seat_id = ? AND sequence_id = ? ORDER BY contact_id, step`,
        seatId,
        sequenceId,
      )
    : reader.all(
        `SELECT ${columns} FROM json_each(?) given CROSS JOIN letter_drafts d
         WHERE d.seat_id = ? AND d.sequence_id = ? AND d.contact_id = given.value ORDER BY contact_id, step`,
        JSON.stringify(contactIds),
        seatId,
        sequenceId,
      )

/** `base` of each draft of a step, by row id of its contact: who was looked at, without what was written. */
export const keptBases = (reader: Reader, { seatId, sequenceId }: DraftPlace, step: number): Map<number, string> =>
  new Map(
    reader
      .all<{ contactId: number; base: string }>(
        `SELECT contact_id AS contactId, base FROM letter_drafts
         WHERE seat_id = ? AND sequence_id = ? AND step = ? ORDER BY contact_id`,
        seatId,
        sequenceId,
        step,
      )
      .map(({ contactId, base }) => [contactId, base]),
  )

export const keepLetterDraft = (tx: Tx, place: DraftPlace, draft: LetterDraft): void =>
  void tx.run(
    `INSERT INTO letter_drafts (seat_id, sequence_id, contact_id, step, base, subject, html, text, hash, how, at)
     VALUES (@seatId, @sequenceId, @contactId, @step, @base, @subject, @html, @text, @hash, @how, @at)
     ON CONFLICT (seat_id, sequence_id, contact_id, step) DO UPDATE SET base = excluded.base, subject = excluded.subject,
       html = excluded.html, text = excluded.text, hash = excluded.hash, how = excluded.how, at = excluded.at`,
    { ...place, ...draft },
  )

/** @param contactId null: all of them */
export const dropLetterDrafts = (
  tx: Tx,
  { seatId, sequenceId }: DraftPlace,
  contactId: number | null,
  step: number | null,
): number =>
  tx.run(
    `DELETE FROM letter_drafts WHERE seat_id = @seatId AND sequence_id = @sequenceId
       AND (@contactId IS NULL OR contact_id = @contactId) AND (@step IS NULL OR step = @step)`,
    { seatId, sequenceId, contactId, step },
  ).changes

/**
 * Writes into the enrollments of an engagement (row id) what was looked through for their contacts, each under its step.
 *
 * @param files what each step has beside its text, the first first: they are frozen with it
 */
export function takeLetterDrafts(
  tx: Tx,
  { seatId, sequenceId }: DraftPlace,
  batchId: number,
  files: readonly (readonly StoredFile[])[],
): void {
  tx.run(
    `UPDATE enrollments AS e SET texts = (SELECT json_group_object(CAST(d.step AS TEXT), json_object('subject', d.subject,
         'html', d.html, 'text', d.text, 'files', json(coalesce(@files -> ('$[' || (d.step - 1) || ']'), '[]')), 'hash', d.hash, 'by', (SELECT p.public_id FROM seats p WHERE p.id = d.seat_id),
         'at', d.at, 'how', d.how))
       FROM letter_drafts d WHERE d.seat_id = @seatId AND d.sequence_id = @sequenceId AND d.contact_id = e.contact_id)
     WHERE e.batch_id = @batchId AND e.contact_id IN
       (SELECT contact_id FROM letter_drafts WHERE seat_id = @seatId AND sequence_id = @sequenceId)`,
    { seatId, sequenceId, batchId, files: JSON.stringify(files) },
  )
}

/** Once an engagement is live, what it took along is no draft any more. */
export const letterDraftsTaken = (tx: Tx, batchId: number): void =>
  void tx.run(
    `DELETE FROM letter_drafts WHERE (seat_id, sequence_id) = (SELECT seat_id, sequence_id FROM batches WHERE id = @batchId)
       AND contact_id IN (SELECT contact_id FROM enrollments WHERE batch_id = @batchId AND texts IS NOT NULL)`,
    { batchId },
  )
