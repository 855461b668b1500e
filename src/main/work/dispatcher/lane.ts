/**
 * The loop of one sending account: next send, wait for its time, last look, claim, hand over, settle. One message at
 * a time on one connection. It never rejects: what it can't do it writes down, and waits.
 */

import { enter, type Lane, nextAdmitted, openLane } from '../../../shared/domain/lane.ts'
import type { SendOutcome } from '../../../shared/domain/outcome.ts'
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import type { SmtpConnection } from '../../mail/smtp.ts'
import { type AccountRow, accountById, setAccountState } from '../../store/accounts.ts'
import { note } from '../../store/journal.ts'
import {
  applyToSend,
  askReplan,
  claim,
  countedInstants,
  type Due,
  dataStarted,
  hold,
  moveWithinSlot,
  nextDue,
} from '../../store/ledger.ts'
import { limitHorizon, planAccount } from '../../store/plan-state.ts'
import { lastClaim, lastLook } from '../../store/sending.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { lateGap, pace } from './pace.ts'
import { prepare } from './prepare.ts'
import { settleOutcome } from './settling.ts'
import type { Tools } from './tools.ts'
import { failures, outFor } from './trouble.ts'

export interface AccountLoop {
  /** Something changed: look again. */
  poke(): void
  /** Finishes the message in flight, starts none. */
  stop(): Promise<void>
}

interface State {
  accountId: number
  stopping: boolean
  wake: AbortController
  connection: SmtpConnection | null
  connectedAs: string
  /** What was really sent; null = read it again. */
  lane: { key: string; lane: Lane; plan: PlanAccount } | null
  failed: number[]
}

export function startLoop(tools: Tools, accountId: number): AccountLoop {
  const s: State = {
    accountId,
    stopping: false,
    wake: new AbortController(),
    connection: null,
    connectedAs: '',
    lane: null,
    failed: [],
  }
  const running = loop(tools, s)
  const poke = () => {
    s.wake.abort()
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
  while (!s.stopping) {
    const signal = s.wake.signal
    const until = await tools.ports.clock.working(turn(tools, s))
    if (s.stopping) break
    if (until === null) continue
    if (!signal.aborted) await tools.ports.clock.until(until, signal)
    if (s.wake.signal.aborted) s.wake = new AbortController()
  }
  await disconnect(s)
}

async function disconnect(s: State): Promise<void> {
  const connection = s.connection
  s.connection = null
  await connection?.close()
}

/** One look at the account. Returns when to look again; null = at once. Infinity: when poked. */
async function turn(tools: Tools, s: State): Promise<number | null> {
  const { store, ports } = tools
  try {
    if (tools.disk.trouble() !== null) return tools.disk.retryAt()
    const now = ports.clock.now()
    const account = accountById(store, s.accountId)
    if (!account || !mayUse(tools, account)) return account?.resumeAt ?? Number.POSITIVE_INFINITY
    const due = nextDue(store, s.accountId)
    if (!due) return Number.POSITIVE_INFINITY
    if (due.at > now) return due.at
    const { lane, plan } = laneOf(tools, s, account)
    const step = pace({
      now,
      at: due.at,
      slot: due.slot,
      last: lane.length > 0 ? lastClaim(store, s.accountId) : null,
      gap: lateGap(plan),
      admitted: nextAdmitted(lane, now, now + HOUR),
      isOpen: (at) => tools.isOpen(due, at),
    })
    if (step.do === 'wait') return step.until
    if (step.do === 'move') return moved(tools, due, step.at)
    if (step.do === 'replan') return replan(tools, due, step.reason)
    return await sendOne(tools, s, account, due)
  } catch (error) {
    return tools.disk.failed(error)
  }
}

function mayUse(tools: Tools, account: AccountRow): boolean {
  const workspace = workspaceRow(tools.store)
  if (workspace.stopped || workspace.paused || account.paused) return false
  return account.state === 'active' && account.homeDevice === workspace.device
}

function laneOf(tools: Tools, s: State, account: AccountRow): { lane: Lane; plan: PlanAccount } {
  const key = `${account.version}:${account.zone}:${JSON.stringify(account.limits)}`
  if (s.lane?.key === key) return s.lane
  const plan = planAccount(account)
  const { zone, seed } = workspaceRow(tools.store)
  const history = countedInstants(tools.store, account.id, tools.ports.clock.now() - limitHorizon)
  s.lane = { key, plan, lane: openLane(plan, { zone: account.zone ?? zone, seed }, history) }
  return s.lane
}

function moved(tools: Tools, due: Due, at: number): null {
  tools.store.write((tx) => moveWithinSlot(tx, due.id, at))
  return null
}

function replan(tools: Tools, due: Due, reason: string): null {
  tools.store.write((tx) => askReplan(tx, due.id, reason))
  tools.moved()
  return null
}

/** Looks once more whether it may leave; null = yes. */
function obstacle(tools: Tools, due: Due): null | { do: 'withdraw' | 'replan' | 'hold'; reason: string } {
  const look = lastLook(tools.store, due.id)
  if (!look) return { do: 'withdraw', reason: 'its sequence is gone' }
  if (look.suppressed || look.contactGone) return { do: 'withdraw', reason: 'the contact must not be written to' }
  if (look.previousState !== null && look.previousState !== 'sent' && look.previousState !== 'withdrawn')
    return { do: 'replan', reason: 'the step before has not been sent yet' }
  return null
}

function setAside(tools: Tools, due: Due, why: { do: 'withdraw' | 'replan' | 'hold'; reason: string }): null {
  tools.store.write((tx) => {
    if (why.do === 'replan') askReplan(tx, due.id, why.reason)
    else if (why.do === 'hold') hold(tx, due.id, why.reason)
    else applyToSend(tx, due.id, { type: 'withdraw', reason: why.reason }, tools.ports.clock.now())
  })
  if (why.do === 'replan') tools.moved()
  tools.changed('sends')
  return null
}

async function sendOne(tools: Tools, s: State, account: AccountRow, due: Due): Promise<number | null> {
  const { store, ports } = tools
  const obstacleFound = obstacle(tools, due)
  if (obstacleFound) return setAside(tools, due, obstacleFound)
  const dateAt = due.dateAt ?? ports.clock.now()
  const letter = prepare(store, account, due, dateAt)
  if ('trouble' in letter) return setAside(tools, due, { do: 'hold', reason: letter.trouble })
  const connection = await connect(tools, s, account)
  if (typeof connection === 'string') return accountOut(tools, account, 'credentials', connection)
  if (s.stopping) return null
  const now = ports.clock.now()
  const attemptId = store.write((tx) => claim(tx, { ...letter, sendId: due.id, now, dateAt }))
  if (attemptId === null) return null
  tools.point('claimed')
  const outcome = await connection.send({
    envelope: { from: account.address, to: due.address },
    raw: letter.raw,
    onDataStarted: async () => {
      store.write((tx) => dataStarted(tx, due.id, attemptId, ports.clock.now()))
      tools.point('data_started')
    },
  })
  tools.point('answered')
  return settleFor(tools, s, account, due, { attemptId, outcome, now })
}

async function connect(tools: Tools, s: State, account: AccountRow): Promise<SmtpConnection | string> {
  const target = await tools.connectionFor(account)
  if ('trouble' in target) return target.trouble
  if (s.connection && s.connectedAs !== target.key) await disconnect(s)
  s.connection ??= target.open()
  s.connectedAs = target.key
  return s.connection
}

interface Tried {
  attemptId: number
  outcome: SendOutcome
  now: number
}

/**
 * The outcome is known: it must reach the disk, or a mail that was delivered would look unsure. If the disk refuses,
 * it is kept in memory and tried again until it takes it; the account sends nothing meanwhile.
 */
async function settleFor(tools: Tools, s: State, account: AccountRow, due: Due, t: Tried): Promise<number | null> {
  const { store, ports } = tools
  const settled = await tools.disk.insist(() =>
    store.write((tx) => settleOutcome(tx, due, t.attemptId, t.outcome, ports.clock.now())),
  )
  if (settled.state === 'planned') s.lane = null
  else if (s.lane) enter(s.lane.lane, t.now)
  tools.point('settled')
  tools.changed('sends', 'enrollments')
  if (settled.state === 'unsure')
    ports.notifier.notify({
      kind: 'unsure',
      title: 'One email needs your decision',
      body: `It is not certain whether the email to ${due.address} was delivered.`,
    })
  if (settled.state !== 'sent') tools.moved()
  if (settled.trouble === null || s.stopping) return null
  if (settled.trouble === 'credentials') return accountOut(tools, account, 'credentials', settled.words)
  const count = failures(s.failed, ports.clock.now())
  if (count < 3) return null
  s.failed = []
  return accountOut(tools, account, settled.trouble, settled.words)
}

/** Takes the account out; its sends wait, they don't fail. */
function accountOut(tools: Tools, account: AccountRow, trouble: AccountTrouble, words: string): number {
  const now = tools.ports.clock.now()
  const resumeAt = outFor(trouble, now)
  tools.store.write((tx) => {
    setAccountState(tx, account.id, 'error', words, trouble, resumeAt)
    note(tx, now, 'account_error', `${account.address} can't send: ${words}`, { account: account.publicId, trouble })
  })
  tools.changed('accounts')
  tools.ports.notifier.notify({ kind: 'account_error', title: `${account.address} can't send`, body: words })
  return resumeAt ?? Number.POSITIVE_INFINITY
}
