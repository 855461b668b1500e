/**
 * How a browser gets in. Three secrets that are never the same: the one-time code in the address that the program
 * printed, the session (an HttpOnly cookie, which scripts can't read), and the header token for everything but GET
 * (which a cookie alone can't fake). Only their hashes are remembered, and only in memory. Tickets are single-use and
 * short-lived: one lets a WebSocket in, one an upload.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../../ports.ts'

const codeLife = 10 * 60_000
const sessionLife = 12 * 3_600_000
/** Nobody opens more browsers than this on one computer; more would only fill the memory. */
const mostSessions = 50

export interface Session {
  /** Where nobody else can guess it: fingerprints are keyed with it. */
  secret: string
  expiresAt: number
}

export interface Sessions {
  /** A new one-time code, good for ten minutes. */
  newCode(): string
  /** Trades the code for a session; null when it is wrong, old or used. */
  exchange(code: string): { cookie: string; token: string } | null
  find(cookie: string): Session | null
  /** A page that is still open asks now and then: its session lasts twelve hours from that moment. */
  renew(cookie: string): void
  /** The token that goes with a session's cookie; asking again gives the same. */
  tokenOf(cookie: string): string
  isToken(cookie: string, given: string): boolean
  end(cookie: string): void
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Compares in constant time, whatever the lengths. */
export function same(a: string, b: string): boolean {
  const [x, y] = [createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()]
  return timingSafeEqual(x, y)
}

export function createSessions({ clock, dice }: Pick<Ports, 'clock' | 'dice'>): Sessions {
  const codes = new Map<string, number>()
  const sessions = new Map<string, Session>()
  const secret = () => Buffer.from(dice.bytes(32)).toString('base64url')
  const tokenOf = (cookie: string) => createHmac('sha256', cookie).update('header token').digest('base64url')
  const live = (cookie: string): Session | null => {
    const found = sessions.get(hashOf(cookie))
    if (!found) return null
    if (found.expiresAt > clock.now()) return found
    sessions.delete(hashOf(cookie))
    return null
  }
  return {
    newCode() {
      const code = secret()
      codes.set(hashOf(code), clock.now() + codeLife)
      return code
    },
    exchange(code) {
      const hash = hashOf(code)
      const until = codes.get(hash)
      codes.delete(hash)
      if (until === undefined || until <= clock.now()) return null
      if (sessions.size >= mostSessions) sessions.delete(sessions.keys().next().value as string)
      const cookie = secret()
      sessions.set(hashOf(cookie), { secret: hashOf(`${cookie} fingerprints`), expiresAt: clock.now() + sessionLife })
      return { cookie, token: tokenOf(cookie) }
    },
    find: live,
    renew(cookie) {
      const found = live(cookie)
      if (found) found.expiresAt = clock.now() + sessionLife
    },
    tokenOf,
    isToken: (cookie, given) => same(tokenOf(cookie), given),
    end: (cookie) => void sessions.delete(hashOf(cookie)),
  }
}

export interface Tickets<T> {
  issue(holder: T): string
  /** Whom it was issued to; a second time, or later than its life, null. */
  redeem(ticket: string): T | null
}

export function createTickets<T>({ clock, dice }: Pick<Ports, 'clock' | 'dice'>, life: number): Tickets<T> {
  const open = new Map<string, { holder: T; until: number }>()
  return {
    issue(holder) {
      const now = clock.now()
      for (const [hash, { until }] of open) if (until <= now) open.delete(hash)
      const ticket = Buffer.from(dice.bytes(32)).toString('base64url')
      open.set(hashOf(ticket), { holder, until: now + life })
      return ticket
    },
    redeem(ticket) {
      const found = open.get(hashOf(ticket))
      open.delete(hashOf(ticket))
      return found && found.until > clock.now() ? found.holder : null
    },
  }
}
