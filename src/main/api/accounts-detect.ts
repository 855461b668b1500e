/** How a mailbox is reached: by its provider's domain, by who takes in its mail, by what its domain says itself. */
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { type Preset, presetOfDomain, presetOfMx } from '../mail/presets.ts'
import type { Clock, Dns, DnsAnswer } from '../ports.ts'
import { os } from './context.ts'

/** Nobody waits longer than this for a form to fill itself in. */
const patience = 5000

interface Server {
  host: string
  port: number
  protocol: 'none' | 'starttls' | 'tls'
}
interface Found {
  from: 'domain' | 'mx' | 'srv' | 'guess' | 'nothing'
  preset: Preset | null
  smtp: Server | null
  imap: Server | null
}

/** Asks within the time there is, and notes what was asked and what was said. */
interface Inquiry {
  asked: string[]
  evidence: string[]
  ask<T>(kind: 'mx' | 'srv' | 'addresses', name: string, question: (dns: Dns) => Promise<DnsAnswer<T>>): Promise<T[]>
}

function inquire(dns: Dns | undefined, clock: Clock): Inquiry {
  const until = clock.now() + patience
  const asked: string[] = []
  const evidence: string[] = []
  return {
    asked,
    evidence,
    async ask(kind, name, question) {
      if (!dns || clock.now() >= until) return []
      const shown = kind === 'addresses' ? 'A, AAAA' : kind.toUpperCase()
      asked.push(`${shown} ${name}`)
      const over = new AbortController()
      const late = clock.until(until, over.signal).then(() => ({ trouble: 'there was no answer in time' }))
      const answer = await clock.working(Promise.race([question(dns), late]))
      over.abort()
      if ('records' in answer) return answer.records
      evidence.push(`${shown} of ${name}: ${answer.trouble}.`)
      return []
    },
  }
}

const ofPreset = (from: 'domain' | 'mx', preset: Preset): Found => ({
  from,
  preset,
  smtp: preset.smtp,
  imap: preset.imap,
})

async function byMx(domain: string, { ask, evidence }: Inquiry): Promise<Found | null> {
  const hosts = await ask('mx', domain, (dns) => dns.mx(domain))
  for (const { host } of hosts.sort((a, b) => a.priority - b.priority)) {
    const preset = presetOfMx(host)
    if (!preset) continue
    evidence.push(`Mail for ${domain} is taken in by ${host}, which belongs to ${preset.name}.`)
    return ofPreset('mx', preset)
  }
  if (hosts[0])
    evidence.push(`Mail for ${domain} is taken in by ${hosts[0].host}, which belongs to no provider known here.`)
  return null
}

/** The service with the lowest priority number; "." says that there is none (RFC 6186 §3.4). */
async function service(domain: string, name: string, protocol: Server['protocol'], { ask, evidence }: Inquiry) {
  const full = `_${name}._tcp.${domain}`
  const records = await ask('srv', full, (dns) => dns.srv(full))
  const [best] = records
    .filter(({ host, port }) => host !== '' && host !== '.' && port > 0)
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
  if (!best) return null
  evidence.push(`${domain} names ${best.host}, port ${best.port}, in its record ${full}.`)
  if (best.host !== domain && !best.host.endsWith(`.${domain}`))
    evidence.push(`${best.host} is no name under ${domain}: make sure that you know it before you give it a password.`)
  return { host: best.host, port: best.port, protocol }
}

async function bySrv(domain: string, inquiry: Inquiry): Promise<Found | null> {
  const [submissions, submission, imaps, imap] = await Promise.all([
    service(domain, 'submissions', 'tls', inquiry),
    service(domain, 'submission', 'starttls', inquiry),
    service(domain, 'imaps', 'tls', inquiry),
    service(domain, 'imap', 'starttls', inquiry),
  ])
  const smtp = submissions ?? submission
  return smtp && { from: 'srv', preset: null, smtp, imap: imaps ?? imap }
}

async function byUsualNames(domain: string, { ask, evidence }: Inquiry): Promise<Found | null> {
  const exists = async (label: string) => {
    const host = `${label}.${domain}`
    return (await ask('addresses', host, (dns) => dns.addresses(host))).length > 0 ? host : null
  }
  const [smtp, imap, mail] = await Promise.all(['smtp', 'imap', 'mail'].map(exists))
  const out = smtp ?? mail
  if (!out) return null
  const into = imap ?? mail
  evidence.push(
    `There is a computer called ${out}. That it takes mail from you is a guess: ask whoever runs ${domain}.`,
  )
  return {
    from: 'guess',
    preset: null,
    smtp: { host: out, port: 587, protocol: 'starttls' },
    imap: into ? { host: into, port: 993, protocol: 'tls' } : null,
  }
}

async function find(domain: string, inquiry: Inquiry): Promise<Found> {
  const own = presetOfDomain(domain)
  if (own) {
    inquiry.evidence.push(`${domain} is a domain of ${own.name}.`)
    return ofPreset('domain', own)
  }
  const found = (await byMx(domain, inquiry)) ?? (await bySrv(domain, inquiry)) ?? (await byUsualNames(domain, inquiry))
  return found ?? { from: 'nothing', preset: null, smtp: null, imap: null }
}

const lastWord = (hasDns: boolean, asked: readonly string[]): string => {
  if (asked.length > 0) return 'Only name servers were asked; nothing else left this computer.'
  return hasDns ? 'Nothing was asked of anybody.' : 'Name servers can not be asked here.'
}

export const detect = os.accounts.detect.handler(async ({ input, context: { room } }) => {
  const { dns, clock } = room.ports
  const checked = checkAddress(input.email)
  if (!checked.ok) throw new Refusal('invalid_address', checked.message)
  const inquiry = inquire(dns, clock)
  const { from, preset, smtp, imap } = await find(checked.domain, inquiry)
  const local = checked.address.slice(0, checked.address.lastIndexOf('@'))
  const userName = (form: Preset['username'] | undefined) => (form === 'local' ? local : checked.address)
  const own = preset?.domains.includes(checked.domain)
  return {
    from,
    provider: preset && {
      id: preset.id,
      name: preset.name,
      type: preset.type,
      sign_in: preset.sign_in,
      note: preset.note,
      help: preset.help,
      source: preset.source,
    },
    smtp,
    imap,
    // Only the provider's own domain is left out of its user names.
    username: smtp && userName(own ? preset?.username : 'email'),
    imap_username: imap && userName(own ? preset?.imap_username : 'email'),
    evidence: [...inquiry.evidence, lastWord(dns !== undefined, inquiry.asked)],
    asked: inquiry.asked,
  }
})
