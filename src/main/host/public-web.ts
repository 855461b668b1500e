/** Asks a public https address once, as any reader's computer would: system certificates, no redirects, little to read. */
import { randomBytes } from 'node:crypto'
import { type RequestOptions, request } from 'node:https'
import type { PublicWeb } from '../ports.ts'

export interface PublicWebOptions {
  /** Where another port than 443 answers, other authorities vouch, or names are found elsewhere; for tests. */
  port?: number
  ca?: string
  lookup?: RequestOptions['lookup']
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

export function createPublicWeb({ port, ca, lookup, timeout = 8000 }: PublicWebOptions = {}): PublicWeb {
  return {
    nonce: () => randomBytes(18).toString('base64url'),
    get: (url) =>
      new Promise((done) => {
        const fail = (error: NodeJS.ErrnoException) => done({ trouble: troubleOf(error) })
        const options: RequestOptions = {
          ...(port === undefined ? {} : { port }),
          ...(ca === undefined ? {} : { ca }),
          ...(lookup === undefined ? {} : { lookup }),
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
