/**
 * While a workspace file is being taken in, piece by piece, nothing is handed over: what a contact asked for may stand in
 * a later piece than what lets the email leave. Kept in memory alone, so that no crash leaves a computer holding its mail.
 */
import type { Reader } from './open.ts'

/** What is said at an email that waits for it. */
export const takingInWords = 'a workspace file is being taken in, and may say that this is not to leave'

interface Held {
  files: number
  waiting: Set<() => void>
}
const held = new WeakMap<object, Held>()

function heldOf(store: object): Held {
  const known = held.get(store) ?? { files: 0, waiting: new Set() }
  held.set(store, known)
  return known
}

/** Holds mail from now on. @returns ends that, once, however often it is called */
export function beginTakingIn(store: Reader): () => void {
  const one = heldOf(store)
  one.files++
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    if (--one.files === 0) for (const tell of [...one.waiting]) tell()
  }
}

/** @param store the very store that the file is written to, and not a transaction of it */
export const isTakingIn = (store: Reader): boolean => (held.get(store)?.files ?? 0) > 0

/** Calls back each time that mail is held no longer. @returns ends that */
export function afterTakingIn(store: Reader, tell: () => void): () => void {
  const { waiting } = heldOf(store)
  waiting.add(tell)
  return () => void waiting.delete(tell)
}
