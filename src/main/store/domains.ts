import { addressKey } from '../../shared/domain/address.ts'
import { type Findings, isKeyShown, judgeDkim, judgeNextDkim } from '../../shared/domain/dns-records.ts'
import { secretIdOf } from './account-row.ts'
import type { Mark } from './clockwork.ts'
import { note } from './journal.ts'
import type { Reader, Tx } from './open.ts'
import { workspaceRow } from './workspace.ts'

/** Each is asked about every few hours. */
export const mostDomains = 200

/** A domain mail is sent from. Instants are ms since the epoch. */
export interface DomainRow {
  id: number
  publicId: string
  /** In lower case, as it travels. */
  name: string
  dkimSelector: string | null
  /** The whole record, `v=DKIM1; …`. */
  dkimPublic: string | null
  /** The keychain holds the private part. */
  hasDkimKey: boolean
  /** What its entries in the keychain are called: its public id, or the one that it bore when they were made. */
  secretId: string
  /** The key that takes over when the name servers show it. */
  dkimNextSelector: string | null
  dkimNextPublic: string | null
  /** The key before has stopped signing; its private part may still be in the keychain. */
  dkimRetiredSelector: string | null
  trackingHost: string | null
  findings: Findings
  /** When all records were last answered. */
  checkedAt: number | null
  trouble: string | null
  createdAt: number
  version: number
}

type Raw = Omit<DomainRow, 'hasDkimKey' | 'findings'> & { hasDkimKey: number; findings: string }

const select = `SELECT id, public_id AS publicId, name, dkim_selector AS dkimSelector, dkim_public AS dkimPublic,
  has_dkim_key AS hasDkimKey, ${secretIdOf('domains')} AS secretId, dkim_next_selector AS dkimNextSelector, dkim_next_public AS dkimNextPublic,
  dkim_retired_selector AS dkimRetiredSelector, tracking_host AS trackingHost, checks AS findings, checked_at AS checkedAt, trouble,
  created_at AS createdAt, version FROM domains WHERE deleted = 0`

const row = (raw: Raw): DomainRow => ({
  ...raw,
  hasDkimKey: raw.hasDkimKey === 1,
  findings: JSON.parse(raw.findings) as Findings,
})
const one = (raw: Raw | undefined): DomainRow | undefined => raw && row(raw)

/** By name. */
export const domainRows = (reader: Reader): DomainRow[] => reader.all<Raw>(`${select} ORDER BY name`).map(row)

export const domainByPublicId = (reader: Reader, publicId: string): DomainRow | undefined =>
  one(reader.get<Raw>(`${select} AND public_id = ?`, publicId))

/** @param name in lower case */
export const domainByName = (reader: Reader, name: string): DomainRow | undefined =>
  reader.known(`domain ${name}`, () => one(reader.get<Raw>(`${select} AND name = ?`, name)))

export function insertDomain(
  tx: Tx,
  domain: Pick<DomainRow, 'publicId' | 'name' | 'trackingHost' | 'createdAt'>,
  mark: Mark,
): void {
  const columns = { ...domain, author: mark.author, device: mark.device, hlc: mark.hlc }
  tx.run(
    `INSERT INTO domains (public_id, name, tracking_host, has_dkim_key, checks, created_at, author, device, hlc)
     VALUES (@publicId, @name, @trackingHost, 0, '{}', @createdAt, @author, @device, @hlc)`,
    columns,
  )
}

type Settings = Pick<
  DomainRow,
  'trackingHost' | 'dkimSelector' | 'dkimPublic' | 'hasDkimKey' | 'dkimNextSelector' | 'dkimNextPublic'
>

/** Writes what people set, all of it, and the findings that go with it; raises the version. */
export function updateDomain(tx: Tx, id: number, settings: Settings, findings: Findings, mark: Mark): void {
  tx.run(
    `UPDATE domains SET tracking_host = @trackingHost, dkim_selector = @dkimSelector, dkim_public = @dkimPublic,
       has_dkim_key = @key, dkim_next_selector = @nextSelector, dkim_next_public = @nextPublic, checks = @checks, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id`,
    {
      trackingHost: settings.trackingHost,
      dkimSelector: settings.dkimSelector,
      dkimPublic: settings.dkimPublic,
      key: Number(settings.hasDkimKey),
      nextSelector: settings.dkimNextSelector,
      nextPublic: settings.dkimNextPublic,
      checks: JSON.stringify(findings),
      author: mark.author,
      device: mark.device,
      hlc: mark.hlc,
      id,
    },
  )
}

export const removeDomain = (tx: Tx, id: number, mark: Mark): void =>
  void tx.run(
    `UPDATE domains SET deleted = 1, has_dkim_key = 0, version = version + 1, author = ?, device = ?, hlc = ?
     WHERE id = ?`,
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )

export const keyOf = ({ name, hasDkimKey, dkimSelector, dkimPublic }: DomainRow) =>
  hasDkimKey && dkimSelector !== null && dkimPublic !== null
    ? { domain: name, selector: dkimSelector, value: dkimPublic }
    : null

export const nextKeyOf = ({ name, dkimNextSelector: selector, dkimNextPublic: value }: DomainRow) =>
  selector !== null && value !== null ? { domain: name, selector, value } : null

/** What a domain is judged by, besides what name servers say. */
export const factsOf = (reader: Reader, domain: DomainRow) => ({
  name: domain.name,
  key: keyOf(domain),
  next: nextKeyOf(domain),
  trackingHost: domain.trackingHost,
  linkSecret: workspaceRow(reader).messageKey,
  servers: serversOf(reader, domain.name),
})

/** Every address that mail is written from, with its account: an alias has its account's server; the sandbox has none. */
const writers = `SELECT a.address, a.address_key, a.smtp FROM accounts a
    WHERE a.deleted = 0 AND (a.kind <> 'managed' OR a.smtp IS NOT NULL)
  UNION ALL SELECT l.address, l.address_key, a.smtp FROM aliases l JOIN accounts a ON a.id = l.account_id
    WHERE l.deleted = 0 AND a.deleted = 0`
const of = `FROM (${writers}) WHERE substr(address_key, instr(address_key, '@') + 1) = ?`

/** Host names of the servers that mail from a domain leaves through. */
export const serversOf = (reader: Reader, name: string): string[] =>
  reader
    .all<{ host: string }>(
      `SELECT DISTINCT lower(json_extract(smtp, '$.host')) AS host ${of} AND smtp IS NOT NULL`,
      name,
    )
    .map(({ host }) => host)

/** Addresses, of accounts and aliases, that mail of a domain is written from. */
export const addressesOf = (reader: Reader, name: string): string[] =>
  reader.all<{ address: string }>(`SELECT address ${of} ORDER BY address_key`, name).map(({ address }) => address)

/** Domains that mail is written from, in lower case. */
export const domainsInUse = (reader: Reader): string[] => {
  const keys = reader.all<{ address: string }>(`SELECT address FROM (${writers})`)
  return [...new Set(keys.map(({ address }) => addressKey(address).split('@')[1] ?? ''))].filter(Boolean).sort()
}

/**
 * Enters what was found at `now`. What wasn't answered stays as it was. A finding about a key that has been replaced
 * while the name servers were asked is left out: mail would be signed with a key that nobody has published.
 *
 * @param asked the row as it was when they were asked
 */
export function keepLook(
  tx: Tx,
  asked: DomainRow,
  look: { found: Partial<Record<keyof Findings, Omit<NonNullable<Findings['spf']>, 'at'>>>; trouble: string | null },
  now: number,
): void {
  const row = domainByPublicId(tx, asked.publicId)
  if (!row) return
  const findings: Findings = { ...row.findings }
  for (const [kind, finding] of Object.entries(look.found) as [keyof Findings, NonNullable<Findings['spf']>][]) {
    if (kind === 'dkim' && row.dkimPublic !== asked.dkimPublic) continue
    if (kind === 'dkim_next' && row.dkimNextPublic !== asked.dkimNextPublic) continue
    if (kind === 'tracking' && row.trackingHost !== asked.trackingHost) continue
    findings[kind] = { ...finding, at: now }
  }
  tx.run(
    `UPDATE domains SET checks = ?, trouble = ?, checked_at = CASE WHEN ? THEN ? ELSE checked_at END WHERE id = ?`,
    JSON.stringify(findings),
    look.trouble,
    Number(look.trouble === null),
    now,
    row.id,
  )
  if (isKeyShown(findings.dkim_next)) takeOver(tx, row, findings, now)
}

/** The key that name servers show now signs; what was signed with the one before can be checked as long as that shows. */
function takeOver(tx: Tx, row: DomainRow, { dkim_next, ...rest }: Findings, now: number): void {
  if (!dkim_next) return
  tx.run(
    `UPDATE domains SET dkim_retired_selector = dkim_selector, dkim_selector = dkim_next_selector,
       dkim_public = dkim_next_public, dkim_next_selector = NULL, dkim_next_public = NULL, checks = ?,
       version = version + 1 WHERE id = ?`,
    JSON.stringify({ ...rest, dkim: dkim_next }),
    row.id,
  )
  const text = `${row.name} signs with its new key, ${row.dkimNextSelector}. The record of the old one, ${row.dkimSelector}, can go in a week.`
  note(tx, now, 'domain', text)
}

/** The private part of the key before is gone. */
export const keySettled = (tx: Tx, id: number): void =>
  void tx.run('UPDATE domains SET dkim_retired_selector = NULL WHERE id = ?', id)

/** The finding about a key that was just made: nobody can have published it yet. */
export const freshKey = (name: string, key: { selector: string; value: string }, now: number) => ({
  ...judgeDkim(name, key, []),
  at: now,
})

/** The same about one that is to take over. */
export const freshNextKey = (name: string, key: { selector: string; value: string }, now: number) => ({
  ...judgeNextDkim(name, key, []),
  at: now,
})
