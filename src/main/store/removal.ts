/**
 * What hangs on a sending account, and how it goes. The row stays as a deleted one: the ledger says forever who sent
 * what. Emails of its own that were planned are withdrawn with one fixed reason, by which they are found again.
 */
import { mailboxRemoved, pendingEnrollment, reduceEnrollment } from '../../shared/domain/enrollment.ts'
import { plannedSend, reduceSend, type SendState } from '../../shared/domain/send.ts'
import { secretIdOf } from './account-row.ts'
import type { Mark } from './clockwork.ts'
import { applyToSend, forgetOutgoing } from './ledger.ts'
import type { Reader, Tx } from './open.ts'
import { endHosts } from './queue.ts'
import { forgetSize } from './server-sizes.ts'

const going = `('pending', 'active', 'paused')`

/** What one sequence loses with an account. Instants are ms since the epoch. */
export interface Stake {
  id: number
  publicId: string
  name: string
  /** Contacts under way in it from this account; `reached` of them have an email already. */
  contacts: number
  reached: number
  scheduled: number
  last: number | null
}

/** Sequences in which somebody is written to from the account, or something is planned, by name. */
export const stakesOf = (reader: Reader, accountId: number): Stake[] =>
  reader.all(
    `WITH people AS (SELECT e.sequence_id AS id, count(*) AS contacts, sum(EXISTS (SELECT 1 FROM sends s
         WHERE s.enrollment_id = e.id AND s.state IN ('sending', 'sent', 'unsure'))) AS reached
       FROM enrollments e WHERE e.account_id = @accountId AND e.state IN ${going} GROUP BY 1),
     mail AS (SELECT b.sequence_id AS id, count(*) AS scheduled, max(s.at) AS last
       FROM sends s JOIN batches b ON b.id = s.batch_id
       WHERE s.account_id + 0 = @accountId AND s.state || '' = 'planned' AND s.kind = 'sequence' GROUP BY 1)
     SELECT q.id, q.public_id AS publicId, q.name, coalesce(p.contacts, 0) AS contacts, coalesce(p.reached, 0) AS reached,
       coalesce(m.scheduled, 0) AS scheduled, m.last
     FROM sequences q LEFT JOIN people p ON p.id = q.id LEFT JOIN mail m ON m.id = q.id
     WHERE p.id IS NOT NULL OR m.id IS NOT NULL ORDER BY q.name, q.id`,
    { accountId },
  )

/** Letters and tests that are written and have not left. */
export const draftsOf = (reader: Reader, accountId: number): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends
     WHERE account_id + 0 = ? AND state || '' = 'planned' AND kind <> 'sequence'`,
    accountId,
  )?.n ?? 0

/** Emails of the account that nobody can call back now: in flight, or in doubt. */
export function unsettledOf(reader: Reader, accountId: number): { sending: number; unsure: number } {
  const rows = reader.all<{ state: SendState; n: number }>(
    `SELECT state, count(*) AS n FROM sends WHERE state IN ('sending', 'unsure') AND account_id = ? GROUP BY state`,
    accountId,
  )
  const of = (state: SendState) => rows.find((row) => row.state === state)?.n ?? 0
  return { sending: of('sending'), unsure: of('unsure') }
}

/** Everything planned through it, in the order of rows; `after` a row id, 0 for the first. */
export const plannedIds = (reader: Reader, accountId: number, after = 0, limit = -1): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT id FROM sends WHERE account_id + 0 = ? AND state || '' = 'planned' AND id > ? ORDER BY id LIMIT ?`,
      accountId,
      after,
      limit,
    )
    .map((row) => row.id)

/** Of everything planned through it, what comes next for each contact; letters and tests as well. In the order of rows. */
export const nextOfEach = (reader: Reader, accountId: number, after = 0, limit = -1): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT s.id FROM sends s WHERE s.account_id + 0 = ? AND s.state || '' = 'planned' AND s.id > ?
         AND NOT EXISTS (SELECT 1 FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.step < s.step
           AND p.state IN ('planned', 'sending', 'unsure'))
       ORDER BY s.id LIMIT ?`,
      accountId,
      after,
      limit,
    )
    .map((row) => row.id)

/** Row ids of enrollments that go on, and of their contacts. */
export const goingThrough = (reader: Reader, accountId: number): { id: number; contactId: number }[] =>
  reader.all(
    `SELECT id, contact_id AS contactId FROM enrollments WHERE account_id = ? AND state IN ${going} ORDER BY id`,
    accountId,
  )

/** Keys that may send through this account alone or among others, and are not over yet. */
export const keysBoundTo = (
  reader: Reader,
  accountId: number,
  now: number,
): { publicId: string; name: string; others: number }[] =>
  reader.all(
    `SELECT public_id AS publicId, name,
       (SELECT count(*) FROM json_each(bound, '$.accounts') j JOIN accounts a ON a.id = j.value
          WHERE a.deleted = 0 AND a.id <> ?)
         + (SELECT count(*) FROM json_each(bound, '$.groups') j JOIN groups g ON g.id = j.value WHERE g.deleted = 0) AS others
     FROM api_keys WHERE bound IS NOT NULL AND revoked_at IS NULL AND expires_at > ?
       AND EXISTS (SELECT 1 FROM json_each(bound, '$.accounts') WHERE value = ?) ORDER BY id`,
    accountId,
    now,
    accountId,
  )

/** Open requests for an address: somebody waits for it. */
export const requestsFor = (reader: Reader, addressKey: string): { publicId: string; seat: string; state: string }[] =>
  reader.all(
    `SELECT r.public_id AS publicId, s.address AS seat, r.state FROM mailbox_requests r JOIN seats s ON s.id = r.seat_id
     WHERE r.address_key = ? AND r.state IN ('requested', 'approved') AND r.deleted = 0 ORDER BY r.id`,
    addressKey,
  )

/** Accounts of its group that are left without it. */
export const groupOf = (
  reader: Reader,
  accountId: number,
): { publicId: string; name: string; left: number } | undefined =>
  reader.get(
    `SELECT g.public_id AS publicId, g.name, (SELECT count(*) FROM accounts o
       WHERE o.group_id = g.id AND o.deleted = 0 AND o.id <> a.id) AS left
     FROM accounts a JOIN groups g ON g.id = a.group_id WHERE a.id = ?`,
    accountId,
  )

/** So many rows a statement: a trigger makes SQLite keep a copy of every page that a statement touches. */
const together = 200

/** Ids as JSON, some at a time: one by one, a mailbox with many contacts would stop everything else for long. */
function* chunked(ids: readonly number[]): Generator<string> {
  for (let from = 0; from < ids.length; from += together) yield JSON.stringify(ids.slice(from, from + together))
}

/** Ends whoever is written to from the account, and withdraws all that is planned through it. */
export function failAll(tx: Tx, accountId: number, now: number): { contacts: number; emails: number } {
  const ids = goingThrough(tx, accountId).map(({ id }) => id)
  const ended = reduceEnrollment(pendingEnrollment, { type: 'failed', reason: mailboxRemoved })
  const gone = reduceSend(plannedSend, { type: 'withdraw', reason: mailboxRemoved })
  let emails = 0
  for (const some of chunked(ids)) {
    tx.run(
      `UPDATE enrollments SET state = ?, reason = ? WHERE id IN (SELECT value FROM json_each(?)) AND state IN ${going}`,
      ended.state,
      ended.reason,
      some,
    )
    emails += tx.run(
      `UPDATE sends SET state = ?, reason = ?, settled_at = ?
       WHERE enrollment_id IN (SELECT value FROM json_each(?)) AND state = 'planned'`,
      gone.state,
      gone.reason,
      now,
      some,
    ).changes
  }
  return { contacts: ids.length, emails: emails + withdrawRest(tx, accountId, now) }
}

/** Letters and tests, which belong to nobody's sequence, and whatever else is left. */
export function withdrawRest(tx: Tx, accountId: number, now: number): number {
  let emails = 0
  for (const id of plannedIds(tx, accountId)) {
    if (applyToSend(tx, id, { type: 'withdraw', reason: mailboxRemoved }, now)) emails++
    forgetOutgoing(tx, id)
  }
  return emails
}

/**
 * Hands what is planned of enrollments to another account, and all their steps to come with it. The bytes of an earlier
 * try bear the old address, so the email is made anew; its time is asked for anew too. Returns how many emails.
 */
export function handTo(tx: Tx, enrollments: readonly number[], accountId: number): number {
  let emails = 0
  for (const some of chunked(enrollments)) {
    const own = 'enrollment_id IN (SELECT value FROM json_each(?))'
    tx.run(
      'UPDATE enrollments SET account_id = ?, alias_id = NULL WHERE id IN (SELECT value FROM json_each(?))',
      accountId,
      some,
    )
    tx.run(`DELETE FROM outgoing WHERE send_id IN (SELECT id FROM sends WHERE ${own} AND state = 'planned')`, some)
    emails += tx.run(
      `UPDATE sends SET account_id = ?, replan = 1, date_at = NULL WHERE ${own} AND state = 'planned'`,
      accountId,
      some,
    ).changes
  }
  return emails
}

/** Takes the account out of every list. Its secrets are marked as kept until `secretsErased`. */
export function deleteAccount(tx: Tx, accountId: number, mark: Mark): void {
  endHosts(tx, accountId)
  tx.run(
    `UPDATE accounts SET deleted = 1, state = 'inactive', state_reason = 'Removed.', out_kind = NULL, resume_at = NULL,
       version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id = @accountId`,
    { ...mark, accountId },
  )
  tx.run(
    'UPDATE aliases SET deleted = 1, author = @author, device = @device, hlc = @hlc WHERE account_id = @accountId',
    {
      ...mark,
      accountId,
    },
  )
  tx.run('DELETE FROM folder_cursors WHERE account_id = ?', accountId)
  tx.run('DELETE FROM outside_sends WHERE account_id = ?', accountId)
  forgetSize(tx, accountId)
}

/** Removed accounts whose secrets may still be in the keychain: it was locked then, or the computer stopped. */
export const keptSecrets = (reader: Reader): { id: number; publicId: string; secretId: string; address: string }[] =>
  reader.all(
    `SELECT id, public_id AS publicId, ${secretIdOf('accounts')} AS secretId, address FROM accounts
     WHERE deleted = 1 AND (has_secret = 1 OR has_imap_secret = 1 OR signed_in IS NOT NULL) ORDER BY id`,
  )

export const secretsErased = (tx: Tx, accountId: number): void =>
  void tx.run('UPDATE accounts SET has_secret = 0, has_imap_secret = 0, signed_in = NULL WHERE id = ?', accountId)
