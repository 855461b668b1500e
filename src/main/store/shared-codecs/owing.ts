/** The ledger after what is told of an enrollment: what is owed is planned, what is over is withdrawn. */
import { type EnrollmentState, isEnrollmentOver } from '../../../shared/domain/enrollment.ts'
import { standingOf } from '../../../shared/domain/home.ts'
import { DAY } from '../../../shared/domain/time.ts'
import { variantOf } from '../../../shared/domain/variant.ts'
import { millisOf } from '../clockwork.ts'
import { insertSends } from '../engaging.ts'
import { pauseSends } from '../enrollments.ts'
import { hereOf } from '../homes.ts'
import { applyToSend } from '../ledger.ts'
import type { Reader, Tx } from '../open.ts'
import { batchById } from '../planning.ts'
import { reviewOne, reviewWithWords } from '../reviews.ts'
import { planName } from '../send-name.ts'
import { withdrawPlanned } from '../sending.ts'
import { planAgain } from '../sends.ts'
import { sharedRow } from '../shared-rows.ts'
import { hadHeardOfTakeOver } from '../take-over-heard.ts'
import type { SharedWrite } from './codec.ts'
import { stampOf } from './table.ts'

/** Of whoever was put into another sequence by somebody else, before either knew. */
export const elsewhere = 'a colleague had engaged them in another sequence before'

/** Reasons of emails that whoever told of them was not believed about in the end: `lookFirst`, where it was said to have left. */
export const untold = 'what was told of it does not count any more'
export const lookFirst = 'a computer that was shut out said that it has left: look in the Sent folder'

/** The ledger follows: what is owed is planned, what is over is withdrawn, what is paused stands still. */
export function follow(tx: Tx, row: SharedWrite, now: number): void {
  const held = tx.get<Owed>(
    `SELECT e.id, e.batch_id AS batchId, e.contact_id AS contactId, e.account_id AS accountId, e.emails, e.state,
       q.paused AS sequencePaused, b.start, c.address, c.domain
     FROM enrollments e JOIN batches b ON b.id = e.batch_id JOIN sequences q ON q.id = e.sequence_id
       JOIN contacts c ON c.id = e.contact_id WHERE e.public_id = ? AND e.sandbox = 0`,
    row.id,
  )
  if (!held) return
  if (isEnrollmentOver(held.state)) {
    withdrawPlanned(tx, held.id, (row.fields.reason as string | null) ?? held.state, now)
    return
  }
  planOwed(tx, row, held, now)
  comeBack(tx, held.id, now)
  tx.run(
    `UPDATE sends SET account_id = ?, replan = 1 WHERE enrollment_id = ? AND state = 'planned' AND account_id <> ?`,
    held.accountId,
    held.id,
    held.accountId,
  )
  pauseSends(tx, held.id, held.state === 'paused' || held.sequencePaused === 1)
}

interface Owed {
  id: number
  batchId: number
  contactId: number
  accountId: number
  emails: number
  state: EnrollmentState
  sequencePaused: 0 | 1
  start: number
  address: string
  domain: string
}

/** Rows of the ledger for emails that are owed and not written down here yet; the planner finds them a time. */
function planOwed(tx: Tx, row: SharedWrite, held: Owed, now: number): void {
  const steps = new Set(stepsOf(tx, held.id))
  const at = Math.max(held.start, now)
  const { author, device, hlc } = stampOf(row) as { author: string | null; device: string; hlc: string }
  const owed = Array.from({ length: held.emails }, (_, i) => i + 1).filter((step) => !steps.has(step))
  const batch = owed.length > 0 ? batchById(tx, held.batchId) : undefined
  const written = (step: number) => {
    const text = batch?.steps[step - 1]
    if (!batch || !text) return {}
    const kind = text.kind === 'task' ? ('task' as const) : ('sequence' as const)
    return { kind, variant: variantOf(batch.seed, row.id, step, text) }
  }
  insertSends(
    tx,
    owed.map((step) => ({
      publicId: planName(tx, row.id, step),
      enrollmentId: held.id,
      step,
      ...written(step),
      accountId: held.accountId,
      batchId: held.batchId,
      contactId: held.contactId,
      address: held.address,
      domain: held.domain,
      due: at,
      slot: at,
      at,
      why: null,
      sandbox: false,
      paused: held.state === 'paused' || held.sequencePaused === 1,
      replan: true,
      mark: { author, device, hlc },
    })),
  )
  if (steps.size > 0 && owed.length > 0 && mayHaveGoneOn(tx, row.id, held.accountId)) lookAtSteps(tx, held.id, owed)
}

/**
 * May the computer that its mailbox was taken over from have sent these emails, whatever a person has said of the others since? It may
 * where it added them itself before it can have heard of that (clocks are a day apart at most), or where whoever added them
 * had not heard: closed or not, it may have had their word.
 */
function mayHaveGoneOn(tx: Tx, enrollment: string, accountId: number): boolean {
  const here = hereOf(tx, accountId)
  if (!here || here.taken === null || standingOf(here.where, here.device) !== 'home') return false
  const told = sharedRow(tx, 'enrollment', enrollment)
  const clock = told?.clocks.emails ?? told?.clock ?? ''
  const by = clock.split('-')[2]
  if (by === here.device) return false
  const { homes } = here.where
  const wasHome = Object.values(homes).some(({ device }) => device === by)
  if (wasHome && millisOf(clock) <= here.taken + DAY) return true
  return !hadHeardOfTakeOver(tx, String(told?.fields.account), homes, clock)
}

function lookAtSteps(tx: Tx, enrollmentId: number, steps: readonly number[]): void {
  const added = tx.all<{ id: number }>(
    `SELECT id FROM sends WHERE enrollment_id = ? AND state = 'planned' AND kind = 'sequence' AND step IN (SELECT value FROM json_each(?))`,
    enrollmentId,
    JSON.stringify(steps),
  )
  for (const { id } of added) reviewWithWords(tx, id, 'take_over')
}

/** It doesn't stand aside any more, or isn't over after all: what was taken out with that is owed again. */
function comeBack(tx: Tx, enrollmentId: number, now: number): void {
  const sends = tx.all<{ id: number; reason: string }>(
    `SELECT id, reason FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason IN (?, ?, ?)`,
    enrollmentId,
    elsewhere,
    untold,
    lookFirst,
  )
  for (const { id, reason } of sends) {
    if (applyToSend(tx, id, { type: 'restore' }, now)) planAgain(tx, id)
    if (reason === lookFirst) reviewOne(tx, id, 'take_over', reason)
  }
}

const stepsOf = (reader: Reader, enrollmentId: number): number[] =>
  reader.all<{ step: number }>('SELECT step FROM sends WHERE enrollment_id = ?', enrollmentId).map(({ step }) => step)
