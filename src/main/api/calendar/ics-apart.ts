import { ledgerIsLongerThan } from '../../store/reports.ts'
import { apart } from '../apart.ts'
import type { Ics, IcsWish, Room } from '../context.ts'
import { icsOf } from './ics.ts'

/** A shorter ledger is counted here: sooner done than sent to a worker. */
const many = 20_000

/**
 * The plan as an iCalendar file, made in a worker where the ledger is long: a calendar program comes by itself, every few
 * minutes, and whoever sends or looks at a screen meanwhile is not to feel it.
 *
 * @param now ms since the epoch
 */
export function icsApart({ store, heavy, ports }: Room, wish: IcsWish, now: number): Promise<Ics> {
  const elsewhere = heavy?.ics && ledgerIsLongerThan(store, many) && heavy.ics(wish, now)
  return apart({ store, ports }, 'making a calendar', elsewhere, () => icsOf(store, wish, now))
}
