import { Refusal } from '../../../shared/domain/failure.ts'
import { ledgerIsLongerThan } from '../../store/reports.ts'
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
export async function icsApart({ store, heavy, ports }: Room, wish: IcsWish, now: number): Promise<Ics> {
  if (heavy?.ics && ledgerIsLongerThan(store, many))
    try {
      return await ports.clock.working(heavy.ics(wish, now))
    } catch (error) {
      if (error instanceof Refusal) throw error
      ports.log.warn('making a calendar in a worker failed: done here', { error: (error as Error).stack })
    }
  return store.read(() => icsOf(store, wish, now))
}
