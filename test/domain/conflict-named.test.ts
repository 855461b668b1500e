import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type ConflictNamed,
  type FieldSaid,
  fairShare,
  sideBySide,
  valueLine,
  whyCounts,
} from '../../src/shared/domain/conflict-named.ts'
import { going } from '../../src/shared/domain/contested.ts'
import { sharedKinds } from '../../src/shared/domain/shared-change.ts'

const thing = (kind: ConflictNamed['kind'], id: string): ConflictNamed => ({
  kind,
  id,
  device: 'd',
  fields: [],
  more: 0,
})

it('names some of every kind, as many as there is room for, in the order of kinds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...sharedKinds), { maxLength: 200 }),
      fc.integer({ min: 1, max: 60 }),
      (kinds, most) => {
        const all = kinds.map((kind, at) => thing(kind, String(at)))
        const some = fairShare(all, most)
        expect(some).toHaveLength(Math.min(most, all.length))
        expect(new Set(some).size).toBe(some.length)
        const places = some.map(({ kind }) => sharedKinds.indexOf(kind))
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        // a kind goes short only where no other has more than one beyond what it has
        const count = (of: readonly ConflictNamed[], kind: string) => of.filter((one) => one.kind === kind).length
        const named = sharedKinds.map((kind) => ({ all: count(all, kind), some: count(some, kind) }))
        const largest = Math.max(...named.map(({ some }) => some))
        for (const one of named) if (one.some < one.all) expect(one.some).toBeGreaterThanOrEqual(largest - 1)
      },
    ),
  )
})

it('cuts two values so that they fit, and never so that they look the same', () => {
  const long = fc.tuple(fc.string({ maxLength: 300 }), fc.string({ maxLength: 300 })).map(([a, b]) => a + b)
  const pair = fc.oneof(
    fc.tuple(long, long),
    fc
      .tuple(long, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }))
      .map(([a, b, c]) => [a + b, a + c] as const),
  )
  fc.assert(
    fc.property(pair, fc.integer({ min: 8, max: 160 }), ([a, b], most) => {
      const { here, there } = sideBySide(a, b, most)
      for (const shown of [here, there]) expect([...(shown ?? '')].length).toBeLessThanOrEqual(most + 2)
      if (a !== b) expect(here).not.toBe(there)
    }),
  )
  const page = 'word '.repeat(100)
  expect(sideBySide(`${page}Kit`, `${page}Kate`, 24)).toEqual({ here: '…word Kit', there: '…word Kate' })
  expect(sideBySide(null, page, 9)).toEqual({ here: null, there: 'word word…' })
})

it('tells a value in one line', () => {
  expect([null, '', undefined, [], {}].map(valueLine)).toEqual([null, null, null, null, null])
  expect(valueLine(['new', 'vip'])).toBe('new, vip')
  expect(valueLine({ host: 'mail.acme.example', port: 465, secure: true, name: null })).toBe(
    'host mail.acme.example, port 465, secure yes',
  )
  expect(valueLine([{ count: 50 }, { count: 200 }])).toBe('count 50; count 200')
})

it('says why one of two words counts', () => {
  const words = (kind: ConflictNamed['kind'], said: Partial<FieldSaid>) =>
    whyCounts(
      kind,
      { field: 'name', stays: 'a', yields: 'b', here: 'x', there: 'y', counts: 'here', isLater: true, ...said },
      'this computer',
      'Ben’s desk',
    )
  expect([
    words('sequence', {}),
    words('contact', { field: 'mergedInto', isLater: false }),
    words('sequence', { field: going, here: false, there: true }),
    words('sequence', { field: going, here: true, there: false }),
    words('contact', { field: going, here: true, there: false }),
  ]).toEqual([
    'This computer said it later.',
    'This computer said it first, and of this the first word counts.',
    'This computer changed it after Ben’s desk had removed it.',
    'This computer removed it after Ben’s desk had changed it.',
    'This computer removed it, and a contact that was removed stays so.',
  ])
})
