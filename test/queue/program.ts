/**
 * A sender host as a process of its own, to be killed: `node test/queue/program.ts` with what it needs as JSON in its first
 * argument, or in the file that this names. It kills itself at the n-th time that a named point is reached; `ready` on its
 * standard output.
 */
import { readFileSync } from 'node:fs'
import { systemClock } from '../../src/main/host/clock.ts'
import { startSenderHost } from '../../src/main/sender-host.ts'

export interface Given {
  url: string
  name: string
  /** Secrets by name. */
  secrets: Record<string, string>
  kill?: { point: string; nth: number }
  atOnce?: number
  /** Its computer's clock is wrong by so many ms. */
  skew?: number
}

const asked = process.argv[2] ?? '{}'
const given = JSON.parse(asked.startsWith('{') ? asked : readFileSync(asked, 'utf8')) as Given
const kill = process.argv[3] ? (JSON.parse(process.argv[3]) as Given['kill']) : given.kill
if (given.skew) {
  const right = Date
  const skew = given.skew
  globalThis.Date = class extends right {
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [right.now() + skew] : args) as [number]))
    }
    static override now = () => right.now() + skew
  } as DateConstructor
}
let times = 0
const quiet = () => {}
/** The database is away: whoever started this tries again. */
const away = 75
const host = await startSenderHost({
  url: given.url,
  name: given.name,
  drawer: { get: async (name) => given.secrets[name] ?? null },
  clock: systemClock,
  log: { info: quiet, warn: quiet, error: quiet },
  atOnce: given.atOnce ?? 4,
  point: (name) => {
    if (name === kill?.point && ++times === kill.nth) process.kill(process.pid, 'SIGKILL')
  },
}).catch(() => process.exit(away))
process.stdout.write('ready\n')
process.on('SIGTERM', () => void host.stop().then(() => process.exit(0)))
