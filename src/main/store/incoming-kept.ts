/** What followed from a message, as it is kept with it: enough to take it back exactly. */
import type { Ending } from '../../shared/domain/consequence.ts'
import type { EnrollmentStatus } from '../../shared/domain/enrollment.ts'

/** One enrollment that a message ends. */
export interface EndedEnrollment {
  id: number
  /** `stopped`: a colleague's, whose engagement ends with one of them. */
  to: Ending | 'stopped'
  reason: string
  /** As it was; null: something else had ended it before, and nothing changed. */
  before: EnrollmentStatus | null
  /** What was planned, with the reason each had. */
  sends: { id: number; reason: string | null }[]
}

/** An address that a message puts on the list. */
export interface SuppressedAddress {
  value: string
  reason: string
  source: 'bounce' | 'complaint' | 'opt_out'
  /** False: it was there already, asked for from outside. */
  made: boolean
  /** What a hand had put there before; null: nothing. */
  before: { reason: string; createdAt: number; author: string | null } | null
}

/** What followed from one message: the `effects` of its row. */
export interface Effects {
  ended: EndedEnrollment[]
  suppressed: SuppressedAddress | null
  /** The contact's address of today, where that is another than the one written to: it is the person who wants no mail. */
  present: SuppressedAddress | null
  /** `until`: the day's number where the contact is. */
  away: { id: number; until: number } | null
  /** An unsure email that it proves to have left; row id. */
  settled: number | null
  /** Said for people where nothing else followed. */
  note: string | null
}

export const noEffects: Effects = { ended: [], suppressed: null, present: null, away: null, settled: null, note: null }

export const changesNothing = ({ ended, suppressed, present, away, settled }: Effects): boolean =>
  ended.length === 0 && suppressed === null && present === null && away === null && settled === null

/** Effects as they are kept: what is missing in older ones is nothing. */
export const effectsOf = (kept: Record<string, unknown>): Effects => ({ ...noEffects, ...kept })
