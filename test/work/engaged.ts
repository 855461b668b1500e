/** A workspace with contacts engaged in three steps, and three days later all of it to be planned anew. */
import type { Store } from '../../src/main/store/open.ts'
import { DAY } from '../../src/shared/domain/time.ts'
import { addContacts, type World, world } from './world.ts'

export const start = Date.parse('2026-11-23T09:00:00Z')

/** `contacts` engaged in three steps from the built-in account. */
export async function engaged(contacts: number, options: Parameters<typeof world>[1] = {}): Promise<World> {
  const w = await world(start, options)
  const client = w.engine.client()
  addContacts(
    w.engine,
    Array.from({ length: contacts }, (_, i) => ({ address: `p${i}@company${i % 97}.example`, first_name: 'Ada' })),
  )
  const later = { subject: '', text: 'Once more', delay: { days: 2 } }
  await client.sequences.create({ name: 'Story', steps: [{ subject: 'Hi', text: 'Hello' }, later, later] })
  await client.schedule.engage({ sequence: 'Story', contacts: 'all' })
  return w
}

/** Everything asks for another time, of which three days are gone. */
export const unsettle = (store: Store) => store.write((tx) => tx.run('UPDATE sends SET replan = 1'))
export const later = start + 3 * DAY
