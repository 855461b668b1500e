/** A name server of our own on this computer: what it says, and how it fails, is up to the test. */
import dns2 from 'dns2'
import { freePorts } from './ports.ts'

const { Packet, createServer } = dns2

interface Answer {
  name: string
  type: number
  class: number
  ttl: number
  [field: string]: unknown
}
/** As much of a message as is used here. */
interface Message {
  questions: { name: string; type: number }[]
  header: { rcode: number }
  answers: Answer[]
}
const types: Record<string, number> = { ...Packet.TYPE }

/** Records by "name/TYPE", names in lower case. A TXT of several strings is an array of them. */
export interface Zone {
  [key: `${string}/TXT`]: (string | string[])[]
  [key: `${string}/MX`]: { exchange: string; priority: number }[]
  [key: `${string}/SRV`]: Srv[]
  [key: `${string}/CNAME`]: string[]
  [key: `${string}/A`]: string[]
}

export interface DnsServer {
  /** For `createDns({ servers })`. */
  address: string
  zone: Zone
  /** Names (or `*` for all) that are answered with SERVFAIL, or never. */
  failing: Set<string>
  silent: Set<string>
  /** "TXT example.com", in the order they came. */
  asked: string[]
  stop(): Promise<void>
}

interface Bits {
  write(value: number, bits: number): void
}
interface Srv {
  target: string
  port: number
  priority: number
  weight: number
}

/** The package shortens the target by pointing back into the message; RFC 2782 forbids that, and resolvers refuse it. */
const srv = (Packet.Resource as unknown as { SRV: { encode(record: Srv, writer: Bits): void } }).SRV
srv.encode = ({ priority, weight, port, target }, writer) => {
  for (const number of [priority, weight, port]) writer.write(number, 16)
  for (const label of target.split('.').filter((part) => part !== '')) {
    writer.write(label.length, 8)
    for (const byte of Buffer.from(label)) writer.write(byte, 8)
  }
  writer.write(0, 8)
}

const kinds = Object.fromEntries(Object.entries(types).map(([kind, code]) => [code, kind]))
const servfail = 2
const nxdomain = 3

function record(name: string, kind: string, value: unknown): Answer {
  const base = { name, type: types[kind] as number, class: Packet.CLASS.IN as number, ttl: 1 }
  // One string holds 255 characters at most; a longer text travels as several.
  if (kind === 'TXT') return { ...base, data: Array.isArray(value) ? value : String(value).match(/.{1,255}/g) }
  if (kind === 'CNAME') return { ...base, domain: value }
  if (kind === 'A') return { ...base, address: value }
  return { ...base, ...(value as object) }
}

/** Everything a resolver would say, with the aliases on the way. */
function answers(zone: Zone, name: string, kind: string): Answer[] {
  const all = zone as Record<string, unknown[] | undefined>
  const own = (all[`${name}/${kind}`] ?? []).map((value) => record(name, kind, value))
  const alias = kind === 'CNAME' ? undefined : (all[`${name}/CNAME`]?.[0] as string | undefined)
  return alias ? [...own, record(name, 'CNAME', alias), ...answers(zone, alias, kind)] : own
}

export async function startDns(zone: Zone = {}): Promise<DnsServer> {
  const failing = new Set<string>()
  const silent = new Set<string>()
  const asked: string[] = []
  const state = { zone }
  const handle = (request: unknown, send: (response: never) => void) => {
    const response = Packet.createResponseFromRequest(request as never) as unknown as Message
    const [question] = (request as Message).questions
    if (!question) return
    const name = question.name.toLowerCase()
    const kind = kinds[question.type] ?? 'ANY'
    asked.push(`${kind} ${name}`)
    if (silent.has(name) || silent.has('*')) return
    if (failing.has(name) || failing.has('*')) {
      response.header.rcode = servfail
      return send(response as never)
    }
    response.answers = answers(state.zone, name, kind)
    const known = Object.keys(state.zone).some((key) => key.startsWith(`${name}/`))
    if (response.answers.length === 0 && !known) response.header.rcode = nxdomain
    send(response as never)
  }
  // A long key comes over TCP, on the same port: one that is free for TCP, as hardly anybody here takes one for UDP.
  const [port = 0] = await freePorts(1)
  const both = createServer({ udp: true, tcp: true, handle })
  const place = { port, address: '127.0.0.1' }
  await both.listen({ udp: place, tcp: place })
  return {
    address: `127.0.0.1:${port}`,
    get zone() {
      return state.zone
    },
    set zone(next) {
      state.zone = next
    },
    failing,
    silent,
    asked,
    stop: async () => void (await both.close()),
  }
}
