/**
 * Looks what the fields of contacts tell about their zone, where nobody has looked yet: after an import, after an update that
 * brought this looking, and for what other computers told.
 */
import { isUsable } from '../../../shared/domain/contact-zone.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { guessZone } from '../../atlas.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { placeless, writeZoneGuesses } from '../../store/contact-writes.ts'
import { breathe } from '../../store/import-finish.ts'
import type { Store } from '../../store/open.ts'

/** Contacts of one transaction: some milliseconds. */
const piece = 1_000

/** Goes through them until none is left, or it is told to stop. Returns of how many it looked. */
export async function findPlaces(store: Store, stopping: AbortSignal): Promise<number> {
  let looked = 0
  while (!stopping.aborted) {
    const rows = placeless(store, piece)
    if (rows.length === 0) break
    const guesses = rows.map(({ id, fields, domain }) => {
      const guess = guessZone(JSON.parse(fields) as Record<string, string>, domain)
      return guess && isUsable(guess) ? { id, zone: guess.zone, from: guess.from } : { id, zone: '', from: null }
    })
    store.write((tx) => writeZoneGuesses(tx, guesses))
    looked += rows.length
    await breathe()
  }
  return looked
}

export interface PlacesOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startPlaces({ store, ports: { clock, log }, changes }: PlacesOptions): { stop(): Promise<void> } {
  return startRounds({
    clock,
    changes,
    wokenBy: ['contacts'],
    async round(stopping) {
      if ((await findPlaces(store, stopping)) > 0) changes.tell('contacts')
      return Number.POSITIVE_INFINITY
    },
    failed(error) {
      log.warn('looking for the zones of contacts failed and is tried again', { error: String(error) })
      return clock.now() + MINUTE
    },
  })
}
