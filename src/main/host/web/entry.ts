/** Who asks: the holder of an API key, or the person whose browser has a session. */
import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Asker, Room } from '../../api/context.ts'
import { keyHolder, ownerAsker } from '../../api/door.ts'
import type { Sessions } from './sessions.ts'

export interface Principal {
  /** Row id of the API key; 0 for the person at this computer. */
  holder: number
  /** Names the caller where requests are counted. */
  name: string
  /** Keys fingerprints of requests; nobody else has it, and it is stored nowhere. */
  secret: string
  expiresAt: number
  /** Asked anew for every call of a long connection: a revoked key must not go on. @throws Refusal `unauthorised` */
  asker(): Asker
}

export const cookieName = (port: number): string => `cadenza_${port}`

export function cookieOf(req: IncomingMessage, port: number): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = part.split('=', 2)
    if (name?.trim() === cookieName(port)) return value?.trim()
  }
  return undefined
}

function byKey(room: Room, key: string): Principal {
  const found = keyHolder(room, key)
  if ('refused' in found) throw new Refusal('unauthorised', found.refused)
  return {
    holder: found.keyId,
    name: `key ${found.keyId}`,
    secret: key,
    expiresAt: found.expiresAt,
    asker() {
      const now = keyHolder(room, key)
      if ('refused' in now) throw new Refusal('unauthorised', now.refused)
      return { ...now.asker, remote: true, key: true }
    },
  }
}

function bySession(room: Room, sessions: Sessions, cookie: string): Principal {
  const found = sessions.find(cookie)
  if (!found) throw new Refusal('unauthorised', 'The session is over. Open the address that Cadenza prints again.')
  return {
    holder: 0,
    name: 'browser',
    secret: found.secret,
    // asked anew each time: an open page makes it later
    get expiresAt() {
      return sessions.find(cookie)?.expiresAt ?? 0
    },
    asker() {
      if (!sessions.find(cookie)) throw new Refusal('unauthorised', 'The session is over.')
      return { ...ownerAsker(room), remote: true }
    },
  }
}

/**
 * Who sent the request. A key in the Authorization header counts alone; otherwise the session cookie does, and for
 * anything but GET it needs the header token and our own Origin beside it.
 *
 * @throws Refusal `unauthorised` or `forbidden`
 */
export function principalOf(req: IncomingMessage, room: Room, sessions: Sessions, port: number): Principal {
  const { authorization } = req.headers
  if (authorization !== undefined) {
    const key = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    if (key === undefined) throw new Refusal('unauthorised', 'The Authorization header is not "Bearer" and a key.')
    return byKey(room, key)
  }
  const cookie = cookieOf(req, port)
  if (cookie === undefined) throw new Refusal('unauthorised', 'A key is needed: Authorization: Bearer cdz_…')
  const principal = bySession(room, sessions, cookie)
  if (req.method !== 'GET') {
    const token = req.headers['x-cadenza-token']
    if (typeof token !== 'string' || !sessions.isToken(cookie, token))
      throw new Refusal('forbidden', 'The X-Cadenza-Token header is missing, or not the one of the session.')
    if (req.headers.origin === undefined) throw new Refusal('forbidden', 'The Origin header is missing.')
  }
  return principal
}
