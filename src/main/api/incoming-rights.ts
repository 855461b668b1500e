/** Who may take back what followed from a message. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { IncomingRow } from '../store/incoming.ts'
import { type Effects, effectsOf } from '../store/incoming-kept.ts'
import { whoOf } from '../store/incoming-story.ts'
import type { Reader } from '../store/open.ts'
import type { Asker } from './context.ts'
import { checkMayChange } from './may-change.ts'

/** Something that can be taken back: that an email is known to have left stays known. */
export const isUndoable = ({ ended, suppressed, away }: Effects): boolean =>
  ended.length > 0 || suppressed !== null || away !== null

/** Enrollments that taking it back would let go on, with whose mail that is. */
export function concerned(reader: Reader, { ended, away }: Effects): { accountId: number; batchId: number }[] {
  const ids = [...ended.map(({ id }) => id), ...(away ? [away.id] : [])]
  return reader.all(
    'SELECT account_id AS accountId, batch_id AS batchId FROM enrollments WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  )
}

/** @throws Refusal where it stands or the asker may not */
export function checkMayDecide(reader: Reader, asker: Asker, row: IncomingRow): void {
  const effects = effectsOf(row.effects)
  const mail = concerned(reader, effects)
  for (const each of mail) checkMayChange(reader, asker, each)
  if (mail.length === 0 && row.accountId !== null)
    checkMayChange(reader, asker, { accountId: row.accountId, batchId: null })
  const source = effects.suppressed?.source
  if (source !== 'opt_out' && source !== 'complaint') return
  if (allowed('opt_out.take_back', asker)) return
  throw new Refusal(
    'forbidden',
    `${whoOf(row)} asked for it: only an admin may say that it was none. Ask an admin of this workspace.`,
  )
}

/** True when whoever asks may take it back now. */
export function canUndo(reader: Reader, asker: Asker, row: IncomingRow): boolean {
  if (row.state !== 'done' || !isUndoable(effectsOf(row.effects))) return false
  if (asker.role === 'admin') return true
  try {
    checkMayDecide(reader, asker, row)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

export const theMessage = (row: IncomingRow): string => `the message of ${row.fromAddress || whoOf(row)}`
