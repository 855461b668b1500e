/** Nothing is planned after the date on which an engagement ends, nobody is lost, and what is before it stays. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { endInstant, endsOf } from '../../src/shared/domain/engagement-ends.ts'
import { plan } from '../../src/shared/domain/plan.ts'
import { size } from '../size.ts'
import { inputArbitrary, zoneArbitrary } from './plan-arbitrary.ts'

it('plans nothing at the end or after it, and every step is planned, waits, or was cut', () => {
  fc.assert(
    fc.property(inputArbitrary, fc.integer({ min: 0, max: 240 }), (input, hours) => {
      const endsAt = input.now + hours * 3_600_000
      const ended = { ...input, batches: input.batches.map((batch, i) => (i === 0 ? { ...batch, endsAt } : batch)) }
      const { sends, waiting } = plan(ended)
      const planned = new Map<number, number>()
      for (let i = 0; i < sends.length; i++) {
        const e = sends.enrollment[i] as number
        planned.set(e, (planned.get(e) ?? 0) + 1)
        if (ended.enrollments[e]?.batch === 0) expect(sends.at[i]).toBeLessThan(endsAt)
      }
      const stopped = new Map(waiting.map((each) => [each.enrollment, each]))
      expect(stopped.size).toBe(waiting.length)
      for (const [e, { batch, nextStep }] of ended.enrollments.entries()) {
        const steps = ended.batches[batch]?.steps.length ?? 0
        const at = stopped.get(e)
        expect(nextStep + (planned.get(e) ?? 0)).toBe(at ? at.step : Math.max(steps + 1, nextStep))
        if (at?.code === 'ended') expect(batch).toBe(0)
      }
    }),
    { numRuns: size(100, 1_000) },
  )
})

it('a date far away changes nothing', () => {
  fc.assert(
    fc.property(inputArbitrary, (input) => {
      const far = { ...input, batches: input.batches.map((batch) => ({ ...batch, endsAt: 8.64e15 })) }
      const [one, other] = [plan(input), plan(far)]
      expect(Array.from(other.sends.at)).toEqual(Array.from(one.sends.at))
    }),
    { numRuns: size(50, 500) },
  )
})

it('the end is the midnight after the date, where the zone is', () => {
  expect(new Date(endInstant('2026-12-01', 'Africa/Lagos')).toISOString()).toBe('2026-12-01T23:00:00.000Z')
  fc.assert(
    fc.property(zoneArbitrary, fc.integer({ min: 0, max: 700 }), (zone, days) => {
      const date = new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10)
      const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
      const end = endInstant(date, zone)
      expect(text.format(end - 1)).toBe(date)
      expect(text.format(end) > date).toBe(true)
    }),
  )
})

it('what is not chosen is not kept', () => {
  expect(endsOf({ company: false, until: null })).toBeNull()
  expect(endsOf({ company: true, clicked: false })).toEqual({ company: true })
})
