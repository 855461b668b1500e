/** What the rounds of handing in have in common. */
import type { SendOutcome } from '../../../../shared/domain/outcome.ts'
import type { Changes } from '../../../changes.ts'
import type { DeviceKeys } from '../../../file/device-keys.ts'
import type { Ports } from '../../../ports.ts'
import type { Queue } from '../../../queue/database.ts'
import type { Store } from '../../../store/open.ts'
import type { Disk } from '../disk.ts'
import { tellOut, tellUnsure } from '../failing.ts'
import type { Gate } from '../tools.ts'
import type { Written } from './settle.ts'

export interface HostsOptions {
  store: Store
  ports: Ports
  changes: Changes
  gate: Gate
  disk: Pick<Disk, 'failed'>
  /** Tells of a change without waking the loop of every account. */
  changed: Changes['tell']
  /** Wakes the loops of these accounts (row ids). */
  wake: (accounts: Iterable<number>) => void
  /** Named points, for tests that stop the process there. */
  point?: (name: string) => void
}

/** The queue, open, and this computer's own keys. */
export interface Open {
  queue: Queue
  keys: DeviceKeys
  /** The course of the database, as it was asked last. */
  line: string
  /** Of its row: another one, and it is opened anew. */
  version: number
  /** When this copy was compared with the fence last, ms. */
  comparedAt: number
  /** When it was told of accounts last, ms. */
  toldAt: number
  /** By the try's name: when it is asked for again, ms. */
  askedAt: Map<string, number>
  /** Row id of the try that was looked after last: all have their turn. */
  lookedAt: number
}

/** Said where nothing of an email left, for the verdict. */
export const notSent = (reason: 'called_back' | 'window_closed', error: string): SendOutcome => ({
  kind: 'not_sent',
  reason,
  error,
})

/** Tells everybody what was written down. */
export function tellWritten({ ports, changed, wake }: HostsOptions, written: readonly (Written | null)[]): void {
  for (const one of written) {
    if (one?.state === 'unsure') tellUnsure({ ports }, one.due)
    if (one?.out) tellOut({ ports, changed }, one.out)
  }
  if (written.length === 0) return
  changed('sends', 'enrollments')
  // what left of one account is nothing to the others: with hundreds of them, looking again at each takes long
  wake(new Set(written.flatMap((one) => (one ? [one.due.accountId] : []))))
}
