/**
 * The connection that a line holds: how it stands by in the folder that is watched between two turns, how its death is
 * noticed, and how it is left.
 */
import type { MailboxObject } from 'imapflow'
import { type Deadline, startDeadline } from './deadline.ts'
import type { ImapFailure, ImapSession } from './imap-session.ts'

/** Who is told what a mailbox says by itself, between turns. */
export interface Watch {
  /** The folder that the connection stands in. */
  folder: string
  /** It was opened anew: something may have come while the connection was elsewhere. */
  onOpened(mailbox: MailboxObject): void
  /** The server says that there is more in it. */
  onNews(): void
  /** The connection broke while nobody used it. The next turn makes another. */
  onBroken(failure: ImapFailure): void
}

/** `idle`: the server tells by itself (RFC 2177). `poll`: it has to be asked. */
export type Way = 'idle' | 'poll'

/** A server that ends IDLE again and again is asked anew only so often between two turns. */
const mostRests = 100

export interface Line {
  version: number
  session: ImapSession | null
  /** Ends when the turns that are asked for are over. Never rejects. */
  tail: Promise<unknown>
  /** Turns asked for and not over. */
  turns: number
  watch: Watch | null
  way: Way | null
  rests: number
  /** Runs while the connection stands by: after it, somebody asks whether it is still there. */
  silence: Deadline
}

export const newLine = (silence: Deadline): Line => ({
  version: -1,
  session: null,
  tail: Promise.resolve(),
  turns: 0,
  watch: null,
  way: null,
  rests: 0,
  silence,
})

/** A connection whose other end is gone looks like a quiet one: only an answer tells. */
export async function isAlive({ imap }: ImapSession, answer: number): Promise<boolean> {
  if (!imap.usable) return false
  const deadline = startDeadline(() => imap.close())
  deadline.set(answer)
  await imap.noop().catch(() => {})
  deadline.clear()
  return imap.usable
}

export function listen(line: Line, session: ImapSession): void {
  session.imap.on('exists', ({ path, count, prevCount }: { path: string; count: number; prevCount: number }) => {
    if (line.session === session && path === line.watch?.folder && count > prevCount) line.watch.onNews()
  })
  session.imap.on('close', () => {
    // In a turn, whoever has it is told.
    if (line.session !== session || line.turns > 0) return
    drop(line, session)
    line.watch?.onBroken(session.failureOf())
  })
}

/** Nobody has anything to do: to the folder that is watched, or away. */
export async function settle(line: Line, stopping: AbortSignal, answer: number): Promise<void> {
  const { session, watch } = line
  if (!watch || stopping.aborted) return hangUp(line)
  if (!session) return watch.onBroken({ kind: 'break', cause: 'closed', error: 'The connection ended.' })
  line.rests = 0
  const { imap } = session
  const deadline = startDeadline(() => imap.close())
  deadline.set(answer)
  try {
    if (imap.mailbox === false || imap.mailbox.path !== watch.folder)
      watch.onOpened(await imap.mailboxOpen(watch.folder, { readOnly: true }))
    line.way = imap.capabilities.has('IDLE') || imap.capabilities.has('IMAP4rev2') ? 'idle' : 'poll'
  } catch (error) {
    drop(line, session)
    watch.onBroken(session.failureOf(error))
  }
  deadline.clear()
}

/**
 * IDLE until somebody has something to do; where the server knows no IDLE, imapflow asks every two minutes instead. After
 * a minute of silence it asks too (`timeouts.command`), but not where the server never agreed to IDLE: so we ask after
 * `silent` ms, and a dead connection is noticed within two minutes.
 */
export function rest(line: Line, silent: number): void {
  const { session } = line
  if (!session || !line.watch) return
  line.silence.set(silent)
  session.imap.idle().then(
    (result) => {
      if (line.session !== session || line.turns > 0 || !session.imap.usable) return
      // It has ended by itself, or by the question after a silence.
      if (result !== false && line.rests++ < mostRests) return rest(line, silent)
      // The server doesn't want to. Nobody would notice when this connection dies.
      void hangUp(line)
      line.way = 'poll'
    },
    () => {},
  )
}

export function drop(line: Line, session: ImapSession): void {
  session.imap.close()
  if (line.session !== session) return
  line.silence.clear()
  line.session = null
  line.way = null
}

export async function hangUp(line: Line): Promise<void> {
  const { session } = line
  line.silence.clear()
  line.session = null
  line.way = null
  await session?.leave()
}
