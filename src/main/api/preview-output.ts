/** What a plan looks like from outside: the summary, the slots, and on demand every send with its reasons. */
import type { Bottleneck, Plan, PlanInput } from '../../shared/domain/plan-shape.ts'
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

/** Totals of a plan: contacts with at least one planned email, all emails, first and last. */
export function planSummary(input: PlanInput, plan: Plan, bottleneck: Bottleneck | null): PlanSummary {
  const { sends } = plan
  const zone = zoneOf(input)
  const perSender = input.accounts.map(({ address }) => ({ sender: address, contacts: 0, emails: 0 }))
  const met = new Uint8Array(input.enrollments.length)
  let contacts = 0
  for (let i = 0; i < sends.length; i++) {
    const enrollment = sends.enrollment[i] as number
    const total = perSender[input.enrollments[enrollment]?.account as number] as SenderTotal
    total.emails++
    if (met[enrollment] === 1) continue
    met[enrollment] = 1
    total.contacts++
    contacts++
  }
  const at = (i: number) => (sends.length === 0 ? null : formatIso(sends.at[i] as number, zone))
  return {
    contacts,
    emails: sends.length,
    start: at(0),
    finish: at(sends.length - 1),
    bottleneck: bottleneck?.text ?? null,
    perSender,
  }
}

/** Slots that hold mail, in order of time. */
export function planSlots(input: PlanInput, plan: Plan): SlotTotal[] {
  const { sends } = plan
  const zone = zoneOf(input)
  const slots = new Map<number, SlotTotal>()
  for (let i = 0; i < sends.length; i++) {
    const start = sends.slot[i] as number
    let total = slots.get(start)
    if (!total) {
      total = { start: formatIso(start, zone), emails: 0, perSender: {}, perStep: {} }
      slots.set(start, total)
    }
    const sender = senderOf(input, sends.enrollment[i] as number)
    const step = String(sends.step[i])
    total.emails++
    total.perSender[sender] = (total.perSender[sender] ?? 0) + 1
    total.perStep[step] = (total.perStep[step] ?? 0) + 1
  }
  return [...slots].sort(([a], [b]) => a - b).map(([, total]) => total)
}

/** Every send in order of time. `contact` names an enrollment by its index. One at a time: there may be a million. */
export function* planSends(
  input: PlanInput,
  plan: Plan,
  contact: (enrollment: number) => string,
): Generator<PlannedSend> {
  const { sends } = plan
  const zone = zoneOf(input)
  for (let i = 0; i < sends.length; i++) {
    const enrollment = sends.enrollment[i] as number
    yield {
      contact: contact(enrollment),
      sender: senderOf(input, enrollment),
      step: sends.step[i] as number,
      at: formatIso(sends.at[i] as number, zone),
      slot: formatIso(sends.slot[i] as number, zone),
      why: plan.why(i),
    }
  }
}

const senderOf = (input: PlanInput, enrollment: number): string =>
  input.accounts[input.enrollments[enrollment]?.account as number]?.address ?? ''

/** Instants are shown in the schedule's zone; a plan of several schedules in the workspace's. */
const zoneOf = (input: PlanInput): string =>
  (input.batches.length === 1 ? input.batches[0]?.zone : undefined) ?? input.zone
