/** Turns the ledger into what `plan()` reads, and keeps the way back from its answer to rows. */
import { endInstant } from '../../shared/domain/engagement-ends.ts'
import { scaled } from '../../shared/domain/part-count.ts'
import type {
  Plan,
  PlanAccount,
  PlanBatch,
  PlanEnrollment,
  PlanInput,
  PlanStep,
} from '../../shared/domain/plan-shape.ts'
import { whole } from '../../shared/domain/share.ts'
import { DAY } from '../../shared/domain/time.ts'
import { parseDay } from '../../shared/domain/time-text.ts'
import { type AccountRow, accountRows } from './accounts.ts'
import { strayCopies } from './counted.ts'
import { countedHere, dividedHere } from './counted-here.ts'
import type { Cut } from './cut-by-date.ts'
import { planPart, type Sending, sendingOf } from './homes-plan.ts'
import type { Reader } from './open.ts'
import { outsideBetween } from './outside.ts'
import { goneAccount, type Places, walk } from './plan-walk.ts'
import {
  type BatchRow,
  countedElsewhere,
  type LedgerRow,
  type OpenEnrollment,
  openBatches,
  openEnrollments,
  openLedger,
  type Placement,
} from './planning.ts'
import type { StoredStep } from './stored-step.ts'
import { workspaceRow } from './workspace.ts'

/** The longest rolling limit looks back a week. */
export const limitHorizon = 7 * DAY

export type DaysOff = (country: string | null, own: readonly string[]) => (day: number) => boolean

export interface PlanState {
  input: PlanInput
  /** Row ids by index of the input. */
  accounts: AccountRow[]
  batches: BatchRow[]
  enrollments: OpenEnrollment[]
  /** Planned rows that the plan may move, by `${enrollment index}:${step}`. */
  rows: Map<string, LedgerRow>
  /** Every row as it was read, by enrollment id: whoever writes the plan later can see what changed meanwhile. */
  ledger: Map<number, LedgerRow[]>
}

/** @param part thousandths of every limit that may be used here: whole emails, so that the parts never exceed the limit */
export const planAccount = (a: AccountRow, part: number = whole): PlanAccount => scaled(wholeAccount(a), part)

const wholeAccount = (a: AccountRow): PlanAccount => ({
  address: a.address,
  zone: a.zone,
  active: a.state === 'active' && !a.paused && a.keptBy === null,
  limits: a.limits,
  ramp: a.ramp,
  perUtcDay: a.perUtcDay,
  minGap: a.minGap,
})

export const planSteps = (steps: StoredStep[]): PlanStep[] =>
  steps.map(({ kind, days, hour, on }) => ({
    days,
    hour,
    ...(on === undefined ? {} : { on: parseDay(on) }),
    ...(kind === 'task' ? { task: true } : {}),
  }))

export const planBatch = (b: BatchRow, daysOff: DaysOff): PlanBatch => ({
  calendar: { windows: b.windows, isDayOff: daysOff(b.holidays, b.daysOff) },
  start: b.start,
  perDay: b.perDay,
  perHour: b.perHour,
  zone: b.zone,
  useContactZone: b.useContactZone,
  ...(b.ends?.until ? { endsAt: endInstant(b.ends.until, b.zone) } : {}),
  pace: b.joins ?? b.id,
  steps: planSteps(b.steps),
})

const positive = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null)

/** Everything that is still to go out, at `now`. */
export function planState(reader: Reader, now: number, daysOff: DaysOff): PlanState {
  const workspace = workspaceRow(reader)
  const accounts = accountRows(reader)
  const sending = sendingOf(reader, accounts, now)
  const batches = openBatches(reader, now - limitHorizon)
  const state: PlanState = {
    input: {
      now,
      seed: workspace.seed,
      zone: workspace.zone,
      newContactsFirst: workspace.policy.new_contacts_first === true,
      workspacePerDay: positive(workspace.policy.workspace_per_day),
      domainPerDay: positive(workspace.policy.domain_per_day),
      accounts: accounts.map((a) => planAccount(a, planPart(sending.get(a.id)))),
      batches: batches.map((b) => planBatch(b, daysOff)),
      enrollments: [],
      fixed: [],
    },
    accounts,
    batches,
    enrollments: [],
    rows: new Map(),
    ledger: new Map(),
  }
  const at = new Map(accounts.map((a, i) => [a.id, i]))
  const batchAt = new Map(batches.map((b, i) => [b.id, i]))
  const since = now - limitHorizon
  const left = countDivided(state, reader, since, at)
  gather(state, reader, now, { at, left, batchAt, sending })
  for (const row of [...countedElsewhere(reader, since), ...strayCopies(reader, since)]) {
    const account = left.get(row.accountId)
    const batch = row.batchId === null ? null : (batchAt.get(row.batchId) ?? null)
    state.input.fixed.push({ ...row, account: account ?? goneAccount, batch, firstStep: row.step === 1 })
  }
  countOutside(state, reader, since, left)
  return state
}

/** Of divided accounts only what fills the part of this computer counts. Returns where what left counts of the others. */
function countDivided(
  { input, accounts }: PlanState,
  reader: Reader,
  from: number,
  at: Map<number, number>,
): Map<number, number> {
  const left = new Map(at)
  for (const [index, a] of accounts.entries()) {
    if (dividedHere(reader, a.id, input.now) === null) continue
    left.delete(a.id)
    const setting = { zone: a.zone ?? input.zone, seed: input.seed }
    for (const instant of countedHere(reader, { id: a.id, plan: planAccount(a), setting, from, now: input.now }))
      input.fixed.push({
        account: index,
        at: instant,
        batch: null,
        slot: null,
        firstStep: false,
        domain: '',
        outside: true,
      })
  }
  return left
}

/** What left through the mailboxes without us fills their limits, and nothing else. */
function countOutside({ input }: PlanState, reader: Reader, since: number, accounts: Map<number, number>): void {
  for (const { accountId, at } of outsideBetween(reader, since)) {
    const account = accounts.get(accountId)
    if (account === undefined) continue
    input.fixed.push({ account, at, batch: null, slot: null, firstStep: false, domain: '', outside: true })
  }
}

function gather(
  state: PlanState,
  reader: Reader,
  now: number,
  { at, left, batchAt, sending }: Places & { batchAt: Map<number, number>; sending: Map<number, Sending> },
): void {
  const rows = openLedger(reader)
  let next = 0
  for (const enrollment of openEnrollments(reader)) {
    const from = next
    while (next < rows.length && rows[next]?.enrollmentId === enrollment.id) next++
    const own = rows.slice(from, next)
    state.ledger.set(enrollment.id, own)
    const batch = batchAt.get(enrollment.batchId)
    const account = at.get(enrollment.accountId)
    if (batch === undefined || account === undefined) continue
    // another computer plans it, by its own part of the limits
    if (sending.get(enrollment.accountId)?.isOthers(enrollment.senderDevice)) continue
    const isAway = sending.get(enrollment.accountId)?.part === null
    const walked = walk(own, { batch, at, left, now, paused: enrollment.state === 'paused', isAway })
    for (const fixed of walked.fixed) state.input.fixed.push(fixed)
    if (!walked.next) continue
    const index = state.enrollments.push(enrollment) - 1
    state.input.enrollments.push(toPlan(enrollment, batch, account, walked.next, now))
    for (const row of walked.movable) state.rows.set(`${index}:${row.step}`, row)
  }
}

function toPlan(
  e: OpenEnrollment,
  batch: number,
  account: number,
  next: { row: LedgerRow; previousAt: number | null },
  now: number,
): PlanEnrollment {
  const { row, previousAt } = next
  const retry = row.retryAt !== null && row.retryAt > now ? row.retryAt : null
  return {
    batch,
    account,
    zone: e.zone,
    domain: e.domain,
    enrolledAt: e.enrolledAt,
    position: e.position,
    nextStep: row.step,
    previousAt,
    byHand: retry ?? row.byHand,
    awayUntil: row.awayUntil,
  }
}

/** A planned send that the plan puts elsewhere. `late`: it missed its time, or asked for another, and got a later slot. */
export type Move = Placement & { enrollmentId: number; late: boolean }

/** What the plan changes about rows that are planned already. */
export function differences(state: PlanState, result: Plan): Move[] {
  const { sends } = result
  const found: Move[] = []
  for (let i = 0; i < sends.length; i++) {
    const row = state.rows.get(`${sends.enrollment[i]}:${sends.step[i]}`)
    if (!row) continue
    const slot = sends.slot[i] as number
    const [at, due] = [sends.at[i] as number, sends.due[i] as number]
    if (row.slot === slot && row.at === at && row.due === due && !row.replan) continue
    const why = JSON.stringify(result.why(i))
    const missed = row.timed === 1 && (row.replan !== 0 || row.at <= state.input.now)
    found.push({ id: row.id, enrollmentId: row.enrollmentId, due, slot, at, why, late: missed && slot > row.slot })
  }
  return found
}

/** What can't leave before the end of its engagement any more. */
export const cutsOf = (state: PlanState, { waiting }: Plan): Cut[] =>
  waiting.flatMap(({ enrollment, step, code }) => {
    const known = state.enrollments[enrollment]
    const until = state.batches[state.input.enrollments[enrollment]?.batch ?? -1]?.ends?.until
    return code === 'ended' && known && until ? [{ enrollmentId: known.id, step, until }] : []
  })
