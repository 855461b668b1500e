/**
 * Writes or takes in a workspace file in a process of its own and kills it with SIGKILL: in the middle of a transaction, or of
 * the file. Without an order to die it just does it.
 */
import { writeWhole } from '../../src/main/file/atomic.ts'
import type { DeviceKeys } from '../../src/main/file/device-keys.ts'
import { giveOut } from '../../src/main/file/give-out.ts'
import { lookInto, takeIn } from '../../src/main/file/take-in.ts'
import { openStore } from '../../src/main/store/open.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'

export interface CrashOrders {
  database: string
  file: string
  keys: DeviceKeys
  now: number
  /** Dies while this contact (counted from 1) is written into its table; while that part of the file is written. */
  dieAt: { contact: number } | { chunk: number }
}

const { database, file, keys, now, dieAt } = JSON.parse(process.argv[2] ?? '') as CrashOrders
const die = (): number => {
  process.kill(process.pid, 'SIGKILL')
  return 0
}
const store = openStore(database)
const workspace = workspaceRow(store).publicId
if ('contact' in dieAt) {
  store.sqlite.function('die', die)
  store.sqlite.exec(
    `CREATE TEMP TRIGGER dies AFTER INSERT ON main.contacts WHEN (SELECT count(*) FROM contacts) >= ${dieAt.contact}
     BEGIN SELECT die(); END`,
  )
  const reading = { openers: { identity: keys.secret.sealing }, workspace }
  const looked = await lookInto(store, file, reading)
  await takeIn(store, file, looked, { ...reading, now: () => now, sealer: keys })
} else {
  const out = await giveOut(store, {
    keys,
    workspace,
    since: {},
    to: { recipients: [keys.sealingKey] },
    now,
    onProgress: (done) => done >= dieAt.chunk && die(),
  })
  await writeWhole(file, out.pieces)
}
