import { dayNumber, dayStart, HOUR } from './time.ts'

/**
 * Caps that count calendar days: contacts a day of one batch, mail a day of the workspace or to one recipient domain. A
 * slot that midnight cuts needs room on both days, because which side a send falls on is known only once it is placed.
 */
export interface DayCount {
  zone: string
  limit: number
  counts: Map<number, number>
  /** The slot looked at, the days it touches, and how many more it may take. */
  slot: number
  first: number
  last: number
  room: number
}

export function dayCount(zone: string, limit: number | null): DayCount {
  const none = Number.POSITIVE_INFINITY
  return { zone, limit: limit ?? none, counts: new Map(), slot: Number.NaN, first: 0, last: 0, room: none }
}

/** Counts one send at an instant. */
export function countDay(days: DayCount, at: number): void {
  if (days.limit === Number.POSITIVE_INFINITY) return
  const day = dayNumber(at, days.zone)
  days.counts.set(day, (days.counts.get(day) ?? 0) + 1)
}

/** Turns to the slot that starts at `slot`. */
export function openDay(days: DayCount, slot: number): void {
  if (days.slot === slot || days.limit === Number.POSITIVE_INFINITY) return
  days.slot = slot
  days.first = dayNumber(slot, days.zone)
  days.last = dayNumber(slot + HOUR - 1, days.zone)
  const used = Math.max(days.counts.get(days.first) ?? 0, days.counts.get(days.last) ?? 0)
  days.room = Math.max(0, days.limit - used)
}

/** When the day that has no room is over. */
export function dayEnds(days: DayCount): number {
  const full = (days.counts.get(days.first) ?? 0) >= days.limit || days.first === days.last ? days.first : days.last
  return Math.max(dayStart(days.zone, full + 1), days.slot + 1)
}

/** Counts sends of the open slot, which lies within one day. */
export function addToDay(days: DayCount, by: number): void {
  days.counts.set(days.first, (days.counts.get(days.first) ?? 0) + by)
}

/** Enters what was sent in the open slot, instants in `at` from `from` to `to`. */
export function settleDay(days: DayCount, at: Float64Array, from: number, to: number): void {
  if (days.limit === Number.POSITIVE_INFINITY || to <= from) return
  if (days.first === days.last) addToDay(days, to - from)
  else for (let i = from; i < to; i++) countDay(days, at[i] as number)
}

/** Mail a day to each recipient domain, counted by the days of every schedule's zone. */
export interface DomainCap {
  limit: number
  /** Per zone, per day, per domain. */
  zones: { zone: string; days: Map<number, Map<number, number>>; open: Map<number, number>[]; first: number }[]
  slot: number
}

export function domainCap(zones: Iterable<string>, limit: number): DomainCap {
  return {
    limit,
    slot: Number.NaN,
    zones: Array.from(new Set(zones), (zone) => ({ zone, days: new Map(), open: [], first: 0 })),
  }
}

function countsOf(days: Map<number, Map<number, number>>, day: number): Map<number, number> {
  let counts = days.get(day)
  if (counts === undefined) {
    counts = new Map()
    days.set(day, counts)
  }
  return counts
}

/** Counts a send to a domain at an instant. */
export function countDomain(cap: DomainCap, domain: number, at: number): void {
  for (const { zone, days } of cap.zones) {
    const counts = countsOf(days, dayNumber(at, zone))
    counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
}

export function openDomains(cap: DomainCap, slot: number): void {
  if (cap.slot === slot) return
  cap.slot = slot
  for (const each of cap.zones) {
    each.first = dayNumber(slot, each.zone)
    const last = dayNumber(slot + HOUR - 1, each.zone)
    each.open = [countsOf(each.days, each.first)]
    if (last !== each.first) each.open.push(countsOf(each.days, last))
    for (const day of each.days.keys()) if (day < each.first - 2) each.days.delete(day)
  }
}

/** 0 when the domain has room in the open slot, otherwise when to ask again. */
export function domainFullUntil(cap: DomainCap, domain: number): number {
  for (const { zone, open, first } of cap.zones) {
    const full = open.findIndex((counts) => (counts.get(domain) ?? 0) >= cap.limit)
    if (full >= 0) return Math.max(dayStart(zone, first + full + 1), cap.slot + 1)
  }
  return 0
}

/** Reserves one place on each day that the open slot touches. */
export function reserveDomain(cap: DomainCap, domain: number): void {
  for (const { open } of cap.zones) for (const counts of open) counts.set(domain, (counts.get(domain) ?? 0) + 1)
}

/** Gives back the places on the days that a send did not fall on after all. */
export function settleDomain(cap: DomainCap, domain: number, at: number): void {
  for (const { zone, open, first } of cap.zones) {
    if (open.length < 2) continue
    const wrong = open[dayNumber(at, zone) === first ? 1 : 0] as Map<number, number>
    wrong.set(domain, (wrong.get(domain) ?? 0) - 1)
  }
}
