/**
 * What the calendar draws: a plan by local day and hour, one lane a sender (or sequence). Pure: the schedule wizard
 * fills it from a preview, the calendar page from `calendar.range`. A cell is a local hour of the shown zone; slots of
 * other zones that begin inside that hour are added up in it.
 */
import { dayNumber, HOUR, hourAt, instantFrom, offsetAt, slotStart, weekdayOf } from '../../../shared/domain/time.ts'
import { formatDay, parseDay } from '../../../shared/domain/time-text.ts'

/** A local hour: `2026-11-12T09`. */
export type SlotKey = string

export interface ScoreSender {
  id: string
  /** How people call it in a legend: "Anna". */
  name: string
  /** Full address, or what a sequence is called. */
  address: string
  /** Fixed place and colour, 1 to 4; 0: one of more than four, drawn in ink. */
  lane: 0 | 1 | 2 | 3 | 4
  /** The limits in words: "50 an hour, 400 a day"; empty where there are none. */
  limits: string
}

/** Counts of one sender in one slot. `first` and `later` hold what has left too; `other` is not this plan's mail. */
export interface ScoreLane {
  other: number
  first: number
  later: number
  sent: number
  unsure: number
  /** Emails that the smallest limit allows in this slot, those counted here included; null: no limit is known. */
  cap: number | null
  /** That limit in words, where it counts longer than an hour: "400 a day". */
  by: string | null
}

export interface ScoreSlot {
  key: SlotKey
  /** ms since the epoch */
  start: number
  date: string
  hour: number
  /** `first` + `later` of all lanes. */
  total: number
  lanes: Record<string, ScoreLane>
  /** All lanes added up. */
  all: ScoreLane
}

export interface ScoreDay {
  /** YYYY-MM-DD */
  date: string
  open: boolean
  /** Why nothing leaves: "Armistice Day", "Weekend"; null on an open day. */
  closed: string | null
  /** Local hours whose slots are open. */
  hours: number[]
}

export interface ScorePlan {
  zone: string
  /** In lane order. */
  senders: ScoreSender[]
  /** More than four senders: a slot has one line, the split belongs into a panel. */
  combined: boolean
  days: ScoreDay[]
  slots: Map<SlotKey, ScoreSlot>
  /** ms since the epoch; null when nothing is planned. */
  finish: number | null
  /** Emails a day of the whole plan, by date, also outside `days`. */
  totals: Map<string, number>
}

export interface PlanSource {
  zone: string
  senders: Omit<ScoreSender, 'lane'>[]
  days: ScoreDay[]
  /** Any order; `start` in ms since the epoch. */
  slots: { start: number; lanes: Record<string, Partial<ScoreLane>> }[]
  finish: number | null
  /** Of the whole plan; default: counted from `slots`. */
  totals?: Iterable<readonly [date: string, emails: number]>
}

export const emptyLane: ScoreLane = { other: 0, first: 0, later: 0, sent: 0, unsure: 0, cap: null, by: null }

/** More than this many lines in a slot can't be told apart. */
const mostLanes = 4

export const usedOf = (lane: ScoreLane): number => lane.other + lane.first + lane.later

/** True when the limit leaves no room, also where nothing could be sent at all. */
export const isFull = (lane: ScoreLane): boolean => lane.cap !== null && usedOf(lane) >= lane.cap

/** The cell that an instant falls into. */
export const keyOf = (at: number, zone: string): SlotKey =>
  `${formatDay(dayNumber(at, zone))}T${String(hourAt(at, zone)).padStart(2, '0')}`

export const keyFor = (date: string, hour: number): SlotKey => `${date}T${String(hour).padStart(2, '0')}`

export const partsOf = (key: SlotKey): { date: string; hour: number } => ({
  date: key.slice(0, 10),
  hour: Number(key.slice(11, 13)),
})

/** First instant of a cell; where daylight saving skips that hour, the moment the clocks jump. */
export function startOf(key: SlotKey, zone: string): number {
  const { date, hour } = partsOf(key)
  const day = parseDay(date) ?? 0
  return slotStart(zone, day, hour) ?? instantFrom(zone, day, hour)
}

function addLane(to: ScoreLane, lane: Partial<ScoreLane>): ScoreLane {
  const cap = lane.cap ?? null
  return {
    other: to.other + (lane.other ?? 0),
    first: to.first + (lane.first ?? 0),
    later: to.later + (lane.later ?? 0),
    sent: to.sent + (lane.sent ?? 0),
    unsure: to.unsure + (lane.unsure ?? 0),
    cap: to.cap === null ? cap : cap === null ? to.cap : Math.max(to.cap, cap),
    by: to.cap === null || (cap !== null && cap > to.cap) ? (lane.by ?? null) : to.by,
  }
}

/** All lanes as one: the room is added up too, and unknown where one of them has no limit. */
export function allOf(lanes: Iterable<ScoreLane>): ScoreLane {
  const sum = { ...emptyLane }
  let cap: number | null = 0
  let any = false
  for (const lane of lanes) {
    any = true
    sum.other += lane.other
    sum.first += lane.first
    sum.later += lane.later
    sum.sent += lane.sent
    sum.unsure += lane.unsure
    cap = cap === null || lane.cap === null ? null : cap + lane.cap
  }
  return { ...sum, cap: any ? cap : null }
}

function cellsOf({ zone, slots }: PlanSource): Map<SlotKey, ScoreSlot> {
  const cells = new Map<SlotKey, ScoreSlot>()
  for (const { start, lanes } of slots) {
    const key = keyOf(start, zone)
    const known = cells.get(key)
    const merged: Record<string, ScoreLane> = { ...known?.lanes }
    for (const [id, lane] of Object.entries(lanes)) merged[id] = addLane(merged[id] ?? emptyLane, lane)
    const all = allOf(Object.values(merged))
    const first = Math.min(start, known?.start ?? start)
    cells.set(key, { key, start: first, ...partsOf(key), total: all.first + all.later, lanes: merged, all })
  }
  return cells
}

/** Makes the view of a plan. Linear in slots. */
export function scorePlan(source: PlanSource): ScorePlan {
  const combined = source.senders.length > mostLanes
  const slots = cellsOf(source)
  const totals = new Map(source.totals ?? [])
  if (!source.totals) for (const { date, total } of slots.values()) totals.set(date, (totals.get(date) ?? 0) + total)
  return {
    zone: source.zone,
    senders: source.senders.map((s, i) => ({ ...s, lane: combined ? 0 : ((i + 1) as 1 | 2 | 3 | 4) })),
    combined,
    days: source.days,
    slots,
    finish: source.finish,
    totals,
  }
}

/** One line to draw in a slot. */
export interface Line {
  id: string
  name: string
  lane: 0 | 1 | 2 | 3 | 4
  of: (slot: ScoreSlot | undefined) => ScoreLane
}

/** The lines of every slot: one a sender, or a single one, called `all`, when there are more than four. */
export function linesOf(plan: ScorePlan, all: string): Line[] {
  if (plan.combined) return [{ id: '*', name: all, lane: 0, of: (slot) => slot?.all ?? emptyLane }]
  return plan.senders.map(({ id, name, lane }) => ({ id, name, lane, of: (slot) => slot?.lanes[id] ?? emptyLane }))
}

export const daysShown = (plan: ScorePlan, from: string, to: string): ScoreDay[] =>
  plan.days.filter(({ date }) => date >= from && date <= to)

/** Closed every week: its column is folded to a strip. `usual`: what such days are called, as against holidays. */
export const isWeekly = (day: ScoreDay, usual: readonly string[]): boolean =>
  !day.open && (day.closed === null || usual.includes(day.closed))

/** A day column stays wide when mail leaves that day after all (another zone's hours, or by hand). */
export const isFolded = (plan: ScorePlan, day: ScoreDay): boolean => !day.open && (plan.totals.get(day.date) ?? 0) === 0

/** The local hours that have a row: whatever is open or holds mail on one of the days, and what lies between. */
export function hoursOf(plan: ScorePlan, days: readonly ScoreDay[]): number[] {
  const hours = new Set(days.flatMap((day) => day.hours))
  const dates = new Set(days.map(({ date }) => date))
  for (const slot of plan.slots.values()) if (slot.total > 0 && dates.has(slot.date)) hours.add(slot.hour)
  if (hours.size === 0) return [9, 10, 11, 12, 13, 14, 15, 16, 17]
  const first = Math.min(...hours)
  return Array.from({ length: Math.max(...hours) - first + 1 }, (_, i) => first + i)
}

/** The largest line of the days shown: one scale for all of them, so that a longer line is a bigger limit. */
export function scaleOf(plan: ScorePlan, days: readonly ScoreDay[], lines: readonly Line[]): number {
  const dates = new Set(days.map(({ date }) => date))
  let most = 10
  for (const slot of plan.slots.values())
    if (dates.has(slot.date))
      for (const line of lines) {
        const lane = line.of(slot)
        most = Math.max(most, lane.cap ?? 0, usedOf(lane))
      }
  return most
}

/** `UTC+1` at an instant. */
export function offsetText(zone: string, at: number): string {
  const minutes = Math.round(offsetAt(zone, at) / 60_000)
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

/** Monday of the week that a date is in. */
export function mondayOf(date: string): string {
  const day = parseDay(date) ?? 0
  return formatDay(day - weekdayOf(day) + 1)
}

export const addDays = (date: string, days: number): string => formatDay((parseDay(date) ?? 0) + days)

/** Weekday 1 (Monday) to 7. */
export const weekdayOfDate = (date: string): number => weekdayOf(parseDay(date) ?? 0)

/** Share of its hour that has passed, 0 to 1. */
export const withinHour = (at: number, zone: string): number => ((at + offsetAt(zone, at)) % HOUR) / HOUR
