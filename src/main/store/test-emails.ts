/**
 * Emails that people send to themselves, to see a step as a contact would get it. One is a row of the ledger, so that it
 * is sent, counted in the limits and recovered like any other; its contact is named beside it, where nothing looks for whom
 * was written to.
 */
import { HOUR } from '../../shared/domain/time.ts'
import type { Mark } from './clockwork.ts'
import { applyToSend } from './ledger.ts'
import type { Reader, Tx } from './open.ts'

export interface NewTest {
  publicId: string
  accountId: number
  /** Row id of the contact whose data it has; null: somebody made up. */
  contactId: number | null
  /** Where it goes. */
  address: string
  step: number
  variant: string | null
  sandbox: boolean
  /** What the ledger calls it: it names nobody, for it outlives its contact. */
  title: string
  why: string
  messageId: string
  raw: Uint8Array
  /** ms since the epoch. */
  now: number
}

/** So many tests are kept as they were, beside those that have not come to an end. */
const kept = 20

/** Plans a test to leave now; texts of old ones go. */
export function planTest(tx: Tx, test: NewTest, mark: Mark): void {
  const { now, address } = test
  const { id } = tx.run(
    `INSERT INTO sends (public_id, kind, step, variant, account_id, address, domain, state, due, slot, at, subject, why,
       sandbox, author, device, hlc)
     VALUES (@publicId, 'test', @step, @variant, @accountId, @address, @domain, 'planned', @now, @slot, @now, @title,
       @why, @sandbox, @author, @device, @hlc)`,
    {
      publicId: test.publicId,
      step: test.step,
      variant: test.variant,
      accountId: test.accountId,
      address,
      domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
      now,
      slot: now - (now % HOUR),
      title: test.title,
      why: JSON.stringify([test.why]),
      sandbox: test.sandbox ? 1 : 0,
      ...mark,
    },
  )
  tx.run(
    'INSERT INTO test_emails (send_id, contact_id, message_id, raw) VALUES (?, ?, ?, ?)',
    id,
    test.contactId,
    test.messageId,
    test.raw,
  )
  tx.run(
    `UPDATE test_emails SET raw = NULL WHERE raw IS NOT NULL AND send_id IN (
       SELECT s.id FROM sends s INDEXED BY sends_tests WHERE s.kind = 'test' AND s.state IN ('sent', 'refused', 'withdrawn')
       ORDER BY s.id DESC LIMIT -1 OFFSET ${kept})`,
  )
}

export interface TestEmail {
  /** Null: it is not kept any more. */
  raw: Buffer | null
  messageId: string
  /** What the ledger calls it. */
  title: string
}

/** What a test was made as; undefined: that email is none. */
export const testOfSend = (reader: Reader, sendId: number): TestEmail | undefined =>
  reader.get(
    `SELECT t.raw, t.message_id AS messageId, coalesce(s.subject, '') AS title
     FROM test_emails t JOIN sends s ON s.id = t.send_id WHERE t.send_id = ?`,
    sendId,
  )

/** Said of a test whose text has gone. */
export const testGone = 'the text of this test is not kept any more'

const misplaced = `sends INDEXED BY sends_tests WHERE kind = 'test' AND state = 'planned' AND replan > 0`

export const testsMisplaced = (reader: Reader): boolean =>
  reader.get(`SELECT 1 FROM ${misplaced} LIMIT 1`) !== undefined

/**
 * Gives tests a time again that could not leave at theirs, or were moved: the planner plans only contacts'. They need no
 * open window, so it is `at` (ms), unless a server or a person wants it later.
 */
export const placeTests = (tx: Tx, at: number): number =>
  tx.run(
    `UPDATE sends SET replan = 0, retry_at = NULL, at = max(@at, coalesce(retry_at, 0), coalesce(by_hand, 0)),
       slot = max(@at, coalesce(retry_at, 0), coalesce(by_hand, 0)) / @hour * @hour
     WHERE id IN (SELECT id FROM ${misplaced})`,
    { at, hour: HOUR },
  ).changes

/** Leaves nothing of a contact (row id) in tests: what has not left is withdrawn, what is kept goes. */
export function forgetTestsOf(tx: Tx, contactId: number, now: number): void {
  const rows = tx.all<{ id: number }>('SELECT send_id AS id FROM test_emails WHERE contact_id = ?', contactId)
  for (const { id } of rows) applyToSend(tx, id, { type: 'withdraw', reason: 'its contact was erased' }, now)
  tx.run('UPDATE test_emails SET raw = NULL, contact_id = NULL WHERE contact_id = ?', contactId)
}
