import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import type { PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { size } from '../size.ts'
import { inputArbitrary } from './plan-arbitrary.ts'
import { faultsOf } from './plan-checker.ts'
import { type Row, rows } from './plan-fixture.ts'

const RUNS = Number(process.env.CADENZA_RUNS ?? size(100, 1_000))

describe('every plan', () => {
  it('keeps every limit, cap, window and delay, and leaves nobody out', () => {
    fc.assert(
      fc.property(inputArbitrary, (input) => {
        expect(faultsOf(input, plan(input))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('is the same for the same input, whatever the order of its accounts and of what was sent', () => {
    fc.assert(
      fc.property(inputArbitrary, (input) => {
        const first = rows(input, plan(input))
        expect(rows(input, plan(input))).toEqual(first)
        const last = input.accounts.length - 1
        const turned: PlanInput = {
          ...input,
          accounts: input.accounts.toReversed(),
          enrollments: input.enrollments.map((e) => ({ ...e, account: last - e.account })),
          fixed: input.fixed.map((fixed) => ({ ...fixed, account: last - fixed.account })).reverse(),
        }
        const bare = (list: Row[]) =>
          list
            .map(({ enrollment, step, due, slot, at }) => ({ enrollment, step, due, slot, at }))
            .sort((a, b) => a.enrollment - b.enrollment || a.step - b.step)
        expect(bare(rows(turned, plan(turned)))).toEqual(bare(first))
      }),
      { numRuns: Math.ceil(RUNS / 3) },
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
      { numRuns: Math.ceil(RUNS / 3) },
    )
  })
})
