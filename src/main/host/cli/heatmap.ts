/**
 * The calendar of a plan: a row a day, a column an hour, darker where more leaves. Numbers where they fit, shades alone
 * where they don't, so that it stays readable in 80 columns whatever the windows are.
 */
import { dateOf, weekdayOf } from '../../../shared/domain/time.ts'
import { parseDay, weekdayNames } from '../../../shared/domain/time-text.ts'
import { hasColour, type Io, painter, widthOf } from './io.ts'

export interface HeatSlot {
  /** ISO 8601 in the schedule's zone. */
  start: string
  emails: number
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const glyphs = ['·', '░', '▒', '▓', '█']
/** Backgrounds of the 256-colour cube from pale to deep, each with a foreground that can be read on it. */
const paints = ['', '48;5;189;38;5;16', '48;5;147;38;5;16', '48;5;104;38;5;231', '48;5;61;38;5;231']
const dayLabel = 14
const totalWidth = 9
/** Rows shown at most: a plan may take years, and the screen is for its shape. */
const longest = 42
/** Days without mail shown each on its own row; more than that in a row share one. */
const apart = 1

interface Day {
  day: number
  hours: Map<number, number>
  total: number
}

/** Day number (days since 1970-01-01) of the date that an ISO string begins with. */
function dayOf(iso: string): number {
  return parseDay(iso.slice(0, 10)) ?? 0
}

function dayName(dayNo: number, withYear: boolean): string {
  const { year, month, day } = dateOf(dayNo)
  const name = `${weekdayNames[weekdayOf(dayNo) - 1]} ${String(day).padStart(2)} ${months[month - 1]}`
  return withYear ? `${name} ${year}` : name
}

/** "Thu 26 Nov 2026, 09:58" of an ISO instant, in the zone it is written in. */
export function dateWords(iso: string): string {
  return `${dayName(dayOf(iso), true)}, ${iso.slice(11, 16)}`
}

function gather(slots: readonly HeatSlot[]): Day[] {
  const days = new Map<number, Day>()
  for (const { start, emails } of slots) {
    const day = dayOf(start)
    const hour = Number(start.slice(11, 13))
    const entry = days.get(day) ?? { day, hours: new Map<number, number>(), total: 0 }
    entry.hours.set(hour, (entry.hours.get(hour) ?? 0) + emails)
    entry.total += emails
    days.set(day, entry)
  }
  return [...days.values()].sort((a, b) => a.day - b.day)
}

/** Lines of the heat map; none when there are no slots. */
export function heatmap(io: Io, slots: readonly HeatSlot[]): string[] {
  const days = gather(slots)
  const first = days[0]
  if (!first) return []
  const hours = days.flatMap((day) => [...day.hours.keys()])
  const from = hours.reduce((a, b) => Math.min(a, b))
  const to = hours.reduce((a, b) => Math.max(a, b))
  const most = days.reduce((a, day) => Math.max(a, ...day.hours.values()), 0)
  const room = Math.floor((widthOf(io) - dayLabel - totalWidth) / (to - from + 1))
  const digits = String(most).length
  const cell = room > digits + 1 ? Math.min(room, Math.max(digits + 3, 4)) : 2
  const view = { io, from, to, most, cell, numbers: room > digits + 1 }
  const paint = painter(io)
  const lines = [paint('bold', headline(view))]
  for (const row of rowsOf(days)) lines.push('days' in row ? paint('dim', row.words) : dayLine(view, row))
  if (!view.numbers) lines.push('', paint('dim', legend(most)))
  return lines
}

interface View {
  io: Io
  from: number
  to: number
  most: number
  cell: number
  numbers: boolean
}

function headline({ from, to, cell, numbers }: View): string {
  let line = ' '.repeat(dayLabel)
  for (let hour = from; hour <= to; hour++) {
    const name = String(hour).padStart(2, '0')
    // Two columns an hour leave no gap between the numbers: name every other one.
    line += numbers || (hour - from) % 2 === 0 ? name.padStart(cell) : ' '.repeat(cell)
  }
  return `${line}${'total'.padStart(totalWidth)}`
}

function dayLine(view: View, day: Day): string {
  let line = dayName(day.day, false).padEnd(dayLabel)
  for (let hour = view.from; hour <= view.to; hour++) line += cellOf(view, day.hours.get(hour) ?? 0)
  return `${line}${day.total.toLocaleString('en-GB').padStart(totalWidth)}`
}

function cellOf(view: View, count: number): string {
  const shade = count === 0 ? 0 : Math.min(4, Math.ceil((count / view.most) * 4))
  const glyph = glyphs[shade] ?? ''
  if (count === 0) return painter(view.io)('dim', '·'.padStart(view.cell))
  if (hasColour(view.io)) {
    const text = view.numbers ? `${count} ` : '  '
    return ` \u001b[${paints[shade]}m${text.padStart(view.cell - (view.numbers ? 1 : 0)).slice(view.numbers ? 0 : 1)}\u001b[0m`
  }
  return view.numbers ? `${glyph}${count}`.padStart(view.cell) : glyph.repeat(2)
}

function legend(most: number): string {
  const steps = [1, 2, 3, 4].map((i) => `${glyphs[i]} to ${Math.ceil((most * i) / 4).toLocaleString('en-GB')}`)
  return `emails an hour: ${steps.join('  ')}`
}

type Row = Day | { days: number; words: string }

/** Days with mail, empty ones between them in one row, and the middle of a long plan folded into one. */
function rowsOf(days: Day[]): Row[] {
  const rows: Row[] = []
  for (const day of shown(days)) {
    if ('days' in day) {
      rows.push(day)
      continue
    }
    const before = rows.at(-1)
    const empty = before && 'hours' in before ? day.day - before.day - 1 : 0
    if (before && 'hours' in before && empty > 0) {
      const a = dayName(before.day + 1, false)
      const words = empty <= apart ? `${a}` : `${a} – ${dayName(day.day - 1, false)}`
      rows.push({ days: empty, words: `${words}   nothing` })
    }
    rows.push(day)
  }
  return rows
}

function shown(days: Day[]): Row[] {
  if (days.length <= longest) return days
  const head = days.slice(0, longest - 7)
  const hidden = days.slice(longest - 7, -6)
  const emails = hidden.reduce((sum, day) => sum + day.total, 0).toLocaleString('en-GB')
  const words = `… ${hidden.length.toLocaleString('en-GB')} more days with ${emails} emails (all of them with --json) …`
  return [...head, { days: hidden.length, words }, ...days.slice(-6)]
}
