/** Asks name servers everything that a domain mail is sent from is judged by. */
import { BlockList, isIP } from 'node:net'
import {
  dkimHost,
  type Finding,
  judgeDkim,
  judgeDmarc,
  judgeMx,
  judgeNextDkim,
  judgeSpf,
  judgeTracking,
  type PublicAnswer,
  type RecordKind,
} from '../../shared/domain/dns-records.ts'
import { asksAgain, isSpf, parseSpf, type SpfTerm } from '../../shared/domain/spf.ts'
import type { Dns, DnsAnswer, PublicWeb } from '../ports.ts'
import { isCheckAnswer, linkKeys } from './link-token.ts'
import { presetOfServer } from './presets.ts'
import { isLoopback } from './smtp-settings.ts'

/** A record that includes itself would be read for ever; receivers stop at ten questions anyway. */
const mostQuestions = 25

export interface DomainFacts {
  name: string
  key: { selector: string; value: string } | null
  /** A key that is to take over. */
  next: { selector: string; value: string } | null
  trackingHost: string | null
  /** The workspace's secret: what answers under the public name is asked to prove that it knows it. */
  linkSecret?: Uint8Array
  /** Host names of the servers its mail leaves through. */
  servers: string[]
}

/** What was answered, judged; and, where something wasn't, why. */
export interface Look {
  found: Partial<Record<RecordKind, Finding>>
  trouble: string | null
}

class Unanswered extends Error {}

function need<T>(answer: DnsAnswer<T>, what: string): T[] {
  if ('records' in answer) return answer.records
  throw new Unanswered(`${what}: ${answer.trouble}`)
}

interface Walk {
  dns: Dns
  lookups: number
  broken: string[]
  names: Set<string>
  permitted: BlockList
}

function permit(walk: Walk, network: string): void {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  if (family === 0) return
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const length = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits)
  if (length >= 0 && length <= (family === 4 ? 32 : 128)) walk.permitted.addSubnet(address, length, kind)
}

/** Permits the addresses that `a` and `mx` stand for. */
async function permitHosts(walk: Walk, name: string, { name: kind, value }: SpfTerm): Promise<void> {
  const [host, v4, v6] = value.split('/')
  const at = host || name
  // Macros (%{i}) depend on the mail; nobody can tell beforehand.
  if (at.includes('%')) return
  const hosts = kind === 'mx' ? need(await walk.dns.mx(at), `MX of ${at}`).map((mx) => mx.host) : [at]
  for (const each of hosts.slice(0, 10))
    for (const address of need(await walk.dns.addresses(each), `A of ${each}`)) {
      const length = isIP(address) === 4 ? v4 : v6
      permit(walk, length ? `${address}/${length}` : address)
    }
}

async function walkTerm(walk: Walk, name: string, term: SpfTerm): Promise<void> {
  if (asksAgain(term.name)) walk.lookups++
  if (walk.lookups > mostQuestions) return
  if (term.name === 'ip4' || term.name === 'ip6') return permit(walk, term.value)
  if (term.name === 'a' || term.name === 'mx') return permitHosts(walk, name, term)
  if (term.name !== 'include' || term.value.includes('%')) return
  const records = need(await walk.dns.txt(term.value), `TXT of ${term.value}`).filter(isSpf)
  if (records.length !== 1) walk.broken.push(term.value)
  else if (!walk.names.has(term.value)) await walkRecord(walk, term.value, records[0] as string)
}

async function walkRecord(walk: Walk, name: string, record: string): Promise<void> {
  walk.names.add(name)
  const { terms, redirect } = parseSpf(record)
  for (const term of terms) if (term.qualifier === '+') await walkTerm(walk, name, term)
  if (redirect && !terms.some((term) => term.name === 'all'))
    await walkTerm(walk, name, { qualifier: '+', name: 'include', value: redirect })
}

async function spf(dns: Dns, { name, servers }: DomainFacts): Promise<Finding> {
  const records = need(await dns.txt(name), `TXT of ${name}`).filter(isSpf)
  const walk: Walk = { dns, lookups: 0, broken: [], names: new Set(), permitted: new BlockList() }
  if (records.length === 1) await walkRecord(walk, name, records[0] as string)
  const reach = async (host: string) => {
    const term = presetOfServer(host)?.spf ?? null
    const included = term !== null && walk.names.has(term.replace(/^include:/, ''))
    const addresses = included ? [] : need(await dns.addresses(host), `A of ${host}`)
    const permitted = addresses.some((each) => walk.permitted.check(each, isIP(each) === 4 ? 'ipv4' : 'ipv6'))
    return { host, term, permitted: included || permitted }
  }
  // A bridge or relay on this very computer says nothing about where the mail leaves to the world.
  const outside = servers.filter((host) => !isLoopback(host) && isIP(host) === 0)
  const { lookups, broken } = walk
  return judgeSpf(name, { records, lookups, broken, servers: await Promise.all(outside.map(reach)) })
}

async function dkim(dns: Dns, { name, key }: DomainFacts): Promise<Finding> {
  if (!key) return judgeDkim(name, null, [])
  const host = dkimHost(name, key.selector)
  return judgeDkim(name, key, need(await dns.txt(host), `TXT of ${host}`))
}

/** The nearest name that has a record decides: the domain, then those above it. */
async function dmarc(dns: Dns, { name }: DomainFacts): Promise<Finding> {
  const labels = name.split('.')
  for (let i = 0; i === 0 || i < labels.length - 1; i++) {
    const at = labels.slice(i).join('.')
    const records = need(await dns.txt(`_dmarc.${at}`), `TXT of _dmarc.${at}`)
    if (records.some((record) => /^v\s*=\s*DMARC1/i.test(record))) return judgeDmarc(name, at, records)
  }
  return judgeDmarc(name, name, [])
}

async function mx(dns: Dns, { name }: DomainFacts): Promise<Finding> {
  const hosts = need(await dns.mx(name), `MX of ${name}`).sort((a, b) => a.priority - b.priority)
  const withAddresses = hosts.map(async ({ host }) => ({
    host,
    addresses: host === '' || host === '.' ? [] : need(await dns.addresses(host), `A of ${host}`),
  }))
  return judgeMx(name, await Promise.all(withAddresses))
}

async function tracking(dns: Dns, { trackingHost: host, linkSecret }: DomainFacts, web?: PublicWeb): Promise<Finding> {
  if (host === null) return judgeTracking(null, [], [])
  const aliases = need(await dns.cname(host), `CNAME of ${host}`)
  const addresses = need(await dns.addresses(host), `A of ${host}`)
  const isAsked = web !== undefined && linkSecret !== undefined && addresses.length > 0
  return judgeTracking(host, aliases, addresses, isAsked ? await askPublic(web, host, linkSecret) : 'not_asked')
}

/** A check through the public name: only a listener of this workspace can give the right answer to a fresh question. */
async function askPublic(web: PublicWeb, host: string, secret: Uint8Array): Promise<PublicAnswer> {
  const nonce = web.nonce()
  const answer = await web.get(`https://${host}/check/${nonce}`)
  if ('trouble' in answer) return answer
  if (answer.status !== 200) return { trouble: `it answered with ${answer.status}` }
  if (isCheckAnswer(linkKeys(secret), nonce, answer.body)) return { ok: true }
  return { trouble: 'something else answers, or the Cadenza of another workspace' }
}

/** Undefined where none is to take over. */
async function dkimNext(dns: Dns, { name, next }: DomainFacts): Promise<Finding | undefined> {
  if (!next) return undefined
  const host = dkimHost(name, next.selector)
  return judgeNextDkim(name, next, need(await dns.txt(host), `TXT of ${host}`))
}

const questions = { spf, dkim, dkim_next: dkimNext, dmarc, mx, tracking }

/** Never rejects: what can't be answered now is left out, and told as trouble. */
export async function lookAt(dns: Dns, facts: DomainFacts, web?: PublicWeb): Promise<Look> {
  const look: Look = { found: {}, trouble: null }
  const one = async (kind: RecordKind) => {
    try {
      const finding = await questions[kind](dns, facts, web)
      if (finding) look.found[kind] = finding
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      look.trouble = error.message
    }
  }
  await Promise.all((Object.keys(questions) as RecordKind[]).map(one))
  return look
}
