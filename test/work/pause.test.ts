import { describe, expect, it } from 'vitest'
import { beginTakingIn, takingInWords } from '../../src/main/store/taking-in.ts'
import { people } from './story.ts'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const MINUTE = 60_000
const DAY = 86_400_000

describe('pausing', () => {
  const levels: [string, (name: string, contact: string) => Promise<{ pause(): unknown; resume(): unknown }>][] = [
    [
      'the workspace',
      async () => ({ pause: () => w.s.client.workspace.pause(), resume: () => w.s.client.workspace.resume() }),
    ],
    [
      'by the red stop',
      async () => ({ pause: () => w.s.client.workspace.stop(), resume: () => w.s.client.workspace.resume() }),
    ],
    [
      'an account',
      async () => ({
        pause: () => w.s.client.accounts.pause({ public_id: w.id }),
        resume: () => w.s.client.accounts.resume({ public_id: w.id }),
      }),
    ],
    [
      'a sequence',
      async (name) => {
        const { public_id } = await w.s.client.sequences.get({ public_id: name })
        return {
          pause: () => w.s.client.sequences.pause({ public_id }),
          resume: () => w.s.client.sequences.resume({ public_id }),
        }
      },
    ],
    [
      'a contact',
      async (name, contact) => {
        const { public_id } = await w.s.enrollment(name, contact)
        return {
          pause: () => w.s.client.enrollments.pause({ public_id }),
          resume: () => w.s.client.enrollments.resume({ public_id }),
        }
      },
    ],
  ]

  it.each(levels)('%s: a time still ahead is kept', async (_, level) => {
    const contact = `kept${w.n}@pause.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact], steps: [{ days: 1 }] })
    const { pause, resume } = await level(name, contact)
    const { at } = await w.s.send(name, contact)
    await w.s.goTo(Date.parse(at) - MINUTE)
    await pause()
    await w.s.goTo(Date.parse(at) - MINUTE / 2)
    await resume()
    await w.s.goTo(w.day + 2 * DAY)
    expect(w.server.arrivals[0]?.at).toBe(Date.parse(at))
    expect(await w.s.states(name)).toEqual({ sent: 2 })
  })

  it.each(levels)('%s: a time gone by becomes the next open slot at the same hour', async (_, level) => {
    const contact = `gone${w.n}@pause.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact], steps: [{ days: 1 }] })
    const { pause, resume } = await level(name, contact)
    await pause()
    await w.s.goTo(w.lagos(11))
    await resume()
    await w.s.goTo(w.day + 4 * DAY)
    expect(w.server.arrivals.map((a) => w.slotOf(a.at))).toEqual([w.onDay(1, 9), w.onDay(2, 9)])
    expect(await w.s.states(name)).toEqual({ sent: 2 })
  })

  it('a contact of a paused sequence goes on only with the sequence', async () => {
    const contact = `both${w.n}@pause.test`
    const name = await w.s.engage({ sender: w.address, contacts: [contact] })
    const { public_id: sequence } = await w.s.client.sequences.get({ public_id: name })
    const { public_id } = await w.s.enrollment(name, contact)
    await w.s.client.enrollments.pause({ public_id })
    await w.s.client.sequences.pause({ public_id: sequence })
    await w.s.client.enrollments.resume({ public_id })
    await w.s.goTo(w.day + 2 * DAY)
    expect(w.server.arrivals).toEqual([])
    await w.s.client.sequences.resume({ public_id: sequence })
    await w.s.goTo(w.day + 3 * DAY)
    expect(await w.s.states(name)).toEqual({ sent: 1 })
  })

  it('a paused sequence takes contacts in, and sends nothing to them', async () => {
    const contact = `in${w.n}@pause.test`
    const first = `first${w.n}@pause.test`
    const name = await w.s.engage({ sender: w.address, contacts: [first] })
    const { public_id } = await w.s.client.sequences.get({ public_id: name })
    await w.s.client.sequences.pause({ public_id })
    addContacts(w.s.engine, [{ address: contact, first_name: 'Ada' }])
    await w.s.client.schedule.engage({ sequence: name, contacts: [contact], senders: [{ account: w.address }] })
    await w.s.goTo(w.day + 2 * DAY)
    expect(w.server.arrivals).toEqual([])
    await w.s.client.sequences.resume({ public_id })
    await w.s.goTo(w.day + 4 * DAY)
    expect(await w.s.states(name)).toEqual({ sent: 2 })
  })

  it('what was in flight when its contact was paused, or stopped, does not leave a second time', async () => {
    const [a, b] = [`a${w.n}@flight.test`, `b${w.n}@flight.test`]
    const name = await w.s.engage({ sender: w.address, contacts: [a, b] })
    const of = async (contact: string) => (await w.s.enrollment(name, contact)).public_id
    const [pausing, stopping] = [await of(a), await of(b)]
    w.server.deed = ({ phase, to }) => {
      if (phase !== 'data') return undefined
      // While the server answers, somebody presses the button.
      if (to === a) void w.s.client.enrollments.pause({ public_id: pausing })
      if (to === b) void w.s.client.enrollments.stop({ public_id: stopping })
      return '451 4.3.0 busy'
    }
    const last = Math.max(...(await w.s.sends(name)).map((send) => Date.parse(send.at)))
    await w.s.goTo(last + MINUTE)
    expect(await w.s.states(name)).toEqual({ planned: 1, withdrawn: 1 })
    expect(w.s.engine.room.store.get('SELECT paused FROM sends WHERE address = ?', a)).toEqual({ paused: 1 })
    w.server.deed = () => undefined
    await w.s.goTo(w.day + 2 * DAY)
    expect(w.server.arrivals).toEqual([])
    await w.s.client.enrollments.resume({ public_id: pausing })
    await w.s.goTo(w.day + 4 * DAY)
    expect(w.server.arrivals.map((x) => x.to)).toEqual([a])
  })
})

it('the red stop halts within one message', async () => {
  const name = await w.s.engage({ sender: w.address, contacts: people(60, `red${w.n}.test`) })
  w.server.beforeAnswer = async () => {
    if (w.server.arrivals.length === 5) await w.s.client.workspace.stop()
  }
  await w.s.goTo(w.lagos(18))
  expect(w.server.arrivals).toHaveLength(5)
  expect(await w.s.states(name)).toEqual({ sent: 5, planned: 55 })
  await w.s.client.workspace.resume()
  await w.s.goTo(w.day + 3 * DAY)
  expect(await w.s.states(name)).toEqual({ sent: 60 })
})

it('a red stop pressed while a slow keychain is asked still comes in time', async () => {
  const address = `slow${w.n}@example.com`
  const { server } = await w.s.account(address, { password: 'secret' })
  const name = await w.s.engage({ sender: address, contacts: [`slow${w.n}@pause.test`] })
  const { keychain } = w.s.engine.room.ports
  const get = keychain.get
  keychain.get = async (id) => {
    await w.s.client.workspace.stop()
    return get(id)
  }
  await w.s.goTo(w.lagos(18))
  keychain.get = get
  expect(server.arrivals).toEqual([])
  expect(await w.s.states(name)).toEqual({ planned: 1 })
  await w.s.client.workspace.resume()
  await w.s.goTo(w.day + 3 * DAY)
  expect(await w.s.states(name)).toEqual({ sent: 1 })
})

it('nothing leaves while a workspace file is being taken in, and each email says why; a stop in a later part comes in time', async () => {
  const [a = '', b = ''] = people(2, `file${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts: [a, b] })
  const { store } = w.s.engine.room
  const end = beginTakingIn(store)
  await w.s.goTo(w.lagos(11))
  expect(w.server.arrivals).toEqual([])
  expect(await w.s.states(name)).toEqual({ planned: 2 })
  const reasons = store.all<{ reason: string | null }>(`SELECT reason FROM sends WHERE address IN (?, ?)`, a, b)
  expect(reasons).toContainEqual({ reason: takingInWords })
  store.write((tx) =>
    tx.run(
      `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, device, hlc)
       VALUES ('optedout00000000', 'address', ?, 'r', 'opt_out', 1, 'd', 'h')`,
      a,
    ),
  )
  end()
  end()
  await w.s.goTo(w.day + 2 * DAY)
  expect(w.server.arrivals).toHaveLength(1)
  expect((await w.s.send(name, b)).state).toBe('sent')
  expect((await w.s.send(name, a)).state).not.toBe('sent')
})
