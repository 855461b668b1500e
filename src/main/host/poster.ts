/**
 * Posts to addresses that a person gave. They may be anything, and the names in them may stand for anything: what counts is
 * the number that is connected to, looked at right then, so that a name that is a public one now and a router's later leads
 * nowhere. Redirects are not followed, little is read, and nothing of it is kept.
 */
import { lookup as systemLookup } from 'node:dns'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { isLoopbackName } from '../../shared/domain/webhook.ts'
import type { Poster } from '../ports.ts'

/** Networks that no public receiver is in: IANA's special-purpose registries (RFC 6890 and what was added). */
const special: [family: 'ipv4' | 'ipv6', net: string, prefix: number][] = [
  ['ipv4', '0.0.0.0', 8],
  ['ipv4', '10.0.0.0', 8],
  ['ipv4', '100.64.0.0', 10],
  ['ipv4', '127.0.0.0', 8],
  ['ipv4', '169.254.0.0', 16],
  ['ipv4', '172.16.0.0', 12],
  ['ipv4', '192.0.0.0', 24],
  ['ipv4', '192.0.2.0', 24],
  ['ipv4', '192.88.99.0', 24],
  ['ipv4', '192.168.0.0', 16],
  ['ipv4', '198.18.0.0', 15],
  ['ipv4', '198.51.100.0', 24],
  ['ipv4', '203.0.113.0', 24],
  ['ipv4', '224.0.0.0', 3],
  // IPv6 is public in 2000::/3 alone, and there are holes in that
  ['ipv6', '::', 3],
  ['ipv6', '4000::', 2],
  ['ipv6', '8000::', 1],
  ['ipv6', '2001::', 23],
  ['ipv6', '2001:db8::', 32],
  ['ipv6', '2002::', 16],
  ['ipv6', '3fff::', 20],
]
/** A list each: in one, an IPv4 number would be looked for among those of IPv6 too. */
const closed = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [family, net, prefix] of special) closed[family].addSubnet(net, prefix, family)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** True for a number that no public receiver has. */
export const isPrivate = (address: string): boolean => {
  const version = isIP(address)
  const family = version === 6 ? 'ipv6' : 'ipv4'
  return version === 0 || closed[family].check(address, family)
}

const isLoopback = (address: string): boolean => loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

export interface PosterOptions {
  /** Where names are found, and who vouches; for tests. */
  lookup?: LookupFunction
  ca?: string
  /** Ms for the whole of it. */
  timeout?: number
}

const mostBytes = 16_384

const words: Record<string, string> = {
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'the name is not found',
  EAI_AGAIN: 'the name is not found just now',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'no authority vouches for the certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'no known authority vouches for the certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate lacks those between it and the authority',
}
const troubleOf = (error: NodeJS.ErrnoException): string => {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'It did not answer in time.'
  return `It can't be told: ${words[error.code ?? ''] ?? error.message}.`
}

const refusal = (address: string): Error =>
  Object.assign(new Error(`${address} is in a private network, which this webhook may not reach`), { code: 'EPRIVATE' })

/** Refuses what `mayReach` doesn't let through before anything is connected to; every number of a name has to pass. */
const guarded =
  (lookup: LookupFunction, mayReach: (address: string) => boolean): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [], 0)
      const all = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const bad = all.find(({ address }) => !mayReach(address))
      if (bad) return done(refusal(bad.address), [], 0)
      const [first] = all
      if (!first) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), [], 0)
      return options.all ? done(null, all) : done(null, first.address, first.family)
    })

export function createPoster({
  lookup = systemLookup as LookupFunction,
  ca,
  timeout = 10_000,
}: PosterOptions = {}): Poster {
  return {
    post: (address, { body, headers, allowPrivate, signal }) =>
      new Promise((done) => {
        const url = URL.parse(address)
        if (!url) return done({ trouble: 'This is no web address.' })
        const host = url.hostname.replace(/^\[|\]$/g, '')
        const mayReach = (number: string) =>
          allowPrivate || (isLoopbackName(url.hostname) ? isLoopback(number) : !isPrivate(number))
        // a number is connected to without being looked up
        if (isIP(host) !== 0 && !mayReach(host)) return done({ trouble: troubleOf(refusal(host)) })
        const options: RequestOptions = {
          method: 'POST',
          agent: false,
          lookup: guarded(lookup, mayReach),
          signal: AbortSignal.any([AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]),
          headers: {
            ...headers,
            'User-Agent': 'Cadenza',
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(body),
          },
        }
        const request = url.protocol === 'https:' ? requestHttps : requestHttp
        const asked = request(url, { ...options, ...(ca === undefined ? {} : { ca }) }, (answer) => {
          let read = 0
          answer.on('data', (piece: Buffer) => {
            read += piece.length
            // what it says doesn't matter; that it was taken does
            if (read > mostBytes) answer.destroy()
          })
          answer.on('error', () => {})
          answer.on('close', () => done({ status: answer.statusCode ?? 0 }))
        })
        asked.on('error', (error) => done({ trouble: troubleOf(error) }))
        // whoever wants to speak something else is hung up on; unheard, neither an answer nor an error would ever come
        asked.on('upgrade', ({ statusCode = 101 }, socket) => {
          socket.destroy()
          done({ status: statusCode })
        })
        asked.end(body)
      }),
  }
}
