/** Who is written to, from where: engagements and the contacts in them. */
import { type EnrollmentState, enrollmentStates, isEnrollmentOver } from '../../../shared/domain/enrollment.ts'
import { variantOf } from '../../../shared/domain/variant.ts'
import { endsOfBatch, followEnds } from '../engagement-ends.ts'
import { insertSends } from '../engaging.ts'
import { pauseSends } from '../enrollments.ts'
import { followHolds, holdsOf } from '../holds.ts'
import { applyToSend } from '../ledger.ts'
import { tellLeftAlone } from '../left-alone.ts'
import type { Reader, Tx } from '../open.ts'
import { batchById } from '../planning.ts'
import { reviewOne } from '../reviews.ts'
import { planName } from '../send-name.ts'
import { withdrawPlanned } from '../sending.ts'
import { planAgain } from '../sends.ts'
import { forgetDirty, sharedRow } from '../shared-rows.ts'
import { type Codec, foldedAs, type SharedWrite } from './codec.ts'
import { dayOff, ends, hold, ownText, windowBlock } from './inside.ts'
import { bringAlong, contactOf, enrollmentsOf } from './same-contact.ts'
import { flag, int, list, mapOf, object, orNone, ref, rowNamed, stampOf, tableCodec, text } from './table.ts'

const engagements = tableCodec({
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
    windows: list(windowBlock),
    holidays: orNone(text()),
    daysOff: list(dayOff),
    useContactZone: flag,
    seed: int,
    paused: flag,
    ends: orNone(object(ends)),
    joins: orNone(ref('batches', 'joins')),
    createdAt: int,
  },
  versioned: false,
})

export const engagementCodec: Codec = {
  ...engagements,
  write(tx, row, now) {
    const known = rowNamed(tx, 'batches', row.id)
    const before = known === undefined ? null : endsOfBatch(tx, known)
    const done = engagements.write(tx, row, now)
    // a colleague gave it another date: what is planned here is looked at again
    if (known !== undefined && done === 'done') followEnds(tx, known, before, now)
    return done
  },
}

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
    // each email's own text by itself: two people may write two of them beside each other
    texts: orNone(mapOf(/^[1-9]\d{0,2}$/, ownText)),
    holds: orNone(mapOf(/^[1-9]\d{0,2}$/, hold)),
  },
  versioned: false,
})

/** Of whoever was put into another sequence by somebody else, before either knew. */
export const elsewhere = 'a colleague had engaged them in another sequence before'

/** Reasons of emails that whoever told of them was not believed about in the end: `lookFirst`, where it was said to have left. */
export const untold = 'what was told of it does not count any more'
export const lookFirst = 'a computer that was shut out said that it has left: look in the Sent folder'

export const enrollmentCodec: Codec = {
  ...plain,
  // who stands aside follows from what is told of both, and ends when the other does
  ownConclusion: ({ fields }) => (fields.reason === elsewhere ? ['state', 'reason'] : []),
  write(tx, row, now) {
    const told = row.gone ? { ...row, fields: { ...row.fields, state: 'stopped', reason: 'taken back' } } : row
    const contact = contactOf(tx, told.fields.contact)
    const rivals = contact === undefined ? [] : rivalsOf(tx, contact, told.id)
    const stays = whoStays(tx, told, rivals)
    for (const rival of rivals) if (rival.id !== stays) standAside(tx, rival, now)
    const isOver = isEnrollmentOver(told.fields.state as EnrollmentState)
    const settled = isOver || stays === told.id ? told : aside(told)
    if (takeIn(tx, settled, now) === 'waits') return 'waits'
    for (const rival of rivals) if (rival.id === stays) goOn(tx, rival, now)
    if (isOver && contact !== undefined) bringAlong(tx, contact)
    return 'done'
  },
}

/**
 * Once somebody was written to, that sequence has the better claim to them: it is looked at again who stays.
 *
 * @param alone also where no other sequence goes on for them: it may have stood aside for one that is somebody else's now
 */
export function weighAgain(tx: Tx, enrollment: string, now: number, alone = false): void {
  const row = told(tx, enrollment)
  const contact = row && contactOf(tx, row.fields.contact)
  if (row && contact !== undefined && (alone || rivalsOf(tx, contact, row.id).length > 0))
    enrollmentCodec.write(tx, row, now)
}

/** Another sequence that goes on for the same contact, by what all were told: what was decided here about it is no fact. */
interface Rival extends SharedWrite {
  rowId: number
  /** Nobody was told of it yet: it is as it stands here. */
  isOwn: boolean
}

function rivalsOf(tx: Tx, contact: number, id: string): Rival[] {
  const others = enrollmentsOf(tx, contact).filter((other) => other.id !== id)
  return others.flatMap(({ rowId, id: other, ...fields }) => {
    const known = told(tx, other)
    const row = known ?? { id: other, fields, gone: false, clock: '', by: null }
    const isOver = row.gone || isEnrollmentOver(row.fields.state as EnrollmentState)
    return isOver ? [] : [{ ...row, rowId, isOwn: known === undefined }]
  })
}

/** As the fold has it; undefined: nobody was told of it. */
function told(tx: Tx, id: string): SharedWrite | undefined {
  const row = sharedRow(tx, 'enrollment', id)
  return row && foldedAs('enrollment', id, row)
}

/**
 * Nobody is in two sequences at once: whoever was engaged first stays, unless the other has been written to already.
 * Public id of the one that stays. It is judged by what all are told, so that every computer comes to the same end
 * whatever it heard first.
 */
function whoStays(tx: Tx, row: SharedWrite, rivals: readonly Rival[]): string {
  const going = isEnrollmentOver(row.fields.state as EnrollmentState) ? rivals : [row, ...rivals]
  const claims = going.map(({ id, fields }) => ({ id, enrolledAt: fields.enrolledAt as number, sent: hasLeft(tx, id) }))
  return claims.toSorted((a, b) => (before(a, b) ? -1 : 1))[0]?.id ?? row.id
}

const hasLeft = (tx: Tx, id: string): boolean =>
  tx.get(
    `SELECT 1 FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE e.public_id = ? AND s.state = 'sent' AND s.deleted = 0 LIMIT 1`,
    id,
  ) !== undefined

interface Claim {
  sent: boolean
  enrolledAt: number
  id: string
}
const before = (a: Claim, b: Claim): boolean =>
  a.sent !== b.sent ? a.sent : a.enrolledAt !== b.enrolledAt ? a.enrolledAt < b.enrolledAt : a.id < b.id

const aside = (row: SharedWrite): SharedWrite => ({
  ...row,
  fields: { ...row.fields, state: 'stopped', reason: elsewhere },
})

/** Nobody is told what each computer comes to by itself; of what nobody else knows, how it ended is told. */
function standAside(tx: Tx, { rowId, isOwn }: Rival, now: number): void {
  const { changes } = tx.run(
    `UPDATE enrollments SET state = 'stopped', reason = ? WHERE id = ? AND state IN ('pending', 'active', 'paused')`,
    elsewhere,
    rowId,
  )
  if (changes === 0) return
  withdrawPlanned(tx, rowId, elsewhere, now)
  if (!isOwn) forgetDirty(tx, 'enrollment', rowId)
}

/** It had stood aside for one that has ended since, or was less entitled than it. */
function goOn(tx: Tx, rival: Rival, now: number): void {
  const here = tx.get<{ reason: string | null }>('SELECT reason FROM enrollments WHERE id = ?', rival.rowId)
  if (rival.isOwn || here?.reason !== elsewhere) return
  takeIn(tx, rival, now)
  forgetDirty(tx, 'enrollment', rival.rowId)
}

/** The row as it was told, and the ledger after it. */
function takeIn(tx: Tx, row: SharedWrite, now: number): 'done' | 'waits' {
  const before = holdsOf(tx, rowNamed(tx, 'enrollments', row.id))
  if (plain.write(tx, row, now) === 'waits') return 'waits'
  if (!row.gone) tellLeftAlone(tx, row.id)
  follow(tx, row, now)
  followHolds(tx, rowNamed(tx, 'enrollments', row.id), before, now)
  return 'done'
}

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
