/**
 * How many emails left, came back and were complained about (by a person) lately, by account and by the domain they were written
 * from. What a person took back doesn't count, nor do tests and the sandbox. After a person lets an account go on,
 * counting begins anew: the mail it was paused for is not held against it again.
 */
import { ofPersons } from '../../shared/domain/consequence.ts'
import {
  type Counts,
  type Levels,
  noLevels,
  type RateWindow,
  windowLength,
} from '../../shared/domain/deliverability.ts'
import { DAY } from '../../shared/domain/time.ts'
import { nobodyThere } from '../../shared/domain/verdict-rules.ts'
import type { Reader, Tx } from './open.ts'

export type Counted = Record<RateWindow, Counts>

/** Of one account, as far as it wrote from one domain. */
export interface Tally {
  accountId: number
  /** In lower case. */
  domain: string
  counted: Counted
}

const none = (): Counts => ({ sends: 0, bounce: 0, complaint: 0 })
export const nothingCounted = (): Counted => ({ '1h': none(), '24h': none(), '7d': none() })

export function addedUp(tallies: readonly Tally[]): Counted {
  const sum = nothingCounted()
  for (const { counted } of tallies)
    for (const window of Object.keys(sum) as RateWindow[])
      for (const key of ['sends', 'bounce', 'complaint'] as const) sum[window][key] += counted[window][key]
  return sum
}

/** When a person last let it go on, or made it active; null: never. */
export const goingOnSince = (reader: Reader, accountId: number): number | null =>
  reader.get<{ at: number | null }>(
    "SELECT max(at) AS at FROM account_events WHERE account_id = ? AND kind IN ('resumed', 'activated')",
    accountId,
  )?.at ?? null

interface Failure {
  accountId: number
  aliasId: number | null
  kind: 'bounce' | 'complaint'
  /** When the email had left, ms. */
  at: number
  /** It was refused at once, so that it isn't among those that left. */
  refused: 0 | 1
}

/** Emails of the last seven days that came back, were complained about, or had nobody to go to; each once of a kind. */
const failuresAt = (reader: Reader, now: number): Failure[] =>
  reader.all(
    `SELECT DISTINCT s.id, s.account_id AS accountId, s.alias_id AS aliasId, i.kind, s.claimed_at AS at, 0 AS refused
     FROM incoming i JOIN sends s ON s.id = i.send_id
     WHERE i.kind IN ('bounce', 'complaint') AND i.at >= @from - @slack AND i.state <> 'undone' AND i.deleted = 0
       AND (i.feedback IS NULL OR i.feedback IN (SELECT value FROM json_each(@complaining)))
       AND s.state = 'sent' AND s.claimed_at >= @from AND s.sandbox = 0 AND s.kind <> 'test'
     UNION ALL
     SELECT s.id, s.account_id, coalesce(s.alias_id, e.alias_id), 'bounce', s.settled_at, 1
     FROM sends s LEFT JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.state = 'refused' AND s.settled_at >= @from AND s.sandbox = 0 AND s.kind <> 'test'
       AND substr(s.reason, 1, length(@nobody)) = @nobody`,
    // A server's clock may be behind ours.
    { from: now - windowLength['7d'], slack: DAY, nobody: nobodyThere, complaining: JSON.stringify(ofPersons) },
  )

interface Left {
  aliasId: number | null
  h1: number
  h24: number
  d7: number
}

const leftSince = (reader: Reader, accountId: number, from: number, now: number): Left[] =>
  reader.all(
    `SELECT alias_id AS aliasId, sum(claimed_at >= @h1) AS h1, sum(claimed_at >= @h24) AS h24, count(*) AS d7
     FROM sends WHERE account_id = @accountId AND claimed_at >= @from AND state = 'sent' AND sandbox = 0
       AND kind <> 'test' GROUP BY alias_id`,
    { accountId, from, h1: now - windowLength['1h'], h24: now - windowLength['24h'] },
  )

/** Whose address an email was written from: the account's (alias null) or an alias's, also of those removed since. */
function domainsOf(reader: Reader): (accountId: number, aliasId: number | null) => string {
  const rows = reader.all<{ key: string; domain: string }>(
    `SELECT 'a' || id AS key, substr(address_key, instr(address_key, '@') + 1) AS domain FROM accounts
     UNION ALL SELECT 'l' || id, substr(address_key, instr(address_key, '@') + 1) FROM aliases`,
  )
  const known = new Map(rows.map(({ key, domain }) => [key, domain]))
  return (accountId, aliasId) => known.get(aliasId === null ? `a${accountId}` : `l${aliasId}`) ?? ''
}

/**
 * What these accounts (row ids) sent lately, one tally for each domain they wrote from; several of an account add up.
 *
 * @param now ms since the epoch: the windows end there
 */
export function talliesOf(reader: Reader, accountIds: readonly number[], now: number): Tally[] {
  const domainOf = domainsOf(reader)
  const failures = Map.groupBy(failuresAt(reader, now), ({ accountId }) => accountId)
  return accountIds.flatMap((accountId) => {
    const from = Math.max(now - windowLength['7d'], goingOnSince(reader, accountId) ?? 0)
    const tallies = new Map<string, Tally>()
    const tallyOf = (aliasId: number | null): Counted => {
      const domain = domainOf(accountId, aliasId)
      const tally = tallies.get(domain) ?? { accountId, domain, counted: nothingCounted() }
      tallies.set(domain, tally)
      return tally.counted
    }
    for (const { aliasId, h1, h24, d7 } of leftSince(reader, accountId, from, now)) {
      const counted = tallyOf(aliasId)
      counted['1h'].sends += h1
      counted['24h'].sends += h24
      counted['7d'].sends += d7
    }
    for (const failure of failures.get(accountId) ?? [])
      if (failure.at >= from) enter(tallyOf(failure.aliasId), failure, now)
    return [...tallies.values()]
  })
}

function enter(counted: Counted, { kind, at, refused }: Failure, now: number): void {
  for (const window of Object.keys(counted) as RateWindow[]) {
    if (at < now - windowLength[window]) continue
    counted[window][kind]++
    counted[window].sends += refused
  }
}

/** Row ids of the accounts that wrote, or may write, from a domain (lower case), also of those removed since. */
export const accountsWritingFrom = (reader: Reader, domain: string): number[] =>
  reader
    .all<{ id: number }>(
      `SELECT id FROM accounts WHERE substr(address_key, instr(address_key, '@') + 1) = @domain
       UNION SELECT account_id FROM aliases WHERE substr(address_key, instr(address_key, '@') + 1) = @domain`,
      { domain },
    )
    .map(({ id }) => id)

/** What an account sent lately, whatever domain it wrote from. */
export const countedOfAccount = (reader: Reader, accountId: number, now: number): Counted =>
  addedUp(talliesOf(reader, [accountId], now))

/** What was sent lately from addresses of a domain (lower case). */
export const countedOfDomain = (reader: Reader, domain: string, now: number): Counted =>
  addedUp(talliesOf(reader, accountsWritingFrom(reader, domain), now).filter((tally) => tally.domain === domain))

/** What several accounts and domains sent lately, read in one go: a week of a busy workspace is a million emails. */
export function countsOf(
  reader: Reader,
  { accounts, domains }: { accounts: readonly number[]; domains: readonly string[] },
  now: number,
): { ofAccount(id: number): Counted; ofDomain(name: string): Counted } {
  const ids = new Set([...accounts, ...domains.flatMap((domain) => accountsWritingFrom(reader, domain))])
  const tallies = talliesOf(reader, [...ids], now)
  return {
    ofAccount: (id) => addedUp(tallies.filter(({ accountId }) => accountId === id)),
    ofDomain: (name) => addedUp(tallies.filter(({ domain }) => domain === name)),
  }
}

/** Domains and accounts that something came back to lately: all whose rates can have risen. */
export function troubledAt(reader: Reader, now: number): { accounts: number[]; domains: string[] } {
  const domainOf = domainsOf(reader)
  const failures = failuresAt(reader, now)
  return {
    accounts: [...new Set(failures.map(({ accountId }) => accountId))],
    domains: [...new Set(failures.map(({ accountId, aliasId }) => domainOf(accountId, aliasId)))].filter(Boolean),
  }
}

/** Where the rates stood at the last look: "account:7" or "domain:example.com" → levels. */
export const levelsKept = (reader: Reader): Map<string, Levels> =>
  new Map(
    reader
      .all<{ subject: string; levels: string }>('SELECT subject, levels FROM rate_levels')
      .map(({ subject, levels }) => [subject, { ...noLevels, ...(JSON.parse(levels) as Levels) }]),
  )

/** Keeps where they stand; none is kept for a subject that nothing is wrong with. */
export function keepLevels(tx: Tx, subject: string, levels: Levels, now: number): void {
  if (Object.values(levels).every((level) => level === 'few' || level === 'fine'))
    tx.run('DELETE FROM rate_levels WHERE subject = ?', subject)
  else
    tx.run(
      `INSERT INTO rate_levels (subject, levels, at) VALUES (@subject, @levels, @now)
       ON CONFLICT (subject) DO UPDATE SET levels = excluded.levels, at = excluded.at`,
      { subject, levels: JSON.stringify(levels), now },
    )
}
