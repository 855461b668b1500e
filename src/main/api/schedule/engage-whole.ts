/** Engaging in one piece: planned and written in one transaction, where that is done before anybody notices. */
import type { EngagedAnswer } from '../../../shared/contract/schedule.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { stamp } from '../../store/clockwork.ts'
import { cutAfterEnd } from '../../store/cut-by-date.ts'
import { engagementNames } from '../../store/engagement-name.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../store/engaging.ts'
import { note } from '../../store/journal.ts'
import { letterDraftsTaken, takeLetterDrafts } from '../../store/letter-drafts.ts'
import type { Reader, Tx } from '../../store/open.ts'
import { differences, type Move, type PlanState } from '../../store/plan-state.ts'
import { place } from '../../store/planning.ts'
import type { Asker } from '../context.ts'
import { planSummary } from '../preview-output.ts'
import {
  batchOf,
  engagedShown,
  enrollmentsOf,
  filesByStep,
  movedWords,
  rowsOf,
  type Signed,
  sendsOf,
} from './engage-rows.ts'
import { readToken, refuseWaiting, told } from './preview.ts'
import { type Proposal, planHash, propose, type Wish } from './proposal.ts'
import { checkReviewed } from './review.ts'

export interface EngageWish extends Wish {
  /** Of a preview: exactly that plan, or none. */
  token?: string | undefined
}

/**
 * The plan that a wish comes to now.
 *
 * @throws Refusal as `propose` does, `plan_changed` where the token's plan was another, and `invalid_schedule`
 */
export function proposed(reader: Reader, asker: Asker, wish: EngageWish, now: number): Proposal {
  const p = propose(reader, asker, wish, now)
  refuseWaiting(p)
  checkToken(wish.token, p)
  checkReviewed(reader, asker, p)
  if (p.members.length === 0) throw new Refusal('invalid_schedule', nobodyLeft(p), { excluded: told(p).slice(0, 100) })
  return p
}

function checkToken(text: string | undefined, p: Proposal): void {
  if (text === undefined) return
  const token = readToken(text)
  if (planHash(p) === token.hash) return
  const now = planSummary(p.own.input, p.own.plan, null)
  throw new Refusal(
    'plan_changed',
    `The plan would differ from the one shown: ${now.emails} emails until ${now.finish} instead of ${token.emails} until ${token.finish}.`,
    {
      shown: { emails: token.emails, start: token.start, finish: token.finish },
      now: { emails: now.emails, start: now.start, finish: now.finish },
    },
  )
}

function nobodyLeft({ excluded }: Proposal): string {
  const [first] = excluded
  return first
    ? `Nobody is left to write to. For example: ${first.message}`
    : 'There are no contacts. Import some first.'
}

/** One transaction from the first look on: a worker may be writing other times into what this plan stands on. */
export function engageWhole(tx: Tx, asker: Asker, wish: EngageWish, now: number, id: () => string): EngagedAnswer {
  const p = proposed(tx, asker, wish, now)
  const names = engagementNames(tx, asker.seatId, id)
  const signed: Signed = { id, names, now, mark: stamp(tx, now, asker.seatId) }
  const batch = batchOf(p, signed, asker.seatId, 'live')
  const batchId = insertBatch(tx, batch)
  const enrollmentAt = enrollmentsOf(p, batchId, signed)
  const enrollments = insertEnrollments(
    tx,
    p.members.map((_, i) => enrollmentAt(i)),
  )
  takeLetterDrafts(tx, { seatId: asker.seatId, sequenceId: p.sequence.id }, batchId, filesByStep(p))
  letterDraftsTaken(tx, batchId)
  writeSends(tx, p, sendsOf(p, batchId, enrollments, signed))
  takeOutLate(tx, p, enrollments, now)
  moveOthers(tx, p, now)
  return engagedShown(batch.publicId, p)
}

/** What would leave after its end, as the planner would a moment later. */
function takeOutLate(tx: Tx, { own, ends }: Proposal, enrollments: readonly number[], now: number): void {
  if (!ends?.until) return
  for (const { enrollment, step, code } of own.plan.waiting)
    if (code === 'ended')
      cutAfterEnd(tx, { enrollmentId: enrollments[enrollment] as number, step, until: ends.until }, now)
}

/** Rows of the ledger that are made ready together. */
const some = 10_000

function writeSends(tx: Tx, p: Proposal, rowOf: ReturnType<typeof sendsOf>): void {
  const length = rowsOf(p)
  // not all at once: there may be a million
  for (let from = 0; from < length; from += some)
    insertSends(
      tx,
      Array.from({ length: Math.min(some, length - from) }, (_, i) => rowOf(from + i)),
    )
}

/** Who is due earlier goes first where room is short, so an engagement can move what others planned; the journal says so. */
function moveOthers(tx: Tx, { state, plan, sequence }: Proposal, now: number): void {
  const moves = differences(state, plan)
  if (moves.length === 0) return
  place(tx, moves)
  const words = movedWords(otherSlots(state, moves), sequence.name)
  if (words) note(tx, now, 'moved', words)
}

/** How many emails that are planned already get another slot. */
export function otherSlots(state: PlanState, moves: readonly Move[]): number {
  const slots = new Map(Array.from(state.rows.values(), (row) => [row.id, row.slot]))
  return moves.filter((move) => slots.get(move.id) !== move.slot).length
}
