/** People by the domain of their address: the index of domains holds all that is counted. */
import file from '../../../resources/public-mail.json' with { type: 'json' }
import { visible } from './audience.ts'
import { anyHidden } from './contacts.ts'
import type { Reader } from './open.ts'

const publicOnes: ReadonlySet<string> = new Set(file.domains)

/** Whether a domain (lower case) can be a company's: it is no public mail provider's. */
export const isCompany = (domain: string): boolean => domain !== '' && !publicOnes.has(domain)

export interface CompanyRow {
  domain: string
  contacts: number
}

const after = (text: string): string => `${text}\u{10ffff}`

/** People of one domain whom lists show. */
export const peopleOf = (reader: Reader, domain: string): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM contacts c WHERE c.domain = ?${anyHidden(reader) ? ` AND ${visible}` : ''}`,
    domain,
  )?.n ?? 0

/** Without those that nobody may see, where there are any: their rows are looked at, of this page only. */
function exact(reader: Reader, rows: CompanyRow[]): CompanyRow[] {
  if (!anyHidden(reader)) return rows
  return rows.flatMap(({ domain }) => {
    const contacts = peopleOf(reader, domain)
    return contacts === 0 ? [] : [{ domain, contacts }]
  })
}

export interface CompanyPage {
  rows: CompanyRow[]
  next: string | null
}

/** Domains in order, each found by one look into their index: those of public providers have more people than all of a page. */
function* domainsFrom(reader: Reader, { search, after: last }: { search: string; after: string | null }) {
  const next = (than: '>' | '>=', from: string): string | null =>
    reader.get<{ domain: string | null }>(
      `SELECT min(c.domain) AS domain FROM contacts c INDEXED BY contacts_domain WHERE c.domain ${than} +?`,
      from,
    )?.domain ?? null
  const end = after(search)
  let domain = last === null || last < search ? next('>=', search) : next('>', last)
  while (domain !== null && domain < end) {
    if (isCompany(domain)) yield domain
    domain = next('>', domain)
  }
}

/** By their domains, from one on; `search`: how the domain begins. */
export function companyPage(
  reader: Reader,
  wish: { search: string; after: string | null; limit: number },
): CompanyPage {
  const rows: CompanyRow[] = []
  for (const domain of domainsFrom(reader, wish)) {
    if (rows.length === wish.limit) return { rows: exact(reader, rows), next: rows.at(-1)?.domain ?? null }
    const found = 'SELECT count(*) AS contacts FROM contacts c INDEXED BY contacts_domain WHERE c.domain = +?'
    rows.push({ domain, contacts: reader.get<{ contacts: number }>(found, domain)?.contacts ?? 0 })
  }
  return { rows: exact(reader, rows), next: null }
}

/** The largest, most people first. Nobody looks at more of them: beyond, they are found by their domain. */
export function largestCompanies(reader: Reader, search: string, limit: number): CompanyRow[] {
  const rows = reader.all<CompanyRow>(
    `SELECT c.domain, count(*) AS contacts FROM contacts c INDEXED BY contacts_domain
     WHERE c.domain >= @search AND c.domain < @end GROUP BY c.domain ORDER BY contacts DESC, c.domain LIMIT @limit`,
    { search, end: after(search), limit: limit + publicOnes.size },
  )
  const companies = rows.filter(({ domain }) => isCompany(domain)).slice(0, limit)
  return exact(reader, companies).sort((a, b) => b.contacts - a.contacts || (a.domain < b.domain ? -1 : 1))
}

/** What people of a domain have as company, the most common first; looked at are the first of them. */
export const companyNames = (reader: Reader, domain: string, looked: number): { name: string; contacts: number }[] =>
  reader.all(
    `SELECT max(w.company) AS name, count(*) AS contacts FROM (SELECT c.company FROM contacts c
       WHERE c.domain = ? AND ${visible} ORDER BY c.id LIMIT ?) w
     WHERE trim(coalesce(w.company, '')) <> '' GROUP BY lower(trim(w.company)) ORDER BY contacts DESC, name LIMIT 10`,
    domain,
    looked,
  )

export interface CompanyStanding {
  looked: number
  suppressed: number
  never: number
  states: { state: string; contacts: number }[]
  replies: number
}

/** How it stands with the people of a domain, of whom so many are looked at. */
export function companyStanding(reader: Reader, domain: string, most: number): CompanyStanding {
  const people = `SELECT c.id, c.address_key, c.domain FROM contacts c WHERE c.domain = @domain AND ${visible}
    ORDER BY c.id LIMIT ${most}`
  const n = (text: string) => reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${text}`, { domain })?.n ?? 0
  return {
    looked: n(`(${people})`),
    suppressed: n(`(${people}) p WHERE EXISTS (SELECT 1 FROM suppressions x WHERE x.deleted = 0
      AND ((x.kind = 'address' AND x.value = p.address_key) OR (x.kind = 'domain' AND x.value = p.domain)))`),
    never: n(`(${people}) p WHERE NOT EXISTS (SELECT 1 FROM sends s WHERE s.contact_id = p.id AND s.sandbox = 0
      AND +s.state IN ('sending', 'sent', 'unsure'))`),
    states: reader.all(
      `SELECT e.state, count(*) AS contacts FROM (${people}) p JOIN enrollments e ON e.id = (SELECT max(l.id)
         FROM enrollments l WHERE l.contact_id = p.id AND l.sandbox = 0) GROUP BY e.state ORDER BY contacts DESC, e.state`,
      { domain },
    ),
    replies: n(`(${people}) p JOIN incoming i ON i.contact_id = p.id AND i.kind = 'reply' AND i.deleted = 0`),
  }
}
