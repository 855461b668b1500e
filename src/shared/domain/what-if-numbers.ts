import type { Calendar, Limit, PlanStep, RampUp, WindowBlock } from './plan-shape.ts'
import type { Ceilings } from './policy.ts'
import { DAY, dayNumber } from './time.ts'
import type { Coarse } from './what-if-groups.ts'

/**
 * All that an estimate is made from, as it travels from the engine to wherever somebody turns a slider: plain data, some
 * hundred numbers for a hundred thousand contacts, and not a word about any of them. Days off go along as a list, since
 * the calendars of the world's holidays stay with the engine. Whoever estimates, the engine too, does so from these.
 */
export interface Numbers {
  /** ms since the epoch: when they were counted. */
  now: number
  seed: number
  zone: string
  newContactsFirst: boolean
  workspacePerDay: number | null
  ceilings: Ceilings
  /** The workspace's own sending hours. */
  windows: WindowBlock[]
  /** Place of its days off in `closings`. */
  closings: number
  /** Lists of days off, as day numbers in order, from before anything counts until `horizon` after the last email. */
  daysOff: number[][]
  /** The last email that is planned; null when there is none. */
  finish: number | null
  sequences: { id: string; name: string }[]
  accounts: NumbersAccount[]
  batches: NumbersBatch[]
  zones: string[]
  /** As in `Group`, the zone by its place. */
  groups: NumbersGroup[]
  history: Coarse['history']
  firsts: Coarse['firsts']
  sent: Coarse['sent']
}

type NumbersGroup = [
  batch: number,
  account: number,
  zone: number,
  step: number,
  since: number,
  hand: boolean,
  contacts: number,
]

export interface NumbersAccount {
  id: string
  address: string
  zone: string | null
  active: boolean
  limits: Limit[]
  ramp: RampUp | null
  perUtcDay: number | null
  minGap: number
  weight: number
  sandbox: boolean
}

export interface NumbersBatch {
  /** Of the engagement. */
  id: string
  /** Place in `sequences`; -1: that sequence is no more. */
  sequence: number
  windows: WindowBlock[]
  closings: number
  start: number
  perDay: number | null
  perHour: number | null
  zone: string
  useContactZone: boolean
  steps: PlanStep[]
  /** It keeps the workspace's sending hours. */
  follows: boolean
  /** Its contacts may be shared anew. */
  shared: boolean
}

/** Days off are listed so long after the last email that is planned. What a slider puts off further knows no holidays. */
export const horizon = 2 * 366 * DAY

/** What `numbersOf` takes over as it is, with what the planner's input doesn't know about its accounts and batches. */
export interface NumbersWorld extends Pick<Numbers, 'ceilings' | 'windows' | 'finish' | 'sequences'> {
  accounts: Pick<NumbersAccount, 'id' | 'weight' | 'sandbox'>[]
  batches: Pick<NumbersBatch, 'id' | 'sequence' | 'follows' | 'shared'>[]
  /** The workspace's, and that of each batch; one name, one list. */
  closings: { own: string; batches: string[]; isDayOff: (name: string) => Calendar['isDayOff'] }
}

function daysOffOf(coarse: Coarse, finish: number | null, isDayOff: Calendar['isDayOff']): number[] {
  // a step is due so many working days after the one before, which may have left long ago
  const first = coarse.groups.reduce((least, { since }) => (since > 0 ? Math.min(least, since) : least), coarse.now)
  const last = Math.max(coarse.now, finish ?? 0, ...coarse.batches.map(({ start }) => start)) + horizon
  const days: number[] = []
  for (let day = dayNumber(first, coarse.zone) - 1; day <= dayNumber(last, coarse.zone); day++)
    if (isDayOff(day)) days.push(day)
  return days
}

/** Packs what `coarseOf` has counted. */
export function numbersOf(coarse: Coarse, world: NumbersWorld): Numbers {
  const { accounts, batches, groups, ...plain } = coarse
  const { ceilings, windows, finish, sequences, closings } = world
  const lists = [...new Set([closings.own, ...closings.batches])]
  const zones = [...new Set(groups.map(({ zone }) => zone))]
  const placeOf = new Map(zones.map((zone, i) => [zone, i]))
  return {
    ...plain,
    ...{ ceilings, windows, finish, sequences, zones },
    closings: 0,
    daysOff: lists.map((name) => daysOffOf(coarse, finish, closings.isDayOff(name))),
    accounts: accounts.map((account, i) => ({
      ...account,
      ramp: account.ramp ?? null,
      ...(world.accounts[i] as NumbersWorld['accounts'][number]),
    })),
    batches: batches.map(({ calendar, ...batch }, i) => ({
      ...batch,
      ...(world.batches[i] as NumbersWorld['batches'][number]),
      windows: calendar.windows,
      closings: lists.indexOf(closings.batches[i] as string),
    })),
    groups: groups.map(({ batch, account, zone, step, since, hand, contacts }) => [
      batch,
      account,
      placeOf.get(zone) as number,
      step,
      since,
      hand,
      contacts,
    ]),
  }
}

/** Numbers that are ready to be asked. */
export interface Ready {
  numbers: Numbers
  coarse: Coarse
  /** Of the workspace. */
  calendar: Calendar
}

/** Unpacks them: done once, and then asked many times. */
export function readied(numbers: Numbers): Ready {
  // one function a list: who shares days off shares the days that are worked out from them
  const off = numbers.daysOff.map((days) => {
    const known = new Set(days)
    return (day: number) => known.has(day)
  })
  const calendar = (windows: WindowBlock[], closings: number): Calendar => ({
    windows,
    isDayOff: off[closings] as Calendar['isDayOff'],
  })
  const { ceilings, finish, sequences, daysOff, zones, closings, windows, ...plain } = numbers
  return {
    numbers,
    calendar: calendar(windows, closings),
    coarse: {
      ...plain,
      accounts: numbers.accounts.map(({ id, weight, sandbox, ...account }) => account),
      batches: numbers.batches.map(({ id, sequence, follows, shared, closings: place, windows: hours, ...batch }) => ({
        ...batch,
        calendar: calendar(hours, place),
      })),
      groups: numbers.groups.map(([batch, account, place, step, since, hand, contacts]) => ({
        ...{ batch, account, step, since, hand, contacts },
        zone: zones[place] as string,
      })),
    },
  }
}
