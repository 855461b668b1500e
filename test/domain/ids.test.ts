import fc from 'fast-check'
import { expect, it } from 'vitest'
import { publicIdBytes, publicIdFrom, publicIdSeries } from '../../src/shared/domain/ids.ts'

const bytes = fc.uint8Array({ minLength: publicIdBytes, maxLength: publicIdBytes })

it('a series begins with the id of its bytes and counts up, so that each id sorts after the one before', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 3000 }), (random, count) => {
      const next = publicIdSeries(random)
      const ids = Array.from({ length: count }, next)
      expect(ids[0]).toBe(publicIdFrom(random))
      for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/)
      expect(new Set(ids).size).toBe(count)
      const wraps = ids.filter((id, i) => i > 0 && id < (ids[i - 1] ?? '')).length
      expect(wraps).toBeLessThanOrEqual(1)
    }),
  )
})

it('a series carries into the letters before, and starts again at its beginning when it is used up', () => {
  const last = (ends: number[]) => publicIdSeries(new Uint8Array([1, 2, 3, 4, 5, ...ends]))
  const carry = last([0, 0, 0x0f, 0xff, 0xff])
  expect([carry().slice(8), carry().slice(8)]).toEqual(['0000zzzz', '00010000'])
  const wrap = last([0xff, 0xff, 0xff, 0xff, 0xff])
  const before = wrap()
  expect(before.slice(8)).toBe('zzzzzzzz')
  expect(wrap()).toBe(`${before.slice(0, 8)}00000000`)
})

it('too few bytes are no id', () => {
  expect(() => publicIdSeries(new Uint8Array(publicIdBytes - 1))).toThrow(/needs 10 bytes, not 9/)
})
