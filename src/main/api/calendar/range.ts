/** A stretch of the calendar as it is planned and as it went: slots, days, totals. */
import type { RangeShown, RangeWish } from '../../../shared/contract/calendar.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { DAY, dayNumber, dayStart } from '../../../shared/domain/time.ts'
import { formatDay, parseDay } from '../../../shared/domain/time-text.ts'
import { hourStart } from '../../../shared/domain/what-if.ts'
import { openDays } from '../../open-days.ts'
import {
  activeAccounts,
  emailDots,
  emailsBetween,
  lastPlannedAt,
  nextEmailAt,
  type QuarterCount,
  quarterCounts,
} from '../../store/calendar.ts'
import { figures } from '../../store/figures.ts'
import type { Reader } from '../../store/open.ts'
import { outsideBetween } from '../../store/outside.ts'
import { planAccount } from '../../store/plan-state.ts'
import { type Asker, iso, isoOrNull } from '../context.ts'
import { count, type Hours, plainSlots, slotsWithRoom } from './lanes.ts'
import { accountNamed, calendarOf, sequenceNamed, shownSender, shownSequence, type World, worldOf } from './world.ts'

const mostDays = 62
/** Totals reach back so far, and hold so many days with emails at most. */
const back = 14
const mostTotals = 1500
const mostDots = 20_000

interface Span {
  first: number
  last: number
  from: number
  to: number
}

/** @throws Refusal `bad_request` when the days run backwards or are too many */
export function spanOf(zone: string, wish: { from: string; to: string }, most = mostDays): Span {
  const first = parseDay(wish.from)
  const last = parseDay(wish.to)
  if (first === null || last === null || last < first)
    throw new Refusal('bad_request', `${wish.from} to ${wish.to} is no stretch of days.`)
  if (last - first >= most)
    throw new Refusal('bad_request', `Ask for ${most} days at most; these are ${last - first + 1}.`)
  return { first, last, from: dayStart(zone, first), to: dayStart(zone, last + 1) }
}

interface Lanes {
  hours: Hours
  /** Emails by hour and account, for the limits: whatever the lanes show. */
  used: Map<number, Map<number, number>>
}

function laned(world: World, wish: RangeWish, counts: readonly QuarterCount[], span: Span): Lanes {
  const { zone } = world.workspace
  const only = wish.sequence === undefined ? null : sequenceNamed(world, wish.sequence).id
  const from = wish.sender === undefined ? null : accountNamed(world, wish.sender).id
  const accountIds = new Map(world.accounts.map((a) => [a.id, a.publicId]))
  const sequenceIds = new Map(world.sequences.map((s) => [s.id, s.publicId]))
  const lanes: Lanes = { hours: new Map(), used: new Map() }
  for (const each of counts) {
    const hour = hourStart(zone, each.at)
    const used = lanes.used.get(each.accountId) ?? new Map<number, number>()
    lanes.used.set(each.accountId, used)
    used.set(hour, (used.get(hour) ?? 0) + each.first + each.later)
    if (each.at < span.from || (from !== null && each.accountId !== from)) continue
    const sequence = each.batchId === null ? undefined : world.sequenceOf.get(each.batchId)
    const key = wish.by === 'sender' ? accountIds.get(each.accountId) : sequenceIds.get(sequence ?? -1)
    if (key === undefined) continue
    const { first, later, sent, unsure, sandbox } = each
    const isOther = each.batchId === null || (only !== null && sequence !== only)
    if (wish.by === 'sequence' && only !== null && sequence !== only) continue
    count(lanes.hours, hour, key, isOther ? { other: first + later } : { first, later, sent, unsure, sandbox })
  }
  return lanes
}

/** What left through the mailboxes without us takes room in their hours too. */
function addOutside(reader: Reader, world: World, wish: RangeWish, span: Span, { hours, used }: Lanes): void {
  const { zone } = world.workspace
  const ids = new Map(world.accounts.map((a) => [a.id, a.publicId]))
  const only = wish.sender === undefined ? null : accountNamed(world, wish.sender).id
  for (const { accountId, at } of outsideBetween(reader, span.from - 8 * DAY, span.to)) {
    const hour = hourStart(zone, at)
    const own = used.get(accountId) ?? new Map<number, number>()
    used.set(accountId, own)
    own.set(hour, (own.get(hour) ?? 0) + 1)
    const key = ids.get(accountId)
    const isShown = wish.by === 'sender' && at >= span.from && (only === null || accountId === only)
    if (key !== undefined && isShown) count(hours, hour, key, { other: 1 })
  }
}

/** Emails a day, from two weeks ago on; only days that have any. */
export function dayTotals(reader: Reader, zone: string, now: number): { date: string; emails: number }[] {
  const today = dayNumber(now, zone)
  const totals: { date: string; emails: number }[] = []
  let at = nextEmailAt(reader, dayStart(zone, today - back))
  while (at !== null && totals.length < mostTotals) {
    const day = dayNumber(at, zone)
    const end = dayStart(zone, day + 1)
    totals.push({ date: formatDay(day), emails: emailsBetween(reader, at, end) })
    at = nextEmailAt(reader, end)
  }
  return totals
}

function dotsOf(reader: Reader, world: World, wish: RangeWish, span: Span): RangeShown['dots'] {
  const rows = emailDots(reader, span.from, Math.min(span.to, span.from + 2 * DAY), mostDots)
  const accounts = new Map(world.accounts.map((a) => [a.id, a.publicId]))
  const sequences = new Map(world.sequences.map((s) => [s.id, s.publicId]))
  const slots = new Map<number, [string, number, boolean][]>()
  for (const { at, accountId, batchId, step } of rows) {
    const hour = hourStart(world.workspace.zone, at)
    const key =
      wish.by === 'sender' ? accounts.get(accountId) : sequences.get(world.sequenceOf.get(batchId ?? -1) ?? -1)
    const dots = slots.get(hour) ?? []
    slots.set(hour, dots)
    dots.push([key ?? '', Math.floor((at - hour) / 1000), step > 1])
  }
  return [...slots].map(([start, emails]) => ({ start: iso(start), emails }))
}

/** @throws Refusal `bad_request`, `not_found` */
export function rangeOf(reader: Reader, asker: Asker, wish: RangeWish, now: number): RangeShown {
  const world = worldOf(reader)
  const { workspace } = world
  const { zone } = workspace
  const span = spanOf(zone, wish)
  const weekly = world.accounts.some(({ limits }) => limits.some(({ unit }) => unit === 'week'))
  const counts = quarterCounts(reader, span.from - (weekly ? 8 : 2) * DAY, span.to)
  const { hours, used } = laned(world, wish, counts, span)
  addOutside(reader, world, wish, span, { hours, used })
  const { days, slots: open } = openDays({ ...workspace, calendar: calendarOf(workspace) }, span.first, span.last)
  const active = activeAccounts(reader, now - back * DAY)
  const shown = world.accounts.filter(({ id }) => active.has(id) || used.has(id))
  const lanes = shown.map((row) => ({
    id: row.publicId,
    account: planAccount(row),
    used: used.get(row.id) ?? new Map(),
  }))
  const chance = { seed: workspace.seed, zone }
  const within = { from: span.from, to: span.to, open: open.filter((start) => start >= now) }
  const { nextAt, planned } = figures(reader)
  const batchesWithMail = new Set(counts.map(({ batchId }) => world.sequenceOf.get(batchId ?? -1)))
  return {
    zone,
    now: iso(now),
    by: wish.by,
    days,
    senders: shown.map((row) => shownSender(asker, row, zone, now)),
    sequences: world.sequences
      .map((s) => ({ row: s, shown: shownSequence(reader, world, s) }))
      .filter(({ row, shown: { rest } }) => rest !== null || batchesWithMail.has(row.id))
      .map((each) => each.shown),
    slots: wish.by === 'sender' ? slotsWithRoom(hours, lanes, chance, within) : plainSlots(hours, within),
    totals: dayTotals(reader, zone, now),
    planned,
    finish: isoOrNull(lastPlannedAt(reader)),
    next: isoOrNull(nextAt),
    windows: workspace.windows,
    ...(wish.dots ? { dots: dotsOf(reader, world, wish, span) } : {}),
  }
}
