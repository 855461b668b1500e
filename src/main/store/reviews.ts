/** Emails that another computer may have sent: how they come to wait for a person's look, and what was found out. */
import { asPlanned, homeMark, presentHome, type Review } from '../../shared/domain/home.ts'
import { doubtOf, type Mail, reviewWords } from '../../shared/domain/sender.ts'
import type { Mark } from './clockwork.ts'
import { keepHeld } from './holds.ts'
import { hereOf, isPlain, namesFor, whereaboutsOf } from './homes.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { stepOver } from './sending.ts'
import { forgetLooks } from './unsure-looks.ts'

const planned = `s.state = 'planned' AND s.kind = 'sequence' AND s.sandbox = 0`

/** Everything planned of the account waits for a person's look; of one sender alone where it is named. How many. */
export const reviewAll = (tx: Tx, accountId: number, why: Review, sender: string | null = null): number =>
  tx.run(
    `UPDATE sends AS s SET held = 1, review = @why, reason = NULL WHERE s.account_id = @account AND ${planned} AND s.review IS NULL
       AND EXISTS (SELECT 1 FROM enrollments e WHERE e.id = s.enrollment_id AND (@sender IS NULL OR e.sender_device = @sender))`,
    { account: accountId, why, sender },
  ).changes

/** One email waits for a person's look. */
export const reviewOne = (tx: Tx, sendId: number, why: Review, words: string): void =>
  void tx.run(
    `UPDATE sends SET held = 1, review = ?, reason = ? WHERE id = ? AND state = 'planned'`,
    why,
    words,
    sendId,
  )

/**
 * What is planned of an enrollment and nobody has looked at waits for that from now on; what was taken out, once it is put back. To be
 * asked before the enrollment is written down as this home's: somebody looked at one of its emails, and a lost computer may have
 * sent the next one as well. Of those that were planned when the mailbox was taken over each is marked; what was told here later is not.
 */
export function keepDoubts(tx: Tx, enrollmentId: number): void {
  const unseen = tx.all<Mail & { id: number; accountId: number }>(
    `SELECT s.id, s.account_id AS accountId, e.home, e.sender_device AS sender FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.enrollment_id = ? AND s.state IN ('planned', 'withdrawn') AND s.kind = 'sequence' AND s.sandbox = 0
       AND coalesce(s.review, 'safe_mode') = 'safe_mode'`,
    enrollmentId,
  )
  if (unseen.length === 0 || isPlain(tx)) return
  for (const { id, accountId, ...mail } of unseen) {
    const here = hereOf(tx, accountId)
    const why = here ? doubtOf(here, mail) : null
    if (why === null) continue
    tx.run(`UPDATE sends SET held = 1, review = ? WHERE id = ? AND state = 'withdrawn'`, why, id)
    reviewWithWords(tx, id, why)
  }
}

/** One planned email waits for a look, and says so as what came to wait by itself. */
export const reviewWithWords = (tx: Tx, sendId: number, why: Review): void =>
  reviewOne(tx, sendId, why, reviewWords(why, true, namesFor(tx, sendId)))

export interface ReviewRow {
  id: number
  publicId: string
  enrollmentId: number
  step: number
  address: string
  contact: string | null
  sequence: string | null
  subject: string | null
  at: number
  why: Review
  /** 1: it was marked by itself, with words of its own, and not with all that was planned. */
  later: 0 | 1
}

/**
 * Row ids of the emails of an account (`@account`) that wait for a look: they are held, and so among the few that stand aside;
 * those of a safe mode are not while it lasts, and are looked for among all that is planned of the account.
 */
const waiting = `SELECT id FROM sends INDEXED BY sends_review WHERE state = 'planned' AND review IS NOT NULL AND account_id = @account
    AND (held = 1 OR paused = 1 OR replan = 2 OR (review = 'safe_mode' AND (SELECT state FROM guard) = 'safe'))`

/** Emails that wait for a look, by row id after `after`. */
export const reviewRows = (reader: Reader, accountId: number, after: number, limit: number): ReviewRow[] =>
  reader.all(
    `SELECT s.id, s.public_id AS publicId, s.enrollment_id AS enrollmentId, s.step, s.address,
       nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), '') AS contact, q.name AS sequence,
       s.subject, s.at, s.review AS why, s.reason IS NOT NULL AS later
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN sequences q ON q.id = e.sequence_id
       LEFT JOIN contacts c ON c.id = s.contact_id
     WHERE s.id IN (${waiting}) AND ${planned} AND s.id > @after ORDER BY s.id LIMIT @limit`,
    { account: accountId, after, limit },
  )

export const reviewCount = (reader: Reader, accountId: number): number =>
  reader.get<{ n: number }>(`SELECT count(*) AS n FROM sends s WHERE s.id IN (${waiting}) AND ${planned}`, {
    account: accountId,
  })?.n ?? 0

/** How many of them the other computer can have sent, as `mayHaveLeft` says of one. */
export const reviewDue = (reader: Reader, accountId: number, taken: number | null, now: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends s WHERE s.id IN (${waiting}) AND ${planned} AND (s.review = 'safe_mode'
       OR s.at <= CASE s.review WHEN 'take_over' THEN @taken ELSE @now END + ${asPlanned} OR (s.review = 'take_over' AND s.reason IS NOT NULL))`,
    { account: accountId, taken: taken ?? now, now },
  )?.n ?? 0

const leftWords: Record<Review, string> = {
  take_over: 'it left from the computer that was home before',
  lease: 'it left from the computer that was authorised',
  safe_mode: 'it left before this copy of the data was opened',
}

/**
 * What was found out about an email that waited for that.
 *
 * @param copy where it was found to have left; left out: a person says so
 */
export function settleReview(
  tx: Tx,
  row: ReviewRow,
  way: 'sent' | 'send' | 'skip',
  mark: Mark,
  now: number,
  copy?: { folder: string; at: number; messageId: string | null },
): void {
  forgetLooks(tx, row.id)
  keepDoubts(tx, row.enrollmentId)
  tx.run('UPDATE sends SET held = 0, review = NULL, replan = 1, reason = NULL WHERE id = ?', row.id)
  const { accountId = 0 } =
    tx.get<{ accountId: number }>('SELECT account_id AS accountId FROM sends WHERE id = ?', row.id) ?? {}
  const where = whereaboutsOf(tx, accountId)
  // from here on it is this home's, wherever it was engaged
  tx.run(
    'UPDATE enrollments SET home = ?, sender_device = NULL, author = ?, device = ?, hlc = ? WHERE id = ?',
    where ? homeMark(where) : null,
    mark.author,
    mark.device,
    mark.hlc,
    row.enrollmentId,
  )
  if (way === 'send') {
    // that it has not left takes no hold of a person back
    if (row.enrollmentId !== null) keepHeld(tx, row.enrollmentId)
    return
  }
  const left = way === 'sent'
  const found = copy
    ? `${leftWords[row.why]}: its copy is in “${copy.folder}”`
    : `${leftWords[row.why]}: a person looked`
  const reason = left ? found : 'skipped after a look by a person'
  applyToSend(tx, row.id, left ? { type: 'left_elsewhere', reason } : { type: 'withdraw', reason }, now)
  if (left)
    tx.run(
      `UPDATE sends SET claimed_at = coalesce(@at, claimed_at, at), date_at = coalesce(date_at, @at),
         message_id = coalesce(message_id, @messageId), epoch = @epoch WHERE id = @id`,
      {
        at: copy?.at ?? null,
        messageId: copy?.messageId ?? null,
        epoch: where ? presentHome(where.homes).epoch : null,
        id: row.id,
      },
    )
  stepOver(tx, row.enrollmentId, row.step, left)
}
