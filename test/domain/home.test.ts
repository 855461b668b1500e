import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  acquire,
  homeMark,
  ofHome,
  presentHome,
  release,
  standingOf,
  takeOver,
  type Whereabouts,
} from '../../src/shared/domain/home.ts'
import { doubtOf, type Here, maySend } from '../../src/shared/domain/sender.ts'
import { authorise, leaseMargin, ownPart, renew, reserveLength, withdraw } from '../../src/shared/domain/share.ts'
import { DAY, HOUR } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { type Computer, World } from './home-world.ts'

const acts = [
  'engage',
  'engage',
  'engage',
  'send',
  'send',
  'send',
  'send',
  'hand over',
  'take up',
  'take up',
  'take over',
  'authorise',
  'authorise',
  'renew',
  'take back',
  'stop',
  'adopt',
  'look',
] as const

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      who: fc.nat(3),
      what: fc.constantFrom(...acts),
      n: fc.nat(5000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('file' as const), who: fc.nat(3), to: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), n: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('exchange' as const), who: fc.nat(3), to: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), n: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.oneof(fc.nat(12), fc.nat(300)) }) },
)

const at = (world: World, i: number): Computer => world.computers[i % world.computers.length] as Computer
/** How a part is given, used and given back: a run begins with some of it, or chance would rarely get so far. */
const story: ['act' | 'exchange', number, string | number][] = [
  ['act', 0, 'authorise'],
  ['exchange', 0, 1],
  ['act', 1, 'engage'],
  ['act', 1, 'engage'],
  ['exchange', 1, 0],
  ['act', 0, 'take back'],
  ['exchange', 0, 1],
  ['act', 1, 'stop'],
  ['exchange', 1, 0],
]

/** How a home is lost after it has sent what nobody heard of. */
const loss: typeof story = [
  ['act', 0, 'engage'],
  ['exchange', 0, 1],
  ['act', 0, 'send'],
  ['act', 1, 'take over'],
  ['act', 1, 'send'],
]

function begin(world: World, steps: number): void {
  const told = steps > story.length ? loss.slice(0, steps - story.length) : story.slice(0, steps)
  for (const [what, who, more] of told) {
    if (what === 'act') world.act(at(world, who), String(more), 1)
    else world.exchange(at(world, who), at(world, Number(more)))
  }
}

/** How often something really happened in all runs: a schedule in which nothing does would prove nothing. */
const happened: Record<string, number> = {}

test(
  'no email is sent by two computers, and their parts never add up to more than the whole',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -12 * HOUR + 1, max: 12 * HOUR - 1 }), { minLength: 2, maxLength: 4 }),
        fc.array(step, { minLength: 60, maxLength: 200, size: 'max' }),
        fc.nat(story.length + loss.length),
        (ahead, steps, told) => {
          const world = new World(ahead)
          begin(world, told)
          for (const s of steps) {
            const before = [...world.chains.values()].reduce((sum, chain) => sum + chain.length, 0)
            if (s.do === 'act' && world.isOpen(at(world, s.who))) {
              world.act(at(world, s.who), s.what, s.n)
              const after = [...world.chains.values()].reduce((sum, chain) => sum + chain.length, 0)
              if (after > before) happened[s.what] = (happened[s.what] ?? 0) + 1
            } else if (s.do === 'file') world.file(at(world, s.who), at(world, s.to))
            else if (s.do === 'exchange') world.exchange(at(world, s.who), at(world, s.to))
            else if (s.do === 'take') world.take(s.n)
            else if (s.do === 'lose') world.lose(s.n)
            else if (s.do === 'wait') world.wait(s.hours)
            expect(world.believed()).toBeLessThanOrEqual(1000)
          }
          expect([...world.sent].filter(([, by]) => by.length > 1)).toEqual([])
        },
      ),
      {
        numRuns: size(150, 5_000),
        // by chance a part that was given back is adopted three times in so many runs, and in one of twenty never
        examples: [[[0, 0], [{ do: 'act', who: 0, what: 'adopt', n: 0 }], story.length]],
      },
    )
    expect(Object.keys(happened).sort()).toEqual([...new Set(acts)].sort())
  },
  size(60_000, 600_000),
)

test('an account goes round: handed over, taken up, taken over', () => {
  const begun: Whereabouts = { homes: { 1: { device: 'a' } }, handing: null }
  const handed = release(begun, 'a', 'b') as Whereabouts
  const atB = acquire(handed, 'b') as Whereabouts
  const atC = takeOver(atB, 'c', 7) as Whereabouts
  expect(atC.homes).toEqual({ 1: { device: 'a' }, 2: { device: 'b' }, 1000: { device: 'c', taken: 7 } })
  expect(['a', 'b', 'c'].map((device) => standingOf(handed, device))).toEqual(['released', 'offered', 'elsewhere'])
  // what was handed over in an epoch says nothing once the next has begun
  expect(['a', 'b', 'c'].map((device) => standingOf(atB, device))).toEqual(['elsewhere', 'home', 'elsewhere'])
  expect([release(handed, 'a', 'c'), acquire(handed, 'c'), takeOver(atB, 'b', 7), release(begun, 'a', 'a')]).toEqual([
    'not_home',
    'not_offered',
    'home_already',
    'to_itself',
  ])
  // whatever the lost home engaged waits for a look, whatever this one engaged does not
  expect([null, '2:b', homeMark(atC), '1001:d'].map((mark) => ofHome(atC, mark))).toEqual([
    'review',
    'review',
    'mine',
    'behind',
  ])
  expect([null, homeMark(atB), '2:x'].map((mark) => ofHome(atB, mark))).toEqual(['mine', 'mine', 'review'])
  expect(presentHome(atC.homes)).toEqual({ device: 'c', taken: 7, epoch: 1000 })
})

test('what the home may send is what needs no look, and the other way round', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const epochs = fc.constantFrom([1], [1, 2], [1, 1000], [1, 2, 1000, 1001])
  const mark = fc.option(fc.tuple(fc.constantFrom(1, 2, 1000, 1001, 2000), name), { nil: null })
  const shares = fc.constantFrom([], ['b'])
  fc.assert(
    fc.property(
      epochs,
      fc.array(name, { minLength: 4, maxLength: 4 }),
      mark,
      fc.option(name, { nil: null }),
      shares,
      (some, who, of, sender, parts) => {
        const homes = Object.fromEntries(some.map((epoch, i) => [epoch, { device: who[i] as string }]))
        const where: Whereabouts = { homes, handing: null }
        const device = presentHome(homes).device
        const given = parts.flatMap(
          (holder) =>
            authorise(
              { shares: [], taken: null, others: true, window: 0 },
              { device: holder, share: 5, epoch: 1 },
              0,
            ) ?? [],
        )
        const here: Here = { device, where, out: false, shares: given, taken: null, others: true, window: 0 }
        const mail = { home: of?.join(':') ?? null, sender }
        expect(doubtOf(here, mail) === null).toBe(maySend(here, mail, 1) === null)
        // whatever else bars it now, what has to be looked at stays the same
        expect(doubtOf({ device, where: { homes, handing: { to: 'd', epoch: presentHome(homes).epoch } } }, mail)).toBe(
          doubtOf(here, mail),
        )
      },
    ),
  )
})

describe('parts of the limits', () => {
  const now = 1_000 * DAY
  const parts = { shares: [], taken: null, others: true, window: 0 }
  const one = authorise(parts, { device: 'b', share: 600, epoch: 1 }, now)
  if (!one) throw new Error('there is room for it')

  test('a part is the home’s again when its lease is over by every clock', () => {
    const shares = [withdraw(one)]
    const end = one.leaseUntil + leaseMargin
    expect([now, end - 1, end].map((at) => ownPart({ ...parts, shares }, at))).toEqual([400, 400, 1000])
    // what it sent unheard at the very end counts in a limit of a day for a day
    const daily = { ...parts, shares, window: DAY }
    expect([end, end + DAY - 1, end + DAY].map((at) => ownPart(daily, at))).toEqual([400, 400, 1000])
    expect(authorise({ ...parts, shares: [one] }, { device: 'c', share: 301, epoch: 1 }, now)).toBeNull()
    expect(renew(one, 1, end)).toBe(one)
    expect(renew(one, 1, now + DAY).leaseUntil).toBe(one.leaseUntil + DAY)
  })

  test('after a take-over a tenth is left until nobody can hold a part any more', () => {
    const taken = { ...parts, taken: now }
    expect([now, now + reserveLength - HOUR, now + reserveLength].map((at) => ownPart(taken, at))).toEqual([
      100, 100, 1000,
    ])
    expect(ownPart({ ...taken, others: false }, now)).toBe(1000)
  })
})
