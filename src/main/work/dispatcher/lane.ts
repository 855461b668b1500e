/**
 * The loop of one sending account: next send, wait for its time, hand it over. One message at a time on one connection.
 * It never rejects: what it can't do it writes down, and waits.
 */
import { nextAdmitted, openLane } from '../../../shared/domain/lane.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import { woken } from '../../changes.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { countedHere } from '../../store/counted-here.ts'
import { unfinished } from '../../store/engagements.ts'
import { isPlain, partOfAccount, sendsBy } from '../../store/homes.ts'
import { type Due, nextDue, nextDueBeside, nextDueOf } from '../../store/ledger.ts'
import { limitHorizon, planAccount } from '../../store/plan-state.ts'
import { askReplan, askReplanOfAccount, moveWithinSlot } from '../../store/replanning.ts'
import { isTakingIn, takingInWords } from '../../store/taking-in.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { countWait, goOnUncounted, type Uncounted } from './counting.ts'
import { bar, disconnect, type Following, type Hand, handOver, writeDown } from './hand.ts'
import { handToHosts } from './hosts/hand-in.ts'
import { couldNotLeave, lateGap, type Pace, pace } from './pace.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { Tools } from './tools.ts'
import { sayWaiting, type Unread, unreadOf } from './unread.ts'

export interface AccountLoop {
  /** Something changed: look again. */
  poke(): void
  /** Finishes the message in flight, starts none. */
  stop(): Promise<void>
}

/** How often an email asks whether sender hosts take it, beside being told. */
const hostsPatience = 15_000
/** How often the network is looked for while there is none. */
const cutOffPatience = 30_000
/** How often an email asks for a look at its mailbox while there was none. */
const lookPatience = 60_000

interface State extends Hand, Uncounted {
  wake: AbortController
}

/** The account while it may send, with what its pace needs; read again when somebody says that something changed. */
function sender(tools: Tools, s: State): AccountRow | null {
  if (s.account) return s.account
  const account = accountById(tools.store, s.accountId)
  if (account && mayUse(tools, account)) s.account = account
  return s.account
}

export function startLoop(tools: Tools, accountId: number): AccountLoop {
  const s: State = {
    accountId,
    stopping: false,
    wake: new AbortController(),
    connection: null,
    connectedAs: '',
    lane: null,
    account: null,
    tried: null,
    uncounted: null,
  }
  const running = loop(tools, s)
  const poke = () => {
    // Somebody may have entered sends of this account, or lowered its limits.
    s.lane = null
    s.account = null
    s.wake.abort(woken)
  }
  return {
    poke,
    async stop() {
      s.stopping = true
      poke()
      // A body on its way is waited for, whatever has not begun to leave ends at once.
      await s.connection?.stop()
      await running
    },
  }
}

async function loop(tools: Tools, s: State): Promise<void> {
  const { clock, log } = tools.ports
  while (!s.stopping) {
    const signal = s.wake.signal
    const until = await clock.working(turn(tools, s))
    if (s.stopping) break
    if (until === null) continue
    if (!signal.aborted) await clock.until(until, signal)
    if (s.wake.signal.aborted) s.wake = new AbortController()
  }
  if (s.tried) await clock.working(turn(tools, s))
  if (s.tried) log.error('an outcome could not be written: the send will look unsure', { send: s.tried.due.publicId })
  await disconnect(s)
}

/** One look at the account. Returns when to look again; null = at once. Infinity: when poked. */
async function turn(tools: Tools, s: State): Promise<number | null> {
  const { store, ports, disk } = tools
  try {
    if (s.tried) return await writeDown(tools, s, s.tried)
    if (disk.trouble() !== null) return await disk.retryAt()
    const account = sender(tools, s)
    if (!account) return Number.POSITIVE_INFINITY
    const now = ports.clock.now()
    const next = store.read(() => nextOf(tools, s, account, now))
    if (typeof next === 'number') return next
    if (next === 'given_up') {
      await goOnUncounted(tools, s, account)
      return null
    }
    if ('held' in next) {
      if (await store.writeSoon((tx) => sayWaiting(tx, next.due.id, next.held))) tools.changed('sends')
      return next.until ?? Number.POSITIVE_INFINITY
    }
    if ('unread' in next) return await waitForLook(tools, s, account, next)
    if ('letter' in next)
      return account.hosts === null
        ? await handOver(tools, s, account, next, (of, before) => following(tools, s, of, before))
        : await handToHosts(tools, s, account, next)
    return await putOff(tools, next.due, next.step)
  } catch (error) {
    return disk.failed(error)
  }
}

type Next =
  | { due: Due; step: Extract<Pace, { do: 'send' }>; letter: Prepared; dateAt: number }
  | { due: Due; step: Exclude<Pace, { do: 'send' }> }
  | { due: Due; unread: Unread }
  /** Whoever ends it pokes; else it is looked at again then (ms). */
  | { due: Due; held: string; until?: number }
  | 'given_up'

/** The next email of the account and what to do with it, made ready where it may leave; or when to look again. */
function nextOf(tools: Tools, s: State, account: AccountRow, now: number): Next | number {
  const due = nextLive(tools, s.accountId, now)
  if (typeof due === 'number') return due
  if (due.at > now) return due.at
  const step = paceOf(tools, s, account, due, now)
  if (step.do === 'send' && isTakingIn(tools.store)) return { due, held: takingInWords }
  if (step.do !== 'send') return { due, step: { ...step, ...whyWaited(tools, account, due, step, now) } }
  const held = account.hosts === null ? null : tools.hosts.bar(account.id)
  if (held !== null) return { due, held, until: now + hostsPatience }
  // Without a network no server can be reached, and that must not use up an email's tries.
  if (account.hosts === null && isCutOff(account.smtp, tools.ports)) return now + cutOffPatience
  const counted = countWait(tools, s, account, now)
  if (counted !== null) return counted
  const unread = unreadOf(tools.store, account, due, now)
  if (unread && !unread.isLet) return { due, unread }
  const dateAt = due.dateAt ?? now
  return { due, step, dateAt, letter: prepare(tools.store, account, due, dateAt) }
}

/**
 * What may be taken up with the outcome of the email before it: what waits for nobody else. Neither what needs a signature (a
 * keychain may ask its owner first), nor what answers the email whose outcome isn't written yet.
 */
function following(tools: Tools, s: State, account: AccountRow, before: Due): ReturnType<Following> {
  if (!s.connection || s.connectedAs !== tools.connectionKey(account)) return null
  return tools.store.read(() => {
    const next = nextOf(tools, s, account, tools.ports.clock.now())
    if (typeof next !== 'object' || !('letter' in next) || 'trouble' in next.letter) return null
    const { due, dateAt, letter } = next
    if (due.enrollmentId !== null && due.enrollmentId === before.enrollmentId) return null
    return tools.signing.isPlain(account, letter) ? { due, dateAt, letter } : null
  })
}

/** It went by because its mailbox can't be read, or no host could be given it: people are told that, as long as it is so. */
function whyWaited(
  { store, hosts }: Tools,
  account: AccountRow,
  due: Due,
  step: Pace,
  now: number,
): { reason?: string } {
  if (!('reason' in step) || !couldNotLeave.has(step.reason)) return {}
  const unread = unreadOf(store, account, due, now)
  if (unread?.isTrouble && !unread.isLet) return { reason: unread.words }
  const held = account.hosts === null ? null : hosts.bar(account.id)
  return held === null ? {} : { reason: held }
}

/** The mailbox is looked at right away, and whoever did that says so; or it can't be, and its server is not hurried. */
async function waitForLook(
  tools: Tools,
  s: State,
  account: AccountRow,
  { due, unread: { words, mailbox, isTrouble } }: { due: Due; unread: Unread },
): Promise<number | null> {
  const out = isTrouble && mailbox === account.id ? await tools.signedOut(account) : null
  if (out !== null) return bar(tools, s, account, { trouble: 'credentials', words: out })
  if (await tools.store.writeSoon((tx) => sayWaiting(tx, due.id, words))) tools.changed('sends')
  tools.askInbox(mailbox)
  return tools.ports.clock.now() + lookPatience
}

/**
 * The next email, or when to look again. What is being written or taken back is passed over row by row, so the search
 * ends an hour from now; whoever ends that work says that something changed.
 */
function nextLive({ store }: Tools, accountId: number, now: number): Due | number {
  const by = isPlain(store) ? null : sendsBy(store, accountId, now)
  if (by) return nextDueOf(store, accountId, { ...by, until: now + HOUR }) ?? now + HOUR
  if (unfinished(store).length === 0) return nextDue(store, accountId) ?? Number.POSITIVE_INFINITY
  return nextDueBeside(store, accountId, now + HOUR) ?? now + HOUR
}

function mayUse(tools: Tools, account: AccountRow): boolean {
  if (!tools.gate.isOpen()) return false
  const workspace = workspaceRow(tools.store)
  if (workspace.stopped || workspace.paused || account.paused || account.keptBy !== null) return false
  if (account.hosts === 'ending') return false
  return account.state === 'active' && partOfAccount(tools.store, account.id, tools.ports.clock.now()) > 0
}

function paceOf(tools: Tools, s: State, account: AccountRow, due: Due, now: number): Pace {
  const { lane, plan } = laneOf(tools, s, account)
  let last = lane.length - 1
  // A clock that was ahead for a while has left sends in what is now the future.
  while (last >= 0 && (lane.times[last] as number) > now) last--
  return pace({
    now,
    at: due.at,
    slot: due.slot,
    last: last < 0 ? null : (lane.times[last] as number),
    gap: lateGap(plan),
    admitted: nextAdmitted(lane, now, now + HOUR),
    isOpen: (at) => tools.isOpen(due, at),
  })
}

function laneOf(tools: Tools, s: State, account: AccountRow): NonNullable<Hand['lane']> {
  const now = tools.ports.clock.now()
  const part = partOfAccount(tools.store, account.id, now)
  const key = `${account.version}:${part}`
  if (s.lane?.key === key) return s.lane
  const plan = planAccount(account, part)
  const { zone, seed } = workspaceRow(tools.store)
  const setting = { zone: account.zone ?? zone, seed }
  const asked = { id: account.id, plan: planAccount(account), setting, from: now - limitHorizon, now }
  s.lane = { key, plan, lane: openLane(plan, setting, countedHere(tools.store, asked)) }
  return s.lane
}

/** Not now: a later look, or another time in the ledger. */
async function putOff(tools: Tools, due: Due, step: Exclude<Pace, { do: 'send' }>): Promise<number | null> {
  const { store } = tools
  if (step.do === 'wait') return step.until
  await store.writeSoon((tx) => {
    if (step.do === 'move') moveWithinSlot(tx, due.id, step.at)
    else if (step.do === 'replan') askReplan(tx, due.id, step.reason)
    else askReplanOfAccount(tx, due.accountId, step.before, step.reason)
  })
  if (step.do !== 'move') tools.changed('sends')
  return null
}
