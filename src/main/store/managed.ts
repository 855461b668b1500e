import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

/** Emails planned through an account (row id): those engaged in the sandbox, and those for people. */
export function plannedByPlace(reader: Reader, accountId: number): { sandbox: number; people: number } {
  const rows = reader.all<{ sandbox: 0 | 1; n: number }>(
    // as the index of the outbox has it
    `SELECT sandbox, count(*) AS n FROM sends WHERE account_id + 0 = ? AND state || '' = 'planned' GROUP BY sandbox`,
    accountId,
  )
  const of = (sandbox: 0 | 1) => rows.find((row) => row.sandbox === sandbox)?.n ?? 0
  return { sandbox: of(1), people: of(0) }
}

/** True while nothing was ever sent or planned through it. */
export const isUnused = (reader: Reader, accountId: number): boolean =>
  reader.get('SELECT 1 FROM sends WHERE account_id = ? LIMIT 1', accountId) === undefined

/**
 * The sandbox writes in the name of whoever began with it. That was guessed from the computer; who says their own name reads it
 * in their trial emails, too. A name that somebody gave the sandbox itself stays.
 */
export const nameSandbox = (tx: Tx, { from, to }: { from: string; to: string }, mark: Mark): void =>
  void tx.run(
    `UPDATE accounts SET name = @to, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE kind = 'managed' AND smtp IS NULL AND deleted = 0 AND name = @from`,
    { from, to, author: mark.author, device: mark.device, hlc: mark.hlc },
  )
