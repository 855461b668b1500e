/**
 * Somebody's computer, as a process of its own: `cadenza serve` on a data folder whose secrets are in a vault. Only its
 * clock is lent: whoever started it says what time it is, and it goes on from there.
 */

import { run } from '../../src/main/host/cli/program.ts'
import { clockOf, systemDice } from '../../src/main/host/clock.ts'

export interface ComputerOrders {
  folder: string
  /** ms since the epoch. */
  now: number
  /** The file descriptor with the vault's passphrase. */
  vaultFd: number
}

const orders = JSON.parse(process.argv[2] ?? '') as ComputerOrders
let ahead = orders.now - Date.now()
const waiting = new Set<() => void>()

const clock = clockOf({
  now: () => Date.now() + ahead,
  after(ms, call) {
    const look = () => {
      end()
      call()
    }
    const timer = setTimeout(look, ms)
    const end = () => {
      clearTimeout(timer)
      waiting.delete(look)
    }
    waiting.add(look)
    return end
  },
})

process.on('message', (now: number) => {
  ahead = Math.max(ahead, now - Date.now())
  for (const look of [...waiting]) look()
  process.send?.(clock.now())
})

const none = 'This computer has no keychain.'
const nowhere = () => Promise.reject(new Error(none))
const { folder, vaultFd } = orders
process.exitCode = await run(['serve', '--data', folder, '--port', '0', '--json', '--vault-fd', String(vaultFd)], {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: {},
  clock,
  dice: systemDice,
  keychain: { get: async () => null, set: nowhere, remove: async () => {}, trouble: async () => none },
  zone: 'UTC',
  words: [],
  page: folder,
})
process.disconnect()
