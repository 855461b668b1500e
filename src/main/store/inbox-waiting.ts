/** Emails that wait because a mailbox can't be read: nobody knows whether somebody has answered. */
import type { Reader, Tx } from './open.ts'

/** What an email says that was moved meanwhile; the same as the dispatcher's words in `unread.ts`. */
const theirs = `state = 'planned' AND (reason IS NOT NULL OR by_hand IS NOT NULL)
  AND (account_id = @id AND reason LIKE 'The mailbox could not be read %'
    OR reason LIKE 'The mailbox ' || @address || ' could not be read %')`

interface Mailbox {
  id: number
  address: string
}

/** Those whose time has come, and those that have another time by now. */
export const waitingForLook = (reader: Reader, { id, address }: Mailbox, now: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (
       SELECT id FROM sends INDEXED BY sends_due
         WHERE account_id = @id AND state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND at <= @now AND kind <> 'task'
       UNION SELECT id FROM sends INDEXED BY sends_moved WHERE ${theirs})`,
    { id, address, now },
  )?.n ?? 0

/** The mailbox is read again: what was moved meanwhile keeps its time, and says what it was. */
export const sayReadAgain = (tx: Tx, { id, address }: Mailbox): number =>
  tx.run(
    `UPDATE sends SET reason = 'its mailbox could not be read for a while'
     WHERE id IN (SELECT id FROM sends INDEXED BY sends_moved WHERE ${theirs})`,
    { id, address },
  ).changes
