/**
 * Trouble with the disk stops sending before the next message: a mail whose "sent" can't be written down would go out
 * again. It resumes by itself when a trial write succeeds.
 */
import type { Ports } from '../../ports.ts'
import { tryTheDisk } from '../../store/ledger.ts'
import type { Store } from '../../store/open.ts'

/** How often the disk is tried again. */
const patience = 15_000
/** How soon, when somebody else only held the database for a moment. */
const moment = 250

export interface Disk {
  trouble(): string | null
  /** When to try again, ms since the epoch; null: it writes again. Tries as a side effect once that time has come. */
  retryAt(): Promise<number | null>
  /** Notes an error of a loop; returns when to go on. Whatever is no disk trouble is logged and waits the same. */
  failed(error: unknown): number
  /** Runs a write that must not be lost. `again`: the disk refused it, so the caller keeps it and comes back then. */
  attempt<T>(write: () => Promise<T>): Promise<{ value: T } | { again: number }>
}

const isDisk = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test((error as { code?: string }).code ?? '')
const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test((error as { code?: string }).code ?? '')

export function createDisk(store: Store, ports: Ports, changed: () => void): Disk {
  let trouble: string | null = null
  let next = 0
  const begin = (error: unknown) => {
    const first = trouble === null
    trouble = (error as Error).message
    next = ports.clock.now() + patience
    if (!first) return
    ports.log.error('the disk refuses to write: sending stops', { error: trouble })
    ports.notifier.notify({ kind: 'disk', title: 'Sending has stopped', body: `The disk refuses to write: ${trouble}` })
    changed()
  }
  const over = () => {
    if (trouble === null) return
    trouble = null
    ports.log.info('the disk writes again: sending goes on')
    changed()
  }
  const refused = (error: unknown): number => {
    if (isDisk(error)) begin(error)
    return ports.clock.now() + (isBusy(error) ? moment : patience)
  }
  return {
    trouble: () => trouble,
    async retryAt() {
      if (ports.clock.now() < next) return next
      try {
        await store.writeSoon(tryTheDisk)
        over()
        return null
      } catch (error) {
        return refused(error)
      }
    },
    failed(error) {
      if (!isDisk(error) && !isBusy(error))
        ports.log.error('a sending loop failed and goes on', { error: (error as Error).stack ?? String(error) })
      return refused(error)
    },
    async attempt(write) {
      try {
        return { value: await write() }
      } catch (error) {
        if (!isDisk(error) && !isBusy(error)) throw error
        return { again: refused(error) }
      }
    },
  }
}
