/**
 * One connection a mailbox, shared by everybody who has something to do there: providers count connections, and some let
 * only a few in. Turns are taken first come, first served; between them the connection stands in the folder that is
 * watched, or, where nobody watches, is closed politely.
 */
import type { ImapFlow, MailboxObject } from 'imapflow'
import type { Clock } from '../ports.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { garbled, type ImapFailure, type ImapResult, type ImapSession, workFailure } from './imap-session.ts'
import { type ImapTimeouts, imapTimeouts } from './imap-settings.ts'
import { type CredentialFor, openMailbox, type ReadAccount } from './reading.ts'

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

export interface Lines {
  /** Does `work` with an account's mailbox when it is its turn. Never rejects; connects where there is no connection. */
  use<T>(account: LineAccount, work: (imap: ImapFlow) => Promise<T>, options?: UseOptions): Promise<ImapResult<T>>
  /** From the next turn on the connection is kept, and `watch` is told. Returns what ends that; one watch an account. */
  watch(publicId: string, watch: Watch): () => void
  /** How the connection stands at present; null: nobody watches, or there is none. */
  wayOf(publicId: string): Way | null
  /** Leaves politely, after the turn under way. The next turn connects anew. */
  close(publicId: string): Promise<void>
  /** Ends every turn, leaves everywhere, and takes no more. */
  stop(): Promise<void>
}

const longestTurn = 180_000
/** A server that ends IDLE again and again is asked anew only so often between two turns. */
const mostRests = 100

interface Line {
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
    const line: Line = {
      version: -1,
      session: null,
      tail: Promise.resolve(),
      turns: 0,
      watch: null,
      way: null,
      rests: 0,
      silence: startDeadline(() => void probe(line)),
    }
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
    wayOf: (publicId) => lines.get(publicId)?.way ?? null,
    async close(publicId) {
      const line = lines.get(publicId)
      if (line) await queue(line, () => hangUp(line))
    },
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

/** A connection whose other end is gone looks like a quiet one: only an answer tells. */
async function isAlive({ imap }: ImapSession, answer: number): Promise<boolean> {
  if (!imap.usable) return false
  const deadline = startDeadline(() => imap.close())
  deadline.set(answer)
  await imap.noop().catch(() => {})
  deadline.clear()
  return imap.usable
}

function listen(line: Line, session: ImapSession): void {
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
async function settle(line: Line, stopping: AbortSignal, answer: number): Promise<void> {
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
function rest(line: Line, silent: number): void {
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

function drop(line: Line, session: ImapSession): void {
  session.imap.close()
  if (line.session !== session) return
  line.silence.clear()
  line.session = null
  line.way = null
}

async function hangUp(line: Line): Promise<void> {
  const { session } = line
  line.silence.clear()
  line.session = null
  line.way = null
  await session?.leave()
}
