/**
 * Names of planned emails that were engaged on another computer. They follow from what all were told, so each can be guessed
 * before anybody was told of it: an email keeps its place in the ledger whoever gives its name to another one first.
 */
import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import { emailName } from './engagement-name.ts'
import type { Reader, Tx } from './open.ts'
import { rowNamed } from './shared-codecs/table.ts'

const nameFrom = (text: string): string => publicIdFrom(hash('sha256', text, 'buffer'))

/** The first of the names that follow from this one that no email bears, here or in what the team was told. */
function freeName(reader: Reader, name: string): string {
  const taken = `SELECT 1 FROM sends WHERE public_id = @name
    UNION ALL SELECT 1 FROM shared_rows WHERE kind = 'send' AND public_id = @name`
  let free = name
  while (reader.get(taken, { name: free })) free = nameFrom(`${free} of its own`)
  return free
}

/** @param enrollment its public id */
export const planName = (reader: Reader, enrollment: string, step: number): string =>
  freeName(
    reader,
    emailName(enrollment, step, () => nameFrom(`${enrollment} ${step}`)),
  )

/**
 * What is told under that name is about another email than the one that bears it here: nobody was told of that one yet (who was
 * told of an email can't make another of it), so it goes on under a name of its own, whatever became of it.
 *
 * @param told fields of the email; the enrollment by its public id, null: it is of none
 */
export function makeWay(tx: Tx, name: string, told: Readonly<Record<string, unknown>>): void {
  const { enrollment, step } = told
  if (enrollment === undefined) return
  const held = tx.get<{ id: number; enrollmentId: number | null; step: number }>(
    'SELECT id, enrollment_id AS enrollmentId, step FROM sends WHERE public_id = ?',
    name,
  )
  if (!held) return
  const about = typeof enrollment === 'string' ? rowNamed(tx, 'enrollments', enrollment) : null
  if (held.enrollmentId === about && (step === undefined || held.step === step)) return
  tx.run('UPDATE sends SET public_id = ? WHERE id = ?', freeName(tx, name), held.id)
}
