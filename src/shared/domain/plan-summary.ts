import type { Plan, PlanInput } from './plan-shape.ts'

/** What preview and calendar show of a plan. */

export interface SlotSummary {
  start: number
  emails: number
  /** Sends by account address and by step number; only what is above 0. */
  perAccount: Record<string, number>
  perStep: Record<string, number>
}

export interface PlanSummary {
  contacts: number
  emails: number
  /** Steps that people do by hand. */
  tasks: number
  /** Instants of the first and the last email; null when there is none. */
  start: number | null
  finish: number | null
  /** In the order of the input's accounts. */
  perAccount: { address: string; contacts: number; emails: number }[]
  /** Slots with at least one send, by start. */
  slots: SlotSummary[]
}

interface Tally {
  emails: number
  accounts: Map<number, number>
  steps: Map<number, number>
}

const bump = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1)

/** Whether planned step `i` is done by hand, and so no email. */
export function isTask({ enrollments, batches }: PlanInput, { sends }: Pick<Plan, 'sends'>, i: number): boolean {
  const batch = batches[enrollments[sends.enrollment[i] as number]?.batch ?? -1]
  return batch?.steps[(sends.step[i] as number) - 1]?.task === true
}

function tally(input: PlanInput, plan: Plan): Map<number, Tally> {
  const { sends } = plan
  const slots = new Map<number, Tally>()
  let last: Tally | undefined
  let lastStart = Number.NaN
  const mayHaveTasks = hasTasks(input)
  for (let i = 0; i < sends.length; i++) {
    if (mayHaveTasks && isTask(input, plan, i)) continue
    const start = sends.slot[i] as number
    if (start !== lastStart || last === undefined) {
      last = slots.get(start)
      if (last === undefined) {
        last = { emails: 0, accounts: new Map(), steps: new Map() }
        slots.set(start, last)
      }
      lastStart = start
    }
    last.emails += 1
    bump(last.accounts, input.enrollments[sends.enrollment[i] as number]?.account ?? -1)
    bump(last.steps, sends.step[i] as number)
  }
  return slots
}

const hasTasks = ({ batches }: PlanInput): boolean => batches.some(({ steps }) => steps.some(({ task }) => task))

/** Instants of the first and the last email, and how many there are. */
function span(input: PlanInput, plan: Plan): Pick<PlanSummary, 'emails' | 'start' | 'finish' | 'tasks'> {
  const { at, length } = plan.sends
  if (!hasTasks(input))
    return {
      emails: length,
      tasks: 0,
      start: length > 0 ? (at[0] as number) : null,
      finish: length > 0 ? (at[length - 1] as number) : null,
    }
  let emails = 0
  let [start, finish]: [number | null, number | null] = [null, null]
  for (let i = 0; i < length; i++) {
    if (isTask(input, plan, i)) continue
    emails++
    start ??= at[i] as number
    finish = at[i] as number
  }
  return { emails, tasks: length - emails, start, finish }
}

/** Totals of a plan, per account and per slot. Linear in sends. Tasks are no emails. */
export function summarise(input: PlanInput, plan: Plan): PlanSummary {
  const perAccount = input.accounts.map(({ address }) => ({ address, contacts: 0, emails: 0 }))
  for (const { account } of input.enrollments) {
    const entry = perAccount[account]
    if (entry !== undefined) entry.contacts += 1
  }
  const slots: SlotSummary[] = []
  for (const [start, { emails, accounts, steps }] of tally(input, plan)) {
    const slot: SlotSummary = { start, emails, perAccount: {}, perStep: {} }
    for (const [index, count] of [...accounts].sort(([a], [b]) => a - b)) {
      const entry = perAccount[index]
      if (entry === undefined) continue
      entry.emails += count
      slot.perAccount[entry.address] = (slot.perAccount[entry.address] ?? 0) + count
    }
    for (const [step, count] of [...steps].sort(([a], [b]) => a - b)) slot.perStep[step] = count
    slots.push(slot)
  }
  return {
    contacts: input.enrollments.length,
    ...span(input, plan),
    perAccount,
    slots: slots.sort((a, b) => a.start - b.start),
  }
}
