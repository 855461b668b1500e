/**
 * Texts that one contact alone gets: written by hand, or approved and so frozen. They stand with the enrollment, by step, and
 * take the place of what the step would say; the line that leads out of the mail is added to them as to any other.
 */
import { hash } from 'node:crypto'
import { canonical } from '../../shared/domain/shared-change.ts'
import type { Reader, Tx } from './open.ts'
import type { OwnText } from './stored-step.ts'

/** What is written, word for word. */
export type ExactText = Pick<OwnText, 'subject' | 'html' | 'text'>

/** Where an email's own text stands among its enrollment's (`s`: the row of `sends`). */
export const ownTextPath = `('$."' || s.step || '"')`

/** SHA-256 in hex of the exact text: two are the same where nobody could tell them apart. */
export const textHash = ({ subject, html, text }: ExactText): string => hash('sha256', canonical([subject, html, text]))

/** The own text of an email (row id); undefined: its step's counts. */
export function ownTextOf(reader: Reader, sendId: number): OwnText | undefined {
  const found = reader.get<{ own: string | null }>(
    `SELECT e.texts -> ${ownTextPath} AS own FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.id = ?`,
    sendId,
  )
  return found?.own ? (JSON.parse(found.own) as OwnText) : undefined
}

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
