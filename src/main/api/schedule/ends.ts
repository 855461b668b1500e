/** The date on which an engagement ends, as somebody gives it, and what it cuts off. */
import { type EngagementEnds, endInstant } from '../../../shared/domain/engagement-ends.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Plan, PlanBatch } from '../../../shared/domain/plan-shape.ts'

/** @throws Refusal `invalid_schedule` */
export function checkUntil(until: string, zone: string, now: number): void {
  if (now < endInstant(until, zone)) return
  throw new Refusal('invalid_schedule', `It can't end on ${until}: that day has gone by. Give a later date.`, {
    field: 'until',
  })
}

/** A step of each of these, and all that follow it, would leave after that date. */
export interface CutOff {
  until: string
  /** Emails that never leave. */
  emails: number
  /** Contacts who don't get all of it. */
  contacts: number
  /** Of these, who get none of it. */
  none: number
}

interface Ending {
  ends: EngagementEnds | null
  /** The engagement's own plan. */
  own: { plan: Plan }
  batch: PlanBatch
}

/** What the date cuts off, counted in the plan that goes with it; null where it has none. */
export function cutOff({ ends, own, batch }: Ending): CutOff | null {
  if (!ends?.until) return null
  const late = own.plan.waiting.filter(({ code }) => code === 'ended')
  const emails = (from: number) => batch.steps.slice(from - 1).filter(({ task }) => !task).length
  return {
    until: ends.until,
    emails: late.reduce((sum, { step }) => sum + emails(step), 0),
    contacts: late.length,
    none: late.filter(({ step }) => step === 1).length,
  }
}
