/** A calendar program comes every few minutes: what it is given is made in a worker, and nobody else waits for it. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { icsOf } from '../../src/main/api/calendar/ics.ts'
import { icsApart } from '../../src/main/api/calendar/ics-apart.ts'
import { feedBySecret } from '../../src/main/api/calendar-door.ts'
import type { HeavyIcs, Room } from '../../src/main/api/context.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import { insertFeed } from '../../src/main/store/calendar-feeds.ts'
import { MINUTE } from '../../src/shared/domain/time.ts'
import { size } from '../size.ts'
import { engaged, start } from './engaged.ts'
import { longestStop } from './longest-stop.ts'
import { workerProgram } from './worker-program.ts'
import type { World } from './world.ts'

/** Three emails each: more than are counted in line. */
const contacts = size(7_000, 100_000)
const wish = { name: 'Plan', accounts: null }

let w: World
let heavy: ReturnType<typeof startHeavy>
beforeAll(async () => {
  w = await engaged(contacts, { loops: false })
  // one mailbox would take years; a feed shows 90 days
  w.engine.room.store.write((tx) => tx.run('UPDATE sends SET at = ? + (id % 5000) * ?', start, 15 * MINUTE))
  heavy = startHeavy({ databaseFile: w.engine.room.databaseFile, clock: w.clock, program: workerProgram() })
}, 900_000)
afterAll(async () => {
  await heavy.stop()
  await w.stop()
})

/** The room as the engine has it with a worker that makes calendars so. */
const roomWith = (ics: HeavyIcs['ics']): Room => ({
  ...w.engine.room,
  heavy: { preview: heavy.preview, ics },
})

it('makes the same calendar as in line, while the engine has its hands free', async () => {
  let asked = 0
  const room = roomWith((...given) => {
    asked++
    return (heavy.ics as HeavyIcs['ics'])(...given)
  })
  const inline = await longestStop(() => icsOf(room.store, wish, start))
  // the first call waits for the thread to start
  const away = await longestStop(() => icsApart(room, wish, start))
  const again = await longestStop(() => icsApart(room, wish, start))
  const [there, apart] = [inline.ms, Math.max(away.ms, again.ms)].map((ms) => ms.toFixed(0))
  process.stdout.write(`longest stop: in line ${there} ms, with a worker ${apart} ms\n`)
  expect(inline.result.emails).toBeGreaterThan(20_000)
  expect(away.result).toEqual(inline.result)
  expect(again.result).toEqual(inline.result)
  expect(asked).toBe(2)
})

it('gives a feed what the worker made, and makes it itself where the worker can’t', async () => {
  const secret = 'of-a-feed'
  const hash = createHash('sha256').update(secret).digest('hex')
  const feed = { publicId: 'feed', seatId: 1, name: 'Plan', accounts: null, createdAt: start, hash }
  w.engine.room.store.write((tx) => insertFeed(tx, feed))
  const now = w.clock.now()
  const whole = icsOf(w.engine.room.store, wish, now)
  const made = await feedBySecret(roomWith(heavy.ics as HeavyIcs['ics']), secret)?.text()
  expect(made).toBe(whole.text)
  const broken = roomWith(() => Promise.reject(new Error('the worker crashed')))
  expect(await feedBySecret(broken, secret)?.text()).toBe(whole.text)
  expect(w.logs.filter((line) => line.includes('in a worker failed'))).toHaveLength(1)
})
