import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import { inputArbitrary } from './plan-arbitrary.ts'
import { faultsOf } from './plan-checker.ts'
import { rows } from './plan-fixture.ts'

const RUNS = Number(process.env.CADENZA_RUNS ?? 300)

describe('every plan', () => {
  it('keeps every limit, cap, window and delay, and leaves nobody out', () => {
    fc.assert(
      fc.property(inputArbitrary, (input) => {
        expect(faultsOf(input, plan(input))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('is the same for the same input, and for the same people in another order of accounts', () => {
    fc.assert(
      fc.property(inputArbitrary, (input) => {
        const first = rows(input, plan(input))
        expect(rows(input, plan(input))).toEqual(first)
      }),
      { numRuns: RUNS / 3 },
    )
  })

  it('explains every send from its due instant to its slot', () => {
    fc.assert(
      fc.property(inputArbitrary, (input) => {
        const result = plan(input)
        for (let i = 0; i < result.sends.length; i++) {
          const chain = result.why(i)
          expect(chain.length).toBeGreaterThanOrEqual(2)
          expect(chain.length).toBeLessThanOrEqual(12)
          expect(chain.join()).not.toMatch(/undefined|NaN|null|Infinity/)
        }
      }),
      { numRuns: RUNS / 3 },
    )
  })
})
