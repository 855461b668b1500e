/**
 * Posts to addresses that a person gave. They may be anything, and the names in them may stand for anything: what counts is
 * the number that is connected to, looked at right then, so that a name that is a public one now and a router's later leads
 * nowhere. Redirects are not followed, little is read, and nothing of it is kept.
 */
import { lookup as systemLookup } from 'node:dns'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackName } from '../../shared/domain/webhook.ts'
import type { Poster } from '../ports.ts'
import { guarded, isLoopback, isPrivate, refusal } from './private-net.ts'

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

/** What is said not to reach a private number. */
const what = 'this webhook'

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
        if (isIP(host) !== 0 && !mayReach(host)) return done({ trouble: troubleOf(refusal(host, what)) })
        const options: RequestOptions = {
          method: 'POST',
          agent: false,
          lookup: guarded(lookup, mayReach, what),
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
