import type {
  Calendar,
  Limit,
  LimitUnit,
  Plan,
  PlanAccount,
  PlanBatch,
  PlanEnrollment,
  PlanFixed,
  PlanInput,
} from '../../src/shared/domain/plan-shape.ts'
import { formatIso, parseDay, parseLocal } from '../../src/shared/domain/time-text.ts'
import { parseWindows } from '../../src/shared/domain/window.ts'

/** Inputs for the planner in few words; everything has the product's defaults. */

export const PARIS = 'Europe/Paris'

export function local(text: string, zone = PARIS): number {
  const parsed = parseLocal(text, zone)
  if ('error' in parsed) throw new Error(parsed.error)
  return parsed.at
}

export function limit(unit: LimitUnit, min: number, max = min): Limit {
  return { unit, min, max }
}

export const defaultLimits = [limit('hour', 50), limit('day', 400)]

export function calendar(windows: string[] = ['mon-fri 09:00-18:00'], daysOff: string[] = []): Calendar {
  const parsed = parseWindows(windows)
  if ('error' in parsed) throw new Error(parsed.error)
  const off = new Set(daysOff.map((text) => parseDay(text)))
  return { windows: parsed.blocks, isDayOff: (day) => off.has(day) }
}

export function account(address: string, more: Partial<PlanAccount> = {}): PlanAccount {
  return { address, zone: null, active: true, limits: defaultLimits, perUtcDay: null, minGap: 0, ...more }
}

/** The managed account: 50 a UTC day and nothing else. */
export const managed = account('managed@example.com', { limits: [], perUtcDay: 50 })

export function batch(start: number, more: Partial<PlanBatch> = {}): PlanBatch {
  return {
    calendar: calendar(),
    start,
    perDay: null,
    perHour: null,
    zone: PARIS,
    useContactZone: false,
    steps: [{ days: 0, hour: null }],
    ...more,
  }
}

export function enrollment(position: number, more: Partial<PlanEnrollment> = {}): PlanEnrollment {
  return {
    batch: 0,
    account: 0,
    zone: null,
    domain: 'example.org',
    enrolledAt: 0,
    position,
    nextStep: 1,
    previousAt: null,
    byHand: null,
    ...more,
  }
}

/** `count` contacts of batch 0, dealt in turn to as many accounts as there are. */
export function contacts(count: number, accounts = 1, more: Partial<PlanEnrollment> = {}): PlanEnrollment[] {
  return Array.from({ length: count }, (_, i) => enrollment(i, { account: i % accounts, ...more }))
}

export function input(now: number, more: Partial<PlanInput> = {}): PlanInput {
  return {
    now,
    seed: 1,
    zone: PARIS,
    newContactsFirst: false,
    workspacePerDay: null,
    domainPerDay: null,
    accounts: [account('anna@example.com')],
    batches: [batch(now)],
    enrollments: [],
    fixed: [],
    ...more,
  }
}

export interface Row {
  enrollment: number
  step: number
  account: number
  due: number
  slot: number
  at: number
}

export function rows(from: PlanInput, { sends }: Plan): Row[] {
  return Array.from({ length: sends.length }, (_, i) => {
    const e = sends.enrollment[i] as number
    return {
      enrollment: e,
      step: sends.step[i] as number,
      account: from.enrollments[e]?.account ?? -1,
      due: sends.due[i] as number,
      slot: sends.slot[i] as number,
      at: sends.at[i] as number,
    }
  })
}

/** `{ 'Mon 2026-11-23 10:00': 50, … }`: sends by slot. */
export function bySlot(plan: Plan, zone = PARIS): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let i = 0; i < plan.sends.length; i++) {
    const name = formatIso(plan.sends.slot[i] as number, zone).slice(0, 16)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** A send that has left, as the ledger hands it to the next planning. */
export function fixedFrom(from: PlanInput, row: Row): PlanFixed {
  const source = from.enrollments[row.enrollment] as PlanEnrollment
  const { batch: index, domain } = source
  return { account: row.account, at: row.at, batch: index, slot: row.slot, firstStep: row.step === 1, domain }
}

/** The input that the ledger gives at `now`, when everything planned before has left exactly as planned. */
export function continued(from: PlanInput, plan: Plan, now: number): { input: PlanInput; left: Row[] } {
  const all = rows(from, plan)
  const sent = all.filter(({ at }) => at < now)
  const last = new Map<number, Row>()
  for (const row of sent) last.set(row.enrollment, row)
  const enrollments = from.enrollments.map((source, e) => {
    const row = last.get(e)
    return row === undefined ? source : { ...source, nextStep: row.step + 1, previousAt: row.at, byHand: null }
  })
  return {
    input: { ...from, now, enrollments, fixed: [...from.fixed, ...sent.map((row) => fixedFrom(from, row))] },
    left: all.filter(({ at }) => at >= now),
  }
}
