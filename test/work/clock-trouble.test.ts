/**
 * Sleep, clocks that are set, travel, DST and leap days, by chance and together: each email leaves once, inside its hours in
 * the zone of its workspace, never in a burst; and whatever came late is told.
 */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { numbers } from '../kill/plan.ts'
import { size } from '../size.ts'
import { people, type Story, story } from './story.ts'

const cases = size(10, 200)
const first = Number(process.env.CADENZA_SEED ?? 1)

/** Monday 00:00 UTC of a week in which that zone's clocks change, and others in which a day is added or a year begins. */
const weeksOf: readonly (readonly [zone: string, monday: string])[] = [
  ['Europe/Paris', '2026-10-19'],
  ['Europe/Paris', '2027-03-22'],
  ['America/New_York', '2026-10-26'],
  ['America/New_York', '2027-03-08'],
  ['Australia/Lord_Howe', '2026-09-28'],
  ['Australia/Lord_Howe', '2027-03-29'],
  ['Pacific/Auckland', '2026-09-21'],
  ['America/Santiago', '2027-03-29'],
  ['Africa/Cairo', '2027-04-26'],
  ['Asia/Kolkata', '2028-02-21'],
  ['Europe/Paris', '2028-02-28'],
  ['America/New_York', '2026-12-28'],
]
const elsewhere = ['Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/London']
const limits = [
  [2, MINUTE],
  [20, HOUR],
  [60, DAY],
] as const

type Deed =
  | { kind: 'nap' | 'sleep' | 'nights' | 'ahead and back' | 'set back'; ms: number }
  | { kind: 'travel'; zone: string }

function deedOf(draw: () => number): Deed {
  const between = (from: number, to: number) => Math.floor(from + draw() * (to - from))
  switch (Math.floor(draw() * 6)) {
    case 0:
      return { kind: 'nap', ms: between(MINUTE, 55 * MINUTE) }
    case 1:
      return { kind: 'sleep', ms: between(70 * MINUTE, 20 * HOUR) }
    case 2:
      return { kind: 'nights', ms: between(DAY, 5 * DAY) }
    case 3:
      return { kind: 'ahead and back', ms: between(HOUR, 3 * DAY) }
    case 4:
      return { kind: 'set back', ms: between(5 * MINUTE, 26 * HOUR) }
    default:
      return { kind: 'travel', zone: elsewhere[between(0, elsewhere.length)] as string }
  }
}

async function disturb(s: Story, deed: Deed): Promise<void> {
  if (deed.kind === 'travel') {
    await s.client.workspace.update({ zone: deed.zone, version: (await s.client.workspace.get()).version })
    return
  }
  s.clock.jump(deed.kind === 'set back' ? -deed.ms : deed.ms)
  await s.settle()
  // noticed and put right before an hour is over
  if (deed.kind === 'ahead and back') {
    await s.goTo(s.now() + 20 * MINUTE)
    s.clock.jump(-deed.ms)
    await s.settle()
  }
}

/** Emails that are overdue by more than the hour that is made up for. */
const late = (s: Story): number =>
  s.engine.room.store.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE state = 'planned' AND held = 0 AND at < ?`,
    s.now() - HOUR,
  )?.n ?? 0
const told = async (s: Story) => (await s.journal()).filter((line) => line.startsWith('moved')).length

/**
 * Local times outside Monday to Friday, 09:00–18:00, in the zone that the workspace had when each left. What is due in the
 * hour that has begun when the zone changes still leaves in that hour.
 */
function outside(at: readonly number[], zones: readonly { zone: string; from: number; since: number }[]): string[] {
  return at.flatMap((each, i) => {
    const now = zones.findLastIndex(({ from }) => from <= i)
    const [before, zone] = [zones[now - 1], zones[now]]
    if (!zone || isOpen(each, zone.zone)) return []
    if (before && each < zone.since + HOUR && isOpen(each, before.zone)) return []
    return [`${local(each, zone.zone)} is outside the hours of ${zone.zone}`]
  })
}
const local = (at: number, zone: string) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...shown }).format(at)
function isOpen(at: number, zone: string): boolean {
  const text = local(at, zone)
  const hour = Number(text.slice(-5, -3))
  return !/Sat|Sun/.test(text) && hour >= 9 && hour < 18
}
const shown = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

function bursts(at: readonly number[]): string[] {
  const sorted = at.toSorted((a, b) => a - b)
  return limits.flatMap(([count, ms]) =>
    sorted.flatMap((each, i) => {
      const before = sorted[i - count]
      return before !== undefined && each - before < ms
        ? [`more than ${count} in ${ms / MINUTE} min to ${new Date(each).toISOString()}`]
        : []
    }),
  )
}

async function run(seed: number): Promise<string[]> {
  const draw = numbers(seed)
  const [zone, monday] = weeksOf[seed % weeksOf.length] as (typeof weeksOf)[number]
  const begin = Date.parse(`${monday}T00:00:00Z`) - DAY
  const s = await story(begin, { first: { zone, seatName: 'Me', seatAddress: 'me@example.com' } })
  try {
    const { server } = await s.account('me@example.com', { limits: ['2/minute', '20/hour', '60/day'] })
    const contacts = people(30, `clock${seed}.test`)
    const name = await s.engage({ sender: 'me@example.com', contacts, steps: [{ days: 2 }, { days: 3 }] })
    const deeds: Deed[] = []
    /** Who engages without a zone follows the workspace: from which arrival on which. */
    const zones = [{ zone, from: 0, since: begin }]
    const faults: string[] = []
    for (let day = 1; day <= 12; day++) {
      const at = begin + day * DAY + Math.floor(draw() * DAY)
      if (at > s.now()) await s.goTo(at)
      if (draw() > 0.4) continue
      const deed = deedOf(draw)
      const before = await told(s)
      const waiting = deed.kind === 'sleep' || deed.kind === 'nights'
      if (waiting) s.clock.jump(deed.ms)
      const overdue = waiting ? late(s) : 0
      if (waiting) await s.settle()
      else await disturb(s, deed)
      deeds.push(deed)
      if (deed.kind === 'travel') zones.push({ zone: deed.zone, from: server.arrivals.length, since: s.now() })
      if (overdue === 0) continue
      await s.goTo(s.now() + 2 * MINUTE)
      if ((await told(s)) === before) faults.push(`${overdue} emails came late after ${deed.kind}, and nobody said so`)
    }
    await s.goTo(Math.max(s.now(), begin + 13 * DAY) + 25 * DAY)
    const arrivals = server.arrivals
    const times = arrivals.map(({ at }) => at)
    faults.push(...outside(times, zones), ...bursts(times))
    const ids = new Set(arrivals.map(({ messageId }) => messageId))
    if (ids.size !== arrivals.length) faults.push(`${arrivals.length - ids.size} emails left twice`)
    const sends = await s.sends(name)
    if (sends.some(({ state }) => state !== 'sent') || arrivals.length !== sends.length)
      faults.push(`${JSON.stringify(await s.states(name))}, and ${arrivals.length} arrived`)
    if (sends.some(({ why }) => why.length === 0)) faults.push('an email does not say why it left when it did')
    return faults.map(
      (fault) => `${fault} (${zone}, ${monday}: ${deeds.map((deed) => JSON.stringify(deed)).join(', ')})`,
    )
  } finally {
    await s.stop()
  }
}

describe(`${cases} weeks in which something is wrong with the time`, () => {
  it.each(Array.from({ length: cases }, (_, i) => first + i))('number %i', { timeout: 120_000 }, async (seed) => {
    expect(await run(seed)).toEqual([])
  })
})
