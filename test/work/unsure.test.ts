import { expect, it } from 'vitest'
import { countedInstants } from '../../src/main/store/counted.ts'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks({ smtp: { timeouts: { termination: 300 } } })
const HOUR = 3_600_000
const DAY = 86_400_000
const mondayEvening = () => w.s.goTo(w.day + 20 * HOUR)
const friday = () => w.s.goTo(w.day + 4 * DAY + 20 * HOUR)
const toContact = (contact: string) => w.server.arrivals.filter((a) => a.to === contact)

it.each([
  ['vanishes after the dot, having taken it', 'dot', 'take-drop', 1],
  ['vanishes after the dot, not having taken it', 'dot', 'drop', 0],
  ['says nothing after the dot', 'dot', 'hang', 0],
] as const)('a server that %s: never again by itself, later steps wait', async (_, phase, deed, copies) => {
  w.server.once(phase, deed)
  const contact = `x${w.n}@unsure.test`
  const name = await w.s.engage({ sender: w.address, contacts: [contact], steps: [{ days: 1 }, { days: 1 }] })
  await friday()
  expect(await w.s.states(name)).toEqual({ unsure: 1, planned: 2 })
  expect(toContact(contact)).toHaveLength(copies)
  const [open] = (await w.s.client.unsure.list()).filter((u) => u.contact === contact)
  expect(open?.evidence.join(' ')).toMatch(/server asked for the text.*Look for the Message-ID/)
  expect(w.s.notes.some((note) => note.includes(contact))).toBe(true)
  expect((await w.s.journal()).some((line) => line.startsWith('unsure') && line.includes(contact))).toBe(true)
})

it('breaking off before the text is asked for is no doubt at all: it is simply tried again', async () => {
  w.server.once('data', 'drop')
  const name = await w.s.engage({ sender: w.address, contacts: ['early@unsure.test'] })
  await mondayEvening()
  expect(await w.s.states(name)).toEqual({ sent: 1 })
  expect(toContact('early@unsure.test')).toHaveLength(1)
})

async function unsureOne(contact: string, steps = [{ days: 1 }]) {
  w.server.once('dot', 'take-drop')
  const name = await w.s.engage({ sender: w.address, contacts: [contact], steps })
  await mondayEvening()
  const send = await w.s.send(name, contact)
  expect(send.state).toBe('unsure')
  return { name, public_id: send.public_id }
}

it('"it was sent": the next step follows the day of the try, in its thread', async () => {
  const { name, public_id } = await unsureOne('sent@unsure.test')
  const settled = await w.s.client.unsure.settle({ public_id, decision: 'sent' })
  expect(settled.state).toBe('sent')
  await friday()
  const [first, second] = toContact('sent@unsure.test')
  expect(second?.at).toBeLessThan(w.day + 2 * DAY)
  expect(second?.raw).toContain(`In-Reply-To: ${first?.messageId}`)
  expect(await w.s.enrollment(name, 'sent@unsure.test')).toMatchObject({ state: 'finished' })
})

it('"send it again": the same Message-ID, Date and bytes, and both copies count in the limits', async () => {
  const { name, public_id } = await unsureOne('again@unsure.test')
  const counted = () => {
    const { id: row } = w.s.engine.room.store.get<{ id: number }>(
      'SELECT id FROM accounts WHERE public_id = ?',
      w.id,
    ) ?? {
      id: 0,
    }
    return countedInstants(w.s.engine.room.store, row, w.day).length
  }
  expect(counted()).toBe(1)
  await w.s.client.unsure.settle({ public_id, decision: 'again' })
  expect(counted()).toBe(1)
  // The server is busy once, and the contact has another name now: the second copy must still be the first one's twin.
  w.s.engine.room.store.write((tx) =>
    tx.run(`UPDATE contacts SET first_name = 'Eve' WHERE address = 'again@unsure.test'`),
  )
  w.server.once('dot', '451 4.3.0 busy')
  await friday()
  const [first, second, third] = toContact('again@unsure.test')
  expect(second?.raw).toBe(first?.raw)
  expect(third?.raw).toContain(`In-Reply-To: ${first?.messageId}`)
  expect(counted()).toBe(3)
  expect(await w.s.states(name)).toEqual({ sent: 2 })
  expect(
    w.s.engine.room.store.get('SELECT 1 FROM outgoing o JOIN sends s ON s.id = o.send_id WHERE s.state <> ?', 'unsure'),
  ).toBeUndefined()
})

it('"skip": nothing more of that step, the rest goes on', async () => {
  const { name, public_id } = await unsureOne('skip@unsure.test')
  await w.s.client.unsure.settle({ public_id, decision: 'skip' })
  await friday()
  expect(await w.s.states(name)).toEqual({ withdrawn: 1, sent: 1 })
  expect(toContact('skip@unsure.test')).toHaveLength(2)
  const followUp = toContact('skip@unsure.test')[1]
  // Nobody knows whether there is a thread to answer: it stands for itself.
  expect(followUp?.raw).toMatch(new RegExp(`^Subject: ${name} for Ada\r$`, 'm'))
  expect(followUp?.raw).not.toContain('In-Reply-To')
})

it('decides only what is open, and only once', async () => {
  const { public_id } = await unsureOne('once@unsure.test')
  await w.s.client.unsure.settle({ public_id, decision: 'skip' })
  await expect(w.s.client.unsure.settle({ public_id, decision: 'again' })).rejects.toThrow(/is withdrawn/)
  await expect(w.s.client.unsure.settle({ public_id: 'nonsense', decision: 'again' })).rejects.toThrow(
    /There is no email/,
  )
})

it('sends nothing again to a contact whose sequence was stopped meanwhile', async () => {
  const { name, public_id } = await unsureOne('stopped@unsure.test')
  const enrollment = await w.s.enrollment(name, 'stopped@unsure.test')
  await w.s.client.enrollments.stop({ public_id: enrollment.public_id })
  await w.s.client.unsure.settle({ public_id, decision: 'again' })
  await friday()
  expect(toContact('stopped@unsure.test')).toHaveLength(1)
  expect(await w.s.states(name)).toEqual({ withdrawn: 2 })
})

it('counts in the hour: with one unsure, only 59 more leave in it', async () => {
  w.server.once('dot', 'take-drop')
  const name = await w.s.engage({ sender: w.address, contacts: people(120, 'counts.test') })
  await mondayEvening()
  expect(await w.s.states(name)).toEqual({ unsure: 1, sent: 119 })
  const times = w.server.arrivals.map((a) => a.at)
  for (const [i, at] of times.entries())
    expect((times[i + 60] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(HOUR)
})

it('the planner does not plan over and over for what waits for a decision', async () => {
  await unsureOne('quiet@unsure.test', [{ days: 1 }, { days: 1 }])
  await friday()
  const waiting = w.s.engine.room.store.all<{ replan: number }>(
    `SELECT replan FROM sends WHERE address = 'quiet@unsure.test' AND state = 'planned'`,
  )
  expect(waiting.map((row) => row.replan)).not.toContain(1)
})
