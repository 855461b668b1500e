import type { Calendar, PlanStep } from './plan-shape.ts'
import { dayNumber, dayStart, HOUR, hourAt, instantFrom, slotStart, weekdayOf } from './time.ts'
import { momentText, parseLocal } from './time-text.ts'
import { hoursText, isSendingDay, opensAt } from './window.ts'

/**
 * The open slots of one calendar in one zone, day by day, worked out when first asked for. A calendar that shows no
 * open slot in forty years never will: the Gregorian calendar and every rule for holidays have turned round by then.
 */
export interface Agenda {
  calendar: Calendar
  zone: string
  days: Map<number, number[]>
  /** Answer to the last `nextOpen`: nothing opens between the two. */
  memoFrom: number
  memoTo: number
}

const NEVER = 40 * 366

export function agendaOf(calendar: Calendar, zone: string): Agenda {
  return { calendar, zone, days: new Map(), memoFrom: 0, memoTo: -1 }
}

/** Starts of the open slots of a local day, ascending. */
export function slotsOf(agenda: Agenda, day: number): number[] {
  const known = agenda.days.get(day)
  if (known !== undefined) return known
  const slots: number[] = []
  const weekday = weekdayOf(day)
  if (isSendingDay(agenda.calendar, day, weekday)) {
    for (const block of agenda.calendar.windows) {
      if (block.day !== weekday) continue
      for (let hour = block.from; hour < block.to; hour++) {
        const start = slotStart(agenda.zone, day, hour)
        if (start !== null) slots.push(start)
      }
    }
    slots.sort((a, b) => a - b)
  }
  agenda.days.set(day, slots)
  return slots
}

/** Start of the first open slot at or after `from`; Infinity when there is none. */
export function nextOpen(agenda: Agenda, from: number): number {
  if (from >= agenda.memoFrom && from <= agenda.memoTo) return agenda.memoTo
  if (!Number.isFinite(from)) return Number.POSITIVE_INFINITY
  const first = dayNumber(from, agenda.zone)
  for (let day = first; day < first + NEVER; day++) {
    for (const start of slotsOf(agenda, day)) {
      if (start < from) continue
      agenda.memoFrom = from
      agenda.memoTo = start
      return start
    }
  }
  return Number.POSITIVE_INFINITY
}

/** Start of the last open slot before `from`; null when there is none in the year before. */
export function lastOpen(agenda: Agenda, from: number): number | null {
  const first = dayNumber(from, agenda.zone)
  for (let day = first; day > first - 366; day--) {
    const slot = slotsOf(agenda, day).findLast((start) => start < from)
    if (slot !== undefined) return slot
  }
  return null
}

/** True when `start` is the start of an open slot. */
export function isOpen(agenda: Agenda, start: number): boolean {
  return slotsOf(agenda, dayNumber(start, agenda.zone)).includes(start)
}

/** The local day on which `count` working days after `day` are over; Infinity when there never are so many. */
function workingDayAfter(agenda: Agenda, day: number, count: number): number {
  let left = count
  for (let next = day + 1; next < day + NEVER; next++) {
    if (!isSendingDay(agenda.calendar, next, weekdayOf(next))) continue
    left -= 1
    if (left <= 0) return next
  }
  return Number.POSITIVE_INFINITY
}

/**
 * When a later step is due whose step before went out at `previousAt`: so many working days after that local day, at
 * the chosen hour or the hour of that instant, which is its slot's; or on its date, but never before the hour after the
 * step before. A skipped hour is due when the clocks have jumped. Infinity when the calendar has no such day.
 */
export function dueAfter(agenda: Agenda, step: PlanStep, previousAt: number): number {
  if (step.on !== undefined && step.on !== null) return dueOn(agenda, step.on, step.hour, previousAt)
  const day = workingDayAfter(agenda, dayNumber(previousAt, agenda.zone), Math.max(1, step.days))
  if (day === Number.POSITIVE_INFINITY) return day
  return instantFrom(agenda.zone, day, step.hour ?? hourAt(previousAt, agenda.zone))
}

function dueOn({ zone }: Agenda, day: number, hour: number | null, previousAt: number): number {
  const wanted = hour === null ? dayStart(zone, day) : instantFrom(zone, day, hour)
  const began = slotStart(zone, dayNumber(previousAt, zone), hourAt(previousAt, zone)) ?? previousAt
  return Math.max(wanted, began + HOUR)
}

/** Start of the first open slot at or after `now`, as "start now" means it; null when nothing ever opens. */
export function firstOpenSlot(calendar: Calendar, zone: string, now: number): number | null {
  const start = nextOpen(agendaOf(calendar, zone), now)
  return Number.isFinite(start) ? start : null
}

export type Pick =
  | { ok: true; at: number }
  | { ok: false; message: string; before: number | null; after: number | null }

function fault(agenda: Agenda, at: number, now: number): string | null {
  const { calendar, zone } = agenda
  const name = momentText(at, now, zone)
  if (at < now) return `${name} is in the past.`
  const day = dayNumber(at, zone)
  const weekday = weekdayOf(day)
  const hour = hourAt(at, zone)
  const start = slotStart(zone, day, hour)
  if (start !== at) {
    if (start !== null && at - start >= HOUR) return `${name} is the second pass of an hour that repeats.`
    return `${name} is not on the hour.`
  }
  if (opensAt(calendar.windows, weekday, hour) && !calendar.isDayOff(day)) return null
  if (!calendar.windows.some((block) => block.day === weekday))
    return `${name} is outside the sending windows: nothing is sent on that weekday.`
  if (calendar.isDayOff(day)) return `${name} is on a day off.`
  return `${name} is outside the sending windows of that day, ${hoursText(calendar.windows, weekday)}.`
}

function refuse(agenda: Agenda, why: string, at: number, now: number): Pick {
  const next = nextOpen(agenda, Math.max(at, now))
  const after = Number.isFinite(next) ? next : null
  const last = lastOpen(agenda, at)
  const before = last !== null && last >= now ? last : null
  const names = [before, after].filter((slot) => slot !== null).map((slot) => momentText(slot, now, agenda.zone))
  const nearest =
    names.length === 0
      ? 'These windows have no open slot at all.'
      : `Nearest open ${names.length === 1 ? 'slot' : 'slots'}: ${names.join(' and ')}.`
  return { ok: false, message: `${why} ${nearest}`, before, after }
}

/**
 * Checks a slot picked on the calendar: its start must be ahead (or now), on the hour, inside a window, on no day off.
 * A refusal names the nearest open slots before and after, never one in the past.
 */
export function checkPick(calendar: Calendar, zone: string, at: number, now: number): Pick {
  const agenda = agendaOf(calendar, zone)
  const why = fault(agenda, at, now)
  return why === null ? { ok: true, at } : refuse(agenda, why, at, now)
}

/**
 * As `checkPick` for a typed `YYYY-MM-DDTHH:mm`; a time that daylight saving skips is refused too.
 * @param typedIn the zone that the person had before their eyes
 */
export function checkTypedPick(calendar: Calendar, zone: string, text: string, now: number, typedIn = zone): Pick {
  const parsed = parseLocal(text, typedIn)
  if ('error' in parsed) return { ok: false, message: parsed.error, before: null, after: null }
  if (!parsed.skipped) return checkPick(calendar, zone, parsed.at, now)
  return refuse(agendaOf(calendar, zone), `${text} doesn't exist: the clocks go forward over it.`, parsed.at, now)
}
