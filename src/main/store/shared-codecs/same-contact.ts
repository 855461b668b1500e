/** One person under several names: contacts that were merged into another, with the sequences they were put into as either. */
import type { EnrollmentState } from '../../../shared/domain/enrollment.ts'
import { sameContacts } from '../contact-merge.ts'
import type { Reader, Tx } from '../open.ts'
import { keptContact, rowNamed } from './table.ts'

/** Row id of that contact (public id), or of the one that it was merged into; undefined: it is not here. */
export function contactOf(reader: Reader, name: unknown): number | undefined {
  const row = rowNamed(reader, 'contacts', name as string)
  return row === undefined ? undefined : keptContact(reader, row)
}

export interface Standing {
  rowId: number
  /** Public id. */
  id: string
  state: EnrollmentState
  enrolledAt: number
}

/** What a contact (row id) was put into, and whoever was merged into it. */
export const enrollmentsOf = (reader: Reader, contact: number): Standing[] =>
  reader.all(
    `${sameContacts('id = ?')}
     SELECT e.id AS rowId, e.public_id AS id, e.state, e.enrolled_at AS enrolledAt FROM enrollments e
     WHERE e.contact_id IN (SELECT id FROM same) AND e.sandbox = 0`,
    contact,
  )

/**
 * What others were merged into a contact (row id) with, and could not bring along: nobody goes on in two sequences at once, and
 * where one is over by now, the other comes to whom it belongs.
 */
export const bringAlong = (tx: Tx, contact: number): void =>
  void tx.run(
    `${sameContacts('id = @contact')}
     UPDATE OR IGNORE enrollments SET contact_id = @contact
     WHERE contact_id IN (SELECT id FROM same WHERE id <> @contact) AND sandbox = 0`,
    { contact },
  )
