/**
 * Texts that one contact alone gets: written by hand, or approved and so frozen. They stand with the enrollment, by step, and
 * take the place of what the step would say; the line that leads out of the mail is added to them as to any other.
 */
import { hash } from 'node:crypto'
import { canonical } from '../../shared/domain/shared-change.ts'
import type { Reader, Tx } from './open.ts'
import type { OwnText, StoredFile } from './stored-step.ts'

/** What is written, word for word. */
export type ExactText = Pick<OwnText, 'subject' | 'html' | 'text'>

/** Where an email's own text stands among its enrollment's (`s`: the row of `sends`). */
export const ownTextPath = `('$."' || s.step || '"')`

/**
 * SHA-256 in hex of the exact text: two are the same where nobody could tell them apart.
 *
 * @param files that go with it, where they count
 */
export const textHash = ({ subject, html, text }: ExactText, files: readonly StoredFile[] = []): string =>
  hash('sha256', canonical(files.length === 0 ? [subject, html, text] : [subject, html, text, files]))

/** Gives the email (row id) of an enrollment a text of its own; null: its step's again. */
export function setOwnText(tx: Tx, sendId: number, own: OwnText | null): void {
  const row = tx.get<{ id: number; step: number; texts: string | null }>(
    'SELECT e.id, s.step, e.texts FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?',
    sendId,
  )
  if (!row) return
  const { [row.step]: _, ...others } = JSON.parse(row.texts ?? '{}') as Record<string, OwnText>
  const texts = own === null ? others : { ...others, [row.step]: own }
  const isNone = Object.keys(texts).length === 0
  tx.run('UPDATE enrollments SET texts = ? WHERE id = ?', isNone ? null : JSON.stringify(texts), row.id)
}

/** An email that is just being made ready is made again: a claim finds it at another instant. */
export const makeThisAgain = (tx: Tx, sendId: number, now: number): void =>
  void tx.run(`UPDATE sends SET at = at + 1 WHERE id = ? AND state = 'planned' AND at <= ? AND replan = 0`, sendId, now)

/** A text of its own that an email has which has not left, and who wrote or approved it. */
export interface UnsentOwnText {
  id: number
  /** Public id of the email. */
  publicId: string
  step: number
  contact: string
  name: string | null
  how: OwnText['how']
  at: number
  hash: string
  /** Name of who wrote or approved it; null: nobody who is known here. */
  by: string | null
}

/** Planned ones of some emails (`?`: JSON array of row ids) with a text of their own; what may have left is repeated whatever it says. */
const unsentOwn = `s.id IN (SELECT value FROM json_each(?))
  AND s.state = 'planned' AND e.texts -> ${ownTextPath} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.send_id = s.id)`

/** Texts of their own among some unsent emails (row ids): by step, the one that leaves next first. */
export const unsentOwnTexts = (reader: Reader, ids: readonly number[]): UnsentOwnText[] =>
  reader.all(
    `SELECT s.id, s.public_id AS publicId, s.step, s.address AS contact, e.texts -> ${ownTextPath} ->> 'how' AS how,
       nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), '') AS name,
       e.texts -> ${ownTextPath} ->> 'at' AS at, e.texts -> ${ownTextPath} ->> 'hash' AS hash,
       (SELECT p.name FROM seats p WHERE p.public_id = e.texts -> ${ownTextPath} ->> 'by') AS by
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id LEFT JOIN contacts c ON c.id = s.contact_id
     WHERE ${unsentOwn} ORDER BY s.step, s.at, s.id`,
    JSON.stringify(ids),
  )

export interface UnsentEmail {
  publicId: string
  step: number
  contact: string
  name: string | null
  /** The one that it gets, where another variant is what makes it another email. */
  variant: string | null
  at: number
}

/**
 * Emails by their row ids: by step, the one that leaves next first.
 *
 * @param dealt those of them that get another variant
 */
export const unsentByStep = (
  reader: Reader,
  { ids, dealt }: { ids: readonly number[]; dealt: readonly number[] },
  limit: number,
): UnsentEmail[] =>
  reader.all(
    `SELECT s.public_id AS publicId, s.step, s.address AS contact, s.at,
       iif(s.id IN (SELECT value FROM json_each(@dealt)), s.variant, NULL) AS variant,
       nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), '') AS name
     FROM json_each(@ids) found JOIN sends s ON s.id = found.value LEFT JOIN contacts c ON c.id = s.contact_id
     ORDER BY s.step, s.at, s.id LIMIT @limit`,
    { ids: JSON.stringify(ids), dealt: JSON.stringify(dealt), limit },
  )

/** Gives those emails the text of their step again. An email that is being sent, or may have left, keeps what it has. */
export function dropUnsentOwnTexts(tx: Tx, rows: readonly Pick<UnsentOwnText, 'id' | 'step'>[]): void {
  for (const [step, those] of Map.groupBy(rows, (row) => row.step))
    tx.run(
      `UPDATE enrollments SET texts = nullif(json_remove(texts, '$."' || ? || '"'), '{}') WHERE id IN (
         SELECT e.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE ${unsentOwn})`,
      // as a number it would be bound as 1.0, and name no step
      String(step),
      JSON.stringify(those.map(({ id }) => id)),
    )
}
