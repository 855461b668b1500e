/**
 * Watches one mailbox: looks through it, then stays connected and is told of what comes (IDLE), or asks. A connection
 * that is quiet for a minute is asked something (see `imap-line`), which tells it from a dead one.
 */
import { HOUR, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { inbox } from '../../mail/imap-folders.ts'
import type { Watch } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import { type ImapFailure, isBusy } from '../../mail/imap-session.ts'
import { readServer } from '../../mail/reading.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import { type AccountRow, accountById, nextOf } from '../../store/accounts.ts'
import { clearInboxTrouble, inboxFolders, inboxKnown, saveFolderTrouble } from '../../store/inbox-folders.ts'
import { sayReadAgain } from '../../store/inbox-waiting.ts'
import { note } from '../../store/journal.ts'
import type { Tx } from '../../store/open.ts'
import { isReadHere } from '../../store/read-here.ts'
import { type LookOptions, type LookResult, lookThrough, newMemory } from './look.ts'

/** How often a mailbox is looked through where nothing says that there is something new, while mail is to leave soon. */
const often = 5 * MINUTE
/** And while none is, where the server tells by itself what comes to the inbox. */
const seldom = 15 * MINUTE
/** Whoever waits doesn't have a mailbox looked through more often than this. */
const pause = 5 * SECOND
/** How soon the network is looked for while there is none. */
const cutOffPatience = 30 * SECOND

export interface WatchOptions extends LookOptions {
  /** Runs `work` when not too many mailboxes are being looked through. */
  turn<T>(work: () => Promise<T>): Promise<T>
}

export interface Watcher {
  /** Something of the account changed: look whether it is to be read otherwise. */
  poke(): void
  /** An email waits to hear what came back: look, unless the server is to be left in peace. */
  ask(): void
  stop(): Promise<void>
}

interface State {
  version: number
  failures: number
  /** When to look through the mailbox. */
  lookAt: number
  looking: boolean
  /** When the last look was over. */
  lookedAt: number
  /** An email waits for the next look. */
  awaited: boolean
  wake: AbortController
  /** How long the server is left in peace; nothing but a change of the account shortens that. */
  heldUntil: number
  /** Since when it is. */
  heldFrom: number
}

/** Runs until it is stopped, or the account isn't read here any more: then `ended` is called. */
export function startWatcher(options: WatchOptions, first: AccountRow, ended: () => void): Watcher {
  const { ports, lines } = options
  const { clock, log } = ports
  const stopping = new AbortController()
  const memory = newMemory()
  const s: State = {
    version: first.version,
    failures: 0,
    lookAt: 0,
    looking: false,
    lookedAt: 0,
    awaited: false,
    wake: new AbortController(),
    heldUntil: 0,
    heldFrom: 0,
  }
  const unwatch = lines.watch(first.publicId, listener(options, s, first, stopping.signal))
  const turn = async (account: AccountRow): Promise<void> => {
    if (s.lookAt <= clock.now()) await look(options, s, account, memory, stopping.signal)
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      s.wake = new AbortController()
      forgetTheFuture(s, clock.now())
      const account = readable(options, first.id)
      if (!account) break
      if (account.version !== s.version) {
        renew(s, account)
        // other folders may have been named
        memory.listedAt = Number.NEGATIVE_INFINITY
      }
      try {
        if (isCutOff(account.imap, options.ports)) s.lookAt = clock.now() + cutOffPatience
        else await clock.working(turn(account))
      } catch (error) {
        log.error('reading a mailbox failed and is tried again', { error: (error as Error).stack ?? String(error) })
        s.looking = false
        s.heldFrom = clock.now()
        s.lookAt = s.heldUntil = s.heldFrom + MINUTE
      }
      if (!s.wake.signal.aborted && s.lookAt > clock.now())
        await clock.until(s.lookAt, AbortSignal.any([stopping.signal, s.wake.signal]))
    }
    unwatch()
    await clock.working(lines.close(first.publicId))
    ended()
  })()
  return {
    poke: () => s.wake.abort(),
    ask() {
      s.awaited = true
      forgetTheFuture(s, clock.now())
      lookNow(s, s.lookedAt + pause)
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** A clock that was ahead for a while, and is right again, must not keep a mailbox closed until that time comes again. */
function forgetTheFuture(s: State, now: number): void {
  if (s.looking || (s.lookedAt <= now && s.heldFrom <= now)) return
  s.lookedAt = s.heldFrom = s.heldUntil = s.lookAt = 0
}

/** @param from not before this instant (ms) */
function lookNow(s: State, from = 0): void {
  s.lookAt = Math.max(s.heldUntil, from)
  s.wake.abort()
}

/** What is done with what the connection says by itself. */
function listener(options: WatchOptions, s: State, { id, publicId }: AccountRow, stopping: AbortSignal): Watch {
  return {
    folder: inbox,
    onOpened({ uidValidity, uidNext }) {
      if (s.looking) return
      const known = inboxFolders(options.store, id).find(({ folder }) => folder === inbox)
      if (String(uidValidity) !== known?.uidValidity || (uidNext ?? 0) > known.uidNext) lookNow(s)
    },
    onNews: () => lookNow(s),
    onBroken(failure) {
      if (s.looking || stopping.aborted) return
      options.ports.log.info('a mailbox connection ended', { account: publicId, error: wordsOf(failure) })
      holdOff(options, s, failure)
      s.wake.abort()
    },
  }
}

/** The account while it is read from this computer. One that can't send at present still gets answers. */
export function readable({ store, ports }: LookOptions, id: number): AccountRow | null {
  const account = accountById(store, id)
  if (!account || !isReadHere(store, account, ports.clock.now())) return null
  return account.state === 'active' || account.state === 'error' ? account : null
}

/** Settings that were changed are tried at once. */
function renew(s: State, account: AccountRow): void {
  s.version = account.version
  s.failures = 0
  s.heldUntil = 0
  s.lookAt = 0
}

async function look(
  options: WatchOptions,
  s: State,
  account: AccountRow,
  memory: ReturnType<typeof newMemory>,
  signal: AbortSignal,
): Promise<void> {
  const { ports, store, changes } = options
  s.looking = true
  s.lookAt = Number.POSITIVE_INFINITY
  const before = inboxKnown(store, account.id)
  const result = await options.turn(() => lookThrough(options, account, memory, signal))
  s.looking = false
  if (signal.aborted) return
  const now = ports.clock.now()
  s.lookedAt = now
  // news may have come meanwhile
  s.lookAt = Math.min(s.lookAt, now + pauseOf(options, account, now))
  if (!result.ok) return failed(options, s, account, result)
  s.failures = 0
  s.heldUntil = 0
  const cleared = before.trouble !== null && (await store.writeSoon((tx) => readAgain(tx, account)))
  // an email may have waited for this
  const isLate = before.at === null || before.at < now - seldom - MINUTE
  if (cleared || isLate || s.awaited) changes.tell('accounts')
  if (cleared) changes.tell('sends')
  s.awaited = false
}

/** How long a mailbox needn't be looked through. Whatever leaves asks for a look where the last one is too old. */
function pauseOf({ store, lines }: WatchOptions, { id, publicId }: AccountRow, now: number): number {
  const next = nextOf(store, id)
  const isSoon = next !== null && next <= now + HOUR
  return isSoon || lines.wayOf(publicId) !== 'idle' ? often : seldom
}

async function failed(
  options: WatchOptions,
  s: State,
  account: AccountRow,
  { failure }: Extract<LookResult, { ok: false }>,
): Promise<void> {
  const { store, ports, changes } = options
  holdOff(options, s, failure)
  const words = wordsOf(failure, account)
  ports.log.warn('a mailbox could not be read', { account: account.publicId, error: words })
  // A server that restarts is back in a moment: nobody needs to hear of it.
  if (failure.kind === 'break' && s.failures < 2) return
  const isNew = await store.writeSoon((tx) => {
    const isFirst = inboxKnown(tx, account.id).trouble === null
    if (isFirst) note(tx, ports.clock.now(), 'unread', cantBeRead(account, words), { account: account.publicId })
    return saveFolderTrouble(tx, account.id, inbox, words)
  })
  if (isNew) changes.tell('accounts')
}

/** Once as long as it lasts, whatever the server says next. */
const cantBeRead = ({ address }: AccountRow, words: string): string => `The mailbox ${address} can't be read: ${words}`

/** What waited for it goes by itself. */
function readAgain(tx: Tx, account: AccountRow): boolean {
  sayReadAgain(tx, account)
  return clearInboxTrouble(tx, account.id)
}

function wordsOf(failure: ImapFailure, account?: AccountRow): string {
  const server = account ? readServer(account) : null
  const told = server && readingFailure(failure, server)
  return told?.words ?? told?.trouble ?? (failure.kind === 'refused' ? failure.words : failure.error)
}

/** Not all at once after a server's restart, and never hammering: the longer it lasts, the more seldom. */
function holdOff({ ports }: WatchOptions, s: State, failure: ImapFailure): void {
  const wait = patienceWith(failure, s.failures)
  const [byte = 0] = ports.dice.bytes(1)
  s.failures++
  s.heldFrom = ports.clock.now()
  // between half and the whole of it
  s.heldUntil = s.heldFrom + Math.ceil(wait * (0.5 + byte / 510))
  s.lookAt = s.heldUntil
}

/** The longest wait, ms, after so many failures in a row. */
export function patienceWith(failure: ImapFailure, failures: number): number {
  // Many wrong passwords in a row lock a mailbox at some providers.
  if (failure.kind === 'refused' && failure.auth) return 2 * HOUR
  if (failure.kind === 'refused' && isBusy(failure.words)) return Math.min(HOUR, 5 * MINUTE * 2 ** failures)
  // nothing was sent anywhere: a keychain that is locked, a password that is missing
  if (failure.kind === 'own') return 2 * MINUTE
  if (failures < 8) return Math.min(MINUTE, 2 * SECOND * 2 ** failures)
  return Math.min(15 * MINUTE, MINUTE * 2 ** (failures - 7))
}
