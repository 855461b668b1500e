import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judgeFacts } from '../../src/shared/domain/authority.ts'
import { enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import { factRule } from '../../src/shared/domain/fact-rules.ts'
import { type Change, canonical, type SharedKind } from '../../src/shared/domain/shared-change.ts'
import { clockOf, type Folded, foldChange, isGone } from '../../src/shared/domain/shared-fold.ts'
import { coversPast, depthOf, type Fact, inOrder, knows, type Place } from '../../src/shared/domain/shared-order.ts'
import { size } from '../size.ts'

const clock = (millis: number, device: string): string => `${String(millis).padStart(15, '0')}-00000000-${device}`
const letters = ['a', 'b', 'c']

interface Told {
  change: Change
  place: Place
}

const kinds: SharedKind[] = ['contact', 'grant', 'send', 'enrollment', 'account', 'suppression', 'sequence_version']
const fieldsOf: Partial<Record<SharedKind, fc.Arbitrary<Record<string, unknown>>>> = {
  grant: fc.record({
    state: fc.constantFrom('pending', 'active', 'revoked', 'declined'),
    reason: fc.constantFrom(null, 'x'),
  }),
  // some words leave out what others say, and some come later and say nothing of the state
  send: fc.record(
    {
      state: fc.constantFrom('sent', 'refused', 'withdrawn', 'done', 'planned'),
      messageId: fc.constantFrom('m1', 'm2'),
      reply: fc.constantFrom('Ok', 'No'),
    },
    { requiredKeys: [] },
  ),
  enrollment: fc.record({ state: fc.constantFrom(...enrollmentStates), reason: fc.constantFrom(null, 'r') }),
  account: fc.record({ name: fc.constantFrom('n', 'o'), 'homes.1': fc.constantFrom(...letters) }),
}
const anyFields = fc.dictionary(fc.constantFrom('one', 'two', 'three'), fc.integer({ min: 0, max: 3 }), { minKeys: 1 })

/** Changes of one row by three devices that don't know of each other; each device's own in their order. */
const besideEachOther = fc.constantFrom(...kinds).chain((kind) =>
  fc
    .array(
      fc.record({
        device: fc.constantFrom(...letters),
        millis: fc.integer({ min: 1, max: 6 }),
        gone: fc.boolean(),
        set: fieldsOf[kind] ?? anyFields,
      }),
      { minLength: 2, maxLength: 7 },
    )
    .map((all) => {
      const numbers = new Map<string, number>()
      return all.map(({ device, millis, gone, set }): Told => {
        const number = (numbers.get(device) ?? 0) + 1
        numbers.set(device, number)
        // a device's own clock never goes back
        const hlc = clock(number * 10 + millis, device)
        const what = gone && kind === 'contact' ? { gone: true as const } : { set }
        return {
          change: { kind, id: 'row', hlc, by: device, salt: 'salt-salt', ...what },
          place: { device, number, seen: {} },
        }
      })
    }),
)

const folded = (all: readonly Told[]): Folded | undefined =>
  all.reduce<Folded | undefined>((row, { change, place }) => foldChange(row, change, place), undefined)

/** What a row says: values with their clocks, however they are kept. */
const says = (row: Folded | undefined) =>
  row && {
    fields: canonical(row.fields),
    clocks: Object.keys(row.fields)
      .sort()
      .map((field) => (field.startsWith('~') ? '' : clockOf(row, field))),
    gone: isGone(row),
    by: row.by,
  }

/** Any order that keeps each device's own. */
function mixed(all: readonly Told[], dice: () => number): Told[] {
  const queues = letters.map((letter) => all.filter(({ place }) => place.device === letter))
  const out: Told[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const open = queues.filter((queue) => queue.length > 0)
    out.push(open[dice() % open.length]?.shift() as Told)
  }
  return out
}

it('folds to the same row in whatever order, with repeats', () => {
  fc.assert(
    fc.property(besideEachOther, fc.infiniteStream(fc.nat()), (all, stream) => {
      const dice = () => stream.next().value as number
      const other = mixed(all, dice)
      expect(says(folded(other))).toEqual(says(folded(all)))
      const last = other.at(-1) as Told
      expect(says(folded([...other, last]))).toEqual(says(folded(all)))
    }),
    { numRuns: size(500, 20_000) },
  )
})

it('does not talk away what happened', () => {
  const at = (
    device: string,
    number: number,
    millis: number,
    kind: SharedKind,
    set: Record<string, unknown>,
    seen = {},
  ) => ({
    change: { kind, id: 'row', hlc: clock(millis, device), by: device, salt: 'salt-salt', set },
    place: { device, number, seen },
  })
  const begun = at('a', 1, 1, 'enrollment', { state: 'pending', reason: null })
  const replied = at('a', 2, 5, 'enrollment', { state: 'replied', reason: 'answered' }, { b: 1 })
  const left = at('b', 2, 9, 'enrollment', { state: 'active', reason: null }, { a: 1 })
  expect(folded([begun, replied, left])?.fields.state).toBe('replied')
  // somebody who knew of the end lets it go on
  const again = at('b', 3, 10, 'enrollment', { state: 'active', reason: null }, { a: 2 })
  expect(folded([begun, replied, left, again])?.fields.state).toBe('active')

  const sent = at('a', 1, 5, 'send', { state: 'sent', messageId: 'm' })
  const skipped = at('b', 1, 9, 'send', { state: 'withdrawn', messageId: null })
  expect(folded([sent, skipped])?.fields).toEqual({ state: 'sent', messageId: 'm' })
  const told = at('a', 1, 5, 'send', { state: 'done' })
  const undone = at('b', 1, 9, 'send', { state: 'planned' }, { a: 1 })
  expect(folded([undone, told])?.fields).toEqual({ state: 'planned' })
  expect(folded([undone, sent, told])?.fields.state).toBe('sent')
  const home = at('a', 1, 5, 'account', { 'homes.2': 'a' })
  const late = at('b', 1, 9, 'account', { 'homes.2': 'b' })
  expect(folded([late, home])?.fields).toEqual({ 'homes.2': 'a' })
  const ended = at('a', 2, 5, 'grant', { state: 'cancelled' })
  const accepted = at('b', 1, 9, 'grant', { state: 'active' })
  expect(folded([ended, accepted])?.fields.state).toBe('cancelled')
})

it('orders what was told by what was known', () => {
  const places: Place[] = [
    { device: 'a', number: 1, seen: {} },
    { device: 'b', number: 1, seen: { a: 1 } },
    { device: 'a', number: 2, seen: { b: 1 } },
    { device: 'c', number: 1, seen: { a: 2, b: 1 } },
  ]
  const change = { kind: 'seat', id: 's', hlc: clock(1, 'a'), by: null, salt: 'salt-salt', set: {} } as const
  const facts = places.map((place): Fact => ({ ...place, index: 0, change }))
  expect(inOrder([...facts].reverse())).toEqual(facts)
  for (const [i, later] of places.entries())
    for (const earlier of places.slice(0, i)) {
      expect(depthOf(later)).toBeGreaterThan(depthOf(earlier))
      expect([knows(later, earlier), knows(earlier, later), coversPast(later, earlier)]).toEqual([true, false, true])
    }
  expect(coversPast({ device: 'c', number: 1, seen: { a: 2 } }, places[2] as Place)).toBe(false)
})

const root = { device: 'a', signingKey: 'ka', seat: 'sa' }
const rule = factRule('w')
const fact = (
  device: string,
  number: number,
  seen: Record<string, number>,
  change: Pick<Change, 'kind' | 'id' | 'set'>,
  millis = 1,
): Fact => ({
  device,
  number,
  seen,
  index: 0,
  change: { hlc: clock(millis, device), by: null, salt: 'salt-salt', ...change },
})
/** Ana (founder), Bo and Cy: Bo and Cy were made admins one after another. */
const begun = [
  fact('a', 1, {}, { kind: 'seat', id: 'sb', set: { role: 'admin', state: 'active' } }),
  fact('a', 2, {}, { kind: 'device', id: 'b', set: { seat: 'sb', signingKey: 'kb', state: 'active' } }),
  fact('a', 3, {}, { kind: 'seat', id: 'sc', set: { role: 'admin', state: 'active' } }),
  fact('a', 4, {}, { kind: 'device', id: 'c', set: { seat: 'sc', signingKey: 'kc', state: 'active' } }),
]
const demote = (id: string) => ({ kind: 'seat', id, set: { role: 'member' } }) as const

it('believes whoever was admin first where two take each other their role, whatever their clocks say', () => {
  const byBo = fact('b', 1, { a: 4 }, demote('sc'), 900)
  const byCy = fact('c', 1, { a: 4 }, demote('sb'), 5)
  for (const all of [
    [...begun, byBo, byCy],
    [byCy, byBo, ...begun],
  ]) {
    const { authority } = judgeFacts(root, all, rule)
    const now = (device: string) => authority.standing({ device, number: 9, seen: { a: 4 } })
    expect([now('a'), now('b'), now('c')].map((standing) => standing?.admin)).toEqual([true, true, false])
  }
})

it('gives the same verdicts in whatever order, and none to devices that were shut out', () => {
  const some = [
    fact('b', 1, { a: 4 }, { kind: 'seat', id: 'sd', set: { role: 'admin', state: 'active' } }),
    fact('a', 5, { b: 1 }, { kind: 'device', id: 'b', set: { state: 'revoked', lastChunk: 1 } }),
    fact('b', 2, { a: 4 }, demote('sa'), 2),
    fact('c', 1, { a: 4, b: 2 }, { kind: 'seat', id: 'sd', set: { name: 'Dee' } }),
    fact('a', 6, { b: 1 }, { kind: 'seat', id: 'sc', set: { state: 'locked' } }),
    fact('c', 2, { a: 4 }, demote('sa'), 2),
  ]
  const all = [...begun, ...some]
  const verdictsOf = (facts: readonly Fact[]) => {
    const { verdicts } = judgeFacts(root, facts, rule)
    return new Map(facts.map((one, i) => [`${one.device}${one.number}`, verdicts[i] === null]))
  }
  const straight = verdictsOf(all)
  expect([...straight].filter(([, counts]) => !counts).map(([name]) => name)).toEqual(['b2', 'c1', 'c2'])
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(new Map([...verdictsOf(shuffled)].sort())).toEqual(new Map([...straight].sort()))
    }),
    { numRuns: size(60, 2000) },
  )
})
