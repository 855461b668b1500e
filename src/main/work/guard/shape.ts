/** What the rooms of the guard have in common. */
import type { Changes } from '../../changes.ts'
import type { CopyPlace, Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'

export interface GuardOptions {
  /** True: it will be started, once the database is known to be sound. */
  willStart?: boolean
  store: Store
  ports: Ports
  changes: Changes
  /** Where this copy lies; without it, or without a lasting keychain, only the database's own word counts. */
  place?: CopyPlace
}

/** Only a place that outlives the process can know more than the database does. */
export const lasts = ({ place, ports }: GuardOptions): boolean => place !== undefined && ports.keychain.lasting === true

/** checking: not looked at yet. unreadable: the keychain or vault can't be read, or takes nothing. */
export type GuardPhase = 'checking' | 'unreadable' | 'known'
