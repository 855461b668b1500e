/**
 * Takes a verdict back: a person knows better. What the message had changed becomes what it was, unless another message
 * that still stands, or a person since, wants it as it is; then that one keeps it. Nothing is guessed: the effects were
 * kept with the message.
 */
import type { EnrollmentStatus } from '../../shared/domain/enrollment.ts'
import { isEnrollmentOver } from '../../shared/domain/enrollment.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { stamp } from './clockwork.ts'
import { comeBackIfMoved, restoreCut } from './cut-by-date.ts'
import { pauseSends } from './enrollments.ts'
import { computerName } from './homes.ts'
import { type Deciding, endOne, setAway, suppressOne } from './incoming-effects.ts'
import { type Effects, type EndedEnrollment, effectsOf, type SuppressedAddress } from './incoming-kept.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { applyToEnrollment, overForContact } from './sending.ts'
import { planAgain } from './sends.ts'

/** Another message about the same contact that stands. */
interface Standing {
  id: number
  effects: Effects
}

interface Kept {
  id: number
  contactId: number | null
  effects: string
}

/** Enrollments that go on again, for the caller who gives their next email a time. */
export interface Reopened {
  enrollmentIds: number[]
}

/**
 * Takes back what followed from a message.
 *
 * @param seatId whoever takes it back
 * @throws Refusal `state` where the contact has been engaged in another sequence since
 */
export function takeBack(tx: Tx, incomingId: number, seatId: number, deciding: Deciding): Reopened {
  const kept = tx.get<Kept>('SELECT id, contact_id AS contactId, effects FROM incoming WHERE id = ?', incomingId)
  if (!kept) return { enrollmentIds: [] }
  const effects = effectsOf(JSON.parse(kept.effects))
  const others = standing(tx, kept, effects.ended)
  const reopened = effects.ended.filter((each) => reopenOne(tx, each, others, deciding)).map(({ id }) => id)
  for (const each of [effects.suppressed, effects.present]) if (each) liftOne(tx, each, others, seatId, deciding)
  if (effects.away) setAway(tx, effects.away.id, latestAway(others, effects.away.id))
  for (const other of others)
    tx.run('UPDATE incoming SET effects = ? WHERE id = ?', JSON.stringify(other.effects), other.id)
  const author = stamp(tx, deciding.now, seatId)
  tx.run(
    `UPDATE incoming SET state = 'undone', undone_by = ?, undone_at = ?, version = version + 1, author = ?, device = ?,
       hlc = ? WHERE id = ?`,
    author.author,
    deciding.now,
    author.author,
    author.device,
    author.hlc,
    incomingId,
  )
  return { enrollmentIds: reopened }
}

/**
 * What the computer is called that decided about a message (row id) in this one's place: what followed there is kept there
 * alone. Null: it was decided here.
 */
export function decidedElsewhere(reader: Reader, incomingId: number): string | null {
  const other = reader.get<{ device: string }>(
    `SELECT i.device FROM incoming i JOIN workspace w ON w.device <> i.device WHERE i.id = ? AND i.effects = '{}'`,
    incomingId,
  )
  return other ? computerName(reader, other.device) : null
}

/**
 * Oldest first: in that order they were decided. Where a reply ended the sequence of colleagues, so may theirs have, and
 * that of another: the messages of all of one company stand beside each other.
 */
function standing(
  reader: Reader,
  { id, contactId }: Pick<Kept, 'id' | 'contactId'>,
  ended: readonly EndedEnrollment[],
): Standing[] {
  if (contactId === null) return []
  if (!ended.some(({ to }) => to === 'stopped')) return standingOf(reader, id, [contactId])
  const all = reader.all<{ id: number }>(
    `SELECT DISTINCT o.contact_id AS id FROM enrollments e JOIN contacts c ON c.id = e.contact_id
       JOIN contacts k INDEXED BY contacts_domain ON k.domain = c.domain
       JOIN enrollments o INDEXED BY enrollments_contact ON o.contact_id = k.id AND o.sequence_id = e.sequence_id
     WHERE e.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ended.map((each) => each.id)),
  )
  return standingOf(reader, id, [contactId, ...all.map((each) => each.id)])
}

function standingOf(reader: Reader, id: number, contactIds: readonly number[]): Standing[] {
  return reader
    .all<{ id: number; effects: string }>(
      `SELECT id, effects FROM incoming INDEXED BY incoming_contact
       WHERE contact_id IN (SELECT value FROM json_each(?)) AND id <> ? AND state = 'done' AND deleted = 0 ORDER BY id`,
      JSON.stringify(contactIds),
      id,
    )
    .map((row) => ({ id: row.id, effects: effectsOf(JSON.parse(row.effects)) }))
}

/**
 * Ends the sequence of a colleague of whoever replied, which was over when the reply came and would go on now. From here on
 * it is that message's doing, and taken back with it.
 *
 * @param reason where the message isn't kept here: the one it was decided on tells its own
 */
export function endForMessage(tx: Tx, id: number, reason: string, now: number): void {
  const ended: EndedEnrollment = { id, to: 'stopped', reason, before: null, sends: [] }
  for (const other of standing(tx, { id: 0, contactId: 0 }, [ended])) {
    const entry = other.effects.ended.find((each) => each.id === id && each.before === null)
    if (!entry) continue
    Object.assign(entry, endOne(tx, id, entry.to, entry.reason, now))
    tx.run('UPDATE incoming SET effects = ? WHERE id = ?', JSON.stringify(other.effects), other.id)
    return
  }
  endOne(tx, id, 'stopped', reason, now)
}

/** True when the enrollment goes on again. */
function reopenOne(tx: Tx, mine: EndedEnrollment, others: Standing[], { now }: Deciding): boolean {
  const { before } = mine
  if (before === null) return false
  const theirs = others.flatMap(({ effects }) => effects.ended.filter(({ id }) => id === mine.id))
  // a stronger end was put upon it: that one now has to give back what this one took
  const upon = theirs.find((each) => each.before !== null && same(each.before, { state: mine.to, reason: mine.reason }))
  if (upon) {
    upon.before = before
    upon.sends = [...mine.sends, ...upon.sends]
    return false
  }
  const present = statusNow(tx, mine.id)
  if (!present || !same(present, { state: mine.to, reason: mine.reason })) return false
  // a colleague who is in another sequence by now is no reason to leave the verdict as it is
  if (mine.to === 'stopped' && busyElsewhere(tx, mine.id)) return false
  restore(tx, mine, before, now)
  // whoever wanted the same and found it done already
  for (const each of theirs) {
    if (each.before !== null) continue
    const again = endOne(tx, mine.id, each.to, each.reason, now)
    each.before = again.before
    each.sends = again.sends
  }
  return !isEnrollmentOver(statusNow(tx, mine.id)?.state ?? 'stopped')
}

const same = (a: EnrollmentStatus, b: EnrollmentStatus): boolean => a.state === b.state && a.reason === b.reason

const statusNow = (reader: Reader, id: number): EnrollmentStatus | undefined =>
  reader.get('SELECT state, reason FROM enrollments WHERE id = ?', id)

function restore(tx: Tx, { id, sends }: EndedEnrollment, before: EnrollmentStatus, now: number): void {
  const goesOn = !isEnrollmentOver(before.state)
  if (goesOn) checkFree(tx, id)
  if (goesOn) restoreSends(tx, id, sends, now)
  // a date may have been moved meanwhile that had taken out later ones
  if (goesOn) restoreCut(tx, id, now)
  const left = tx.get(
    `SELECT 1 FROM sends WHERE enrollment_id = ? AND state IN ('planned', 'sending', 'unsure') LIMIT 1`,
    id,
  )
  const started = tx.get(`SELECT 1 FROM sends WHERE enrollment_id = ? AND state = 'sent' LIMIT 1`, id) !== undefined
  if (!goesOn) {
    applyToEnrollment(tx, id, { type: 'taken_back', to: before })
    comeBackIfMoved(tx, id, now)
  } else applyToEnrollment(tx, id, { type: 'reopened', started, stepsLeft: left !== undefined, reason: before.reason })
  if (before.state !== 'paused' || left === undefined) return
  applyToEnrollment(tx, id, { type: 'paused', reason: before.reason ?? 'paused by hand' })
  pauseSends(tx, id, true)
}

/** What was withdrawn with it, and what was in flight then and came back since, is planned again. */
function restoreSends(tx: Tx, id: number, sends: EndedEnrollment['sends'], now: number): void {
  const later = tx.all<{ id: number; reason: null }>(
    `SELECT id, NULL AS reason FROM sends WHERE enrollment_id = ? AND state = 'withdrawn' AND reason = ?`,
    id,
    overForContact,
  )
  for (const send of [...sends, ...later]) {
    if (!applyToSend(tx, send.id, { type: 'restore' }, now)) continue
    if (send.reason !== null) applyToSend(tx, send.id, { type: 'reschedule', reason: send.reason }, now)
    planAgain(tx, send.id)
  }
}

/** Where the contact of an enrollment is under way by now; undefined: nowhere else. */
const busyElsewhere = (reader: Reader, id: number) =>
  reader.get<{ sequence: string; address: string }>(
    `SELECT q.name AS sequence, c.address FROM enrollments e JOIN enrollments o ON o.contact_id = e.contact_id
       AND o.id <> e.id AND o.state IN ('pending', 'active', 'paused') AND o.sandbox = 0
     JOIN sequences q ON q.id = o.sequence_id JOIN contacts c ON c.id = o.contact_id WHERE e.id = ? AND e.sandbox = 0`,
    id,
  )

/** A contact is in one sequence at a time. @throws Refusal */
function checkFree(reader: Reader, id: number): void {
  const other = busyElsewhere(reader, id)
  if (other)
    throw new Refusal(
      'state',
      `${other.address} is in "${other.sequence}" by now, and nobody is in two sequences at once. Stop that one first.`,
    )
}

/** Takes off the list what this message put there; another that wants it there puts it back in its own name. */
function liftOne(tx: Tx, mine: SuppressedAddress, others: Standing[], seatId: number, deciding: Deciding): void {
  if (!mine.made) return
  const theirs = others.flatMap(({ effects }) =>
    [effects.suppressed, effects.present].flatMap((each) => (each?.value === mine.value ? [each] : [])),
  )
  const mark = stamp(tx, deciding.now, seatId)
  const { before } = mine
  tx.run(
    `UPDATE suppressions SET deleted = @deleted, source = @source, reason = @reason, created_at = @createdAt,
       author = @author, device = @device, hlc = @hlc
     WHERE kind = 'address' AND value = @value AND deleted = 0 AND source = @mine`,
    {
      ...mark,
      value: mine.value,
      mine: mine.source,
      deleted: before ? 0 : 1,
      source: before ? 'hand' : mine.source,
      reason: before?.reason ?? mine.reason,
      createdAt: before?.createdAt ?? deciding.now,
      author: before ? before.author : mark.author,
    },
  )
  const [next] = theirs
  if (next) Object.assign(next, suppressOne(tx, next.value, next, deciding))
}

/** The newest absence of the others that still counts. */
const latestAway = (others: readonly Standing[], enrollmentId: number): number | null =>
  others.findLast(({ effects }) => effects.away?.id === enrollmentId)?.effects.away?.until ?? null
