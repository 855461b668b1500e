/** The way in for calendar programs: no session and no key, only the secret in the path, which opens nothing else. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../../../shared/domain/failure.ts'
import { feedBySecret } from '../../api/calendar-door.ts'
import type { Room } from '../../api/context.ts'
import { createBuckets } from './limits.ts'
import { checkMethod } from './routing.ts'

/** One program looks every few minutes; several computers' worth of them at once is allowed, a loop is not. */
const feedRate = { burst: 20, perSecond: 0.2 }
/** Wrong secrets of all callers together. */
const failureRate = { burst: 30, perSecond: 1 }

const secretIn = /^\/calendar\/([\w-]{43})\.ics$/

export interface CalendarDoor {
  owns(path: string): boolean
  /** Rejects with a Refusal `not_found`, `wrong_method` or `too_many_requests`. */
  answer(req: IncomingMessage, res: ServerResponse, path: string): Promise<void>
}

export function createCalendarDoor(room: Room): CalendarDoor {
  const feeds = createBuckets(room.ports.clock, feedRate)
  const failures = createBuckets(room.ports.clock, failureRate)
  const checkRate = (res: ServerResponse, wait: number | null) => {
    if (wait === null) return
    res.setHeader('Retry-After', String(wait))
    throw new Refusal('too_many_requests', `Too many requests. Wait ${wait} s.`)
  }
  return {
    owns: (path) => path.startsWith('/calendar/'),
    async answer(req, res, path) {
      checkMethod(req, res, ['GET', 'HEAD'])
      const secret = secretIn.exec(path)?.[1]
      const feed = secret === undefined ? null : feedBySecret(room, secret)
      if (!feed) {
        checkRate(res, failures.take('all'))
        throw new Refusal('not_found', 'There is no such calendar. It may have been revoked.')
      }
      checkRate(res, feeds.take(feed.name))
      const body = Buffer.from(await feed.text())
      res
        .writeHead(200, {
          'Content-Type': 'text/calendar; charset=utf-8',
          'Content-Disposition': 'inline; filename="cadenza.ics"',
          'Content-Length': body.length,
        })
        .end(req.method === 'HEAD' ? undefined : body)
    },
  }
}
