/** Who is written to, from where: engagements and the contacts in them. */
import { type EnrollmentState, enrollmentStates, isEnrollmentOver } from '../../../shared/domain/enrollment.ts'
import { difference } from '../difference.ts'
import { endsOfBatch, followEnds } from '../engagement-ends.ts'
import { followHolds, holdsOf } from '../holds.ts'
import { tellLeftAlone } from '../left-alone.ts'
import type { Tx } from '../open.ts'
import { withdrawPlanned } from '../sending.ts'
import { forgetDirty, sharedRow } from '../shared-rows.ts'
import { mayBeUntold } from '../untold.ts'
import { type Codec, foldedAs, type SharedWrite } from './codec.ts'
import { dayOff, ends, hold, ownText, windowBlock } from './inside.ts'
import { elsewhere, follow } from './owing.ts'
import { bringAlong, contactOf, enrollmentsOf } from './same-contact.ts'
import { flag, int, list, mapOf, object, orNone, ref, rowNamed, tableCodec, text } from './table.ts'

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

export const enrollmentCodec: Codec = {
  ...plain,
  // who stands aside follows from what is told of both, and ends when the other does
  ownConclusion: ({ fields }) => (fields.reason === elsewhere ? ['state', 'reason'] : []),
  write: (tx, row, now) => settle(tx, row, now),
}

/** Who stays of those that are beside it, and the row as that leaves it. `own`: fields that stay as they are here, untold. */
function settle(tx: Tx, row: SharedWrite, now: number, own: Fields = {}): 'done' | 'waits' {
  const told = row.gone ? { ...row, fields: { ...row.fields, state: 'stopped', reason: 'taken back' } } : row
  const contact = contactOf(tx, told.fields.contact)
  const rivals = contact === undefined ? [] : rivalsOf(tx, contact, told.id)
  const stays = whoStays(tx, told, rivals)
  for (const rival of rivals) if (rival.id !== stays) standAside(tx, rival, now)
  const isOver = isEnrollmentOver(told.fields.state as EnrollmentState)
  const { state, reason } = told.fields
  const as = isOver ? { state, reason } : stays === told.id ? {} : aside
  if (takeIn(tx, saying(told, { ...own, ...as }), now) === 'waits') return 'waits'
  for (const rival of rivals) if (rival.id === stays) goOn(tx, rival, now)
  if (isOver && contact !== undefined) bringAlong(tx, contact)
  return 'done'
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
    settle(tx, row, now, ownOf(tx, row))
}

/** What its row says that nobody was told yet, as of a computer in safe mode: what follows from others' words unsays none of it. */
function ownOf(tx: Tx, { id, gone }: SharedWrite): Fields {
  const rowId = rowNamed(tx, 'enrollments', id)
  if (gone || rowId === undefined || !mayBeUntold(tx, 'enrollment', rowId)) return {}
  const [held, here] = [sharedRow(tx, 'enrollment', id), plain.read(tx, rowId)]
  return held && here && !held.waits && !here.gone ? difference(enrollmentCodec, here, held) : {}
}

type Fields = Readonly<Record<string, unknown>>
const saying = (row: SharedWrite, more: Fields): SharedWrite => ({ ...row, fields: { ...row.fields, ...more } })

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

const aside: Fields = { state: 'stopped', reason: elsewhere }

/** Nobody is told what each computer comes to by itself; of what nobody else knows, how it ended is told. */
function standAside(tx: Tx, { rowId, isOwn }: Rival, now: number): void {
  const isUntold = isOwn || mayBeUntold(tx, 'enrollment', rowId)
  const { changes } = tx.run(
    `UPDATE enrollments SET state = 'stopped', reason = ? WHERE id = ? AND state IN ('pending', 'active', 'paused')`,
    elsewhere,
    rowId,
  )
  if (changes === 0) return
  withdrawPlanned(tx, rowId, elsewhere, now)
  if (!isUntold) forgetDirty(tx, 'enrollment', rowId)
}

/** It had stood aside for one that has ended since, or was less entitled than it. */
function goOn(tx: Tx, rival: Rival, now: number): void {
  const here = tx.get<{ reason: string | null }>('SELECT reason FROM enrollments WHERE id = ?', rival.rowId)
  if (rival.isOwn || here?.reason !== elsewhere) return
  const isUntold = mayBeUntold(tx, 'enrollment', rival.rowId)
  takeIn(tx, saying(rival, ownOf(tx, rival)), now)
  if (!isUntold) forgetDirty(tx, 'enrollment', rival.rowId)
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
