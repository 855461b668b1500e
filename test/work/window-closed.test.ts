import { expect, it } from 'vitest'
import { weeks } from './weeks.ts'

const w = weeks()
const HOUR = 3_600_000
const DAY = 24 * HOUR

it('a window that closes while the server is slow: nothing of the text leaves, and it goes in the next slot', async () => {
  const contact = 'slow@window.test'
  const name = await w.s.engage({ sender: w.address, contacts: [contact] })
  let slow = true
  w.server.deed = ({ phase }) => {
    // The computer slept, or the server let us wait, from the greeting to here.
    if (phase === 'rcpt' && slow) w.s.clock.jump(11 * HOUR)
    if (phase === 'rcpt') slow = false
    return undefined
  }
  await w.s.goTo(w.day + DAY)
  expect(slow).toBe(false)
  expect(w.server.arrivals).toEqual([])
  expect(await w.s.send(name, contact)).toMatchObject({ state: 'planned', tries: 0 })
  await w.s.goTo(w.day + 3 * DAY)
  expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(1, 9)])
  expect(await w.s.states(name)).toEqual({ sent: 1 })
})

it('one that stays open, or opens next, is no reason to wait', async () => {
  const name = await w.s.engage({ sender: w.address, contacts: ['fine@window.test'] })
  let slow = true
  w.server.deed = ({ phase }) => {
    if (phase === 'rcpt' && slow) w.s.clock.jump(HOUR)
    if (phase === 'rcpt') slow = false
    return undefined
  }
  await w.s.goTo(w.day + DAY)
  expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(0, 10)])
  expect(await w.s.states(name)).toEqual({ sent: 1 })
})
