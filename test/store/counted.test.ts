import { expect, it } from 'vitest'
import { countedInstants } from '../../src/main/store/counted.ts'
import { testRoom } from '../host/room.ts'

it('a send counts in a window when its answer came in it, however long before it was begun', () => {
  const here = testRoom()
  const from = here.time.now()
  const MINUTE = 60_000
  const sends: [claimed: number, ended: number][] = [
    [from - 9 * MINUTE, from + MINUTE],
    [from - 9 * MINUTE, from - MINUTE],
    [from + MINUTE, from + 2 * MINUTE],
  ]
  here.room.store.write((tx) => {
    for (const [i, [claimed, ended]] of sends.entries()) {
      const { id } = tx.run(
        `INSERT INTO sends (public_id, kind, step, account_id, address, domain, state, due, slot, at, claimed_at, device, hlc)
         VALUES (?, 'test', 1, 1, 'x@y.example', 'y.example', 'sent', 0, 0, 0, ?, 'd', 'h')`,
        `s${i}`,
        claimed,
      )
      tx.run('INSERT INTO attempts (send_id, started_at, ended_at) VALUES (?, ?, ?)', id, claimed, ended)
    }
  })
  expect(countedInstants(here.room.store, 1, from).sort()).toEqual([from + MINUTE, from + 2 * MINUTE])
  here.close()
})
