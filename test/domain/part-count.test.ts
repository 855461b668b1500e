import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextAdmitted, openLane } from '../../src/shared/domain/lane.ts'
import { countsHere, type Left, scaled } from '../../src/shared/domain/part-count.ts'
import type { PlanAccount } from '../../src/shared/domain/plan-shape.ts'
import { unitLength } from '../../src/shared/domain/quota.ts'
import { type Here, partHere } from '../../src/shared/domain/sender.ts'
import { isOver, withdraw } from '../../src/shared/domain/share.ts'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { type Computer, World } from './home-world.ts'

const account: PlanAccount = {
  address: 'a@acme.test',
  zone: 'UTC',
  active: true,
  limits: [
    { unit: 'hour', min: 10, max: 10 },
    { unit: 'day', min: 40, max: 40 },
  ],
  perUtcDay: null,
  minGap: 0,
}
const setting = { zone: 'UTC', seed: 7 }

/** Computers that divide the limits of one account, and know of each other's mail what files bring. */
class Divided extends World {
  /** All that left, with its place in the chain of whoever sent it. */
  readonly left: (Left & { place: number })[] = []

  override here = (c: Computer, v = this.view(c)): Here => ({ ...super.here(c, v), window: DAY })

  #known = (c: Computer): Left[] => this.left.filter(({ by, place }) => place <= (c.knows.get(by) ?? 0))

  /** As many as it may send now, up to `most`. */
  send(c: Computer, most: number): number {
    const now = this.clock(c)
    const here = this.here(c)
    const plan = scaled(account, partHere(here, now))
    if (!plan.active) return 0
    const lane = openLane(plan, setting, countsHere(here, account, setting, this.#known(c), now))
    let sent = 0
    while (sent < most && nextAdmitted(lane, now, now + 1) === now) {
      this.say(c, { is: 'sent', id: `${c.name} ${this.left.length}` })
      this.left.push({ at: now, by: c.name, place: this.chains.get(c.name)?.length ?? 0 })
      lane.times[lane.length] = now
      lane.length++
      sent++
    }
    return sent
  }

  /** The most that ever left within the window of a limit, of what it allows. */
  most(limit: PlanAccount['limits'][number]): number {
    const at = this.left.map((one) => one.at)
    return Math.max(0, ...at.map((from) => at.filter((t) => t >= from && t < from + unitLength[limit.unit]).length))
  }
}

const one = (world: World, i: number): Computer => world.computers[i % 4] as Computer
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.nat(3), n: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('authorise', 'authorise', 'take back', 'renew', 'stop', 'hand over', 'take up'),
      who: fc.nat(3),
      n: fc.nat(5000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('exchange' as const), who: fc.nat(3), n: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), who: fc.constant(0), n: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('silence' as const), who: fc.constant(0), n: fc.nat(240) }) },
)

test(
  'no window ever holds more than the whole limit, whenever computers that divide it hear of each other',
  () => {
    let full = 0
    let shared = 0
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 30, maxLength: 90, size: 'max' }),
        fc.tuple(fc.nat(120), fc.nat(120)),
        (steps, given) => {
          const world = new Divided([0, 0, 0, 0])
          world.send(one(world, 0), given[0] % 8)
          // chance alone would rarely divide it
          for (const [i, n] of given.entries()) world.act(one(world, 0), 'authorise', 4 * n + i + 1)
          for (const c of [1, 2, 3]) world.exchange(one(world, 0), one(world, c))
          for (const { do: what, who, n } of steps) {
            if (what === 'send') world.send(one(world, who), n)
            else if (what === 'exchange') world.exchange(one(world, who), one(world, n))
            else if (what === 'wait') world.now += n * MINUTE
            else if (what === 'silence') world.now += n * HOUR
            else world.act(one(world, who), what, n)
          }
          for (const limit of account.limits) {
            expect(world.most(limit)).toBeLessThanOrEqual(limit.max)
            if (world.most(limit) === limit.max) full++
          }
          if (new Set(world.left.map(({ by }) => by)).size > 1) shared++
        },
      ),
      { numRuns: size(400, 20_000) },
    )
    // the limits were really reached, and by more than one computer
    expect([full, shared].map((n) => n > size(50, 1_000))).toEqual([true, true])
  },
  size(60_000, 600_000),
)

test('a computer can use the whole of its part, whatever it hears of what the others use of theirs', () => {
  const world = new Divided([0, 0, 0, 0])
  const [home, desk, lap] = world.computers as [Computer, Computer, Computer]
  for (const c of [desk, lap]) {
    world.say(home, {
      is: 'share',
      id: `s${c.name}`,
      set: {
        device: c.name,
        share: 300,
        epoch: 1,
        leaseUntil: world.now + 7 * DAY,
        state: 'granted',
        givenAt: world.now,
        endedAt: null,
      },
    })
    world.exchange(home, c)
  }
  world.exchange(home, desk)
  world.now += MINUTE
  expect([world.send(home, 20), world.send(desk, 20)]).toEqual([4, 3])
  for (const from of [home, desk, lap]) for (const to of [home, desk, lap]) if (from !== to) world.exchange(from, to)
  expect([world.send(lap, 20), world.send(home, 20)]).toEqual([3, 0])

  // what is given back is not used twice: its three are the home's now, and of whoever is given them next
  world.exchange(lap, home)
  const [id, share] = [...world.view(home).shares].find(([, s]) => s.device === lap.name) ?? ['', undefined]
  if (!share) throw new Error('it has a part')
  world.say(home, { is: 'share', id, set: { state: withdraw(share).state } })
  world.exchange(home, lap)
  expect(isOver(withdraw(share), world.view(lap).where)).toBe(true)
  world.act(lap, 'stop', 0)
  world.exchange(lap, home)
  expect([partHere(world.here(home), world.clock(home)), world.send(home, 20)]).toEqual([700, 0])
  world.now += HOUR
  expect([world.send(home, 20), world.send(desk, 20)]).toEqual([7, 3])
})

test('mail from elsewhere fills the part of the home, and when it is more than that, the others know', () => {
  const world = new Divided([0, 0, 0, 0])
  const [home, desk] = world.computers as [Computer, Computer]
  world.say(home, {
    is: 'share',
    id: 's1',
    set: {
      device: desk.name,
      share: 500,
      epoch: 1,
      leaseUntil: world.now + 7 * DAY,
      state: 'granted',
      givenAt: world.now,
      endedAt: null,
    },
  })
  world.exchange(home, desk)
  const now = world.clock(desk)
  const outside = (n: number): Left[] => Array.from({ length: n }, () => ({ at: now, by: home.name }))
  const countedAt = (c: Computer, n: number) => countsHere(world.here(c), account, setting, outside(n), now).length
  expect([5, 7, 10].map((n) => countedAt(home, n))).toEqual([5, 7, 10])
  expect([5, 7, 10].map((n) => countedAt(desk, n))).toEqual([0, 2, 5])
})
