import type { Reader, Tx } from './open.ts'

/** The email a link belongs to, as far as a visit needs to know it. Row ids; instants in ms. */
export interface VisitedSend {
  id: number
  address: string
  enrollmentId: number | null
  contactId: number | null
  /** When it left or was last tried; null: it never was. */
  leftAt: number | null
  sandbox: 0 | 1
}

/** Undefined for one that is not known, and for one whose contact was erased. */
export const visitedSend = (reader: Reader, publicId: string): VisitedSend | undefined =>
  reader.get(
    `SELECT s.id, s.address, s.enrollment_id AS enrollmentId, s.contact_id AS contactId,
       coalesce(s.settled_at, s.data_started_at, s.claimed_at) AS leftAt, s.sandbox
     FROM sends s LEFT JOIN contacts c ON c.id = s.contact_id
     WHERE s.public_id = ? AND coalesce(c.deleted, 0) = 0`,
    publicId,
  )

export interface Click {
  sendId: number
  target: string
  /** Why it isn't taken for a person's; null: it is. */
  why: string | null
  agent: string
  at: number
}

/** Different links of one email that are kept; an email has few, and a copied token leads nowhere else. */
const mostLinks = 200

/** The same link of the same email again raises a number: no visitor can fill the disk. */
export const keepClick = (tx: Tx, { sendId, target, why, agent, at }: Click): void =>
  void tx.run(
    `INSERT INTO clicks (send_id, target, counted, why, agent, first_at, last_at)
     SELECT @sendId, @target, @counted, @why, @agent, @at, @at
     WHERE (SELECT count(*) FROM clicks WHERE send_id = @sendId) < @mostLinks
     ON CONFLICT (send_id, counted, target) DO UPDATE SET times = times + 1, last_at = excluded.last_at`,
    { sendId, target, counted: why === null ? 1 : 0, why, agent, at, mostLinks },
  )

export interface ClickRow {
  target: string
  counted: 0 | 1
  why: string | null
  agent: string
  times: number
  firstAt: number
  lastAt: number
}

/** What was followed in an email, people's clicks first, then in order of time. */
export const clicksOf = (reader: Reader, sendId: number): ClickRow[] =>
  reader.all(
    `SELECT target, counted, why, agent, times, first_at AS firstAt, last_at AS lastAt FROM clicks
     WHERE send_id = ? ORDER BY counted DESC, first_at, id`,
    sendId,
  )
