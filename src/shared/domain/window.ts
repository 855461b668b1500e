import type { Calendar, WindowBlock } from './plan-shape.ts'
import { hourText, weekdayNames } from './time-text.ts'

/**
 * Sending windows: the blocks of a week in which mail may leave. Whole hours, because a slot is an hour; never over
 * midnight, because a day off would then cut a block in two and nobody could say which day the rest belongs to.
 */

/** Mon–Fri 09:00–18:00. */
export const defaultWindows: WindowBlock[] = [1, 2, 3, 4, 5].map((day) => ({ day, from: 9, to: 18 }))

export type WindowParse = { blocks: WindowBlock[] } | { error: string }

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const longNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const wholeWeek = ['daily', 'every day', 'everyday', 'all', '*']

function dayIndex(name: string): number {
  const short = dayNames.indexOf(name)
  return short >= 0 ? short : longNames.indexOf(name)
}

/** `mon-fri`, `fri-mon`, `wed`, `daily`, or several of them with commas, as days 1 to 7; or what is wrong. */
function parseDays(text: string): number[] | { error: string } {
  if (wholeWeek.includes(text)) return [1, 2, 3, 4, 5, 6, 7]
  const days: number[] = []
  for (const part of text.split(',')) {
    const [first = '', last = first, more] = part.trim().split(/\s*[-–]\s*/)
    const from = dayIndex(first)
    const to = dayIndex(last)
    if (from < 0 || to < 0 || more !== undefined) {
      const wrong = from < 0 ? first : to < 0 ? last : part.trim()
      return { error: `"${wrong}" is not a day. Use ${dayNames.join(', ')}, a span such as mon-fri, or daily.` }
    }
    for (let i = from; ; i = (i + 1) % 7) {
      days.push(i + 1)
      if (i === to) break
    }
  }
  return days
}

function parseHour(text: string): number | { error: string } {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(text)
  const hour = Number(match?.[1])
  if (match === null || hour > 24) return { error: `"${text}" is not a time of day. Use 00:00 to 24:00.` }
  if (match[2] !== undefined && match[2] !== '00')
    return { error: `"${text}" is not a whole hour. Sending windows begin and end on the hour.` }
  return hour
}

/** `09:00-18:00` or several with commas; or what is wrong. */
function parseSpans(text: string): { from: number; to: number }[] | { error: string } {
  const spans: { from: number; to: number }[] = []
  for (const part of text.split(',')) {
    const [first, last, more] = part.trim().split(/\s*[-–]\s*/)
    if (first === undefined || last === undefined || more !== undefined)
      return { error: `"${part.trim()}" is not a span of hours. Write it as 09:00-18:00.` }
    const from = parseHour(first)
    if (typeof from !== 'number') return from
    const to = parseHour(last)
    if (typeof to !== 'number') return to
    if (from === to) return { error: `The window ${hourText(from)}-${hourText(to)} is empty.` }
    if (from > to)
      return {
        error: `The window ${hourText(from)}-${hourText(to)} goes over midnight. Give it as two: until 24:00, and from 00:00 on the next day.`,
      }
    spans.push({ from, to })
  }
  return spans
}

/**
 * Reads `mon-fri 09:00-18:00`, `wed 10:00-12:00`, `fri-mon 9-12`, `mon,wed 08:00-12:00,13:00-17:00` or
 * `daily 00:00-24:00`. The blocks come merged; `error` says what is wrong and how to write it.
 */
export function parseWindow(text: string): WindowParse {
  const clean = text.trim().toLowerCase().replace(/\s+/g, ' ')
  const match = /^(.*?[a-z*])\s+([\d].*)$/.exec(clean)
  if (match === null) return { error: `"${text}" is not a sending window. Write it as "mon-fri 09:00-18:00".` }
  const days = parseDays(match[1] as string)
  if (!Array.isArray(days)) return { error: `In the window "${text}": ${days.error}` }
  const spans = parseSpans(match[2] as string)
  if (!Array.isArray(spans)) return { error: `In the window "${text}": ${spans.error}` }
  return { blocks: mergeWindows(days.flatMap((day) => spans.map(({ from, to }) => ({ day, from, to })))) }
}

/** Reads several windows and merges them; the first error ends it. */
export function parseWindows(texts: readonly string[]): WindowParse {
  const blocks: WindowBlock[] = []
  for (const text of texts) {
    const parsed = parseWindow(text)
    if ('error' in parsed) return parsed
    blocks.push(...parsed.blocks)
  }
  return { blocks: mergeWindows(blocks) }
}

/** Sorted blocks, with those that touch or overlap made one. */
export function mergeWindows(blocks: readonly WindowBlock[]): WindowBlock[] {
  const sorted = [...blocks].sort((a, b) => a.day - b.day || a.from - b.from || a.to - b.to)
  const merged: WindowBlock[] = []
  for (const block of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && last.day === block.day && block.from <= last.to) last.to = Math.max(last.to, block.to)
    else merged.push({ ...block })
  }
  return merged
}

/** True when the hour's slot is inside a window of that weekday (1 to 7). */
export function opensAt(windows: readonly WindowBlock[], weekday: number, hour: number): boolean {
  return windows.some((block) => block.day === weekday && hour >= block.from && hour < block.to)
}

/** True when some weekday has a window with that hour. */
export function opensEver(windows: readonly WindowBlock[], hour: number): boolean {
  return windows.some((block) => hour >= block.from && hour < block.to)
}

/** True when mail may leave on that local date at all. */
export function isSendingDay(calendar: Calendar, day: number, weekday: number): boolean {
  return calendar.windows.some((block) => block.day === weekday) && !calendar.isDayOff(day)
}

/** `09:00–12:00, 13:00–18:00`: the hours of one weekday. */
export function hoursText(windows: readonly WindowBlock[], weekday: number): string {
  return windows
    .filter((block) => block.day === weekday)
    .map((block) => `${hourText(block.from)}–${hourText(block.to)}`)
    .join(', ')
}

/** The whole week for people: `Mon–Fri 09:00–18:00, Sat 10:00–12:00`. */
export function windowsText(windows: readonly WindowBlock[]): string {
  const parts: { first: number; last: number; hours: string }[] = []
  for (let day = 1; day <= 7; day++) {
    const hours = hoursText(windows, day)
    if (hours === '') continue
    const last = parts.at(-1)
    if (last !== undefined && last.last === day - 1 && last.hours === hours) last.last = day
    else parts.push({ first: day, last: day, hours })
  }
  const name = (day: number) => weekdayNames[day - 1]
  return parts
    .map(({ first, last, hours }) => `${name(first)}${last > first ? `–${name(last)}` : ''} ${hours}`)
    .join(', ')
}
