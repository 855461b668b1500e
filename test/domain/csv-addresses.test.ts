import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressSet } from '../../src/shared/domain/address-set.ts'

test('the address set tells 300,000 alike addresses apart and names the first line', () => {
  const set = addressSet()
  const key = (i: number) => `contact${i}@example${i % 7}.test`
  for (let i = 0; i < 300_000; i++) if (set.add(key(i), i + 1) !== 0) throw new Error(`${key(i)} was taken for another`)
  for (let i = 0; i < 300_000; i++) if (set.add(key(i), 999) !== i + 1) throw new Error(`${key(i)} was forgotten`)
  expect(set.size()).toBe(300_000)
})

test('the address set does what a Map does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 1, max: 99 })), { maxLength: 200 }),
      (list) => {
        const set = addressSet()
        const map = new Map<string, number>()
        for (const [key, line] of list) {
          expect(set.add(key, line)).toBe(map.get(key) ?? 0)
          if (!map.has(key)) map.set(key, line)
        }
        expect(set.size()).toBe(map.size)
      },
    ),
  )
})
