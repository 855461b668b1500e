/** Who is written to, from where: engagements and the contacts in them. */
import { hash } from 'node:crypto'
import { type EnrollmentState, enrollmentStates, isEnrollmentOver } from '../../../shared/domain/enrollment.ts'
import { publicIdFrom } from '../../../shared/domain/ids.ts'
import { insertSends } from '../engaging.ts'
import { pauseSends } from '../enrollments.ts'
import type { Reader, Tx } from '../open.ts'
import { withdrawPlanned } from '../sending.ts'
import type { Codec, SharedWrite } from './codec.ts'
import { flag, int, list, orNone, ref, rowNamed, stampOf, tableCodec, text } from './table.ts'

export const engagementCodec = tableCodec({
  kind: 'engagement',
  table: 'batches',
  where: "t.sandbox = 0 AND t.state = 'live'",
  fields: {
    sequence: ref('sequences', 'sequence_id'),
    version: ref('sequence_versions', 'version_id'),
    seat: ref('seats', 'seat_id'),
    assign: text('mine', 'owners', 'selected', 'group'),
    group: orNone(ref('groups', 'group_id')),
    start: int,
    perDay: orNone(int),
    perHour: orNone(int),
    zone: text(),
    windows: list,
    holidays: orNone(text()),
    daysOff: list,
    useContactZone: flag,
    seed: int,
    paused: flag,
    createdAt: int,
  },
  versioned: false,
})

const plain = tableCodec({
  kind: 'enrollment',
  table: 'enrollments',
  // of an engagement that is still being written, nothing is told
  where: "t.sandbox = 0 AND EXISTS (SELECT 1 FROM batches b WHERE b.id = t.batch_id AND b.state = 'live')",
  fields: {
    engagement: ref('batches', 'batch_id'),
    sequence: ref('sequences', 'sequence_id'),
    contact: ref('contacts', 'contact_id'),
    account: ref('accounts', 'account_id'),
    alias: orNone(ref('aliases', 'alias_id')),
    position: int,
    emails: int,
    state: text(...enrollmentStates),
    reason: orNone(text()),
    enrolledAt: int,
    senderDevice: orNone(text()),
    home: orNone(text()),
    awayUntil: orNone(int),
  },
  versioned: false,
})

/** Of whoever was put into another sequence by somebody else, before either knew. */
export const elsewhere = 'a colleague had engaged them in another sequence before'

export const enrollmentCodec: Codec = {
  ...plain,
  write(tx, row, now) {
    const told = row.gone ? { ...row, fields: { ...row.fields, state: 'stopped', reason: 'taken back' } } : row
    const settled = yieldToEarlier(tx, told, now)
    const done = plain.write(tx, settled, now)
    if (done === 'waits') return done
    follow(tx, settled, now)
    return done
  },
}

interface Rival {
  id: number
  publicId: string
  enrolledAt: number
  sent: 0 | 1
}

/** Nobody is in two sequences at once: whoever was engaged first stays, unless the other has been written to already. */
function yieldToEarlier(tx: Tx, row: SharedWrite, now: number): SharedWrite {
  const contact = rowNamed(tx, 'contacts', row.fields.contact as string)
  if (contact === undefined || isEnrollmentOver(row.fields.state as EnrollmentState)) return row
  const rival = tx.get<Rival>(
    `SELECT e.id, e.public_id AS publicId, e.enrolled_at AS enrolledAt,
       EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') AS sent
     FROM enrollments e WHERE e.contact_id = ? AND e.state IN ('pending', 'active', 'paused') AND e.sandbox = 0
       AND e.public_id <> ?`,
    contact,
    row.id,
  )
  if (!rival) return row
  const mine = { sent: row.fields.state === 'active', enrolledAt: row.fields.enrolledAt as number, id: row.id }
  const stays = before(mine, { sent: rival.sent === 1, enrolledAt: rival.enrolledAt, id: rival.publicId })
  if (!stays) return { ...row, fields: { ...row.fields, state: 'stopped', reason: elsewhere } }
  tx.run("UPDATE enrollments SET state = 'stopped', reason = ? WHERE id = ?", elsewhere, rival.id)
  withdrawPlanned(tx, rival.id, elsewhere, now)
  return row
}

interface Claim {
  sent: boolean
  enrolledAt: number
  id: string
}
const before = (a: Claim, b: Claim): boolean =>
  a.sent !== b.sent ? a.sent : a.enrolledAt !== b.enrolledAt ? a.enrolledAt < b.enrolledAt : a.id < b.id

/** The ledger follows: what is owed is planned, what is over is withdrawn, what is paused stands still. */
function follow(tx: Tx, row: SharedWrite, now: number): void {
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
  insertSends(
    tx,
    owed.map((step) => ({
      publicId: publicIdFrom(hash('sha256', `${row.id} ${step}`, 'buffer')),
      enrollmentId: held.id,
      step,
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
}

const stepsOf = (reader: Reader, enrollmentId: number): number[] =>
  reader.all<{ step: number }>('SELECT step FROM sends WHERE enrollment_id = ?', enrollmentId).map(({ step }) => step)
