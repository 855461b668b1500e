/** What counts in the limits of an account on this computer: all that left of it, or of a divided one what fills its part. */

import { presentHome } from '../../shared/domain/home.ts'
import type { LaneSetting } from '../../shared/domain/lane.ts'
import { countsHere, isDivided, type Left } from '../../shared/domain/part-count.ts'
import type { PlanAccount } from '../../shared/domain/plan-shape.ts'
import type { Here } from '../../shared/domain/sender.ts'
import { HOUR } from '../../shared/domain/time.ts'
import { countedInstants, strayCopies } from './counted.ts'
import { hereOf, isPlain } from './homes.ts'
import type { Reader } from './open.ts'
import { outsideInstants } from './outside.ts'

/** What this computer knows of a divided account; null: it is not divided, and everything counts. */
export function dividedHere(reader: Reader, accountId: number, now: number): Here | null {
  const here = isPlain(reader) ? undefined : hereOf(reader, accountId)
  return here && isDivided(here, now) ? here : null
}

interface Asked {
  /** Row id. */
  id: number
  /** With its whole limits. */
  plan: PlanAccount
  setting: LaneSetting
  /** Since when, ms. */
  from: number
  now: number
}

/** Instants that count in what may leave from here. */
export function countedHere(reader: Reader, { id, plan, setting, from, now }: Asked): number[] {
  const here = dividedHere(reader, id, now)
  if (here === null) return countedInstants(reader, id, from)
  return countsHere(here, plan, setting, leftOf(reader, id, here, from), now)
}

/**
 * The same instants as `countedInstants`, with who sent it. There is a try of whatever left from here; who told of the rest
 * sent it.
 */
function leftOf(reader: Reader, accountId: number, here: Here, from: number): Left[] {
  const { device } = here
  const home = presentHome(here.where.homes).device
  const sent = reader.all<Left>(
    `SELECT coalesce(t.ended_at, s.claimed_at) AS at, CASE WHEN t.id IS NULL THEN s.device ELSE @device END AS by
     FROM sends s LEFT JOIN attempts t ON t.id = (SELECT max(a.id) FROM attempts a
       WHERE a.send_id = s.id AND a.started_at = s.claimed_at AND a.outcome IS NOT 'elsewhere')
     WHERE s.account_id = @accountId AND s.claimed_at >= @since AND s.state IN ('sending', 'sent', 'unsure')`,
    { accountId, device, since: from - HOUR },
  )
  const stray = strayCopies(reader, from).filter((copy) => copy.accountId === accountId)
  return [
    ...sent.filter(({ at }) => at >= from),
    ...stray.map(({ at }) => ({ at, by: device })),
    ...outsideInstants(reader, accountId, from - 1).map((at) => ({ at, by: home })),
  ]
}
