/**
 * What became of emails until an instant, written beside the product: it would take it as many days as they took. All the
 * states there are, each consistent with the others: who answered is written to no more, who is paused waits.
 */

import { insertIncoming } from '../src/main/store/incoming-write.ts'
import type { Store, Tx } from '../src/main/store/open.ts'
import type { IncomingKind } from '../src/shared/domain/incoming-shape.ts'

/** How a contact's sequence ended, by its number; the rest go on. Nothing but how many of each is meant by the numbers. */
const ends = [
  { state: 'replied', kind: 'reply', every: 14 },
  { state: 'bounced', kind: 'bounce', every: 33 },
  { state: 'unsubscribed', kind: 'opt_out', every: 61 },
  { state: 'stopped', kind: null, every: 97 },
  { state: 'failed', kind: null, every: 811 },
] as const

function sendAll(tx: Tx, until: number): void {
  tx.run(
    `UPDATE sends SET state = CASE WHEN kind = 'task' THEN 'done' WHEN id % 83 = 0 THEN 'refused' WHEN id % 2003 = 0 THEN 'unsure'
         WHEN id % 71 = 0 THEN 'withdrawn' ELSE 'sent' END,
       claimed_at = at, data_started_at = at + 400, date_at = at, settled_at = at + 900, subject = 'A word', tries = 1,
       reason = CASE WHEN id % 83 = 0 THEN '550 5.1.1 no such user' WHEN id % 71 = 0 THEN 'skipped by hand' END,
       message_id = '<' || public_id || '@example.com>', reply = '250 2.0.0 Ok'
     WHERE state = 'planned' AND at < ? AND NOT (kind = 'task' AND id % 5 = 0)`,
    until,
  )
  tx.run(
    `INSERT INTO attempts (send_id, started_at, data_started_at, ended_at, outcome, code, reply)
     SELECT id, claimed_at, data_started_at, settled_at, state, 250, reply FROM sends WHERE claimed_at IS NOT NULL`,
  )
}

/** Ends those who have been written to and whose number says so; what was planned for them is withdrawn. */
function endSome(tx: Tx): void {
  for (const { state, every } of ends)
    tx.run(
      `UPDATE enrollments SET state = ?, reason = 'as it was told' WHERE id % ${every} = 0 AND state = 'pending'
         AND EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = enrollments.id AND s.state = 'sent')`,
      state,
    )
  tx.run(
    `UPDATE sends SET state = 'withdrawn', reason = 'the sequence ended', settled_at = at WHERE state = 'planned'
       AND (SELECT e.state FROM enrollments e WHERE e.id = enrollment_id) <> 'pending'`,
  )
  tx.run(
    `UPDATE enrollments SET state = 'finished' WHERE state = 'pending' AND NOT EXISTS (SELECT 1 FROM sends s
       WHERE s.enrollment_id = enrollments.id AND s.state = 'planned')`,
  )
  tx.run(
    `UPDATE enrollments SET state = CASE WHEN id % 29 = 0 THEN 'paused' ELSE 'active' END WHERE state = 'pending'
       AND EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = enrollments.id AND s.state = 'sent')`,
  )
  tx.run(
    `UPDATE sends SET paused = 1 WHERE state = 'planned'
       AND (SELECT e.state FROM enrollments e WHERE e.id = enrollment_id) = 'paused'`,
  )
  tx.run(`UPDATE sends SET held = 1 WHERE state = 'planned' AND id % 401 = 0`)
  tx.run(`UPDATE sends SET reason = '421 try again later', by_hand = slot WHERE state = 'planned' AND id % 307 = 0`)
}

interface Answered {
  sendId: number
  enrollmentId: number
  contactId: number
  accountId: number
  address: string
  at: number
  state: string
}

const effects = { ended: [], suppressed: null, present: null, away: null, settled: null, note: null }
const body = 'Thank you for your message. '.repeat(20)

function answer(tx: Tx, row: Answered, kind: IncomingKind, day: number): void {
  insertIncoming(tx, {
    publicId: `came${row.sendId}${kind}`,
    accountId: row.accountId,
    messageKey: `<${row.sendId}.${kind}@their.test>`,
    place: { folder: 'INBOX', uidValidity: '1', uid: row.sendId },
    at: row.at + day,
    fromAddress: row.address,
    fromName: null,
    subject: 'Re: A word',
    verdict: {
      kind,
      hard: kind === 'bounce',
      recipients: [],
      returnDate: kind === 'absence' ? '2026-08-01' : null,
      feedback: null,
      text: body,
      evidence: [{ rule: 'Answers our message', found: 'In-Reply-To' }],
    },
    body,
    sendId: row.sendId,
    enrollmentId: row.enrollmentId,
    contactId: row.contactId,
    effects,
    decidedAt: row.at + day,
  })
}

/** Every message is of the last email that left before it. Who is away says so to every email. */
function answers(tx: Tx): void {
  const kindOf = new Map<string, IncomingKind>(
    ends.flatMap(({ state, kind }) => (kind ? [[state, kind] as const] : [])),
  )
  const rows = tx.all<Answered & { last: 0 | 1 }>(
    `SELECT s.id AS sendId, s.enrollment_id AS enrollmentId, s.contact_id AS contactId, s.account_id AS accountId, s.address,
       s.at, e.state, s.step = (SELECT max(l.step) FROM sends l WHERE l.enrollment_id = e.id AND l.state = 'sent') AS last
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.state = 'sent'`,
  )
  for (const row of rows) {
    const kind = row.last === 1 ? kindOf.get(row.state) : undefined
    if (kind) answer(tx, row, kind, 3_600_000 * (1 + (row.sendId % 40)))
    else if (row.contactId % 7 === 0) answer(tx, row, 'absence', 60_000)
    else if (row.contactId % 53 === 0) answer(tx, row, 'delay', 3_600_000)
  }
  tx.run('UPDATE incoming SET seen_at = at WHERE id % 5 > 0')
}

function suppress(tx: Tx): void {
  tx.run(
    `INSERT OR IGNORE INTO suppressions (public_id, kind, value, reason, source, created_at, device, hlc)
     SELECT 'no' || c.id, 'address', c.address_key, 'opted out', 'opt_out', 0, 'd', 'h' FROM enrollments e
       JOIN contacts c ON c.id = e.contact_id WHERE e.state IN ('unsubscribed', 'bounced')
     UNION ALL SELECT 'no' || c.id, 'address', c.address_key, 'asked for', 'hand', 0, 'd', 'h' FROM contacts c WHERE c.id % 97 = 0
     UNION ALL SELECT 'nodomain' || c.domain, 'domain', c.domain, 'asked for', 'hand', 0, 'd', 'h' FROM contacts c
       WHERE c.id % 20011 = 0 AND c.domain <> 'gmail.com'`,
  )
}

/** All of it until `now`, ms. */
export function live(store: Store, now: number): void {
  for (const part of [(tx: Tx) => sendAll(tx, now), endSome, answers, suppress]) store.write(part)
}
