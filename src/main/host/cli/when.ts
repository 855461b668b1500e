import { formatIso } from '../../../shared/domain/time-text.ts'
import { dateWords } from './heatmap.ts'
import type { Io } from './io.ts'

/** An instant of the contract for people, in this computer's zone: "Thu 26 Nov 2026, 09:58"; null as it is. */
export function when(io: Io, instant: string | null): string | null {
  return instant === null ? null : dateWords(formatIso(Date.parse(instant), io.zone))
}

/** The same within a sentence: a day of one digit isn't padded as in a column. */
export const whenSaid = (io: Io, instant: string | null): string | null => when(io, instant)?.replace('  ', ' ') ?? null
