import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plan } from '../../src/shared/domain/plan.ts'
import { orderByInstant } from '../../src/shared/domain/plan-order.ts'
import type { PlanEnrollment, PlanInput } from '../../src/shared/domain/plan-shape.ts'
import { size } from '../size.ts'
import { inputArbitrary } from './plan-arbitrary.ts'
import { account, batch, contacts, enrollment, input, limit, local, type Row, rows } from './plan-fixture.ts'

const NOW = local('2026-11-23T09:00')
const HOUR = 3_600_000

/** The order when room is short, as the product page has it. Negative: `a` goes first. */
function priority(from: PlanInput, a: Row, b: Row): number {
  const [ea, eb] = [from.enrollments[a.enrollment] as PlanEnrollment, from.enrollments[b.enrollment] as PlanEnrollment]
  const byHand = (e: PlanEnrollment, row: Row) => (e.byHand !== null && row.step === e.nextStep ? 0 : 1)
  const laterStep = from.newContactsFirst ? a.step - b.step : b.step - a.step
  return (
    byHand(ea, a) - byHand(eb, b) ||
    laterStep ||
    a.due - b.due ||
    ea.enrolledAt - eb.enrolledAt ||
    ea.position - eb.position
  )
}

describe('order when room is short', () => {
  it('lets nobody pass who comes later: by hand, later step, due, enrolled, list position', () => {
    fc.assert(
      fc.property(inputArbitrary, (raw) => {
        // One calendar, one zone and no caps, so that whoever is due could have had every slot.
        const first = raw.batches[0] as PlanInput['batches'][number]
        const from: PlanInput = {
          ...raw,
          workspacePerDay: null,
          domainPerDay: null,
          accounts: raw.accounts.map((each) => ({ ...each, zone: null })),
          batches: raw.batches.map(({ start, steps }) => ({
            ...first,
            start,
            steps,
            perDay: null,
            perHour: null,
            useContactZone: false,
          })),
        }
        const all = rows(from, plan(from))
        for (const row of all)
          for (const other of all) {
            if (other.account !== row.account || other.enrollment === row.enrollment || other.due > row.slot) continue
            // A later step that was due this early had the step before out of the way.
            if (other.slot > row.slot) expect(priority(from, row, other)).toBeLessThan(0)
            if (other.slot === row.slot && other.at > row.at) expect(priority(from, row, other)).toBeLessThan(0)
          }
      }),
      { numRuns: Number(process.env.CADENZA_RUNS ?? size(100, 1_000)) },
    )
  })

  const steps = [
    { days: 0, hour: null },
    { days: 1, hour: null },
  ]
  const scarce = [account('anna@example.com', { limits: [limit('day', 1)] })]
  const names = (from: PlanInput) => rows(from, plan(from)).map(({ enrollment: e, step }) => `${e}.${step}`)

  it('prefers later steps, or new contacts where the workspace says so', () => {
    const from = input(NOW, { accounts: scarce, batches: [batch(NOW, { steps })], enrollments: contacts(3) })
    expect(names(from)).toEqual(['0.1', '0.2', '1.1', '1.2', '2.1', '2.2'])
    expect(names({ ...from, newContactsFirst: true })).toEqual(['0.1', '1.1', '2.1', '0.2', '1.2', '2.2'])
  })

  it('puts first what was rescheduled by hand, not before its time', () => {
    const byHand = enrollment(2, { byHand: NOW + 24 * HOUR })
    const from = input(NOW, { accounts: scarce, enrollments: [...contacts(2), byHand] })
    expect(names(from)).toEqual(['0.1', '2.1', '1.1'])
    expect(plan(from).why(1)).toEqual(['moved by hand to Tue 09:00', 'Tue 09:00'])
  })

  it('serves who enrolled earlier first, then by place in the list', () => {
    const list = [enrollment(5, { enrolledAt: 2 }), enrollment(4, { enrolledAt: 1 }), enrollment(3, { enrolledAt: 1 })]
    expect(names(input(NOW, { accounts: scarce, enrollments: list }))).toEqual(['2.1', '1.1', '0.1'])
  })
})

describe('sends by instant', () => {
  it('sorts slots that overlap, and keeps the order of equals', () => {
    const run = fc.record({
      after: fc.integer({ min: 1, max: 4 }),
      places: fc.array(fc.nat({ max: HOUR - 1 }), { minLength: 1, maxLength: 30 }),
    })
    fc.assert(
      fc.property(fc.array(run, { maxLength: 20 }), (list) => {
        const at: number[] = []
        let slot = 0
        const runs = list.map(({ after, places }) => {
          slot += (after * HOUR) / 4
          const from = at.length
          at.push(...places.map((place) => slot + place))
          return { slot, from }
        })
        const order = [...orderByInstant(Float64Array.from(at), at.length, runs)]
        const expected = at.map((_, i) => i).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
        expect(order).toEqual(expected)
      }),
    )
  })
})
