/** Everything that is held about one contact, for whoever asks what that is. */
import type { Reader } from './open.ts'
import type { OwnText } from './stored-step.ts'

export interface DossierIncoming {
  at: number
  kind: string
  from: string
  subject: string
  text: string | null
  state: string
}

export const dossierIncoming = (reader: Reader, contactId: number): DossierIncoming[] =>
  reader.all(
    `SELECT at, kind, from_address AS "from", subject, coalesce(body, text) AS text, state FROM incoming
     WHERE contact_id = ? AND deleted = 0 ORDER BY at DESC`,
    contactId,
  )

export interface DossierClick {
  target: string
  agent: string
  times: number
  firstAt: number
  lastAt: number
}

export const dossierClicks = (reader: Reader, contactId: number): DossierClick[] =>
  reader.all(
    `SELECT k.target, k.agent, k.times, k.first_at AS firstAt, k.last_at AS lastAt FROM clicks k
     WHERE k.send_id IN (SELECT id FROM sends WHERE contact_id = ?) ORDER BY k.last_at DESC`,
    contactId,
  )

/** Texts of one's own that a contact's emails have, by enrollment (public id) and step. */
export const dossierTexts = (reader: Reader, contactId: number): { enrollment: string; texts: string }[] =>
  reader.all(
    'SELECT public_id AS enrollment, texts FROM enrollments WHERE contact_id = ? AND texts IS NOT NULL',
    contactId,
  )

export interface DossierDraft {
  sequence: string
  step: number
  subject: string
  text: string | null
  html: string | null
  how: OwnText['how']
  by: string
  at: number
}

/** Emails to a contact that somebody wrote or approved before the contact is in their sequence. */
export const dossierDrafts = (reader: Reader, contactId: number): DossierDraft[] =>
  reader.all(
    `SELECT q.name AS sequence, d.step, d.subject, d.text, d.html, d.how, coalesce(nullif(p.name, ''), p.address) AS "by", d.at
     FROM letter_drafts d JOIN sequences q ON q.id = d.sequence_id JOIN seats p ON p.id = d.seat_id
     WHERE d.contact_id = ? ORDER BY q.name, q.id, d.step, d.seat_id`,
    contactId,
  )
