import { once } from 'node:events'
import { exitCodes } from './exit.ts'
import { type Io, remark } from './io.ts'

/** Resolves at the first request to stop (Ctrl-C, SIGTERM), and says `until` when; a second one ends the process at once. */
export async function stopSignal(io: Io, until: string): Promise<void> {
  const wanted = new AbortController()
  const ask = () => {
    if (wanted.signal.aborted) process.exit(exitCodes.interrupted)
    wanted.abort()
    remark(io, `Stopping after ${until}. Once more ends it at once.`)
  }
  process.on('SIGINT', ask).on('SIGTERM', ask)
  await once(wanted.signal, 'abort')
}
