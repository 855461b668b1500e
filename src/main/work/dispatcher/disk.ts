/**
 * Trouble with the disk stops sending before the next message: a mail whose "sent" can't be written down would go out
 * again. It resumes by itself when a trial write succeeds.
 */
import type { Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'

/** How often the disk is tried again. */
const patience = 15_000

export interface Disk {
  trouble(): string | null
  /** When to try again, ms since the epoch. Tries as a side effect once that time has come. */
  retryAt(): number | null
  /** Notes an error of a loop; returns when to go on. Whatever is no disk trouble is logged and waits the same. */
  failed(error: unknown): number
  /** Runs a write until it succeeds. */
  insist<T>(write: () => T): Promise<T>
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
  const attempt = <T>(write: () => T): { value: T } | null => {
    try {
      const value = write()
      over()
      return { value }
    } catch (error) {
      if (!isDisk(error) && !isBusy(error)) throw error
      if (isDisk(error)) begin(error)
      return null
    }
  }
  return {
    trouble: () => trouble,
    retryAt() {
      if (ports.clock.now() < next) return next
      attempt(() => store.write((tx) => tx.run('UPDATE workspace SET hlc = hlc')))
      return trouble === null ? null : next
    },
    failed(error) {
      if (isDisk(error)) begin(error)
      else ports.log.error('a sending loop failed and goes on', { error: (error as Error).stack ?? String(error) })
      return ports.clock.now() + (isBusy(error) ? 250 : patience)
    },
    async insist(write) {
      for (;;) {
        const done = attempt(write)
        if (done) return done.value
        await ports.clock.until(ports.clock.now() + (trouble === null ? 250 : patience))
      }
    },
  }
}
