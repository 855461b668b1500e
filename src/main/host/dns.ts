/** Questions to name servers through Node's own resolver. Nothing is kept: an answer is as fresh as the asked server's. */
import { Resolver } from 'node:dns/promises'
import type { Dns, DnsAnswer } from '../ports.ts'

export interface DnsOptions {
  /** `address` or `address:port`; default: the system's. */
  servers?: string[]
  /** Ms for one question to one server; it is asked `tries` times. */
  timeout?: number
  tries?: number
}

/** No such name, or no record of the kind asked for: an answer, and no failure. */
const nothing = new Set(['ENOTFOUND', 'ENODATA'])

const words: Record<string, string> = {
  ESERVFAIL: 'the name server reported a failure (SERVFAIL)',
  ETIMEOUT: 'the name server did not answer in time',
  ECONNREFUSED: 'no name server can be reached',
  EREFUSED: 'the name server refused the question',
  ECANCELLED: 'the question was given up',
}

const hostOf = (host: string): string => host.toLowerCase().replace(/\.$/, '')

async function ask<T>(question: Promise<T[]>): Promise<DnsAnswer<T>> {
  try {
    return { records: await question }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (nothing.has(code)) return { records: [] }
    return { trouble: words[code] ?? `the name server answered ${code || String(error)}` }
  }
}

/** Answers never reject: what can't be found out is told as `trouble`. */
export function createDns({ servers, timeout = 2000, tries = 2 }: DnsOptions = {}): Dns {
  const resolver = new Resolver({ timeout, tries })
  if (servers) resolver.setServers(servers)
  const addresses = async (name: string): Promise<DnsAnswer<string>> => {
    const both = await Promise.all([ask(resolver.resolve4(name)), ask(resolver.resolve6(name))])
    const found = both.flatMap((answer) => ('records' in answer ? answer.records : []))
    const trouble = both.find((answer) => 'trouble' in answer)
    return found.length === 0 && trouble ? trouble : { records: found }
  }
  return {
    // A record of several strings is one text (RFC 7208 §3.3, RFC 6376 §3.6.2.2).
    txt: (name) => ask(resolver.resolveTxt(name).then((all) => all.map((parts) => parts.join('')))),
    mx: (name) =>
      ask(
        resolver
          .resolveMx(name)
          .then((all) => all.map(({ exchange, priority }) => ({ host: hostOf(exchange), priority }))),
      ),
    srv: (name) =>
      ask(
        resolver
          .resolveSrv(name)
          .then((all) =>
            all.map(({ name: host, port, priority, weight }) => ({ host: hostOf(host), port, priority, weight })),
          ),
      ),
    cname: (name) => ask(resolver.resolveCname(name).then((all) => all.map(hostOf))),
    addresses,
  }
}
