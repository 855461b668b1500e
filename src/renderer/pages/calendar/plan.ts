/** What the engine tells about a stretch of the calendar, as the drawing wants it. */

import type { Client } from '../../../shared/contract/index.ts'
import { sandboxName } from '../../../shared/domain/sandbox-sender.ts'
import {
  addDays,
  keyFor,
  keyOf,
  mondayOf,
  type ScorePlan,
  type SlotKey,
  scorePlan,
  weekdayOfDate,
} from '../../parts/score/model.ts'
import { calendar as words } from '../../words/calendar-page.ts'

export type Range = Awaited<ReturnType<Client['calendar']['range']>>
export type Slots = Range['slots']
export type Sender = Pick<Range['senders'][number], 'id' | 'address' | 'name' | 'kind' | 'limits_text'> & {
  sandbox?: boolean
}
export type View = 'day' | 'week' | 'month'

export interface Stretch {
  from: string
  to: string
}

/**
 * The date to open on where none is asked for: today, or the day of the next email when nothing left or leaves on
 * today's page. Somebody who has just planned for next month would look at an empty week.
 */
export function opensOn(
  view: View,
  today: string,
  { totals, next, zone }: Pick<Range, 'totals' | 'next' | 'zone'>,
): string {
  const { from, to } = stretchOf(view, today)
  if (next === null || totals.some(({ date }) => date >= from && date <= to)) return today
  return keyOf(Date.parse(next), zone).slice(0, 10)
}

/** The days on show: one, a week from Monday on, or whole weeks around a month. */
export function stretchOf(view: View, date: string): Stretch {
  if (view === 'day') return { from: date, to: date }
  if (view === 'week') return { from: mondayOf(date), to: addDays(mondayOf(date), 6) }
  const from = mondayOf(`${date.slice(0, 7)}-01`)
  let last = addDays(`${date.slice(0, 7)}-01`, 27)
  while (addDays(last, 1).slice(0, 7) === date.slice(0, 7)) last = addDays(last, 1)
  return { from, to: addDays(last, 7 - weekdayOfDate(last)) }
}

/** The stretch to draw: while another is on its way, the one that is known. */
export function drawnOf(range: Range, wanted: Stretch): Stretch {
  const dates = new Set(range.days.map(({ date }) => date))
  if (dates.has(wanted.from) && dates.has(wanted.to)) return wanted
  return { from: range.days[0]?.date ?? wanted.from, to: range.days.at(-1)?.date ?? wanted.to }
}

/** The date one page earlier or later. */
export function turned(view: View, date: string, by: -1 | 1): string {
  if (view === 'day') return addDays(date, by)
  if (view === 'week') return addDays(date, 7 * by)
  return by === 1
    ? addDays(`${date.slice(0, 7)}-28`, 7)
        .slice(0, 8)
        .concat('01')
    : addDays(`${date.slice(0, 7)}-01`, -1)
}

/** "Anna" of "Anna Lindqvist"; the part before the @ where there is no name, or two have the same. */
export function shortNames(senders: readonly Pick<Sender, 'name' | 'address' | 'kind' | 'sandbox'>[]): string[] {
  const first = senders.map(({ kind, name, address, sandbox }) =>
    sandbox
      ? sandboxName
      : kind === 'managed'
        ? words.managed
        : (name?.trim().split(/\s+/)[0] ?? (address.split('@')[0] || address)),
  )
  return first.map((name, i) =>
    first.indexOf(name) === i && first.lastIndexOf(name) === i ? name : (senders[i]?.address ?? name),
  )
}

function lanesOf(
  range: Range,
  more: readonly Sender[],
): { id: string; name: string; address: string; limits: string }[] {
  if (range.by === 'sequence') return range.sequences.map(({ id, name }) => ({ id, name, address: name, limits: '' }))
  const senders = [...range.senders, ...more]
  const names = shortNames(senders)
  return senders.map(({ id, address, limits_text }, i) => ({
    id,
    name: names[i] ?? address,
    address,
    limits: limits_text,
  }))
}

const slotsOf = (slots: Slots) =>
  slots.map(({ start, lanes }) => ({
    start: Date.parse(start),
    lanes: Object.fromEntries(lanes.map((lane) => [lane.key, lane])),
  }))

/** @param more senders that have no line yet, and get one after the others */
export const planOf = (range: Range, more: readonly Sender[] = []): ScorePlan =>
  scorePlan({
    zone: range.zone,
    senders: lanesOf(range, more),
    days: range.days,
    slots: slotsOf(range.slots),
    finish: range.finish === null ? null : Date.parse(range.finish),
    totals: range.totals.map(({ date, emails }) => [date, emails] as const),
  })

export interface Outcome {
  finish: string | null
  totals: { date: string; emails: number }[]
  /** From the running hour on; null while only an estimate is there. */
  slots: Slots | null
}

/** The plan as it would be: what has been stays, what is to come is as it was tried. */
export function triedPlan(range: Range, outcome: Outcome, more: readonly Sender[]): ScorePlan {
  const now = Date.parse(range.now)
  const today = keyOf(now, range.zone).slice(0, 10)
  const gone = range.slots.filter(({ start }) => Date.parse(start) + 3_600_000 <= now)
  const totals = new Map(range.totals.filter(({ date }) => date < today).map(({ date, emails }) => [date, emails]))
  for (const { date, emails } of outcome.totals) totals.set(date, emails)
  return {
    ...planOf(
      {
        ...range,
        slots: outcome.slots === null ? range.slots : [...gone, ...outcome.slots],
        finish: outcome.finish,
      },
      more,
    ),
    totals,
  }
}

/** Where the first emails that are still to leave begin, by slot. */
export function startsOf(range: Range): Map<SlotKey, { id: string; name: string }[]> {
  const starts = new Map<SlotKey, { id: string; name: string }[]>()
  for (const { id, name, rest } of range.sequences) {
    if (rest === null) continue
    const key = keyOf(Date.parse(rest), range.zone)
    starts.set(key, [...(starts.get(key) ?? []), { id, name }])
  }
  return starts
}

/** Open slots that lie ahead, by cell, in order: of all the stretches that are known. */
export function openAhead(ranges: readonly (Range | undefined)[], now: number): SlotKey[] {
  const keys = new Set<SlotKey>()
  for (const range of ranges) {
    if (!range) continue
    const running = keyOf(now, range.zone)
    for (const { date, hours } of range.days)
      for (const hour of hours) if (keyFor(date, hour) > running) keys.add(keyFor(date, hour))
  }
  return [...keys].sort()
}

/** As the engine takes a slot: `2026-11-12T09:00`. */
export const slotText = (key: SlotKey): string => `${key}:00`
