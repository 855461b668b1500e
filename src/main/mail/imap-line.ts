/**
 * One connection a mailbox, shared by everybody who has something to do there: providers count connections, and some let
 * only a few in. Turns are taken first come, first served; between them the connection stands in the folder that is
 * watched, or, where nobody watches, is closed politely.
 */
import type { ImapFlow } from 'imapflow'
import type { Clock } from '../ports.ts'
import { startDeadline } from './deadline.ts'
import { garbled, type ImapFailure, type ImapResult, workFailure } from './imap-session.ts'
import { type ImapTimeouts, imapTimeouts } from './imap-settings.ts'
import {
  drop,
  hangUp,
  isAlive,
  type Line,
  listen,
  newLine,
  rest,
  settle,
  type Watch,
  type Way,
} from './imap-standing.ts'
import { type CredentialFor, openMailbox, type ReadAccount } from './reading.ts'

export type { Watch, Way } from './imap-standing.ts'

/** What a turn works with: the connection, signed in. */
export type Mailbox = ImapFlow

/** `version` rises with every change of the account: another one means another connection. */
export type LineAccount = ReadAccount & { version: number }

export interface LineOptions {
  clock: Clock
  credentialFor: CredentialFor
  /** Extra certificate authorities (PEM) for servers of accounts that name none. */
  ca?: string
  timeouts?: Partial<ImapTimeouts>
}

export interface UseOptions {
  /** Ends it at once, waiting or under way. */
  signal?: AbortSignal
  /** Longest time of one turn, ms on the wall, however slowly a server drips; 3 minutes unless given. */
  limit?: number
}

export interface Lines {
  /** Does `work` with an account's mailbox when it is its turn. Never rejects; connects where there is no connection. */
  use<T>(account: LineAccount, work: (imap: ImapFlow) => Promise<T>, options?: UseOptions): Promise<ImapResult<T>>
  /** From the next turn on the connection is kept, and `watch` is told. Returns what ends that; one watch an account. */
  watch(publicId: string, watch: Watch): () => void
  /** Does `work`, which has a connection of its own, while this one is closed: a test signs in anew. Rejects as `work` does. */
  apart<T>(publicId: string, work: () => Promise<T>): Promise<T>
  /** How the connection stands at present; null: nobody watches, or there is none. */
  wayOf(publicId: string): Way | null
  /** Leaves politely, after the turn under way. The next turn connects anew. */
  close(publicId: string): Promise<void>
  /** Ends every turn, leaves everywhere, and takes no more. */
  stop(): Promise<void>
}

const longestTurn = 180_000
const own = (error: string): { ok: false; failure: ImapFailure } => ({ ok: false, failure: { kind: 'own', error } })
const stopped = 'reading was stopped'

/** Makes the lines of an engine: nothing is connected before somebody uses one. */
export function createLines(options: LineOptions): Lines {
  const lines = new Map<string, Line>()
  const answer = options.timeouts?.answer ?? imapTimeouts.answer
  const stopping = new AbortController()
  const silent = 1.5 * (options.timeouts?.command ?? imapTimeouts.command)
  const probe = (line: Line) =>
    queue(line, async () => {
      const { session } = line
      if (session && !(await isAlive(session, answer))) drop(line, session)
    })
  const lineOf = (publicId: string): Line => {
    const known = lines.get(publicId)
    if (known) return known
    const line: Line = newLine(startDeadline(() => void probe(line)))
    lines.set(publicId, line)
    return line
  }
  /** Runs when all turns before it are over. */
  const queue = <T>(line: Line, turn: () => Promise<T>): Promise<T> => {
    line.turns++
    line.silence.clear()
    const mine = line.tail.then(turn).finally(async () => {
      if (line.turns === 1) await settle(line, stopping.signal, answer)
      line.turns--
      if (line.turns === 0) rest(line, silent)
    })
    line.tail = mine.catch(() => {})
    return mine
  }
  const close = async (publicId: string): Promise<void> => {
    const line = lines.get(publicId)
    if (line) await queue(line, () => hangUp(line))
  }
  return {
    use(account, work, { signal, limit } = {}) {
      const line = lineOf(account.publicId)
      const ends = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal
      const mine = queue(line, () => takeTurn(options, line, account, { work, ends, limit: limit ?? longestTurn }))
      return options.clock.working(orStopped(mine, ends))
    },
    watch(publicId, watch) {
      const line = lineOf(publicId)
      line.watch = watch
      return () => {
        if (line.watch === watch) line.watch = null
      }
    },
    apart(publicId, work) {
      const line = lines.get(publicId)
      if (!line) return work()
      return queue(line, async () => {
        await hangUp(line)
        return work()
      })
    },
    wayOf: (publicId) => lines.get(publicId)?.way ?? null,
    close,
    async stop() {
      stopping.abort()
      await Promise.all([...lines.values()].map((line) => queue(line, () => hangUp(line))))
    },
  }
}

/** Whoever stops needn't wait for the turns of others. */
function orStopped<T>(turn: Promise<ImapResult<T>>, signal: AbortSignal): Promise<ImapResult<T>> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(own(stopped))
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

interface Turn<T> {
  work: (imap: ImapFlow) => Promise<T>
  ends: AbortSignal
  limit: number
}

async function takeTurn<T>(
  options: LineOptions,
  line: Line,
  account: LineAccount,
  { work, ends, limit }: Turn<T>,
): Promise<ImapResult<T>> {
  if (ends.aborted) return own(stopped)
  let isLate = false
  const late = new AbortController()
  const deadline = startDeadline(() => {
    isLate = true
    late.abort()
  })
  deadline.set(limit)
  const signal = AbortSignal.any([ends, late.signal])
  const why = (failure: ImapFailure): ImapResult<T> => {
    if (ends.aborted) return own(stopped)
    if (isLate) return { ok: false, failure: { kind: 'break', cause: 'timeout', error: 'The server took too long.' } }
    return { ok: false, failure }
  }
  const opened = await sessionOf(options, line, account, signal)
  if (!opened.ok) {
    deadline.clear()
    return why(opened.failure)
  }
  const { session } = opened
  const end = () => session.imap.close()
  signal.addEventListener('abort', end, { once: true })
  try {
    if (signal.aborted) end()
    const value = await work(session.imap)
    // A lost connection can look like an empty folder.
    if (session.isGarbled()) return why(garbled)
    if (!session.imap.usable) return why(session.failureOf())
    return { ok: true, value, words: session.words }
  } catch (error) {
    return why(workFailure(session, error))
  } finally {
    deadline.clear()
    signal.removeEventListener('abort', end)
    if (!session.imap.usable || session.isGarbled()) drop(line, session)
  }
}

/** The connection, if it answers; else another. */
async function sessionOf(
  options: LineOptions,
  line: Line,
  account: LineAccount,
  signal: AbortSignal,
): ReturnType<typeof openMailbox> {
  // A caller that read the account earlier doesn't bring its old settings back.
  if (account.version > line.version) await hangUp(line)
  line.version = Math.max(line.version, account.version)
  const { session } = line
  if (session && (await isAlive(session, options.timeouts?.answer ?? imapTimeouts.answer))) return { ok: true, session }
  if (session) drop(line, session)
  const { clock: _, ...reading } = options
  const opened = await openMailbox(account, { ...reading, signal })
  if (!opened.ok) return opened
  line.session = opened.session
  listen(line, opened.session)
  return opened
}
