/**
 * What left by the data that a backup takes the place of. By the backup's own plan it would leave once more, and no Sent
 * folder need hold it yet: a copy is filed some minutes later, and not every server keeps one.
 */
import Database from 'better-sqlite3'
import { adoptSent } from './found-sent.ts'
import type { Reader, Store } from './open.ts'

interface Gone {
  /** Of the backup's ledger. */
  id: number
  step: number
  publicId: string
  state: 'sent' | 'sending' | 'unsure'
  /** ms since the epoch: when it was taken up. */
  at: number
  messageId: string | null
}

/**
 * Settles as sent, in a backup that is being put back, what the data before it had sent, and marks what was on its way or
 * in doubt there: that is held until somebody has looked. Data that can't be read tells nothing: then the Sent folders alone do.
 *
 * @param present the database that is replaced; nobody has it open
 * @param now ms since the epoch
 */
export function adoptLeft(store: Store, present: string, now: number): void {
  const gone = leftBy(store, present)
  const sent = gone.filter(({ state }) => state === 'sent').sort((a, b) => a.step - b.step)
  const doubtful = gone.filter(({ state }) => state !== 'sent')
  store.write((tx) => {
    for (const { id, publicId, messageId, at } of sent)
      adoptSent(tx, id, { sendId: publicId, messageId, at }, now, 'replaced')
    for (const { id } of doubtful)
      tx.run(`UPDATE sends SET review = 'safe_mode' WHERE id = ? AND state = 'planned' AND review IS NULL`, id)
  })
}

/** Emails that the backup takes for planned. One that was planned again since has another name: then whose it is, and which step. */
function leftBy(reader: Reader, present: string): Gone[] {
  try {
    const sqlite = new Database(present, { fileMustExist: true, timeout: 250 })
    try {
      const columns = 's.state, s.claimed_at AS at, s.message_id AS messageId'
      const left = `s.state IN ('sent', 'sending', 'unsure') AND s.claimed_at IS NOT NULL`
      const byName = sqlite.prepare(`SELECT ${columns} FROM sends s WHERE s.public_id = ? AND ${left}`)
      const byStep = sqlite.prepare(
        `SELECT ${columns} FROM enrollments e JOIN sends s ON s.enrollment_id = e.id WHERE e.public_id = ? AND s.step = ? AND ${left}`,
      )
      return planned(reader).flatMap((row) => {
        const found =
          byName.get(row.publicId) ?? (row.enrollment === null ? null : byStep.get(row.enrollment, row.step))
        return found ? [{ ...row, ...(found as Pick<Gone, 'state' | 'at' | 'messageId'>) }] : []
      })
    } finally {
      sqlite.close()
    }
  } catch {
    return []
  }
}

const planned = (reader: Reader) =>
  reader.all<{ id: number; publicId: string; step: number; enrollment: string | null }>(
    `SELECT s.id, s.public_id AS publicId, s.step, e.public_id AS enrollment
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id WHERE s.state = 'planned' AND s.kind <> 'task'`,
  )
