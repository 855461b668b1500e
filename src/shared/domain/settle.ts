/**
 * How an unsure send settles. Between the last dot and the answer a sender can't know (RFC 1047); afterwards the Sent
 * folder can tell, but only where the *server* files what it accepted (Gmail, Microsoft 365): a copy in it proves that
 * the email was taken. Where the mail program files the copies, a folder without one says nothing, so nothing is looked
 * for and a person decides at once. Where nobody knows yet who files them, it is looked for all the same: nobody but the
 * server can have put it there, because an unsure send is never filed by us.
 *
 * That it isn't there after the last look is no proof: servers file late, and queues hold mail back. It is only said, and
 * a person decides. A person may decide at any time before that too. Whatever else names the send (a bounce, a reply, a
 * copy that turns up later) proves it at any time.
 *
 * | who files Sent | found | not found, looks left | not found after the last | can't be read at all |
 * |----------------|-------|-----------------------|--------------------------|----------------------|
 * | the server     | sent  | look again            | person: absent           | person: unread       |
 * | nobody knows   | sent  | look again            | person: silent           | person: unread       |
 * | we do          | –     | person: ours          | person: ours             | person: unread       |
 *
 * Looks are due 1, 5, 15 and 60 minutes after the connection broke. One that could not be made (no network, the server
 * is away, the computer slept) is made up for, never dropped: a late one stands for all whose time has gone by, but one
 * look alone never ends it, because a clock that jumps would else do so within a second.
 */
import { MINUTE } from './time.ts'

/** `server`: it files what it accepts. `client`: we do. `unknown`: not learned yet. */
export type FilesSent = 'server' | 'client' | 'unknown'

/** When looks are due, ms after the connection broke. */
export const looksAfter = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE] as const

export interface UnsureLook {
  files: FilesSent
  /** False: the account has no mailbox that is read. */
  readable: boolean
  /** What the last look found; null: none was made. */
  found: boolean | null
  /** Looks of `looksAfter` that were made or made up for. */
  looks: number
}

export type UnsureStep =
  | { do: 'sent' }
  /** @param after ms after the connection broke */
  | { do: 'look'; after: number }
  | { do: 'ask'; because: 'ours' | 'absent' | 'silent' | 'unread' }

/** What happens next with an unsure send. */
export function settleStep({ files, readable, found, looks }: UnsureLook): UnsureStep {
  if (!readable) return { do: 'ask', because: 'unread' }
  if (files === 'client') return { do: 'ask', because: 'ours' }
  if (found) return { do: 'sent' }
  const after = looksAfter[looks]
  if (after !== undefined) return { do: 'look', after }
  return { do: 'ask', because: files === 'server' ? 'absent' : 'silent' }
}

/**
 * How many looks are behind it when one has just been made.
 *
 * @param looks before it
 * @param elapsed ms since the connection broke
 */
export function looksBehind(looks: number, elapsed: number): number {
  const due = looksAfter.filter((after) => after <= elapsed).length
  const behind = Math.max(looks + 1, due)
  return looks === 0 ? Math.min(behind, looksAfter.length - 1) : behind
}

/**
 * When the next look is made.
 *
 * @param broke when the connection broke
 * @param after what `settleStep` said
 * @param last when the look before was made; null: there was none
 */
export function lookAt(broke: number, after: number, last: number | null, now: number): number {
  const planned = broke + after
  // a clock that was set back would have it wait for hours
  if (planned > now + after) return now + after
  return last === null || last > now ? planned : Math.max(planned, last + MINUTE)
}
