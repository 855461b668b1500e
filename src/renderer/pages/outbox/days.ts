import { dayStart as startOf } from '../../../shared/domain/time.ts'
import { parseDay } from '../../../shared/domain/time-text.ts'

/** First instant of a local date (`2026-11-23`) in a zone, ISO 8601. */
export const dayStart = (local: string, zone: string): string | undefined => at(local, zone, 0)
/** First instant of the date after it. */
export const dayEnd = (local: string, zone: string): string | undefined => at(local, zone, 1)

function at(local: string, zone: string, later: number): string | undefined {
  const day = parseDay(local)
  return day === null ? undefined : new Date(startOf(zone, day + later)).toISOString()
}
