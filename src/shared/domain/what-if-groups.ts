import type { PlanAccount, PlanBatch, PlanInput } from './plan-shape.ts'
import { zoneThatCounts } from './plan-state.ts'
import { dayNumber, HOUR, isZone } from './time.ts'
import { hourStart } from './what-if.ts'

/**
 * The planner's input in numbers: contacts that are at the same place of the same sequence with the same sender are one
 * group. A hundred thousand contacts come to some hundred groups, which a quick estimate can be made from.
 */

export interface Group {
  batch: number
  account: number
  /** Whose days and hours count. */
  zone: string
  /** The step that comes next. */
  step: number
  /** Instant of the step before, to the hour; for a first step, or one set by hand, the slot it is wanted in. */
  since: number
  /** Set by hand: not before `since`, and first in line. */
  hand: boolean
  contacts: number
}

export interface Coarse {
  now: number
  seed: number
  zone: string
  newContactsFirst: boolean
  workspacePerDay: number | null
  accounts: PlanAccount[]
  batches: PlanBatch[]
  groups: Group[]
  /** What counts in senders' limits already: account, start of the hour, emails. In order of time. */
  history: [account: number, hour: number, emails: number][]
  /** First emails that left in the last days, by batch and instant to the hour: a batch's own caps count them. */
  firsts: [batch: number, hour: number, emails: number][]
  /** What counts in the workspace's own cap already, by day of its zone: ours alone, whichever account sent it. */
  sent: [day: number, emails: number][]
}

/** Linear in enrollments; done once, and then asked many times. */
export function coarseOf(input: PlanInput): Coarse {
  const groups = new Map<string, Group>()
  for (const e of input.enrollments) {
    const batch = input.batches[e.batch] as PlanBatch
    const account = input.accounts[e.account] as PlanAccount
    if (e.nextStep > batch.steps.length) continue
    const { zone } = zoneThatCounts(input, batch, account, e.zone)
    const hand = e.byHand !== null
    const since = e.byHand ?? (e.nextStep === 1 ? 0 : hourStart(zone, e.previousAt ?? e.enrolledAt))
    const key = `${e.batch}:${e.account}:${e.nextStep}:${since}:${hand}:${zone}`
    const known = groups.get(key)
    if (known) known.contacts++
    else groups.set(key, { batch: e.batch, account: e.account, zone, step: e.nextStep, since, hand, contacts: 1 })
  }
  return {
    now: input.now,
    seed: input.seed,
    zone: input.zone,
    newContactsFirst: input.newContactsFirst,
    workspacePerDay: input.workspacePerDay,
    accounts: input.accounts,
    batches: input.batches,
    groups: [...groups.values()],
    ...pastOf(input),
  }
}

function pastOf(input: PlanInput): Pick<Coarse, 'history' | 'firsts' | 'sent'> {
  const history = new Map<string, [number, number, number]>()
  const days = new Map<number, number>()
  const firsts = new Map<string, [number, number, number]>()
  const bump = (counts: Map<string, [number, number, number]>, of: number, hour: number) => {
    const key = `${of}:${hour}`
    const known = counts.get(key)
    if (known) known[2]++
    else counts.set(key, [of, hour, 1])
  }
  for (const { account, at, batch, firstStep, outside } of input.fixed) {
    const own = input.accounts[account]?.zone
    // mail of an account that was removed fills no limit of one
    if (account >= 0) bump(history, account, hourStart(own && isZone(own) ? own : input.zone, at))
    // what a mailbox sends from elsewhere fills its own limits, and nobody else's
    if (outside) continue
    const day = dayNumber(at, input.zone)
    days.set(day, (days.get(day) ?? 0) + 1)
    if (batch !== null && firstStep) bump(firsts, batch, Math.floor(at / HOUR) * HOUR)
  }
  const inTime = (rows: Iterable<[number, number, number]>) => [...rows].sort((a, b) => a[1] - b[1])
  return { history: inTime(history.values()), firsts: inTime(firsts.values()), sent: [...days] }
}
