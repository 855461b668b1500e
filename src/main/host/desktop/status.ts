/** The engine's state for tray and menus: read again after changes, at most once a second, and each minute by itself. */
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import type { Engine } from '../../engine.ts'
import type { Clock, Log } from '../../ports.ts'

type Client = ReturnType<Engine['client']>

export interface Told {
  status: Awaited<ReturnType<Client['workspace']['status']>>
  zone: string
  /** Ms since the epoch. */
  now: number
}

export async function readStatus(client: Client): Promise<Told> {
  const [status, { zone }] = await Promise.all([client.workspace.status(), client.workspace.get()])
  return { status, zone, now: Date.parse(status.now) }
}

/** Calls `show` now and after each change, until the signal. */
export async function followStatus(
  { client, changes }: Engine,
  { clock, log }: { clock: Clock; log: Log },
  show: (told: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  const asked = client()
  while (!signal.aborted) {
    const wake = new AbortController()
    const end = changes.listen(() => wake.abort())
    await readStatus(asked).then(show, (error: unknown) => {
      // while it stops the database is closed under it
      if (!signal.aborted) log.warn('the tray could not be brought up to date', { error: String(error) })
    })
    await clock.until(clock.now() + SECOND, signal)
    await clock.until(clock.now() + MINUTE, AbortSignal.any([signal, wake.signal]))
    end()
  }
}
