/**
 * Engaging a few rows at a time, in a thread of its own: whoever else wants the database gets it in between. Until the
 * last row is there the engagement is not live (see `engagement.ts` in the domain), so what somebody changes meanwhile
 * is still noticed, and all of it can still be taken back.
 */
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdSeries } from '../../../shared/domain/ids.ts'
import { stamp } from '../../store/clockwork.ts'
import { engagementNames } from '../../store/engagement-name.ts'
import { standsOn, writtenMembers } from '../../store/engagements.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../store/engaging.ts'
import { takeLetterDrafts } from '../../store/letter-drafts.ts'
import type { Store, Tx } from '../../store/open.ts'
import { differences } from '../../store/plan-state.ts'
import type { Gently } from '../../store/plan-write.ts'
import type { EngageJob, Written, WrittenCheck } from '../context.ts'
import { batchOf, engagedShown, enrollmentsOf, filesByStep, rowsOf, type Signed, sendsOf } from './engage-rows.ts'
import { otherSlots, proposed } from './engage-whole.ts'
import { asJoined } from './join.ts'
import { type Numbers, numbersIn } from './progress.ts'
import type { Proposal } from './proposal.ts'
import { stillReached } from './who.ts'

/** Somebody changed what an engagement stands on before it was live. */
export const overtaken = (what: string): Refusal =>
  new Refusal('plan_changed', `${what} while the engagement was being written. Nobody was engaged: look at the plan.`)

/**
 * Plans and writes. Whoever asked has to make it live or take it back, also when this throws: its row id is among the
 * numbers as soon as there is one.
 *
 * @throws Refusal as engaging in one piece does, and `cancelled`
 */
export function engageInParts(store: Store, job: EngageJob, gently: Gently): Written {
  const { wish, asker } = job
  const numbers = numbersIn(job.numbers)
  const p = store.read(() => proposed(store, asker, wish, job.now))
  const { batchId, publicId } = writeAll(store, p, job, { numbers, gently })
  const { versionId, paused } = p.sequence
  return {
    batchId,
    seen: stillSo(store, { wish, asker, batchId, versionId, paused }),
    versionId,
    paused,
    moved: otherSlots(p.state, differences(p.state, p.plan)),
    engaged: engagedShown(publicId, p),
  }
}

/** One transaction, unless it was cancelled; then the others get their turn. */
type Part = <T>(rows: number, work: (tx: Tx) => T) => T

function partsOf(store: Store, numbers: Numbers, pause: () => void): Part {
  return (rows, work) => {
    if (numbers.isCancelled()) throw new Refusal('cancelled', 'It was cancelled. Nobody was engaged.')
    const result = store.write(work)
    numbers.add(rows)
    pause()
    return result
  }
}

function writeAll(
  store: Store,
  p: Proposal,
  { asker, now, ids }: EngageJob,
  { numbers, gently }: { numbers: Numbers; gently: Gently },
): { batchId: number; publicId: string } {
  const length = rowsOf(p)
  numbers.begin(p.members.length + length)
  const part = partsOf(store, numbers, gently.pause)
  const { batchId, publicId, signed } = part(0, (tx) => {
    const id = publicIdSeries(ids)
    const signed: Signed = { id, names: engagementNames(tx, asker.seatId, id), now, mark: stamp(tx, now, asker.seatId) }
    const batch = batchOf(p, signed, asker.seatId, 'writing')
    return { batchId: insertBatch(tx, batch), publicId: batch.publicId, signed }
  })
  numbers.begun(batchId)
  const enrollmentAt = enrollmentsOf(p, batchId, signed)
  const enrollments: number[] = []
  for (const { from, rows } of slices(p.members.length, gently.rows)) {
    const some = Array.from({ length: rows }, (_, i) => enrollmentAt(from + i))
    for (const id of part(rows, (tx) => insertEnrollments(tx, some))) enrollments.push(id)
  }
  part(0, (tx) => takeLetterDrafts(tx, { seatId: asker.seatId, sequenceId: p.sequence.id }, batchId, filesByStep(p)))
  const sendAt = sendsOf(p, batchId, enrollments, signed)
  for (const { from, rows } of slices(length, gently.rows)) {
    const some = Array.from({ length: rows }, (_, i) => sendAt(from + i))
    part(rows, (tx) => insertSends(tx, some))
  }
  return { batchId, publicId }
}

function* slices(count: number, most: number): Generator<{ from: number; rows: number }> {
  for (let from = 0; from < count; from += most) yield { from, rows: Math.min(most, count - from) }
}

/**
 * What an engagement that isn't live yet stands on by now.
 *
 * @throws Refusal where it would be another one if it were made now
 */
export const stillSo = (store: Store, { wish, asker, batchId, versionId, paused }: WrittenCheck): string =>
  store.read(() => {
    const { wish: joined, sequence } = asJoined(store, asker, wish)
    if (sequence.archived) throw overtaken(`"${sequence.name}" was archived`)
    if (sequence.paused !== paused) throw overtaken(`"${sequence.name}" was ${sequence.paused ? 'paused' : 'resumed'}`)
    if (sequence.versionId !== versionId) throw overtaken(`"${sequence.name}" was changed`)
    if (!stillReached(store, asker, joined, sequence, writtenMembers(store, batchId)))
      throw overtaken('Some of the contacts were changed')
    return standsOn(store, batchId)
  })
