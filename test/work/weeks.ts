import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { EngineOptions } from '../../src/main/engine.ts'
import type { MailServer } from './mail-server.ts'
import { type Story, story } from './story.ts'

/** Instants and days of one test among several that share a story: each has a week and an account of its own. */
export interface Week {
  s: Story
  server: MailServer
  /** Public id of the account. */
  id: string
  address: string
  /** Counts the tests, for names of their own. */
  n: number
  /** Monday 00:00 UTC. */
  day: number
  /** An instant of that Monday in Lagos, which is an hour ahead of UTC all year. The windows are 09:00–18:00. */
  lagos(hour: number, minute?: number): number
  /** `MM-DDTHH` in Lagos. */
  slotOf(at: number): string
  /** The same for an hour so many days after the Monday. */
  onDay(days: number, hour: number): string
  /** How many messages arrived in which slot. */
  slots(): Record<string, number>
  /** Least distance between two arrivals in ms. */
  leastGap(): number
}

/** One story for the tests of a file, a week for each. */
export function weeks(options: Partial<EngineOptions> = {}): Week {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  const w = { n: 0, day: Date.parse('2026-11-23T00:00:00Z') } as Week
  w.lagos = (hour, minute = 0) => w.day + (hour - 1) * 3_600_000 + minute * 60_000
  w.slotOf = (at) => new Date(at + 3_600_000).toISOString().slice(5, 13)
  w.onDay = (days, hour) => w.slotOf(w.lagos(hour) + days * 86_400_000)
  w.slots = () =>
    Object.fromEntries(
      Object.entries(Object.groupBy(w.server.arrivals, (a) => w.slotOf(a.at))).map(([slot, list]) => [
        slot,
        list?.length ?? 0,
      ]),
    )
  w.leastGap = () => {
    const at = w.server.arrivals.map((a) => a.at).sort((a, b) => a - b)
    return Math.min(...at.slice(1).map((each, i) => each - (at[i] as number)))
  }
  beforeAll(async () => {
    w.s = await story(w.day, { first, ...options })
  })
  afterAll(() => w.s.stop())
  beforeEach(async () => {
    while (w.day <= w.s.now()) w.day += 7 * 86_400_000
    await w.s.goTo(w.day)
    w.address = `me${++w.n}@example.com`
    const made = await w.s.account(w.address, { limits: ['60/hour'] })
    w.server = made.server
    w.id = made.id
  })
  return w
}
