/** Batches of one pace start no more contacts together than one of them may, however they are planned. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import { dayNumber } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { inputArbitrary } from './plan-arbitrary.ts'

const caps = fc.record({
  perDay: fc.option(fc.integer({ min: 1, max: 4 })),
  perHour: fc.option(fc.integer({ min: 1, max: 3 })),
})

it('counts what all batches of a pace start in a day and in a slot', () => {
  fc.assert(
    fc.property(inputArbitrary, caps, ({ fixed: _, ...input }, { perDay, perHour }) => {
      const zone = input.batches[0]?.zone ?? 'UTC'
      const batches = input.batches.map((batch) => ({ ...batch, zone, perDay, perHour, pace: 7 }))
      const { sends } = plan({ ...input, batches, fixed: [] })
      const days = new Map<number, number>()
      const slots = new Map<number, number>()
      for (let i = 0; i < sends.length; i++) {
        if (sends.step[i] !== 1) continue
        const [day, slot] = [dayNumber(sends.at[i] as number, zone), sends.slot[i] as number]
        days.set(day, (days.get(day) ?? 0) + 1)
        slots.set(slot, (slots.get(slot) ?? 0) + 1)
      }
      expect(Math.max(0, ...days.values())).toBeLessThanOrEqual(perDay ?? Number.POSITIVE_INFINITY)
      expect(Math.max(0, ...slots.values())).toBeLessThanOrEqual(perHour ?? Number.POSITIVE_INFINITY)
    }),
    { numRuns: size(150, 2_000) },
  )
})

it('plans each by itself where each has a pace of its own', () => {
  fc.assert(
    fc.property(inputArbitrary, (input) => {
      const apart = { ...input, batches: input.batches.map((batch, i) => ({ ...batch, pace: i })) }
      expect(Array.from(plan(apart).sends.at)).toEqual(Array.from(plan(input).sends.at))
    }),
    { numRuns: size(50, 500) },
  )
})
