/** Mail that another computer of the team sends. */
import { asPlanned } from '../../shared/domain/home.ts'
import type { ShownState } from '../../shared/domain/send-shown.ts'
import { moment } from './format.ts'

/** What is known here of a planned email that another computer sends; `computer` null: it isn't so. */
export interface SentFrom {
  at: string
  computer: string | null
  heard_at: string | null
  /** Left out where it can only be planned. */
  shown_state?: ShownState
}

/**
 * Its time here is an estimate within the hour. Once that is over and nothing was told, nobody here knows whether it has
 * left: it is neither to come nor late.
 */
export const isUnheard = ({ at, computer, shown_state: state = 'planned' }: SentFrom, now: number | null): boolean =>
  computer !== null && (state === 'planned' || state === 'moved') && now !== null && Date.parse(at) + asPlanned <= now

/** What the other computer told last, and when. */
function silence({ at, heard_at }: SentFrom, computer: string, zone: string, now: number | null): string {
  if (heard_at === null) return `Nothing was heard from ${computer} yet`
  const heard = moment(heard_at, zone, now)
  // what it told after that time says that it had not sent it by then
  if (Date.parse(heard_at) >= Date.parse(at) + asPlanned)
    return `It had not left when ${computer} was heard of, ${heard}`
  return `Not heard from ${computer} since ${heard}`
}

export const elsewhere = {
  sentFrom: (computer: string) => `sent from ${computer}`,
  /** In place of “Planned”. */
  unheard: 'No word yet',
  about: (time: string) => `about ${time}`,
  was: (time: string) => `was due ${time}`,
  /** When it leaves, in place of a time. @param time its own, as the place shows times */
  leaves: (email: SentFrom, time: string, now: number | null): string =>
    isUnheard(email, now) ? elsewhere.was(time) : elsewhere.about(time),
  /** Why nobody here knows more, a sentence without a full stop; null while there is nothing to add to its time. */
  told: (email: SentFrom, zone: string, now: number | null): string | null =>
    email.computer !== null && isUnheard(email, now) ? silence(email, email.computer, zone, now) : null,
} as const
