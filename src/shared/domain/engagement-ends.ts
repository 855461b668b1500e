/**
 * What ends a sequence for a contact beside the rules that hold for everybody, where whoever engaged chose it. An end
 * by one of them is *stopped*, with one of the reasons below, and what is still planned is withdrawn.
 */
import { dayStart, HOUR } from './time.ts'
import { parseDay } from './time-text.ts'

export interface EngagementEnds {
  /** A reply of a colleague of the same company (never of a public mail provider). */
  company?: boolean
  /** A followed link. */
  clicked?: boolean
  /** Nothing leaves after this date (`2026-12-01`), in the zone of the engagement. */
  until?: string
}

/** Without what is not chosen; null where nothing is: the same choice is always written the same way. */
export function endsOf(chosen: {
  company?: boolean | undefined
  clicked?: boolean | undefined
  until?: string | null | undefined
}): EngagementEnds | null {
  const ends: EngagementEnds = {
    ...(chosen.company ? { company: true } : {}),
    ...(chosen.clicked ? { clicked: true } : {}),
    ...(chosen.until ? { until: chosen.until } : {}),
  }
  return Object.keys(ends).length === 0 ? null : ends
}

/**
 * The first instant (ms) at which nothing may leave any more: the midnight after the date, where `zone` is.
 *
 * @param until `2026-12-01`; what is no date never ends anything
 */
export function endInstant(until: string, zone: string): number {
  const day = parseDay(until)
  return day === null ? Number.POSITIVE_INFINITY : dayStart(zone, day + 1)
}

/** True for an hour in which an email might leave at or after `endsAt`: none is planned in it. */
export const isPastEnd = (slot: number, endsAt: number | null | undefined): boolean =>
  endsAt !== null && endsAt !== undefined && slot + HOUR > endsAt

/** The reason of contacts, and of emails, that were cut by the date. */
export const endedOn = (until: string): string => `ended on ${until}`

/** The reason of whoever followed a link. */
export const linkFollowed = 'a link in an email was followed'

/** The reason of the colleagues of whoever replied. */
export const colleagueReplied = (name: string): string => `${name} of the same company has replied`
