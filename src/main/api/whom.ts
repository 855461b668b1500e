/** What a review of many contacts asks of a worker, and what comes back. */
import type { AudienceWish } from '../../shared/contract/schedule.ts'

/** A review's wish, without what pages through it. */
export type WhomWish = Omit<AudienceWish, 'reason' | 'variable' | 'after' | 'limit' | 'seed'> & { seed: number }

/** Whom a review pages through: row ids, in the order they would be engaged in. */
export interface WhomFound {
  contacts: Float64Array
  /** Of each contact, which of `accounts` writes to it. */
  senders: Uint32Array
  accounts: number[]
}
