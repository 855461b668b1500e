import { DateTime } from 'luxon'
import type { Plan, PlanAccount, PlanEnrollment, PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { accountKey, allowance } from '../../src/shared/domain/quota.ts'
import { type Row, rows } from './plan-fixture.ts'

/**
 * An independent judge of plans: it counts by brute force, does its dates with luxon, and shares nothing with the
 * planner but the draws of ranges (which are a matter of definition). Returns what is wrong, in words.
 */

const LENGTH = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }
const HOUR = LENGTH.hour
const DAY = LENGTH.day

interface Instant {
  at: number
  planned: boolean
}

/** The ramp-up as a rolling day whose number is that of the local date it ends on; gone once a daily limit is reached. */
function rampOf({ ramp, limits }: PlanAccount, zone: string) {
  if (!ramp) return []
  const first = DateTime.fromMillis(ramp.from, { zone }).startOf('day')
  const end = Math.min(...limits.filter(({ unit }) => unit === 'day').map(({ max }) => max))
  const count = (at: number) => {
    const days = Math.round(DateTime.fromMillis(at, { zone }).startOf('day').diff(first, 'days').days)
    const allowed = ramp.start + ramp.step * Math.max(0, days)
    return allowed >= end ? Number.POSITIVE_INFINITY : allowed
  }
  return [{ length: DAY, count }]
}

/** Every window that holds a planned send, whatever its length and wherever it ends. */
function rollingFaults(from: PlanInput, account: PlanAccount, all: Instant[]): string[] {
  const zone = account.zone ?? from.zone
  const key = accountKey(from.seed, account.address)
  const faults: string[] = []
  const gap = account.minGap > 0 ? [{ length: account.minGap, count: () => 1 }] : []
  const rules = account.limits.map((limit) => ({
    length: LENGTH[limit.unit],
    count: (at: number) => allowance(limit, key, zone, at),
  }))
  for (const { length, count } of [...rules, ...rampOf(account, zone), ...gap]) {
    for (const end of all) {
      const inside = all.filter(({ at }) => at > end.at - length && at <= end.at)
      if (inside.some(({ planned }) => planned) && inside.length > count(end.at))
        faults.push(`${account.address}: ${inside.length} in ${length} ms up to ${end.at}, allowed ${count(end.at)}`)
    }
  }
  return faults
}

function utcFaults(account: PlanAccount, all: Instant[]): string[] {
  const days = Map.groupBy(all, ({ at }) => Math.floor(at / DAY))
  return [...days].flatMap(([day, sends]) =>
    account.perUtcDay !== null && sends.length > account.perUtcDay && sends.some(({ planned }) => planned)
      ? [`${account.address}: ${sends.length} on UTC day ${day}`]
      : [],
  )
}

function limitFaults(from: PlanInput, planned: Row[]): string[] {
  return from.accounts.flatMap((account, index) => {
    const all = [
      ...from.fixed.filter((fixed) => fixed.account === index).map(({ at }) => ({ at, planned: false })),
      ...planned.filter((row) => row.account === index).map(({ at }) => ({ at, planned: true })),
    ].sort((a, b) => a.at - b.at)
    return [...rollingFaults(from, account, all), ...utcFaults(account, all)]
  })
}

function zoneOf(from: PlanInput, e: PlanEnrollment): string {
  const own = from.batches[e.batch]?.useContactZone ? e.zone : null
  return own ?? from.accounts[e.account]?.zone ?? from.zone
}

const dayNo = (at: DateTime) => Math.floor(Date.UTC(at.year, at.month - 1, at.day) / DAY)

function slotFaults(from: PlanInput, row: Row): string[] {
  const e = from.enrollments[row.enrollment] as PlanEnrollment
  const batch = from.batches[e.batch] as PlanInput['batches'][number]
  const start = DateTime.fromMillis(row.slot, { zone: zoneOf(from, e) })
  const name = `${start.toISO()} (${e.position}, step ${row.step})`
  const faults: string[] = []
  if (!Number.isInteger(row.at) || row.at < row.slot || row.at >= row.slot + HOUR)
    faults.push(`${name}: not in its slot`)
  if (start.minute !== 0 || start.second !== 0) faults.push(`${name}: not on the hour`)
  if (start.getPossibleOffsets()[0]?.toMillis() !== row.slot) faults.push(`${name}: not the first occurrence`)
  const open = batch.calendar.windows.some(
    ({ day, from: first, to }) => day === start.weekday && start.hour >= first && start.hour < to,
  )
  if (!open) faults.push(`${name}: outside the windows`)
  if (batch.calendar.isDayOff(dayNo(start))) faults.push(`${name}: on a day off`)
  if (row.slot < from.now) faults.push(`${name}: before now`)
  if (row.slot < row.due) faults.push(`${name}: before it is due`)
  if (row.step === 1 && e.byHand === null && row.slot < batch.start) faults.push(`${name}: before the start`)
  if (e.byHand !== null && row.step === e.nextStep && row.slot < e.byHand) faults.push(`${name}: before its own time`)
  if (e.awayUntil != null && row.step === e.nextStep && dayNo(start) < e.awayUntil)
    faults.push(`${name}: while the contact is away`)
  return faults
}

/** Working days strictly after the day of `previous`, up to and with the day of `slot`. */
function delayFaults(from: PlanInput, row: Row, previous: number): string[] {
  const e = from.enrollments[row.enrollment] as PlanEnrollment
  const batch = from.batches[e.batch] as PlanInput['batches'][number]
  const zone = zoneOf(from, e)
  const last = DateTime.fromMillis(row.slot, { zone }).startOf('day')
  let days = 0
  for (
    let day = DateTime.fromMillis(previous, { zone }).startOf('day').plus({ days: 1 });
    day <= last;
    day = day.plus({ days: 1 })
  )
    if (batch.calendar.windows.some((block) => block.day === day.weekday) && !batch.calendar.isDayOff(dayNo(day)))
      days += 1
  const wanted = batch.steps[row.step - 1]?.days ?? 1
  return days >= wanted ? [] : [`contact ${e.position}, step ${row.step}: ${days} working days instead of ${wanted}`]
}

function capFaults(name: string, limit: number | null, groups: Map<string, boolean[]>): string[] {
  if (limit === null) return []
  return [...groups].flatMap(([key, planned]) =>
    planned.length > limit && planned.some(Boolean) ? [`${name} ${key}: ${planned.length} of ${limit}`] : [],
  )
}

function counted(from: PlanInput, planned: Row[]) {
  return [
    ...from.fixed.map((fixed) => ({ ...fixed, planned: false })),
    ...planned.map(({ enrollment, step, slot, at }) => {
      const e = from.enrollments[enrollment] as PlanEnrollment
      return { batch: e.batch, domain: e.domain, firstStep: step === 1, slot, at, planned: true }
    }),
  ]
}

function capsFaults(from: PlanInput, planned: Row[]): string[] {
  const all = counted(from, planned)
  const dateIn = (zone: string) => (at: number) => DateTime.fromMillis(at, { zone }).toISODate() ?? ''
  type Entry = (typeof all)[number]
  const group = (of: Entry[], keyOf: (entry: Entry) => string) =>
    new Map([...Map.groupBy(of, keyOf)].map(([key, list]) => [key, list.map((entry) => entry.planned)]))
  const workspaceDate = dateIn(from.zone)
  const faults = capFaults(
    'workspace',
    from.workspacePerDay,
    group(all, ({ at }) => workspaceDate(at)),
  )
  from.batches.forEach((batch, index) => {
    const date = dateIn(batch.zone)
    const mine = all.filter((entry) => entry.batch === index && entry.firstStep)
    faults.push(
      ...capFaults(
        `batch ${index} day`,
        batch.perDay,
        group(mine, ({ at }) => date(at)),
      ),
    )
    faults.push(
      ...capFaults(
        `batch ${index} slot`,
        batch.perHour,
        group(mine, ({ slot }) => String(slot)),
      ),
    )
    const byDomain = group(all, ({ domain, at }) => `${domain} ${date(at)}`)
    faults.push(...capFaults('domain', from.domainPerDay, byDomain))
  })
  return faults
}

/** Every enrollment has all its steps planned, in order, or it waits exactly once, from the step that can't be. */
function completenessFaults(from: PlanInput, { waiting }: Plan, planned: Row[]): string[] {
  const perContact = Map.groupBy(planned, ({ enrollment }) => enrollment)
  return from.enrollments.flatMap((e, index) => {
    const steps = (perContact.get(index) ?? []).map(({ step }) => step)
    const waits = waiting.filter(({ enrollment }) => enrollment === index)
    const last = waits[0]?.step ?? (from.batches[e.batch]?.steps.length ?? 0) + 1
    const wanted = Array.from({ length: Math.max(0, last - e.nextStep) }, (_, i) => e.nextStep + i)
    if (waits.length > 1) return [`contact ${index} waits ${waits.length} times`]
    return steps.join() === wanted.join() ? [] : [`contact ${index}: steps ${steps} instead of ${wanted}`]
  })
}

function orderFaults(from: PlanInput, planned: Row[]): string[] {
  const faults: string[] = []
  const previous = new Map<number, number>()
  let last = Number.NEGATIVE_INFINITY
  for (const row of planned) {
    if (row.at < last) faults.push(`send at ${row.at} after one at ${last}`)
    last = row.at
    const e = from.enrollments[row.enrollment] as PlanEnrollment
    const before = previous.get(row.enrollment) ?? (e.byHand === null ? e.previousAt : null)
    if (row.step > 1 && before !== null) faults.push(...delayFaults(from, row, before))
    previous.set(row.enrollment, row.at)
  }
  return faults
}

/** Everything that is wrong with a plan; empty when nothing is. */
export function faultsOf(from: PlanInput, plan: Plan): string[] {
  const planned = rows(from, plan)
  return [
    ...limitFaults(from, planned),
    ...planned.flatMap((row) => slotFaults(from, row)),
    ...capsFaults(from, planned),
    ...completenessFaults(from, plan, planned),
    ...orderFaults(from, planned),
  ]
}
