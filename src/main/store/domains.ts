import { addressKey } from '../../shared/domain/address.ts'
import { type Findings, judgeDkim } from '../../shared/domain/dns-records.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

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
  has_dkim_key AS hasDkimKey, tracking_host AS trackingHost, checks AS findings, checked_at AS checkedAt, trouble,
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
  one(reader.get<Raw>(`${select} AND name = ?`, name))

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

type Settings = Pick<DomainRow, 'trackingHost' | 'dkimSelector' | 'dkimPublic' | 'hasDkimKey'>

/** Writes what people set, all of it, and the findings that go with it; raises the version. */
export function updateDomain(tx: Tx, id: number, settings: Settings, findings: Findings, mark: Mark): void {
  tx.run(
    `UPDATE domains SET tracking_host = @trackingHost, dkim_selector = @dkimSelector, dkim_public = @dkimPublic,
       has_dkim_key = @key, checks = @checks, version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id`,
    {
      trackingHost: settings.trackingHost,
      dkimSelector: settings.dkimSelector,
      dkimPublic: settings.dkimPublic,
      key: Number(settings.hasDkimKey),
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

/** What a domain is judged by, besides what name servers say. */
export const factsOf = (reader: Reader, domain: DomainRow) => ({
  name: domain.name,
  key: keyOf(domain),
  trackingHost: domain.trackingHost,
  servers: serversOf(reader, domain.name),
})

const of = `FROM accounts WHERE deleted = 0 AND kind <> 'managed' AND substr(address_key, instr(address_key, '@') + 1) = ?`

/** Host names of the servers that mail from a domain leaves through. */
export const serversOf = (reader: Reader, name: string): string[] =>
  reader
    .all<{ host: string }>(
      `SELECT DISTINCT lower(json_extract(smtp, '$.host')) AS host ${of} AND smtp IS NOT NULL`,
      name,
    )
    .map(({ host }) => host)

/** Addresses of the accounts that write from a domain. */
export const addressesOf = (reader: Reader, name: string): string[] =>
  reader.all<{ address: string }>(`SELECT address ${of} ORDER BY address_key`, name).map(({ address }) => address)

/** Domains that accounts write from, in lower case. */
export const domainsInUse = (reader: Reader): string[] => {
  const keys = reader.all<{ address: string }>(`SELECT address FROM accounts WHERE deleted = 0 AND kind <> 'managed'`)
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
}

/** The finding about a key that was just made: nobody can have published it yet. */
export const freshKey = (name: string, key: { selector: string; value: string }, now: number) => ({
  ...judgeDkim(name, key, []),
  at: now,
})
