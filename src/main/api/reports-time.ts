/** Figures over time, by day or by week: of all mail, of one seat's, or of a sequence. */
import type { TimeShown } from '../../shared/contract/reports-span.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { DAY, dayNumber, dayStart, isZone, weekdayOf } from '../../shared/domain/time.ts'
import { formatDay } from '../../shared/domain/time-text.ts'
import type { Reader } from '../store/open.ts'
import type { Span } from '../store/report-span.ts'
import { cameQuarters, endsOf, quarter, stateQuarters, type TimeOf } from '../store/report-time.ts'
import { accountsOfSeat } from '../store/sends-search.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, type TimeWish } from './context.ts'
import { scopeOf } from './reports-sequence.ts'
import { cameAs, columnOf, none, spanOf, sum } from './reports-span.ts'

/** Beyond so many days those on which nothing happens are left out: a date typed wrongly fills no list of ten thousand. */
const mostDays = 1100

function whatOf(reader: Reader, { sequence, seat }: TimeWish): TimeOf & { name: string | null } {
  if (sequence !== undefined && seat !== undefined)
    throw new Refusal('bad_request', 'Figures over time are of a sequence or of a seat. Name one of the two.')
  if (sequence !== undefined) {
    const { found, scope } = scopeOf(reader, sequence)
    return { accounts: null, scope, name: found.name }
  }
  const accounts = seat === undefined ? null : accountsOfSeat(reader, seat)
  if (accounts?.length === 0 && seat !== 'team')
    throw new Refusal('not_found', `There is no mailbox of a seat "${seat}".`)
  return { accounts, scope: null, name: null }
}

/** The days asked for; without them, from the first email to the last. */
function daysOf(reader: Reader, wish: TimeWish, of: TimeOf): Span & { zone: string } {
  const { from, to } = wish
  if (from !== undefined && to !== undefined) return spanOf(reader, { from, to, zone: wish.zone })
  if (from !== undefined || to !== undefined)
    throw new Refusal('bad_request', 'Name the first and the last day: "from" goes with "to".')
  const zone = wish.zone ?? workspaceRow(reader).zone
  if (!isZone(zone)) throw new Refusal('bad_request', `"${zone}" is no time zone. Name one such as Europe/Paris.`)
  const ends = endsOf(reader, of.scope)
  if (ends === null) return { from: 0, to: 0, zone }
  return { from: dayStart(zone, dayNumber(ends.first, zone)), to: dayStart(zone, dayNumber(ends.last, zone) + 1), zone }
}

type Row = TimeShown['rows'][number]

/** @throws Refusal `bad_request` naming what is wrong with the days, `not_found` */
export function timeOf(reader: Reader, wish: TimeWish): TimeShown {
  const of = whatOf(reader, wish)
  const span = daysOf(reader, wish, of)
  const { zone } = span
  const week = wish.by === 'week'
  const firstOf = (day: number) => (week ? day - (weekdayOf(day) - 1) : day)
  const rows = new Map<number, Row>()
  const rowAt = (day: number): Row => {
    const first = firstOf(day)
    const found = rows.get(first)
    if (found) return found
    const [from, to] = [dayStart(zone, first), dayStart(zone, first + (week ? 7 : 1))]
    // a week that begins before the first day, or ends after the last, is told as far as it was asked for
    const row = {
      date: formatDay(first),
      from: iso(Math.max(from, span.from)),
      to: iso(Math.min(to, span.to)),
      ...none(),
    }
    rows.set(first, row)
    return row
  }
  if (span.to > span.from && span.to - span.from <= mostDays * DAY)
    for (let day = dayNumber(span.from, zone), end = dayNumber(span.to - 1, zone); day <= end; day++) rowAt(day)
  for (const { q, state, n } of stateQuarters(reader, of, span)) {
    const column = columnOf(state)
    if (column) rowAt(dayNumber(q * quarter, zone))[column] += n
  }
  for (const { q, came, n } of cameQuarters(reader, of, span)) rowAt(dayNumber(q * quarter, zone))[cameAs[came]] += n
  const told = [...rows.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
  return {
    from: iso(span.from),
    to: iso(span.to),
    zone,
    by: wish.by,
    sequence: of.name,
    sandbox: of.scope?.sandbox === 1,
    rows: told,
    all: sum(told),
  }
}
