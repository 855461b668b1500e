/** Words of the calendar and of its drawing. Dates and numbers through Intl; days are dates without a zone. */
import { parseDay } from '../../shared/domain/time-text.ts'
import { count, language, many } from './format.ts'

const dayMs = 86_400_000
const dates = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options })
  return (date: string) => format.format((parseDay(date) ?? 0) * dayMs).replace(',', '')
}
const emails = (n: number): string => many(n, 'email')

/** `Tue 1 Dec`, `Tuesday 1 December`, `Tue`, `1 Dec`, `November 2026`, `1`. */
export const shortDay = dates({ weekday: 'short', day: 'numeric', month: 'short' })
export const longDay = dates({ weekday: 'long', day: 'numeric', month: 'long' })
export const weekdayShort = dates({ weekday: 'short' })
export const weekdayLong = dates({ weekday: 'long' })
export const dayMonth = dates({ day: 'numeric', month: 'short' })
export const monthYear = dates({ month: 'long', year: 'numeric' })
export const dayNumeral = dates({ day: 'numeric' })
export const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

const signed = (n: number): string => (n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : '')

export const scoreWords = {
  week: 'Week by hour',
  day: (date: string) => `${longDay(date)} by hour`,
  month: (date: string) => `${monthYear(date)} by day`,
  score: 'Senders by hour',
  hour: 'Hour',
  today: 'today',
  now: (time: string) => `Now, ${time}`,
  start: 'start',
  startOf: (names: string) => `${names}: the rest starts here`,
  sent: 'sent',
  all: 'All senders',
  full: 'full',
  weekend: 'Weekend',
  noSending: 'no sending',
  noSendingAlone: 'No sending',
  /** What the engine calls days that are closed every week. */
  weekly: ['Weekend', 'No sending'],
  closedDay: (date: string, reason: string) => `${longDay(date)}: ${reason}, no sending`,
  signed,
  /** Accessible name of a slot. */
  slot(o: {
    date: string
    hour: number
    total: number
    sent: number
    difference: number
    starts?: boolean
    lanes: { name: string; used: number; cap: number | null }[]
  }): string {
    const parts = [`${longDay(o.date)}, ${hourText(o.hour)}: ${o.total === 0 ? 'no emails' : emails(o.total)}`]
    if (o.starts) parts.push('start')
    if (o.sent > 0) parts.push(o.sent === o.total ? 'all sent' : `${count(o.sent)} sent`)
    if (o.difference !== 0) parts.push(`${signed(o.difference)} with what you try`)
    const lanes = o.lanes
      .filter(({ used, cap }) => used > 0 || cap !== null)
      .map(({ name, used, cap }) =>
        cap === null
          ? `${name} ${count(used)}`
          : `${name} ${count(used)} of ${count(cap)}${used >= cap ? ', full' : ''}`,
      )
    return `${parts.join(', ')}.${lanes.length > 0 ? ` ${lanes.join('; ')}.` : ''}`
  },
  closedSlot: (date: string, hour: number) => `${longDay(date)}, ${hourText(hour)}: no sending`,
  dayCell: (date: string, total: number, closed: string | null) =>
    `${longDay(date)}: ${closed ? `${closed}, no sending` : total === 0 ? 'no emails' : emails(total)}`,
  legend: {
    first: 'First email',
    later: 'Follow-ups',
    other: 'Already planned',
    full: 'Limit reached',
    before: 'Before',
    start: 'Start',
    line: (n: number) => `line ${n}`,
    together: (n: number) => `${count(n)} senders on one line`,
  },
  strip: {
    label: (until: string | null) => (until ? `Emails a day until ${until}` : 'Emails a day'),
    week: (date: string, total: number) => `Week of ${shortDay(date)}: ${emails(total)}`,
    shown: (date: string) => `${dayMonth(date)} · shown`,
    ends: (date: string) => `ends ${weekdayShort(date)} ${dayNumeral(date)}`,
    more: (n: number) => `and ${many(n, 'more week')}`,
  },
  emails,
} as const
