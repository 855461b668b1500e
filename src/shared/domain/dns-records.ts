/**
 * What the name servers say about a domain that mail is sent from, judged: record by record whether it is right, in one
 * sentence, and the exact record to add where it isn't. Pure: who asks the name servers is somebody else.
 */
import { joinSpf, mostSpfLookups, parseSpf } from './spf.ts'

/** `dkim_next`: of a key that is to take over. */
export const recordKinds = ['spf', 'dkim', 'dkim_next', 'dmarc', 'mx', 'tracking'] as const
export type RecordKind = (typeof recordKinds)[number]

/** `off`: not used, so nothing is missed. `warning`: mail goes through, but less surely than it could. */
export type RecordState = 'ok' | 'warning' | 'missing' | 'wrong' | 'off'

export interface DnsRecord {
  type: 'TXT' | 'CNAME' | 'MX'
  /** The whole name. */
  host: string
  value: string
  /** It takes the place of what is there. */
  replaces: boolean
}

export interface Finding {
  state: RecordState
  /** As the name servers gave it. */
  found: string[]
  says: string
  add: DnsRecord | null
  /** Of `tracking`: true where Cadenza itself answered under the public name. Only then anything leads there. */
  answered?: boolean
}

export type Findings = Partial<Record<RecordKind, Finding & { at: number }>>

/** A server that mail of the domain leaves through. */
export interface SpfServer {
  host: string
  /** What its provider wants to have in the record, such as `include:_spf.example.com`; null = unknown provider. */
  term: string | null
  /** The record reaches that term, or one of the server's addresses. */
  permitted: boolean
}

export interface SpfReading {
  /** All TXT records of the domain that claim to be SPF. */
  records: string[]
  /** Questions a receiver has to ask, included records and all. */
  lookups: number
  /** Names that are included but have no record of their own, or several. */
  broken: string[]
  servers: SpfServer[]
}

const found = (
  state: RecordState,
  records: readonly string[],
  says: string,
  add: DnsRecord | null = null,
): Finding => ({
  state,
  found: [...records],
  says,
  add,
})
const list = (names: readonly string[]): string => [...new Set(names)].join(', ')

export function judgeSpf(domain: string, { records, lookups, broken, servers }: SpfReading): Finding {
  const absent = servers.filter((server) => !server.permitted)
  const terms = absent.map(({ host, term }) => term ?? `a:${host}`)
  const txt = (value: string, replaces: boolean): DnsRecord => ({ type: 'TXT', host: domain, value, replaces })
  const [record] = records
  if (record === undefined) {
    const value = joinSpf([], terms.length > 0 ? terms : ['mx'])
    return found('missing', [], `${domain} doesn't say which servers may send its mail.`, txt(value, false))
  }
  if (records.length > 1) {
    const says = `${domain} has ${records.length} SPF records. Receivers accept one alone, and treat several as an error.`
    return found('wrong', records, says, txt(joinSpf(records, terms), true))
  }
  const { terms: all, redirect, unreadable } = parseSpf(record)
  if (unreadable.length > 0) return found('wrong', records, `Receivers can't read "${unreadable.join(' ')}" in it.`)
  if (broken.length > 0)
    return found('wrong', records, `It names ${list(broken)}, where no single SPF record is. Receivers give up there.`)
  if (lookups > mostSpfLookups)
    return found(
      'wrong',
      records,
      `Receivers would need ${lookups} look-ups to read it, and stop at ${mostSpfLookups}. Take out what no mail leaves through.`,
    )
  const last = all.find((term) => term.name === 'all')
  if (last?.qualifier === '+')
    return found('wrong', records, 'It permits every server in the world: anybody may send in your name.', {
      ...txt(record.trim().replace(/\s\+?all(?=\s|$)/i, ' ~all'), true),
    })
  if (absent.length > 0) {
    const hosts = list(absent.map(({ host }) => host))
    const says = `It doesn't name ${hosts}, which mail from ${domain} leaves through.`
    return found('warning', records, says, txt(joinSpf(records, terms), true))
  }
  if (!last && redirect === null)
    return found('warning', records, "It doesn't say what is to happen with mail of other servers.", {
      ...txt(joinSpf(records, []), true),
    })
  return found('ok', records, `It names every server that mail from ${domain} leaves through.`)
}

/** `tag=value` lists of DKIM and DMARC (RFC 6376 §3.2), names in lower case. */
export function tagsOf(record: string): Map<string, string> {
  const parts = record.split(';').map((part) => part.split('='))
  return new Map(parts.map(([name = '', ...value]) => [name.trim().toLowerCase(), value.join('=').trim()]))
}
const bare = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '')

export const dkimHost = (domain: string, selector: string): string => `${selector}._domainkey.${domain}`

/**
 * @param key the one mail is to be signed with; `value` is the whole record, as it was offered. Null: none was made
 * @param records what DNS has at its name
 */
export function judgeDkim(
  domain: string,
  key: { selector: string; value: string } | null,
  records: readonly string[],
): Finding {
  if (!key) return found('off', [], `No key was made here, so mail from ${domain} leaves as your server sends it.`)
  const host = dkimHost(domain, key.selector)
  const add: DnsRecord = { type: 'TXT', host, value: key.value, replaces: records.length > 0 }
  if (records.length === 0)
    return found('missing', [], 'The key is not published yet. Mail is signed as soon as it is seen here.', add)
  if (records.length > 1)
    return found('wrong', records, `There are ${records.length} records under this name; receivers accept one.`, add)
  const tags = tagsOf(records[0] as string)
  if (bare(tags.get('p')) === '') return found('wrong', records, 'The published key was withdrawn: it is empty.', add)
  const ours = tagsOf(key.value)
  if (bare(tags.get('p')) !== bare(ours.get('p')) || (tags.get('k') ?? 'rsa') !== (ours.get('k') ?? 'rsa'))
    return found('wrong', records, 'Another key is published under this name. Mail is not signed meanwhile.', add)
  if ((tags.get('t') ?? '').split(':').includes('y'))
    return found(
      'warning',
      records,
      'Published as a trial (t=y): receivers treat the mail as if it were not signed.',
      add,
    )
  return found('ok', records, `Published. Custom SMTP mail from ${domain} is signed.`)
}

/** The same for a key that takes over from one that signs: until it shows, nothing is amiss. */
export function judgeNextDkim(
  domain: string,
  key: { selector: string; value: string },
  records: readonly string[],
): Finding {
  const finding = judgeDkim(domain, key, records)
  if (isKeyShown(finding)) return finding
  const until = 'The present key signs until then; leave its record where it is.'
  if (finding.state === 'missing') return { ...finding, says: `Publish this record beside the present one. ${until}` }
  return { ...finding, says: `${finding.says.replace(' Mail is not signed meanwhile.', '')} ${until}` }
}

/** Only what DNS shows may be used: a signature nobody can check harms the mail more than none. */
export const isKeyShown = (finding: Finding | undefined): boolean =>
  finding?.state === 'ok' || finding?.state === 'warning'

/** @param records DMARC records of the nearest name that has any; `at` that name, the domain or one above it */
export function judgeDmarc(domain: string, at: string, records: readonly string[]): Finding {
  const add: DnsRecord = { type: 'TXT', host: `_dmarc.${domain}`, value: 'v=DMARC1; p=none', replaces: false }
  const own = records.filter((record) => /^v\s*=\s*DMARC1\s*(;|$)/i.test(record.trim()))
  const [record] = own
  if (record === undefined)
    return found(
      'missing',
      records,
      `${domain} doesn't say what to do with forged mail. Large providers ask for this.`,
      add,
    )
  const replace = { ...add, host: `_dmarc.${at}`, replaces: true }
  if (own.length > 1)
    return found('wrong', own, `There are ${own.length} DMARC records; receivers ignore them all.`, replace)
  const tags = tagsOf(record)
  const policy = (at === domain ? tags.get('p') : (tags.get('sp') ?? tags.get('p')))?.toLowerCase()
  if (!policy || !['none', 'quarantine', 'reject'].includes(policy))
    return found('wrong', own, 'Its policy (p) is none, quarantine or reject; receivers ignore anything else.', replace)
  const from = at === domain ? '' : ` It is taken from ${at}.`
  const does = { none: 'deliver it all the same', quarantine: 'put it aside', reject: 'refuse it' }[policy]
  return found('ok', own, `It asks receivers to check mail from ${domain} and, where that fails, to ${does}.${from}`)
}

/** @param hosts with their addresses, best first; `.` alone says that the domain takes no mail (RFC 7505) */
export function judgeMx(domain: string, hosts: readonly { host: string; addresses: readonly string[] }[]): Finding {
  const names = hosts.map(({ host }) => host || '.')
  if (hosts.length === 0)
    return found('missing', [], `No server takes in mail for ${domain}: answers and bounces would be lost.`)
  if (names.every((name) => name === '.'))
    return found('wrong', names, `${domain} says that it takes in no mail: answers and bounces would be lost.`)
  const dead = hosts.filter(({ addresses }) => addresses.length === 0).map(({ host }) => host)
  if (dead.length === hosts.length) return found('wrong', names, `${list(dead)} has no address, so no mail arrives.`)
  if (dead.length > 0) return found('warning', names, `${list(dead)} has no address.`)
  return found('ok', names, `Mail for ${domain} is taken in by ${names[0]}.`)
}

/** What was answered under the public name: `not_asked` where nobody here can ask. */
export type PublicAnswer = { ok: true } | { trouble: string } | 'not_asked'

/** @param host the name of tracked links; null = none is used */
export function judgeTracking(
  host: string | null,
  aliases: readonly string[],
  addresses: readonly string[],
  answer: PublicAnswer = 'not_asked',
): Finding {
  if (host === null)
    return found(
      'off',
      [],
      'No public name is set: people opt out by email, and links lead straight to where they point.',
    )
  const at = [...aliases, ...addresses]
  if (at.length === 0)
    return found(
      'missing',
      [],
      `${host} leads nowhere. Point it (CNAME) at the computer that serves your tracked links.`,
    )
  if (addresses.length === 0) return found('wrong', at, `${host} points to ${list(aliases)}, which has no address.`)
  if (answer === 'not_asked') return found('ok', at, `${host} points to ${at[0]}.`)
  if ('trouble' in answer)
    return found(
      'warning',
      at,
      `${host} points to ${at[0]}, but this Cadenza doesn't answer there: ${answer.trouble}. Nothing leads over it until it does.`,
    )
  return { ...found('ok', at, `This Cadenza answers at https://${host}.`), answered: true }
}

/** The worst of all records decides; `unknown` before the first answer. */
export function overall(findings: Findings): 'ok' | 'warning' | 'wrong' | 'unknown' {
  const { dkim_next: _, ...present } = findings
  const states = Object.values(present).map((finding) => finding.state)
  if (states.length === 0) return 'unknown'
  if (states.some((state) => state === 'wrong' || state === 'missing')) return 'wrong'
  return states.includes('warning') ? 'warning' : 'ok'
}
