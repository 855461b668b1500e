/**
 * What a deed would lead to: it is done, everything is planned as the planner would, and then all of it is taken back.
 * So what is foretold and what happens can't be two different things.
 */
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { plan } from '../../shared/domain/plan.ts'
import { daysOff } from '../days-off.ts'
import type { Reader, Store, Tx } from '../store/open.ts'
import { planState } from '../store/plan-state.ts'
import { plansMoreThan } from '../store/plan-write.ts'
import { enrollmentFacts, type SendRow, sendsById } from '../store/sends.ts'

/** More planned emails than this, planned twice, would make a person wait who only wants to see. */
const most = 20_000

export interface Shift {
  id: number
  enrollmentId: number
  /** Slot starts, ms since the epoch; null = it has no time. */
  from: number
  to: number | null
  /** It belongs to a contact that was asked about. */
  own: boolean
}

export interface Foreseen {
  /** Null: too many to work out. In order of time. */
  shifts: Shift[] | null
  /** The slot each of those asked about gets, by row id; missing where it gets none. */
  slots: Map<number, number>
  /** Instants of those that were given one at once, by row id. */
  instants: Map<number, number>
  /** Contacts whose sequence is over by it. */
  ends: number
}

interface Times {
  slots: Map<number, number>
  /** Rows that the plan was asked about, with the slot they have now. */
  rows: Map<number, { slot: number; enrollmentId: number }>
}

function timesOf(reader: Reader, now: number): Times {
  const state = planState(reader, now, daysOff)
  const { sends } = plan(state.input)
  const slots = new Map<number, number>()
  for (let i = 0; i < sends.length; i++) {
    const row = state.rows.get(`${sends.enrollment[i]}:${sends.step[i]}`)
    if (row) slots.set(row.id, sends.slot[i] as number)
  }
  return { slots, rows: new Map([...state.rows.values()].map((row) => [row.id, row])) }
}

function shiftsOf(before: Times, after: Times, own: ReadonlySet<number>): Shift[] {
  const found: Shift[] = []
  for (const [id, { slot, enrollmentId }] of after.rows) {
    const was = before.slots.get(id) ?? null
    const to = after.slots.get(id) ?? null
    // What waited before and still waits, for its account say, is not moved by this.
    if (was === to || (was === null && to === slot)) continue
    found.push({ id, enrollmentId, from: was ?? slot, to, own: own.has(enrollmentId) })
  }
  return found.sort((a, b) => a.from - b.from || a.id - b.id)
}

/** Thrown to take the trial back. */
const undo = Symbol('undo')

/** @throws Refusal as `work` does. `work` gets a transaction that is rolled back. */
export function foresee(store: Store, now: number, rows: readonly SendRow[], work: (tx: Tx) => void): Foreseen {
  const own = new Set(rows.flatMap((row) => row.enrollmentId ?? []))
  const isOver = (reader: Reader, id: number) => isEnrollmentOver(enrollmentFacts(reader, id)?.state ?? 'finished')
  const result: Foreseen = { shifts: null, slots: new Map(), instants: new Map(), ends: 0 }
  try {
    store.write((tx) => {
      const exact = !plansMoreThan(tx, most)
      const before = exact ? timesOf(tx, now) : null
      const going = [...own].filter((id) => !isOver(tx, id))
      work(tx)
      const after = exact ? timesOf(tx, now) : null
      for (const row of sendsById(
        tx,
        rows.map(({ id }) => id),
      ))
        if (row.state === 'planned' && row.replan === 0) result.instants.set(row.id, row.at)
      result.ends = going.filter((id) => isOver(tx, id)).length
      if (before && after) {
        result.shifts = shiftsOf(before, after, own)
        for (const { id } of rows) {
          // One in a slot that has begun stays where it is, and is not planned.
          const slot = after.slots.get(id) ?? (after.rows.has(id) ? undefined : sendsById(tx, [id])[0]?.slot)
          if (slot !== undefined) result.slots.set(id, slot)
        }
      }
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
  return result
}
