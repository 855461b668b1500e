/** Engagements that joined another: each names the first of them, and together they keep its pace. */
import type { Reader } from './open.ts'
import { type BatchRow, batchById } from './planning.ts'

export interface JoinedRow extends BatchRow {
  assign: 'mine' | 'owners' | 'selected' | 'group'
  /** Public id of its delivery group. */
  group: string | null
  /** Row id of the first engagement: its own where it joined none. */
  root: number
}

/** A live engagement, for those who are to join it. */
export function engagementToJoin(reader: Reader, publicId: string): JoinedRow | undefined {
  const found = reader.get<Pick<JoinedRow, 'id' | 'assign' | 'group'>>(
    `SELECT b.id, b.assign, g.public_id AS "group" FROM batches b LEFT JOIN groups g ON g.id = b.group_id
     WHERE b.public_id = ? AND b.state = 'live'`,
    publicId,
  )
  const row = found && batchById(reader, found.id)
  return row && { ...row, ...found, root: row.joins ?? row.id }
}

/** Of a batch alias `b`: the first engagement and all that joined it. */
const within = '(b.id = ? OR b.joins = ?)'

export interface SenderShare {
  /** Public ids. */
  account: string
  /** The address of it that writes to the most of them; null: its own. */
  alias: string | null
  contacts: number
}

/** Who writes to the contacts of an engagement and of all that joined it, the most contacts first. */
export function sendersWithin(reader: Reader, root: number): SenderShare[] {
  const rows = reader.all<SenderShare>(
    `SELECT a.public_id AS account, l.public_id AS alias, count(*) AS contacts
     FROM batches b JOIN enrollments e ON e.batch_id = b.id JOIN accounts a ON a.id = e.account_id
       LEFT JOIN aliases l ON l.id = e.alias_id
     WHERE ${within} GROUP BY a.id, l.id ORDER BY contacts DESC, a.id`,
    root,
    root,
  )
  const found = new Map<string, SenderShare>()
  for (const row of rows) {
    const known = found.get(row.account)
    if (known) known.contacts += row.contacts
    else found.set(row.account, row)
  }
  return [...found.values()]
}

/** Row ids of the contacts of an engagement and of all that joined it. */
export const contactsWithin = (reader: Reader, root: number): Set<number> =>
  new Set(
    reader
      .all<{ contactId: number }>(
        `SELECT e.contact_id AS contactId FROM batches b JOIN enrollments e ON e.batch_id = b.id WHERE ${within}`,
        root,
        root,
      )
      .map((row) => row.contactId),
  )
