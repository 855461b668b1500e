/**
 * The fence before the wire, where several hosts send for one workspace. A host may die, be cut off, or be so slow that the
 * queue gives its job to another one; and a workspace may be put back to what it was last week. None of them may send an
 * email again that has begun to leave. So, after the server's 354 and before the first byte of the text, a host writes
 * which try begins, under the name of the email, where all hosts look. One row an email:
 *
 * | the row                          | a try that knows of it (`after` names it) | any other try                |
 * |----------------------------------|-------------------------------------------|------------------------------|
 * | none                             | passes                                    | passes                       |
 * | of this very try, not settled    | –                                         | unsure: whoever began it is gone |
 * | of this very try, settled        | –                                         | told: its outcome is on its way  |
 * | of an earlier try                | passes: the ledger has settled that one   | unsure: the ledger does not know it |
 *
 * `after` is what the workspace's ledger knows: the last try of this email that had begun, when this one was handed over. It
 * was settled then (refused after the text, or a person said "send again"). A ledger from a backup names an older one, or
 * none, and so its try doesn't pass. With the report of that, the row takes the name of the try that was stopped: the ledger
 * knows of it by then, and what a person sends again after looking names it, and passes.
 */
import { neverTold } from './outcome.ts'

/** What the fence says of other tries was true before; whether this one left on that course nobody can know. */
export const anotherCourse = neverTold(
  'the database of the queue was put back, or another took its place, since this email was handed in',
)

/** What stands under an email's name. */
export interface FenceRow {
  /** The try that began last. */
  attempt: string
  /** Its outcome was reported. */
  settled: boolean
}

/** A try that wants to begin. */
export interface FencedTry {
  attempt: string
  /** The try before it that had begun, as far as the workspace knows; null: none had. */
  after: string | null
}

export type FenceAnswer =
  | 'passes'
  /** Begun by this very try in other hands, and nothing was reported: nobody knows whether it left. */
  | 'begun'
  /** This very try is through, and what became of it was reported. */
  | 'told'
  /** Another try of it began that the workspace doesn't know. */
  | 'unknown'

/** May the text of this try leave? */
export function atFence(row: FenceRow | null, { attempt, after }: FencedTry): FenceAnswer {
  if (row === null || row.attempt === after) return 'passes'
  if (row.attempt !== attempt) return 'unknown'
  return row.settled ? 'told' : 'begun'
}
