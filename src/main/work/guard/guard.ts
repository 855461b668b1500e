/**
 * Lets mail leave only from the copy of the data that is known to be the newest. At the start it compares what the
 * database says of itself with what the keychain says (domain/safe-mode.ts); while Cadenza runs it reserves in the keychain,
 * ahead of need, how far the count of emails may come; at the end it writes down how far it came. Whoever sends asks
 * the gate, in the transaction that takes an email up.
 */
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { type GuardEntry, reserveSize, wantsMore } from '../../../shared/domain/safe-mode.ts'
import { guardSecretName } from '../../../shared/domain/secret-name.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import type { Lines } from '../../mail/imap-line.ts'
import { startRounds } from '../../rounds.ts'
import {
  type Comparison,
  countSend,
  type GuardState,
  guardState,
  isSafeMode,
  keepEvidence,
  leaveSafeMode,
  markDoubtful,
  overdue,
  setGuard,
  toldSoFar,
} from '../../store/guard.ts'
import type { Tx } from '../../store/open.ts'
import { compareSent, isProof } from './compare.ts'
import { enterSeen, type Found, lookAtStart } from './look.ts'
import { type GuardOptions, type GuardPhase, lasts } from './shape.ts'
import { type InTurn, inTurn, type Telling, tellingOf } from './telling.ts'

/** What whoever sends is lent. */
export interface Gate {
  /** False: nothing may be taken up now. Everybody is told of `workspace` when that changes. */
  isOpen(): boolean
  /** Counts an email, in the transaction that takes it up. False: it must not be. */
  take(tx: Tx): boolean
}

export interface Guard extends Gate, Telling {
  phase(): GuardPhase
  /** Why the keychain can't be read, in its words. */
  trouble(): string | null
  /** A keychain or vault guards this copy. */
  guarded(): boolean
  start(lines: Pick<Lines, 'use'>): void
  /** A Sent folder shows, from that instant (ms) on, what another copy of the data sent. True: nothing more leaves here. */
  seen(tx: Tx, since: number): boolean
  /** @throws Refusal `state` where no mailbox can be read from here */
  compare(): Promise<Comparison>
  /** This copy sends from now on. @param looked row ids of accounts whose Sent folders were looked into */
  lift(looked: readonly number[]): Promise<void>
  stop(): Promise<void>
}

/** How long until the keychain is asked again. */
const patience = MINUTE / 2
/** How long until mailboxes that could not be read are tried again. */
const comparePatience = 5 * MINUTE

export interface State extends GuardOptions {
  phase: GuardPhase
  trouble: string | null
  guarded: boolean
  /** The mark that the keychain was told in this run; null: none yet. */
  confirmed: string | null
  /** The mark that it knew of when this copy was opened. */
  heard: string | null
  /** When mailboxes were looked into by ourselves. */
  comparedAt: number
  upTo: number
  reserving: Promise<void> | null
  inTurn: InTurn
  lines: Pick<Lines, 'use'> | null
  /** What was due when this copy was opened. */
  due: readonly number[]
  stopping: AbortController
  /** Ends the wait for the start. */
  started: AbortController
}

export function createGuard(options: GuardOptions): Guard {
  const g: State = {
    ...options,
    phase: 'checking',
    trouble: null,
    guarded: false,
    confirmed: null,
    heard: null,
    comparedAt: Number.NEGATIVE_INFINITY,
    upTo: 0,
    reserving: null,
    inTurn: inTurn(),
    lines: null,
    due: [],
    stopping: new AbortController(),
    started: new AbortController(),
  }
  let rounds: { stop(): Promise<void> } | null = null
  if (!lasts(g)) g.phase = 'known'
  return {
    isOpen: () => g.phase === 'known' && !isSafeMode(g.store),
    take: (tx) => take(g, tx),
    phase: () => g.phase,
    trouble: () => g.trouble,
    guarded: () => g.guarded,
    start(lines) {
      g.lines = lines
      g.started.abort()
      g.due = overdue(g.store, g.ports.clock.now())
      if (isSafeMode(g.store)) g.store.write((tx) => markDoubtful(tx, g.due))
      rounds ??= begin(g)
    },
    seen: (tx, since) => enterSeen(g, tx, since),
    ...tellingOf(g),
    compare: () => compare(g),
    lift: (looked) => lift(g, looked),
    async stop() {
      g.stopping.abort()
      g.started.abort()
      await rounds?.stop()
      await g.reserving
      if (g.guarded && rounds && !isSafeMode(g.store)) await g.inTurn(() => endCleanly(g))
    },
  }
}

function take(g: State, tx: Tx): boolean {
  if (g.phase !== 'known') return false
  if (!g.guarded) return !isSafeMode(tx)
  const counter = countSend(tx, g.upTo)
  if (counter === null && !isSafeMode(tx)) g.phase = 'checking'
  if (counter === null ? g.phase !== 'known' : wantsMore(counter, g.upTo)) reserveSoon(g)
  return counter !== null
}

function begin(g: State) {
  const { clock, log } = g.ports
  return startRounds({
    clock,
    changes: g.changes,
    wokenBy: ['accounts', 'workspace'],
    round: () => turn(g),
    failed(error) {
      log.error('the guard of this copy failed and is tried again', { error: (error as Error).stack ?? String(error) })
      return clock.now() + patience
    },
  })
}

/** A verdict that may end without a person. */
const passes = ({ state, reason }: GuardState): boolean =>
  state === 'safe' && (reason === 'clock' || reason === 'unproven')

/** One look; when to come back. */
async function turn(g: State): Promise<number> {
  const { store, ports } = g
  if (!lasts(g)) return Number.POSITIVE_INFINITY
  if (g.confirmed === null || passes(guardState(store))) tell(g, await lookAtStart(g))
  if (g.phase === 'unreadable' && g.confirmed === null) return ports.clock.now() + patience
  const { state, reason } = guardState(store)
  if (state === 'normal' && g.phase !== 'known') await g.inTurn(() => reserve(g)).catch((error) => unreadable(g, error))
  if (g.phase === 'unreadable' || reason === 'clock') return ports.clock.now() + patience
  if (state === 'normal' || reason !== 'unproven') return Number.POSITIVE_INFINITY
  if (ports.clock.now() < g.comparedAt + comparePatience) return g.comparedAt + comparePatience
  g.comparedAt = ports.clock.now()
  const comparison = await compare(g)
  if (isProof(comparison)) await lift(g, comparison.looked)
  return g.comparedAt + comparePatience
}

function tell(g: State, found: Found): void {
  const before = g.phase
  g.phase = found.phase
  g.guarded = found.guarded
  g.trouble = found.trouble
  g.heard = found.heard
  if (before !== g.phase || found.news) g.changes.tell('workspace')
}

/** Nobody is guarded who never was; for the others nothing is sent that the keychain doesn't cover. */
function unreadable(g: State, error: unknown): void {
  const { mark, counter } = guardState(g.store)
  g.trouble = error instanceof Error ? error.message : String(error)
  g.guarded = mark !== ''
  if (g.guarded && counter < g.upTo) return
  g.phase = g.guarded ? 'unreadable' : 'known'
  g.ports.log.warn('the keychain could not be told how far this copy has come', { error: g.trouble })
  g.changes.tell('workspace')
}

/** More room, without anybody waiting for it while there still is some. */
function reserveSoon(g: State): void {
  if (g.reserving || g.stopping.signal.aborted) return
  g.reserving = g.ports.clock.working(g.inTurn(() => reserve(g)).catch((error) => unreadable(g, error))).finally(() => {
    g.reserving = null
  })
}

/**
 * The database first, then the keychain: a copy made in between is ahead by one mark, which is known; the other way
 * round the copy that goes on would be taken for an older one.
 */
async function reserve(g: State): Promise<void> {
  const { store, ports } = g
  const machine = (await g.place?.machine()) ?? ''
  const mark = newName(g)
  const isFirst = guardState(store).mark === ''
  const row = store.write((tx) => {
    const { counter, name, mark: present } = guardState(tx)
    const next = { name: name || newName(g), machine, before: g.confirmed ?? g.heard ?? present }
    setGuard(tx, isFirst ? next : { ...next, mark })
    return { counter, name: next.name }
  })
  const upTo = row.counter + reserveSize
  await tellKeychain(g, row.name, { mark, from: row.counter, upTo, clean: false, machine })
  // whoever is guarded for the first time is so only once the keychain knows of it
  if (isFirst) store.write((tx) => setGuard(tx, { mark }))
  g.confirmed = mark
  g.upTo = upTo
  g.trouble = null
  if (g.phase === 'known') return
  g.phase = 'known'
  ports.log.info('this copy of the data is the newest, and may send')
  g.changes.tell('workspace')
}

const newName = ({ ports }: State): string => publicIdFrom(ports.dice.bytes(publicIdBytes))

function tellKeychain(g: State, name: string, said: Omit<GuardEntry, 'folder' | 'file' | 'told'>): Promise<void> {
  const place = { folder: g.place?.folder ?? '', file: g.place?.file(g.place.folder) ?? '' }
  const entry: GuardEntry = { ...said, ...place, told: toldSoFar(g.store) }
  return g.ports.keychain.set(guardSecretName(name), JSON.stringify(entry))
}

/** From here on the keychain knows exactly how far it came. */
async function endCleanly(g: State): Promise<void> {
  const { counter, name, mark, machine } = guardState(g.store)
  try {
    if (g.confirmed === null || g.confirmed !== mark) return
    await tellKeychain(g, name, { mark, from: counter, upTo: counter, clean: true, machine })
  } catch (error) {
    g.ports.log.warn('the keychain could not be told that Cadenza ended', { error: String(error) })
  }
}

async function compare(g: State): Promise<Comparison> {
  // asked for while the database is still being looked through: mailboxes are read a moment later
  if (!g.lines && g.willStart) await g.ports.clock.until(g.ports.clock.now() + patience, g.started.signal)
  if (!g.lines)
    throw new Refusal('state', 'Mailboxes are looked into by a Cadenza that runs: open it, or "cadenza serve".')
  const comparison = await compareSent({ ...g, lines: g.lines }, g.stopping.signal)
  g.store.write((tx) => keepEvidence(tx, { compared: comparison }))
  g.changes.tell('workspace', 'sends', 'enrollments')
  return comparison
}

async function lift(g: State, looked: readonly number[]): Promise<void> {
  const { store, ports } = g
  const now = ports.clock.now()
  if (lasts(g)) {
    if (ports.keychain.places?.isLocked())
      throw new Refusal('keychain_unavailable', 'The vault is locked. Unlock it first.')
    g.guarded = await g
      .inTurn(() => claimAsNewest(g))
      .then(
        () => true,
        (error) => goOnUnguarded(g, error),
      )
    g.phase = 'known'
  }
  store.write((tx) => void leaveSafeMode(tx, looked, now))
  g.changes.tell('workspace', 'sends')
}

/** There is no keychain here at all, and a person has said that this copy sends: it is as one that was never guarded. */
function goOnUnguarded(g: State, error: unknown): false {
  g.ports.log.warn('this copy sends unguarded: the keychain takes nothing', { error: String(error) })
  g.store.write((tx) => setGuard(tx, { name: '', mark: '', before: '' }))
  g.confirmed = null
  return false
}

/** A mark that no other copy bears: whichever of them is opened later, it is asked about. */
async function claimAsNewest(g: State): Promise<void> {
  const machine = (await g.place?.machine()) ?? ''
  const mark = newName(g)
  const { counter, name } = guardState(g.store)
  const given = { name: name || newName(g), machine, mark }
  const upTo = counter + reserveSize
  await tellKeychain(g, given.name, { mark, from: counter, upTo, clean: g.lines === null, machine })
  g.store.write((tx) => setGuard(tx, { ...given, before: mark }))
  g.confirmed = mark
  g.upTo = upTo
}
