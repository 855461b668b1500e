import type { Reader } from './open.ts'

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
