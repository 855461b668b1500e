/** What must be known before an email leaves, where answers go elsewhere and where the clock was wrong for a while. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { people } from './story.ts'

const HOUR = 60 * minute
const DAY = 24 * HOUR
let w: Watched

beforeAll(async () => {
  w = await watched(['IDLE', 'NAMESPACE', 'UIDPLUS'], { connect: 5_000, greeting: 300, command: 300, answer: 300 })
})
afterAll(() => w.stop())

const looksOk = () => w.cursors().every(({ trouble }) => trouble === null)

it('waits for the mailbox that answers are sent to, not only for its own', async () => {
  const { s, rig } = w
  const { id } = await s.account('sales@watched.test')
  await s.client.accounts.update({ public_id: id, reply_to_email: w.address })
  const [a = ''] = people(1, 'elsewhere.test')
  const name = await s.engage({ sender: 'sales@watched.test', contacts: [a], steps: [{ days: 1 }] })
  await s.goTo(s.now() + 2 * HOUR)
  expect((await s.send(name, a)).state).toBe('sent')
  rig.play([{ at: 'login', do: 'no', text: '[UNAVAILABLE] not now', times: 1_000 }])
  rig.restart()
  await s.goTo(s.now() + DAY)
  const second = await s.send(name, a, 2)
  expect(second.state).toBe('planned')
  const { reason } = await s.client.sends.get({ public_id: second.public_id })
  expect(reason).toMatch(/^The mailbox anna@watched\.test could not be read since /)
  rig.play([])
  w.box.put(
    'INBOX',
    Buffer.from(`From: ${a}\r\nTo: anna@watched.test\r\nSubject: Re: hello\r\nMessage-ID: <late@a>\r\n\r\nYes.\r\n`),
  )
  await s.goTo(s.now() + DAY)
  expect((await s.send(name, a, 2)).state).toBe('withdrawn')
  expect((await s.enrollment(name, a)).state).toBe('replied')
})

it('a clock that was ahead for a while holds no mail back afterwards, and lets none leave unchecked', async () => {
  const { s } = w
  const [b = ''] = people(1, 'clock.test')
  const start = s.now()
  s.clock.jump(30 * DAY)
  expect(await w.within(10 * minute, () => looksOk())).not.toBeNull()
  await s.goTo(s.now() + 20 * minute)
  s.clock.jump(-(s.now() - start))
  const name = await s.engage({ sender: w.address, contacts: [b] })
  const { at } = await s.send(name, b)
  w.rig.mark()
  await s.goTo(Date.parse(at) + 5 * minute)
  expect((await s.send(name, b)).state).toBe('sent')
  const read = s.engine.room.store.get<{ at: number }>(
    "SELECT min(read_at) AS at FROM inbox_folders WHERE folder = 'INBOX'",
  )
  expect(read?.at).toBeLessThanOrEqual(s.now())
})

it('a folder beside the inbox that breaks the connection whenever it is opened holds no mail back', async () => {
  const { s, rig, box } = w
  const [c = ''] = people(1, 'shut.test')
  rig.play([{ at: 'select', do: 'drop', folder: 'Junk', times: 10_000 }])
  w.noise('Junk')
  rig.restart()
  const name = await s.engage({ sender: w.address, contacts: [c] })
  const { at } = await s.send(name, c)
  await s.goTo(Date.parse(at) - 5 * HOUR)
  box.put('INBOX', Buffer.from(`From: x@y.test\r\nSubject: hello\r\nMessage-ID: <x@y>\r\n\r\nHello\r\n`))
  await s.goTo(Date.parse(at) + 2 * HOUR)
  expect((await s.send(name, c)).state).toBe('sent')
  expect(w.cursors().find(({ folder }) => folder === 'Junk')?.trouble).toBeTruthy()
  rig.play([])
})
