/**
 * A sender host as a process of its own, to be killed: `node test/queue/program.ts` with what it needs as JSON in its first
 * argument. It kills itself at the n-th time that a named point is reached; `ready` on its standard output.
 */
import { systemClock } from '../../src/main/host/clock.ts'
import { startSenderHost } from '../../src/main/sender-host.ts'

export interface Given {
  url: string
  name: string
  /** Secrets by name. */
  secrets: Record<string, string>
  kill?: { point: string; nth: number }
}

const given = JSON.parse(process.argv[2] ?? '{}') as Given
let times = 0
const quiet = () => {}
const host = await startSenderHost({
  url: given.url,
  name: given.name,
  drawer: { get: async (name) => given.secrets[name] ?? null },
  clock: systemClock,
  log: { info: quiet, warn: quiet, error: quiet },
  atOnce: 4,
  point: (name) => {
    if (name === given.kill?.point && ++times === given.kill.nth) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write('ready\n')
process.on('SIGTERM', () => void host.stop().then(() => process.exit(0)))
