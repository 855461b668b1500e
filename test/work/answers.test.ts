import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people, type Story, story } from './story.ts'

const timeouts = { connect: 300, greeting: 300, command: 300, block: 300, termination: 300 }
let s: Story
// Tests follow each other in one story, each on a day of its own and with an account of its own.
let day = Date.parse('2026-11-23T00:00:00Z')
const morning = () => day + 8.5 * 3_600_000
let accounts = 0

beforeAll(async () => {
  s = await story(day, { smtp: { timeouts } })
})
afterAll(() => s.stop())

async function onAMonday() {
  day += 7 * 86_400_000
  await s.goTo(day)
  const address = `me${++accounts}@example.com`
  return { address, ...(await s.account(address, { limits: ['60/hour'] })) }
}
const clock = (send: { sent_at: string | null }) => send.sent_at?.slice(5, 16)

describe('a server that says later', () => {
  it('is asked again after 5 minutes, 2 hours and 12 hours, inside the windows, and then given up', async () => {
    const { address, server } = await onAMonday()
    const tries: number[] = []
    server.deed = ({ phase }) => {
      if (phase === 'rcpt') tries.push(s.now())
      return phase === 'rcpt' ? '450 4.2.0 come back later' : undefined
    }
    const name = await s.engage({ sender: address, contacts: ['a@later.test'], steps: [{ days: 2 }] })
    await s.goTo(day + 4 * 86_400_000)
    const [first = 0, second = 0, third = 0, fourth = 0] = tries
    expect(tries).toHaveLength(4)
    expect(second - first).toBeGreaterThanOrEqual(5 * 60_000)
    expect(second - first).toBeLessThan(70 * 60_000)
    expect(third - second).toBeGreaterThanOrEqual(120 * 60_000)
    expect(third - second).toBeLessThan(190 * 60_000)
    // 12 hours later the window is closed (18:00 in Paris is 17:00 here): the next morning.
    expect(fourth - third).toBeGreaterThanOrEqual(720 * 60_000)
    expect(new Date(fourth).toISOString().slice(0, 13)).toBe(
      `${new Date(day + 86_400_000).toISOString().slice(0, 10)}T08`,
    )
    const sends = await s.sends(name)
    expect(sends[0]).toMatchObject({ state: 'refused', tries: 4, reply: '450 4.2.0 come back later' })
    expect(sends[0]?.reason).toMatch(/^given up after 4 tries/)
    expect(sends[1]).toMatchObject({ state: 'withdrawn' })
    expect(await s.enrollment(name, 'a@later.test')).toMatchObject({ state: 'failed' })
    expect((await s.client.suppressions.list({})).rows.filter((x) => x.value.endsWith('later.test'))).toEqual([])
  })

  it('once, in the middle of a slot: the same slot, no row lost, a Date of its own', async () => {
    const { address, server } = await onAMonday()
    server.once('dot', '451 4.3.0 busy')
    await s.engage({ sender: address, contacts: ['b@later.test'], steps: [{ days: 1 }] })
    await s.goTo(day + 86_400_000)
    expect(server.arrivals).toHaveLength(1)
    const [arrival] = server.arrivals
    expect(Math.abs(Date.parse(/^Date: (.*)$/m.exec(arrival?.raw ?? '')?.[1] ?? '') - (arrival?.at ?? 0))).toBeLessThan(
      1000,
    )
  })
})

describe('a server that says never', () => {
  it('5.1.1: refused, suppressed, the enrollment bounced, the rest withdrawn', async () => {
    const { address, server } = await onAMonday()
    server.deed = ({ phase, to }) =>
      phase === 'rcpt' && to.startsWith('gone') ? '550 5.1.1 no such user here' : undefined
    const name = await s.engage({
      sender: address,
      contacts: ['gone@never.test', 'here@never.test'],
      steps: [{ days: 1 }, { days: 1 }],
    })
    await s.goTo(day + 5 * 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 3, refused: 1, withdrawn: 2 })
    expect(await s.enrollment(name, 'gone@never.test')).toMatchObject({ state: 'bounced' })
    expect(await s.enrollment(name, 'here@never.test')).toMatchObject({ state: 'finished' })
    const { rows } = await s.client.suppressions.list({})
    expect(rows.find((x) => x.value === 'gone@never.test')).toMatchObject({
      source: 'server',
      reason: '550 5.1.1 no such user here',
    })
    const report = await s.client.reports.sequence({ sequence: name })
    expect(report).toMatchObject({ engaged: 2, conserved: true, enrollments: { bounced: 1, finished: 1 } })
  })

  it('for content: refused and failed, the address stays good', async () => {
    const { address, server } = await onAMonday()
    server.once('dot', '554 5.7.1 we do not like your words')
    const name = await s.engage({ sender: address, contacts: ['words@never.test'] })
    await s.goTo(day + 86_400_000)
    expect(await s.send(name, 'words@never.test')).toMatchObject({ state: 'refused', tries: 1 })
    expect(await s.enrollment(name, 'words@never.test')).toMatchObject({ state: 'failed' })
    expect((await s.client.suppressions.list({})).rows.some((x) => x.value === 'words@never.test')).toBe(false)
  })

  it('an address suppressed meanwhile gets nothing, and its enrollment ends whole', async () => {
    const { address, server } = await onAMonday()
    const name = await s.engage({ sender: address, contacts: ['out@opted.test'], steps: [{ days: 1 }] })
    await s.client.suppressions.add({ value: 'opted.test' })
    await s.goTo(day + 86_400_000)
    expect(server.arrivals).toEqual([])
    expect(await s.states(name)).toEqual({ withdrawn: 2 })
    expect(await s.enrollment(name, 'out@opted.test')).toMatchObject({ state: 'stopped' })
  })
})

describe('an account in trouble', () => {
  const state = async (id: string) => {
    const account = await s.client.accounts.get({ public_id: id })
    return { state: account.status, resume_at: account.resume_at }
  }

  it('wrong password: out until somebody looks; its sends wait and lose no try', async () => {
    day += 7 * 86_400_000
    await s.goTo(day)
    const { id, server } = await s.account('login@example.com', { password: 'right' })
    server.password = 'changed'
    const name = await s.engage({ sender: 'login@example.com', contacts: people(3, 'login.test') })
    await s.goTo(day + 2 * 86_400_000)
    expect(await state(id)).toEqual({ state: 'error', resume_at: null })
    expect(server.arrivals).toEqual([])
    expect((await s.sends(name)).map(({ state: st, tries }) => ({ st, tries }))).toEqual(
      Array.from({ length: 3 }, () => ({ st: 'planned', tries: 0 })),
    )
    server.password = 'right'
    await s.client.accounts.activate({ public_id: id })
    await s.goTo(day + 4 * 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 3 })
    expect(server.connections).toBeLessThan(10)
  })

  it.each([
    ['connection', 1, '421 4.3.2 shutting down', 'mail'],
    ['quota', 24, '550 5.4.5 Daily user sending limit exceeded', 'mail'],
  ] as const)(
    '%s: three failures in five minutes, back by itself after %i h, no burst',
    async (_, hours, words, phase) => {
      day += 7 * 86_400_000
      await s.goTo(day)
      accounts++
      const address = `me${accounts}@example.com`
      const { id, server } = await s.account(address, { limits: ['60/hour'] })
      let failing = true
      server.deed = (o) => (failing && o.phase === phase ? words : undefined)
      const name = await s.engage({ sender: address, contacts: people(60, `t${accounts}.test`) })
      await s.goTo(morning() + 30 * 60_000)
      const out = await state(id)
      expect(out.state).toBe('error')
      const back = Date.parse(out.resume_at ?? '')
      const entry = (await s.journal()).find((line) => line.startsWith('account_error') && line.includes(address))
      expect(entry).toContain(words)
      failing = false
      await s.goTo(day + 6 * 86_400_000)
      expect(await state(id)).toEqual({ state: 'active', resume_at: null })
      expect((await s.journal()).some((line) => line.startsWith('account_back') && line.includes(address))).toBe(true)
      expect(await s.states(name)).toEqual({ sent: 60 })
      const times = server.arrivals.map((a) => a.at)
      expect(times[0]).toBeGreaterThanOrEqual(back)
      expect(back - morning()).toBeLessThan((hours + 0.5) * 3_600_000)
      for (let i = 1; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThan(20_000)
    },
  )

  it('deactivated while its server fails: it stays so, and nothing brings it back', async () => {
    day += 7 * 86_400_000
    await s.goTo(day)
    const { id, server } = await s.account('off@example.com', { limits: ['60/hour'] })
    let failures = 0
    let off: Promise<unknown> = Promise.resolve()
    server.deed = ({ phase }) => {
      if (phase !== 'mail') return undefined
      failures++
      if (failures === 3) off = s.client.accounts.deactivate({ public_id: id })
      return '421 4.3.2 shutting down'
    }
    const name = await s.engage({ sender: 'off@example.com', contacts: people(60, 'off.test') })
    await s.goTo(morning() + 30 * 60_000)
    await off
    expect(await state(id)).toEqual({ state: 'inactive', resume_at: null })
    server.deed = () => undefined
    await s.goTo(day + 3 * 86_400_000)
    expect(await state(id)).toEqual({ state: 'inactive', resume_at: null })
    expect(server.arrivals).toEqual([])
    expect(await s.states(name)).toEqual({ planned: 60 })
  })

  it('a keychain that is locked for a while costs no password and no mail', async () => {
    day += 7 * 86_400_000
    await s.goTo(day)
    const { id } = await s.account('locked@example.com', { password: 'secret' })
    const name = await s.engage({ sender: 'locked@example.com', contacts: ['x@locked.test'] })
    const { keychain } = s.engine.room.ports
    const get = keychain.get
    keychain.get = async () => {
      throw new Error('the collection is locked')
    }
    await s.goTo(morning() + 30 * 60_000)
    expect((await state(id)).state).toBe('error')
    keychain.get = get
    await s.goTo(day + 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 1 })
  })
})

describe('a server that vanishes after every message', () => {
  it('leaves three in doubt, not the whole list: then its account is out for an hour', async () => {
    const { address, id, server } = await onAMonday()
    server.deed = ({ phase }) => (phase === 'dot' ? 'take-drop' : undefined)
    const name = await s.engage({ sender: address, contacts: people(60, 'vanishing.test') })
    await s.goTo(morning() + 30 * 60_000)
    expect(await s.states(name)).toEqual({ unsure: 3, planned: 57 })
    expect((await s.client.accounts.get({ public_id: id })).status).toBe('error')
    server.deed = () => undefined
    await s.goTo(day + 5 * 86_400_000)
    expect(await s.states(name)).toEqual({ unsure: 3, sent: 57 })
  })
})

describe('no network at all', () => {
  it('uses up no try and takes no account out: what was missed goes out later', async () => {
    const { address, id } = await onAMonday()
    const name = await s.engage({ sender: address, contacts: people(3, 'offline.test') })
    // A server elsewhere: loopback is always there.
    const move = (host: string) => {
      s.engine.room.store.write((tx) =>
        tx.run(`UPDATE accounts SET smtp = json_set(smtp, '$.host', ?) WHERE public_id = ?`, host, id),
      )
      s.engine.changes.tell('accounts')
    }
    move('mail.invalid')
    const { ports } = s.engine.room
    ports.online = () => false
    await s.goTo(day + 2 * 86_400_000)
    expect((await s.sends(name)).map(({ state, tries }) => `${state} ${tries}`)).toEqual(Array(3).fill('planned 0'))
    expect((await s.client.accounts.get({ public_id: id })).status).toBe('active')
    move('127.0.0.1')
    delete ports.online
    await s.goTo(day + 4 * 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 3 })
  })
})

describe('a message that nobody can write', () => {
  it('is held with the reason, and the others go on', async () => {
    const { address, server } = await onAMonday()
    const name = await s.engage({ sender: address, contacts: ['a@held.test', 'b@held.test'], steps: [{ days: 1 }] })
    s.engine.room.store.write((tx) =>
      tx.run(`UPDATE sends SET address = 'no address' WHERE address = 'a@held.test' AND step = 1`),
    )
    await s.goTo(day + 86_400_000)
    const held = await s.send(name, 'no address')
    expect(held).toMatchObject({ state: 'planned', held: true })
    expect(held.reason).toBeTruthy()
    expect(server.arrivals.map((a) => a.to)).toEqual(['b@held.test'])
    s.engine.room.store.write((tx) => tx.run(`UPDATE sends SET address = 'a@held.test' WHERE address = 'no address'`))
    await s.client.sends.release({ public_id: held.public_id })
    await s.goTo(day + 5 * 86_400_000)
    expect(await s.states(name)).toEqual({ sent: 4 })
    expect(clock(await s.send(name, 'a@held.test', 2))).toBeDefined()
  })
})

it('what was engaged in the sandbox never reaches people, even when its account gets a real server', async () => {
  const { server } = await onAMonday()
  const { store } = s.engine.room
  const managed = (await s.client.accounts.list()).find((account) => account.type === 'managed')?.public_id ?? ''
  const name = await s.engage({ sender: managed, contacts: ['try@sandbox.test'], steps: [{ days: 1 }] })
  const smtp = (value: string | null) => {
    store.write((tx) => tx.run('UPDATE accounts SET smtp = ? WHERE public_id = ?', value, managed))
    s.engine.changes.tell('accounts')
  }
  smtp(JSON.stringify({ host: '127.0.0.1', port: server.port, protocol: 'none', user: null }))
  await s.goTo(day + 3 * 86_400_000)
  smtp(null)
  expect(server.arrivals).toEqual([])
  expect(await s.states(name)).toEqual({ withdrawn: 2 })
  expect(await s.enrollment(name, 'try@sandbox.test')).toMatchObject({ state: 'stopped' })
})
