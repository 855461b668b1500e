/**
 * A workspace as a process of its own, to be killed: `node test/queue/computer-program.ts` with what it needs as JSON in its
 * first argument. It kills itself at the n-th visit of a named point; says `ready`, and `done` once nothing is under way any more.
 */
import { computer, fileKeychain } from './computer.ts'

export interface Orders {
  folder: string
  /** Where secrets are, as JSON: what a keychain is to a real one. */
  secrets: string
  account: string
  /** Whom it writes to now, beside what is under way. */
  engage: string[]
  kill?: { point: string; visit: number }
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders

async function live(): Promise<void> {
  let visits = 0
  const c = await computer(null, {
    folder: orders.folder,
    keychain: fileKeychain(orders.secrets),
    point(name) {
      if (name === orders.kill?.point && ++visits === orders.kill.visit) process.kill(process.pid, 'SIGKILL')
    },
  })
  process.stdout.write('ready\n')
  if (orders.engage.length > 0) await c.due(orders.account, orders.engage)
  const { clock } = c.engine.room.ports
  while ([...c.ledger().values()].some(({ state }) => state === 'planned' || state === 'sending'))
    await clock.until(clock.now() + 50)
  await c.stop()
  process.stdout.write('done\n', () => process.exit(0))
}

await live()
