/**
 * One mailbox takes over what another was to send: which may, and when the emails would leave. What is foretold is done
 * and planned for real, and then taken back, so that it can't differ from what happens.
 */
import { Refusal } from '../../shared/domain/failure.ts'
import { plan } from '../../shared/domain/plan.ts'
import { daysOff } from '../days-off.ts'
import type { AccountRow } from '../store/accounts.ts'
import type { Reader, Store, Tx } from '../store/open.ts'
import { planState } from '../store/plan-state.ts'
import { plansMoreThan } from '../store/plan-write.ts'
import { found } from './accounts-found.ts'
import type { Asker } from './context.ts'
import { inactive, isSandbox, permission } from './may-send.ts'

/** More planned emails than this, planned twice, would make a person wait who only wants to see. */
const most = 20_000

/** @throws Refusal `not_found`, `forbidden` or `no_sender`: it isn't there, isn't theirs to send from, or doesn't send */
export function checkHeir(reader: Reader, asker: Asker, publicId: string): AccountRow {
  const heir = found(reader, publicId)
  const barred = permission(reader, asker, heir)
  if (barred !== null) throw new Refusal('forbidden', barred)
  const idle = inactive(heir)
  if (idle !== null) throw new Refusal('no_sender', idle)
  if (isSandbox(heir))
    throw new Refusal('no_sender', 'Mail from the Sandbox stays on this computer: nobody would be written to any more.')
  return heir
}

interface Slot {
  enrollmentId: number
  slot: number
  at: number
}

/** The time each planned email gets, by row id. */
function timesOf(reader: Reader, now: number): Map<number, Slot> {
  const state = planState(reader, now, daysOff)
  const { sends } = plan(state.input)
  const times = new Map<number, Slot>()
  for (let i = 0; i < sends.length; i++) {
    const row = state.rows.get(`${sends.enrollment[i]}:${sends.step[i]}`)
    if (!row) continue
    const { enrollmentId } = row
    times.set(row.id, { enrollmentId, slot: sends.slot[i] as number, at: sends.at[i] as number })
  }
  return times
}

/** Instants are ms since the epoch. */
export interface Foretold {
  /** When the first and the last of these contacts' emails leave afterwards; null = none does. */
  first: number | null
  last: number | null
  /** When the last of them would leave as things are. */
  lastBefore: number | null
  /** Emails to other contacts that get another slot. */
  displaced: number
}

function compared(before: Map<number, Slot>, after: Map<number, Slot>, own: ReadonlySet<number>): Foretold {
  const instants = (times: Map<number, Slot>) =>
    [...times.values()].filter(({ enrollmentId }) => own.has(enrollmentId)).map(({ at }) => at)
  const least = (all: number[], a = Number.POSITIVE_INFINITY) => all.reduce((x, y) => Math.min(x, y), a)
  const greatest = (all: number[], a = Number.NEGATIVE_INFINITY) => all.reduce((x, y) => Math.max(x, y), a)
  const orNull = (at: number) => (Number.isFinite(at) ? at : null)
  const then = instants(after)
  let displaced = 0
  for (const [id, { enrollmentId, slot }] of after) {
    const was = before.get(id)
    if (!own.has(enrollmentId) && was && was.slot !== slot) displaced++
  }
  return {
    first: orNull(least(then)),
    last: orNull(greatest(then)),
    lastBefore: orNull(greatest(instants(before))),
    displaced,
  }
}

/** Thrown to take the trial back. */
const undo = Symbol('undo')

/**
 * @param work gets a transaction that is rolled back; says which enrollments (row ids) it is about
 * @param isTimed whether it moves emails at all; else there is nothing to work out
 * @returns its result, and what it leads to; null: too many emails to work that out, or nothing to
 * @throws Refusal as `work` does
 */
export function foretell<T>(
  store: Store,
  now: number,
  work: (tx: Tx) => { result: T; own: ReadonlySet<number> },
  isTimed = true,
): { result: T; foretold: Foretold | null } {
  let told: { result: T; foretold: Foretold | null } | undefined
  try {
    store.write((tx) => {
      const exact = isTimed && !plansMoreThan(tx, most)
      const before = exact ? timesOf(tx, now) : null
      const { result, own } = work(tx)
      told = { result, foretold: before && compared(before, timesOf(tx, now), own) }
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
  if (!told) throw new Error('a trial told nothing')
  return told
}
