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
  /** Instants of the first and the last send; null when there is none. */
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

function tally(input: PlanInput, { sends }: Plan): Map<number, Tally> {
  const slots = new Map<number, Tally>()
  let last: Tally | undefined
  let lastStart = Number.NaN
  for (let i = 0; i < sends.length; i++) {
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

/** Totals of a plan, per account and per slot. Linear in sends. */
export function summarise(input: PlanInput, plan: Plan): PlanSummary {
  const { sends } = plan
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
    emails: sends.length,
    start: sends.length > 0 ? (sends.at[0] as number) : null,
    finish: sends.length > 0 ? (sends.at[sends.length - 1] as number) : null,
    perAccount,
    slots: slots.sort((a, b) => a.start - b.start),
  }
}
