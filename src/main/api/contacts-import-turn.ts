/** Whose turn it is with the contacts: one import, or the taking back of one, at a time. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Store } from '../store/open.ts'
import type { Room } from './context.ts'

/**
 * Rows written in one transaction at most: where mail is sent the ledger must not wait for an import, elsewhere every
 * commit that is spared spares writing the same index pages again.
 */
export const chunkOf = ({ running }: Pick<Room, 'running'>): number => (running ? 500 : 100_000)

/** Databases being imported into. Of two imports at a time, one could update what the other takes back. */
const busy = new WeakSet<Store>()

/** Returns what gives the turn back. @throws Refusal `state` while another import runs, or is taken back */
export function holdImports(store: Store): () => void {
  if (busy.has(store))
    throw new Refusal('state', 'Another contact list is being imported just now. Wait for its end, or cancel it.')
  busy.add(store)
  return () => void busy.delete(store)
}
