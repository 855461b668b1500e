/**
 * What this computer told before its data was put back comes back to it from the others. Where a part of that reached nobody, what
 * follows the gap can never be joined: told on from there, nothing of this computer would be taken in by anybody any more.
 */
import { firstGap } from './chunks.ts'
import { noteMerge } from './merge-notes.ts'
import type { Reader, Tx } from './open.ts'

/** Some other computer that still counts has said that it holds that chunk of this one's: it will give it back. */
const isHeldByOthers = (reader: Reader, device: string, number: number): boolean =>
  reader.get(
    `SELECT 1 FROM exchanges x JOIN devices d ON d.public_id = x.device AND d.state = 'active' AND d.deleted = 0
     WHERE x.device <> @device AND x.holds ->> ('$."' || @device || '"') >= @number LIMIT 1`,
    { device, number },
  ) !== undefined

const waitsWords =
  'A part of what this computer told before its data was put back is still missing. It tells nothing until a file of another computer brings that part.'
const lostWords =
  'A part of what this computer told before its data was put back reached nobody. What came after that part is let go; it tells anew from there.'

/**
 * Lets go of what can't be joined, so that what is told next follows what the others hold. False: others have what is missing, and
 * until that is here nothing can be told. Call it before the next chunk is numbered.
 */
export function closeGap(tx: Tx, device: string, now: number): boolean {
  if (!tx.get(`SELECT 1 FROM chunks WHERE device = ? AND state = 'waiting' LIMIT 1`, device)) return true
  const last = firstGap(tx, device)
  const beyond = `FROM chunks WHERE device = ? AND number > ? AND state = 'waiting'`
  if (!tx.get(`SELECT 1 ${beyond} LIMIT 1`, device, last)) return true
  const isHeld = isHeldByOthers(tx, device, last + 1)
  if (!isHeld) tx.run(`DELETE ${beyond}`, device, last)
  const about = `${isHeld ? 'waits for' : 'let go'} ${device} ${last + 1}`
  noteMerge(tx, { what: 'forked', device, author: null, words: isHeld ? waitsWords : lostWords, about }, now)
  return !isHeld
}
