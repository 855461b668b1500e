/**
 * Nothing may be planned or sent from a damaged database. One that was closed properly is open at once, and looked
 * through beside everything else: reading all of it takes seconds where there is much.
 */
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { quickCheck, type Store } from '../../store/open.ts'

/** `quick_check` elsewhere, on the same database. Rejects with a Refusal `damaged_database`, or when that could not be done. */
export interface HeavyCheck {
  check(): Promise<void>
}

export interface SoundOptions extends Partial<HeavyCheck> {
  store: Store
  ports: Ports
  changes: Changes
}

export interface OnceSound<T> {
  /** What was begun; null until the database is known to be whole. */
  begun(): T | null
  /** Why nothing is begun, in words for people. */
  damage(): string | null
  /** Begins nothing any more; returns what was begun. */
  stop(): T | null
}

/** Calls `begin` once: now where the database has been checked, else when it has been. */
export function onceSound<T>(options: SoundOptions, begin: () => T): OnceSound<T> {
  const { store, ports } = options
  let stopped = false
  let damage: string | null = null
  let begun = store.checked ? begin() : null
  const look = async () => {
    const found = await foundBy(options, () => stopped)
    if (stopped) return
    if (!found) {
      begun = begin()
      return
    }
    damage = found.message
    store.condemn(found)
    ports.log.error('nothing is sent: the database is damaged', { error: found.message })
    ports.notifier.notify({ kind: 'disk', title: 'Nothing is sent', body: found.message })
    options.changes.tell('workspace')
  }
  if (!begun) void ports.clock.working(look())
  return {
    begun: () => begun,
    damage: () => damage,
    stop() {
      stopped = true
      return begun
    },
  }
}

/** Here after all when it could not be done elsewhere, unless it was because of stopping. */
async function foundBy({ store, ports, check }: SoundOptions, isStopped: () => boolean): Promise<Refusal | null> {
  try {
    await check?.()
    if (check) return null
  } catch (error) {
    if (isDamage(error)) return error
    if (isStopped()) return null
    ports.log.warn('checking the database in a worker failed: checked here', { error: (error as Error).stack })
  }
  try {
    quickCheck(store.sqlite)
    return null
  } catch (error) {
    return isDamage(error) ? error : new Refusal('damaged_database', `The database can't be read: ${error}.`)
  }
}

const isDamage = (error: unknown): error is Refusal => error instanceof Refusal && error.code === 'damaged_database'
