/** A browser's way in: the one-time code for a session, and the session itself. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'
import { sendJson } from './answer.ts'
import { readBody } from './body.ts'
import { cookieName, cookieOf } from './entry.ts'
import { checkJson } from './gate.ts'
import type { Sessions } from './sessions.ts'

export interface Login {
  /** Trades `{code}` for the cookie (for reading) and `{token}` (for everything else). @throws Refusal */
  enter(req: IncomingMessage, res: ServerResponse): Promise<void>
  /** GET: the header token again, and twelve more hours. DELETE: the session is over. @throws Refusal */
  session(req: IncomingMessage, res: ServerResponse): void
}

export function createLogin(options: {
  sessions: Sessions
  port: number
  /** Counts failures. */
  fail: (res: ServerResponse, refusal: Refusal) => Refusal
  onEnd: () => void
}): Login {
  const { sessions, port, fail, onEnd } = options
  const setCookie = (res: ServerResponse, value: string, more = '') =>
    res.setHeader('Set-Cookie', `${cookieName(port)}=${value}; HttpOnly; SameSite=Strict; Path=/${more}`)
  return {
    async enter(req, res) {
      checkJson(req.headers)
      if (req.headers.origin === undefined) throw new Refusal('forbidden', 'The Origin header is missing.')
      const found = sessions.exchange(codeIn(await readBody(req, res, 4096)))
      if (!found) throw fail(res, new Refusal('unauthorised', 'This code is wrong, used or older than ten minutes.'))
      setCookie(res, found.cookie)
      sendJson(res, 201, { token: found.token })
    },
    session(req, res) {
      const cookie = cookieOf(req, port)
      if (cookie === undefined || req.headers.authorization !== undefined)
        throw new Refusal('bad_request', 'Only a browser has a session.')
      if (req.method === 'GET') {
        sessions.renew(cookie)
        sendJson(res, 200, { token: sessions.tokenOf(cookie) })
      } else {
        sessions.end(cookie)
        onEnd()
        setCookie(res, '', '; Max-Age=0')
        res.writeHead(204).end()
      }
    },
  }
}

function codeIn(body: Buffer): string {
  try {
    const { code } = JSON.parse(body.toString('utf8')) as { code?: unknown }
    if (typeof code === 'string') return code
  } catch {
    // said below
  }
  throw new Refusal('bad_request', 'The body is not {"code": "…"}.')
}
