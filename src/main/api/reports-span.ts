/** Reports of a stretch of days: the team by seat and mailbox, recipients' domains, and the hours in which mail leaves. */
import type { DomainsShown, HoursShown, TeamShown } from '../../shared/contract/reports-span.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { dayNumber, dayStart, hourAt, isZone, slotStart, weekdayOf } from '../../shared/domain/time.ts'
import { formatDay, parseDay } from '../../shared/domain/time-text.ts'
import type { Reader } from '../store/open.ts'
import {
  accountFigures,
  cameFigures,
  domainFigures,
  mailboxRows,
  type Span,
  spanQuarters,
} from '../store/report-span.ts'
import type { CameBack } from '../store/sends-narrow.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, type SpanReports, type SpanWish } from './context.ts'
import { share } from './reports-rate.ts'

const mostDays = 366

/** @throws Refusal `bad_request` naming what is wrong with the days or the zone */
export function spanOf(reader: Reader, wish: SpanWish): Span & { zone: string } {
  const zone = wish.zone ?? workspaceRow(reader).zone
  if (!isZone(zone)) throw new Refusal('bad_request', `"${zone}" is no time zone. Name one such as Europe/Paris.`)
  const day = (text: string) => {
    const found = parseDay(text)
    if (found === null) throw new Refusal('bad_request', `"${text}" is no day. Write it as 2026-11-09.`)
    return found
  }
  const [first, last] = [day(wish.from), day(wish.to)]
  if (last < first) throw new Refusal('bad_request', `${wish.to} is before ${wish.from}. Swap the two days.`)
  if (last - first >= mostDays)
    throw new Refusal('bad_request', `A report covers ${mostDays} days at most. Choose a shorter time.`)
  return { from: dayStart(zone, first), to: dayStart(zone, last + 1), zone }
}

const stretch = ({ from, to, zone }: Span & { zone: string }) => ({ from: iso(from), to: iso(to), zone })

export interface Figures {
  planned: number
  sent: number
  refused: number
  unsure: number
  answered: number
  hard: number
  soft: number
  opted_out: number
}
export const none = (): Figures => ({
  planned: 0,
  sent: 0,
  refused: 0,
  unsure: 0,
  answered: 0,
  hard: 0,
  soft: 0,
  opted_out: 0,
})
export const cameAs: Record<CameBack, 'answered' | 'hard' | 'soft' | 'opted_out'> = {
  reply: 'answered',
  hard: 'hard',
  soft: 'soft',
  opt_out: 'opted_out',
}

/** What is withdrawn left nothing to report; what is being sent has not left yet. */
export const columnOf = (state: string): 'planned' | 'sent' | 'refused' | 'unsure' | null =>
  state === 'sending' ? 'planned' : state === 'withdrawn' ? null : (state as 'planned' | 'sent' | 'refused' | 'unsure')

export function sum(rows: readonly Figures[]): Figures {
  const all = none()
  for (const row of rows) for (const key of Object.keys(all) as (keyof Figures)[]) all[key] += row[key]
  return all
}
const replied = (figures: Figures) => share(figures.answered, figures.sent)

/** @throws Refusal `bad_request` */
export function teamOf(reader: Reader, wish: SpanWish): TeamShown {
  const span = spanOf(reader, wish)
  const figures = new Map<number, Figures>()
  const of = (id: number) => {
    const found = figures.get(id) ?? none()
    figures.set(id, found)
    return found
  }
  for (const { accountId, state, n } of accountFigures(reader, span)) {
    const column = columnOf(state)
    if (column) of(accountId)[column] += n
  }
  for (const { accountId, came, n } of cameFigures(reader, span)) of(accountId)[cameAs[came]] += n
  // a mailbox that was removed is told of where it still has figures
  const rows = mailboxRows(reader).filter(({ id, deleted }) => deleted === 0 || figures.has(id))
  const seats = [...Map.groupBy(rows, ({ seat }) => seat).values()].map((mailboxes) => {
    const all = sum(mailboxes.map(({ id }) => figures.get(id) ?? none()))
    const [first] = mailboxes
    return {
      seat: first?.seat ?? null,
      name: first?.seatName ?? null,
      ...all,
      reply_rate: replied(all),
      mailboxes: mailboxes.map(({ id, publicId, address, deleted }) => {
        const own = figures.get(id) ?? none()
        return { account: publicId, address, removed: deleted === 1, ...own, reply_rate: replied(own) }
      }),
    }
  })
  const all = sum(seats)
  // the mailboxes of nobody in particular last
  seats.sort((a, b) => Number(a.seat === null) - Number(b.seat === null))
  return { ...stretch(span), seats, all: { ...all, reply_rate: replied(all) } }
}

const mostDomains = 500

/** @throws Refusal `bad_request` */
export function domainsOf(reader: Reader, wish: SpanWish): DomainsShown {
  const span = spanOf(reader, wish)
  const figures = new Map<string, Figures>()
  const of = (domain: string) => {
    const found = figures.get(domain) ?? none()
    figures.set(domain, found)
    return found
  }
  for (const { domain, state, n } of domainFigures(reader, span)) {
    const column = columnOf(state)
    if (column) of(domain)[column] += n
  }
  for (const { domain, came, n } of cameFigures(reader, span)) of(domain)[cameAs[came]] += n
  const line = ({ planned: _, ...own }: Figures) => ({
    ...own,
    reply_rate: share(own.answered, own.sent),
    bounce_rate: share(own.hard + own.soft, own.sent),
  })
  const reached = ({ sent, refused, unsure }: Figures) => sent + refused + unsure
  const rows = [...figures].sort(([a, x], [b, y]) => reached(y) - reached(x) || (a < b ? -1 : 1))
  return {
    ...stretch(span),
    domains: rows.length,
    rows: rows.slice(0, mostDomains).map(([domain, own]) => ({ domain, ...line(own) })),
    all: line(sum([...figures.values()])),
  }
}

/** @throws Refusal `bad_request` */
export function hoursOf(reader: Reader, wish: SpanWish): HoursShown {
  const span = spanOf(reader, wish)
  const found = new Map<number, HoursShown['hours'][number]>()
  for (const { at, planned, sent } of spanQuarters(reader, span)) {
    const [day, hour] = [dayNumber(at, span.zone), hourAt(at, span.zone)]
    const from = slotStart(span.zone, day, hour) ?? at
    const row = found.get(from) ?? {
      from: iso(from),
      to: iso(nextHour(span.zone, day, hour)),
      date: formatDay(day),
      day: weekdayOf(day),
      hour,
      planned: 0,
      sent: 0,
    }
    row.planned += planned
    row.sent += sent
    found.set(from, row)
  }
  return { ...stretch(span), hours: [...found.values()] }
}

/** When the clocks show another hour: an hour that comes twice lasts two. */
const nextHour = (zone: string, day: number, hour: number): number => {
  for (let next = hour + 1; next < 24; next++) {
    const start = slotStart(zone, day, next)
    if (start !== null) return start
  }
  return dayStart(zone, day + 1)
}

/** By the name that each has in the contract. */
export const spanReports: { [W in keyof SpanReports]: (reader: Reader, wish: SpanWish) => SpanReports[W] } = {
  team: teamOf,
  deliverability: domainsOf,
  hours: hoursOf,
}
