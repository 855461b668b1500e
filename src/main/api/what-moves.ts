/**
 * What a change of settings would do to mail that is planned already: everything is planned twice, as things are and as
 * they would be, and the two plans are compared. Nothing is written.
 */
import { plan } from '../../shared/domain/plan.ts'
import type { Plan, PlanInput } from '../../shared/domain/plan-shape.ts'
import { daysOff } from '../days-off.ts'
import { plannedOf } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import { type PlanState, planState } from '../store/plan-state.ts'
import { plansMoreThan } from '../store/plan-write.ts'
import { isoOrNull } from './context.ts'

/** More than this, planned twice, would make a person at the window wait: then only their number is told. */
const most = 20_000

export interface Moves {
  planned: number
  moved: number | null
  waiting: number | null
  last_before: string | null
  last_after: string | null
}

/** A planned email's slot and instant, by enrollment and step. */
type Times = Map<string, { slot: number; at: number }>

function timesOf(state: PlanState, { sends }: Plan, account: number | null): Times {
  const times: Times = new Map()
  for (let i = 0; i < sends.length; i++) {
    const enrollment = sends.enrollment[i] as number
    const key = `${enrollment}:${sends.step[i]}`
    const concerned = account === null || state.input.enrollments[enrollment]?.account === account
    if (concerned && state.rows.has(key)) times.set(key, { slot: sends.slot[i] as number, at: sends.at[i] as number })
  }
  return times
}

const lastOf = (times: Times): string | null => {
  let last: number | null = null
  for (const { at } of times.values()) if (last === null || at > last) last = at
  return isoOrNull(last)
}

/**
 * @param accountId row id of the account whose mail is looked at; null = all mail
 * @param change the input of the planner as it would be; must not alter what it is given
 */
export function whatMoves(
  reader: Reader,
  now: number,
  accountId: number | null,
  change: (input: PlanInput, accountIndex: number) => PlanInput,
): Moves {
  const planned = plannedOf(reader, accountId)
  if (plansMoreThan(reader, most)) return { planned, moved: null, waiting: null, last_before: null, last_after: null }
  const state = planState(reader, now, daysOff)
  const index = state.accounts.findIndex((account) => account.id === accountId)
  const only = accountId === null ? null : index
  const before = timesOf(state, plan(state.input), only)
  const after = timesOf(state, plan(change(state.input, index)), only)
  let moved = 0
  let waiting = 0
  for (const [key, { slot }] of before) {
    const then = after.get(key)
    if (!then) waiting++
    else if (then.slot !== slot) moved++
  }
  return { planned, moved, waiting, last_before: lastOf(before), last_after: lastOf(after) }
}
