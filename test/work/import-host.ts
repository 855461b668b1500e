/**
 * Imports a list in a process of its own and kills it with SIGKILL: between two transactions, as soon as the database
 * is in the state that the order names. Without an order it just imports.
 */
import { join } from 'node:path'
import { startEngine } from '../../src/main/engine.ts'
import { createSimulatedClock, systemDice } from '../../src/main/host/clock.ts'
import { memoryKeychain } from './world.ts'

export interface ImportOrders {
  folder: string
  file: string
  now: number
  /** Small transactions, as beside the loops that send. */
  running: boolean
  /** SQL that answers 1 when it is time to die. */
  dieWhen: string
  /** Breaks the import off once rows of it are written, so that they are being removed. */
  cancel: boolean
}

const orders = JSON.parse(process.argv[2] ?? '') as ImportOrders
const quiet = () => {}
const engine = await startEngine({
  ports: {
    clock: createSimulatedClock(orders.now),
    dice: systemDice,
    keychain: memoryKeychain(),
    notifier: { notify: quiet },
    log: { info: quiet, warn: quiet, error: quiet },
    folders: { data: orders.folder },
  },
  databaseFile: join(orders.folder, 'cadenza.sqlite'),
  loops: false,
  first: { zone: 'UTC', seatName: 'Me', seatAddress: 'me@example.com' },
})
engine.room.running = orders.running
const { store } = engine.room
const abort = new AbortController()

function look(): void {
  if (store.get<{ due: number }>(`SELECT (${orders.dieWhen}) as due`)?.due === 1) process.kill(process.pid, 'SIGKILL')
  const written = orders.cancel && store.get("SELECT 1 FROM imports WHERE state = 'running' AND imported > 3000")
  if (written) abort.abort()
  setImmediate(look)
}
look()
const steps = await engine.client().contacts.import({ file: orders.file }, { signal: abort.signal })
while (!(await steps.next()).done);
process.exit(0)
