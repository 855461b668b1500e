/**
 * Asks a public https address once, as any reader's computer would: system certificates, no redirects, little to read, and no
 * number of a private network, whatever the name stands for at that moment.
 */
import { randomBytes } from 'node:crypto'
import { lookup as systemLookup } from 'node:dns'
import { type RequestOptions, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { PublicWeb } from '../ports.ts'
import { guarded, isPrivate, refusal } from './private-net.ts'

export interface PublicWebOptions {
  /** Where another port than 443 answers, other authorities vouch, or names are found elsewhere; for tests. */
  port?: number
  ca?: string
  lookup?: LookupFunction
  /** Which numbers may be connected to; for tests, whose servers are on this computer. */
  mayReach?: (address: string) => boolean
  /** Ms for the whole of it. */
  timeout?: number
}

const mostBytes = 4096

const words: Record<string, string> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection is cut',
  ENOTFOUND: 'its name is not found',
  EAI_AGAIN: 'its name is not found just now',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'no authority vouches for its certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'no known authority vouches for its certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate lacks those between it and the authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no known authority vouches for its certificate',
}

const troubleOf = (error: NodeJS.ErrnoException): string =>
  words[error.code ?? ''] ?? (error.name === 'TimeoutError' || error.name === 'AbortError' ? tooSlow : error.message)
const tooSlow = 'it does not answer in time'
/** What is said not to reach a private number. */
const what = 'a public name'

export function createPublicWeb({
  port,
  ca,
  lookup = systemLookup as LookupFunction,
  mayReach = (address) => !isPrivate(address),
  timeout = 8000,
}: PublicWebOptions = {}): PublicWeb {
  return {
    nonce: () => randomBytes(18).toString('base64url'),
    get: (url) =>
      new Promise((done) => {
        const fail = (error: NodeJS.ErrnoException) => done({ trouble: troubleOf(error) })
        // a number is connected to without being looked up
        const host = URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? ''
        if (isIP(host) !== 0 && !mayReach(host)) return fail(refusal(host, what))
        const options: RequestOptions = {
          ...(port === undefined ? {} : { port }),
          ...(ca === undefined ? {} : { ca }),
          lookup: guarded(lookup, mayReach, what),
          agent: false,
          signal: AbortSignal.timeout(timeout),
          headers: { 'User-Agent': 'Cadenza', Accept: 'text/plain' },
        }
        const asked = request(url, options, (answer) => {
          let body = ''
          answer.setEncoding('latin1').on('error', fail)
          answer.on('data', (piece: string) => {
            body += piece
            if (body.length > mostBytes) answer.destroy(new Error('it answers with more than was asked for'))
          })
          answer.on('end', () => done({ status: answer.statusCode ?? 0, body }))
        })
        asked.on('error', fail).end()
      }),
  }
}
