/** Who comes in, and how often. Wrong keys and codes are counted too, so that trying one after the other leads nowhere. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Room } from '../../api/context.ts'
import { type Principal, principalOf } from './entry.ts'
import { type Buckets, createBuckets } from './limits.ts'
import type { Sessions } from './sessions.ts'

/** Requests of one caller: so many at once, so many a second in the long run. */
const callerRate = { burst: 1000, perSecond: 300 }
/** Failures of all callers together: guessing gets slower, while right keys still pass. */
const failureRate = { burst: 30, perSecond: 1 }

export interface Turnstile {
  callers: Buckets
  /** @throws Refusal `unauthorised`, `forbidden` or `too_many_requests` */
  pass(req: IncomingMessage, res: ServerResponse): Principal
  /** The refusal to give for a wrong key or code: itself, or 429 when there were too many. */
  fail(res: ServerResponse, refusal: Refusal): Refusal
}

export function createTurnstile(room: Room, sessions: Sessions, port: number): Turnstile {
  const callers = createBuckets(room.ports.clock, callerRate)
  const failures = createBuckets(room.ports.clock, failureRate)
  const tooOften = (res: ServerResponse, wait: number): Refusal => {
    res.setHeader('Retry-After', String(wait))
    return new Refusal('too_many_requests', `Too many requests. Wait ${wait} s.`)
  }
  const fail = (res: ServerResponse, refusal: Refusal): Refusal => {
    const wait = failures.take('all')
    return wait === null ? refusal : tooOften(res, wait)
  }
  return {
    callers,
    fail,
    pass(req, res) {
      try {
        const who = principalOf(req, room, sessions, port)
        const wait = callers.take(who.name)
        if (wait !== null) throw tooOften(res, wait)
        return who
      } catch (error) {
        throw error instanceof Refusal && error.code === 'unauthorised' ? fail(res, error) : error
      }
    },
  }
}
