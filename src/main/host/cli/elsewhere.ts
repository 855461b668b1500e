/** Emails that another computer of the team sends: its time here is an estimate within the hour. */
import { asPlanned } from '../../../shared/domain/home.ts'
import type { Io } from './io.ts'
import { whenSaid } from './when.ts'

/** What is known here of one; `computer` null: it isn't so. */
interface Elsewhere {
  /** When it was to leave, as far as it is known here. */
  at: string | null
  computer: string | null
  heard_at: string | null
}

/** Its time is over, and whether it has left is not known here. */
export const isUnheard = (io: Io, { at, computer }: Elsewhere): boolean =>
  computer !== null && at !== null && Date.parse(at) + asPlanned <= io.clock.now()

/** What there is to say beside its time; null: it leaves from here, or has none. */
export function elsewhereWords(io: Io, email: Elsewhere, isPlanned = true): string | null {
  const { at, computer, heard_at } = email
  if (computer === null || at === null) return null
  if (!isPlanned || !isUnheard(io, email)) return `leaves from ${computer}, about then`
  if (heard_at === null) return `was due then on ${computer}; nothing was heard from it yet`
  // what it told after that time says that it had not sent it by then
  if (Date.parse(heard_at) >= Date.parse(at) + asPlanned)
    return `was due then on ${computer}; it had not left when that was heard of, ${whenSaid(io, heard_at)}`
  return `was due then on ${computer}; last heard from it ${whenSaid(io, heard_at)}`
}
