/**
 * Writes down what follows from a message that came back, and remembers it so that it can be taken back exactly. One
 * way for mail that was read, the opt-out page and one-click: undo, journal and timeline are the same for all.
 */
import { addressKey } from '../../shared/domain/address.ts'
import { type Consequence, type ConsequenceFacts, consequenceOf } from '../../shared/domain/consequence.ts'
import type { EnrollmentStatus } from '../../shared/domain/enrollment.ts'
import type { Evidence } from '../../shared/domain/incoming-shape.ts'
import { stamp } from './clockwork.ts'
import { colleaguesOf } from './colleagues.ts'
import type { Effects, EndedEnrollment, SuppressedAddress } from './incoming-kept.ts'
import { underWay } from './incoming-lookup.ts'
import { keepStory } from './incoming-story.ts'
import { insertIncoming, sameWishes } from './incoming-write.ts'
import { nameMadeHere } from './maker-name.ts'
import type { Tx } from './open.ts'
import { askReplanOfEnrollment } from './replanning.ts'
import { applyToEnrollment, withdrawPlanned } from './sending.ts'
import { suppress } from './suppressions.ts'

/** What a decision needs beside the database. */
export interface Deciding {
  /** ms since the epoch. */
  now: number
  /** A new public id. */
  newId: () => string
}

/** Whom it is about. */
export interface AboutWhom {
  enrollmentId: number | null
  contactId: number | null
  /** Where the email went that it is about, or whoever asks; null: nobody. */
  address: string | null
}

/** Applies what follows. The caller keeps the effects with the message, in the same transaction. */
export function follow(tx: Tx, about: AboutWhom, consequence: Consequence, deciding: Deciding): Effects {
  const { now } = deciding
  const { ends, reason } = consequence
  const own = ends === null ? [] : concerned(tx, about, consequence).map((id) => endOne(tx, id, ends, reason, now))
  const ended = ends === 'replied' ? [...own, ...endColleagues(tx, about, now)] : own
  return {
    ended,
    suppressed: suppressed(tx, about, consequence, deciding),
    present: present(tx, about, consequence, deciding),
    away: away(tx, about, consequence),
    settled: null,
    note: consequence.note,
  }
}

/** The one it is about, and with `everywhere` the contact's that is under way. */
function concerned(tx: Tx, { enrollmentId, contactId }: AboutWhom, { everywhere }: Consequence): number[] {
  const own = enrollmentId === null ? [] : [enrollmentId]
  if (!everywhere || contactId === null) return own
  const other = underWay(tx, contactId)
  return other === null || other === enrollmentId ? own : [...own, other]
}

/** Of an engagement that ends so: whoever else of the company is in it has nothing more to come either. */
function endColleagues(tx: Tx, { enrollmentId }: AboutWhom, now: number): EndedEnrollment[] {
  if (enrollmentId === null) return []
  const { ids, reason } = colleaguesOf(tx, enrollmentId)
  return ids.map((id) => endOne(tx, id, 'stopped', reason, now))
}

/** Ends one enrollment and withdraws what is planned of it; what is being sent is withdrawn when it comes back. */
export function endOne(tx: Tx, id: number, to: EndedEnrollment['to'], reason: string, now: number): EndedEnrollment {
  const before = tx.get<EnrollmentStatus>('SELECT state, reason FROM enrollments WHERE id = ?', id)
  if (applyToEnrollment(tx, id, { type: to, reason }) === null || !before)
    return { id, to, reason, before: null, sends: [] }
  const sends = tx.all<{ id: number; reason: string | null }>(
    `SELECT id, reason FROM sends WHERE enrollment_id = ? AND state = 'planned' ORDER BY id`,
    id,
  )
  withdrawPlanned(tx, id, reason, now)
  return { id, to, reason, before, sends }
}

function suppressed(
  tx: Tx,
  { address }: AboutWhom,
  { suppress: wish }: Consequence,
  { now, newId }: Deciding,
): SuppressedAddress | null {
  return wish === null || address === null ? null : suppressOne(tx, addressKey(address), wish, { now, newId })
}

/** Whoever wants no more mail is a person: an address that they have by now counts too. A bounce is the address's alone. */
function present(
  tx: Tx,
  { contactId, address }: AboutWhom,
  { suppress: wish }: Consequence,
  deciding: Deciding,
): SuppressedAddress | null {
  if (wish === null || wish.source === 'bounce' || contactId === null || address === null) return null
  const now = tx.get<{ key: string }>('SELECT address_key AS key FROM contacts WHERE id = ? AND deleted = 0', contactId)
  return !now || now.key === addressKey(address) ? null : suppressOne(tx, now.key, wish, deciding)
}

/** Puts an address on the list. What a hand had put there is remembered, so that undoing gives it back. */
export function suppressOne(
  tx: Tx,
  value: string,
  { reason, source }: Pick<SuppressedAddress, 'reason' | 'source'>,
  { now, newId }: Deciding,
): SuppressedAddress {
  const before = tx.get<{ reason: string; createdAt: number; author: string | null }>(
    `SELECT reason, created_at AS createdAt, author FROM suppressions
     WHERE kind = 'address' AND value = ? AND deleted = 0 AND source = 'hand'`,
    value,
  )
  const row = { publicId: newId(), kind: 'address' as const, value, reason, source, createdAt: now }
  const made = suppress(tx, row, stamp(tx, now))
  return { value, reason, source, made, before: made ? (before ?? null) : null }
}

function away(tx: Tx, { enrollmentId }: AboutWhom, { awayUntil }: Consequence): Effects['away'] {
  if (awayUntil === null || enrollmentId === null) return null
  setAway(tx, enrollmentId, awayUntil)
  return { id: enrollmentId, until: awayUntil }
}

/** No step before that day (null: as planned); the planner finds the time. */
export function setAway(tx: Tx, enrollmentId: number, until: number | null): void {
  tx.run('UPDATE enrollments SET away_until = ? WHERE id = ?', until, enrollmentId)
  askReplanOfEnrollment(tx, enrollmentId)
}

/** Somebody wants no more mail: by the opt-out page or by one click in their mail program. */
export interface OptOutWish {
  /** Who asks: where the email went that had the link. */
  address: string
  /** The email with the link; row ids. Null: not known any more. */
  sendId: number | null
  enrollmentId: number | null
  contactId: number | null
  /** When it was asked for, ms. */
  at: number
  how: 'one_click' | 'page'
  /** What was seen, for whoever asks why. */
  evidence: Evidence[]
}

const howText = { one_click: 'By one click in the mail program', page: 'On the opt-out page' } as const

/**
 * Enters an opt-out with all that follows: the address goes on the list, and the sequence is over. A second one
 * of the same email changes nothing while the first stands (`again`). The caller tells 'incoming', 'sends', 'enrollments'
 * and 'contacts'. Returns the public id of the message it is kept as.
 */
export function optOut(tx: Tx, wish: OptOutWish, deciding: Deciding): { publicId: string; again: boolean } {
  const key = `opt-out:${wish.sendId ?? addressKey(wish.address)}`
  const before = sameWishes(tx, key)
  if (before[0]?.state === 'done') return { publicId: before[0].publicId, again: true }
  const facts: ConsequenceFacts = {
    kind: 'opt_out',
    hard: false,
    feedback: null,
    returnDate: null,
    today: 0,
    softBefore: 0,
    words: null,
    known: true,
    isOver: false,
  }
  const effects = follow(tx, wish, consequenceOf(facts), deciding)
  const publicId = nameMadeHere(tx, deciding.newId())
  insertIncoming(tx, {
    publicId,
    accountId: null,
    // one that was taken back stays as it is: asked for again, it is another wish
    messageKey: before.length > 0 ? `${key}#${before.length + 1}` : key,
    place: null,
    at: wish.at,
    fromAddress: wish.address,
    fromName: null,
    subject: howText[wish.how],
    verdict: {
      kind: 'opt_out',
      hard: false,
      recipients: [],
      returnDate: null,
      feedback: null,
      text: null,
      evidence: wish.evidence,
    },
    body: null,
    sendId: wish.sendId,
    enrollmentId: wish.enrollmentId,
    contactId: wish.contactId,
    effects,
    decidedAt: deciding.now,
  })
  keepStory(tx, publicId, deciding.now)
  return { publicId, again: false }
}
