/** Which days a view of the calendar shows, and where it goes next. Dates are local, `YYYY-MM-DD`. */
import { dateOf, dayOf, weekdayOf } from '../../../shared/domain/time.ts'
import { formatDay, parseDay } from '../../../shared/domain/time-text.ts'
import { longDay, monthYear } from '../../words/calendar.ts'
import { plan as words } from '../../words/plan.ts'
import { addDays, mondayOf } from '../score/model.ts'

export type View = 'Day' | 'Week' | 'Month' | 'Score'

const numberOf = (date: string) => parseDay(date) ?? 0
const dateIn = (date: string) => dateOf(numberOf(date))

/** First and last date on show; a month in whole weeks. */
export function spanOf(view: View, anchor: string): { from: string; to: string } {
  if (view === 'Day') return { from: anchor, to: anchor }
  if (view !== 'Month') return { from: mondayOf(anchor), to: addDays(mondayOf(anchor), 6) }
  const { year, month } = dateIn(anchor)
  const last = formatDay(month === 12 ? dayOf(year + 1, 1, 1) - 1 : dayOf(year, month + 1, 1) - 1)
  return { from: mondayOf(formatDay(dayOf(year, month, 1))), to: addDays(mondayOf(last), 6) }
}

/** The anchor one page on or back. */
export function turned(view: View, anchor: string, by: -1 | 1): string {
  if (view === 'Day') return addDays(anchor, by)
  if (view !== 'Month') return addDays(anchor, by * 7)
  const { year, month } = dateIn(anchor)
  const months = year * 12 + month - 1 + by
  return formatDay(dayOf(Math.floor(months / 12), (months % 12) + 1, 1))
}

/** ISO 8601: the week that its Thursday's year counts. */
export function weekNumber(date: string): number {
  const day = numberOf(date)
  const thursday = day - weekdayOf(day) + 4
  return 1 + Math.floor((thursday - dayOf(dateOf(thursday).year, 1, 1)) / 7)
}

/** What is on show, for the heading. */
export function titleOf(view: View, anchor: string): string {
  if (view === 'Day') return longDay(anchor)
  if (view === 'Month') return monthYear(anchor)
  return `${monthYear(anchor)}, ${words.week(weekNumber(anchor))}`
}
