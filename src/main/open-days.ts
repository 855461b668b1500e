/** The days of a calendar: which hours are open, and why a day is closed. */
import { agendaOf, slotsOf } from '../shared/domain/plan-agenda.ts'
import type { Calendar } from '../shared/domain/plan-shape.ts'
import { hourAt, weekdayOf } from '../shared/domain/time.ts'
import { formatDay, parseDay } from '../shared/domain/time-text.ts'
import { holidayName } from './days-off.ts'

export interface OpenDay {
  date: string
  open: boolean
  /** Why nothing is sent: "Weekend", "Armistice Day"; null on an open day. */
  closed: string | null
  /** Local hours at which its open slots begin. */
  hours: number[]
}

export interface Closings {
  calendar: Calendar
  zone: string
  /** Country whose holidays are days off, null = none. */
  holidays: string | null
  /** Own days off, `YYYY-MM-DD`. */
  daysOff: readonly string[]
}

/** Local days from `first` to `last` (day numbers), and the starts of their open slots. */
export function openDays(
  { calendar, zone, holidays, daysOff }: Closings,
  first: number,
  last: number,
): { days: OpenDay[]; slots: number[] } {
  const agenda = agendaOf(calendar, zone)
  const own = new Set(daysOff.map(parseDay))
  const why = (day: number): string => {
    const weekday = weekdayOf(day)
    if (!calendar.windows.some((block) => block.day === weekday)) return weekday > 5 ? 'Weekend' : 'No sending'
    return holidayName(holidays, day) ?? (own.has(day) ? 'Day off' : 'No sending')
  }
  const days: OpenDay[] = []
  const slots: number[] = []
  for (let day = first; day <= last; day++) {
    const starts = slotsOf(agenda, day)
    slots.push(...starts)
    const open = starts.length > 0
    const hours = starts.map((start) => hourAt(start, zone))
    days.push({ date: formatDay(day), open, closed: open ? null : why(day), hours })
  }
  return { days, slots }
}
