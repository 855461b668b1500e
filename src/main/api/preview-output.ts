/** What a plan looks like from outside: the summary, the slots, and on demand every send with its reasons. */
import type { Bottleneck, Plan, PlanInput } from '../../shared/domain/plan-shape.ts'
import { type PlanSummary as PlanTotals, summarise } from '../../shared/domain/plan-summary.ts'
import { sharedReasons } from '../../shared/domain/reason-once.ts'
import { formatIso } from '../../shared/domain/time-text.ts'

export interface SenderTotal {
  sender: string
  contacts: number
  emails: number
}

export interface SlotTotal {
  /** ISO 8601 with the schedule zone's offset. */
  start: string
  emails: number
  perSender: Record<string, number>
  perStep: Record<string, number>
}

export interface PlanSummary {
  contacts: number
  emails: number
  /** First and last send; null when there is none. */
  start: string | null
  finish: string | null
  bottleneck: string | null
  perSender: SenderTotal[]
}

export interface PlannedSend {
  contact: string
  sender: string
  step: number
  at: string
  slot: string
  why: string[]
}

/** Totals of a plan, with the limit that sets its finish. */
export const planSummary = (input: PlanInput, plan: Plan, bottleneck: Bottleneck | null): PlanSummary =>
  summaryOf(summarise(input, plan), zoneOf(input), bottleneck)

/** Totals, and the slots that hold mail in order of time. */
export function planFigures(
  input: PlanInput,
  plan: Plan,
  bottleneck: Bottleneck | null,
): { summary: PlanSummary; slots: SlotTotal[] } {
  const zone = zoneOf(input)
  const totals = summarise(input, plan)
  const slots = totals.slots.map(({ start, emails, perAccount, perStep }) => ({
    start: formatIso(start, zone),
    emails,
    perSender: perAccount,
    perStep,
  }))
  return { summary: summaryOf(totals, zone, bottleneck), slots }
}

function summaryOf(totals: PlanTotals, zone: string, bottleneck: Bottleneck | null): PlanSummary {
  const { contacts, emails, start, finish, perAccount } = totals
  return {
    contacts,
    emails,
    start: start === null ? null : formatIso(start, zone),
    finish: finish === null ? null : formatIso(finish, zone),
    bottleneck: bottleneck?.text ?? null,
    perSender: perAccount.map(({ address, ...rest }) => ({ sender: address, ...rest })),
  }
}

/** Every send in order of time. `contact` names an enrollment by its index. One at a time: there may be a million. */
export function* planSends(
  input: PlanInput,
  plan: Plan,
  contact: (enrollment: number) => string,
): Generator<PlannedSend> {
  const { sends } = plan
  const zone = zoneOf(input)
  const why = sharedReasons(input, plan)
  for (let i = 0; i < sends.length; i++) {
    const enrollment = sends.enrollment[i] as number
    yield {
      contact: contact(enrollment),
      sender: senderOf(input, enrollment),
      step: sends.step[i] as number,
      at: formatIso(sends.at[i] as number, zone),
      slot: formatIso(sends.slot[i] as number, zone),
      why: why(i),
    }
  }
}

const senderOf = (input: PlanInput, enrollment: number): string =>
  input.accounts[input.enrollments[enrollment]?.account as number]?.address ?? ''

/** Instants are shown in the schedule's zone; a plan of several schedules in the workspace's. */
const zoneOf = (input: PlanInput): string =>
  (input.batches.length === 1 ? input.batches[0]?.zone : undefined) ?? input.zone
