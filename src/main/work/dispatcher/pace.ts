/** When a planned send may really leave. Pure: the lane asks, and does what it is told. */
import type { PlanAccount } from '../../../shared/domain/plan-shape.ts'
import { unitLength } from '../../../shared/domain/quota.ts'
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'

/** Overdue by more than this: another slot, never a burst. */
export const grace = HOUR
/** Late by up to this is the ordinary lateness of a busy computer; beyond it the sends that piled up are spaced out. */
const tolerance = MINUTE
/** Distance of piled-up sends of an account without an hourly limit. */
const plainGap = 72_000
/** A limit is free again within this: waiting is not worth a row. */
const blink = 5_000

/** Distance in ms between two sends that go out late: as far apart as the tightest limit up to an hour spreads them; 0: more than one a ms. */
export function lateGap(account: PlanAccount): number {
  const gaps = account.limits
    .filter((limit) => unitLength[limit.unit] <= HOUR)
    .map((limit) => Math.floor(unitLength[limit.unit] / limit.min))
  return Math.max(account.minGap, ...(gaps.length > 0 ? gaps : [plainGap]))
}

/** Said of what could not leave in time; where it is known why, that is said instead. */
const windowClosed = 'its sending window closed before it could leave'
const timeWentBy = 'its time went by while nothing could be sent'
export const couldNotLeave: ReadonlySet<string> = new Set([windowClosed, timeWentBy])

export type Pace =
  | { do: 'wait'; until: number }
  | { do: 'send' }
  /** A limit is full; there is room later in this slot. */
  | { do: 'move'; at: number }
  /** It needs another slot. */
  | { do: 'replan'; reason: string }
  /** So does everything of this account that was due before `before`. */
  | { do: 'missed'; before: number; reason: string }

export interface PaceFacts {
  now: number
  /** The planned instant and the start of its slot. */
  at: number
  slot: number
  /** The account's last send up to now, null = none. */
  last: number | null
  gap: number
  /** First instant at or after `now` that every limit of the account admits. */
  admitted: number
  /** True when it may leave at that instant, outside its own slot too. */
  isOpen: (at: number) => boolean
}

/** What to do with the next send of an account. */
export function pace(f: PaceFacts): Pace {
  if (f.now < f.at) return { do: 'wait', until: f.at }
  if (f.now - f.at > grace) return { do: 'missed', before: f.now - grace, reason: timeWentBy }
  const inSlot = (at: number) => at < f.slot + HOUR
  if (!inSlot(f.now) && !f.isOpen(f.now)) return { do: 'replan', reason: windowClosed }
  const spaced = f.now - f.at > tolerance && f.last !== null ? f.last + f.gap : f.now
  const free = Math.max(f.now, f.admitted, spaced)
  if (free === f.now) return { do: 'send' }
  if (free - f.now <= blink || f.admitted <= f.now) return { do: 'wait', until: free }
  if (inSlot(f.admitted)) return { do: 'move', at: f.admitted }
  return { do: 'replan', reason: 'a limit of the account filled meanwhile' }
}
