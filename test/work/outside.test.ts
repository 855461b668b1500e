import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { countWait, goOnUncounted } from '../../src/main/work/dispatcher/counting.ts'
import type { Tools } from '../../src/main/work/dispatcher/tools.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { putSent, renewSent } from '../servers/sent-folder.ts'
import { people, type Story, story } from './story.ts'

/** Mail that leaves a mailbox from elsewhere fills its limits: a real Sent folder, the story's own time. */

const alice = 'alice@acme.test'
const minute = 60_000
const hour = 60 * minute
/** Monday, nine in the morning in Paris; long ago, as Dovecot takes no INTERNALDATE that is still to come. */
const nine = Date.parse('2025-03-03T08:00:00Z')

let servers: MailServers
let s: Story
beforeAll(async () => {
  servers = await startMailServers()
})
afterAll(() => servers.stop())
beforeEach(async () => {
  await renewSent(servers, alice)
  s = await story(nine - 30 * minute, { smtp: { ca: servers.imap.ca } })
})
afterEach(() => s.stop())

/** Alice's mailbox: it sends through the story's server and is read on the real one. */
async function mailbox(limits: string[]) {
  const { id, server } = await s.account(alice, { limits, password: 'story-pw' })
  await s.client.accounts.update({
    public_id: id,
    imap_host: servers.imap.host,
    imap_port: servers.imap.port,
    imap_password: servers.users[alice] as string,
  })
  await s.settle()
  return { id, server }
}

async function usage(id: string) {
  const found = (await s.client.accounts.usage()).find(({ public_id }) => public_id === id)
  if (!found) throw new Error('no usage')
  return { ...found, of: Object.fromEntries(found.windows.map((each) => [each.window, each])) }
}

/** Most of these instants in any window of that length. */
function densest(times: number[], window: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + window).length))
}

it('an email waits some minutes for a look, and anew after a sleep in the middle of waiting; then goes on', async () => {
  const { id } = await mailbox(['5/hour'])
  const { store, ports } = s.engine.room
  const account = accountByPublicId(store, id)
  if (!account) throw new Error('no account')
  const tools = { store, ports, changed: () => {} } as unknown as Tools
  const now = s.now()
  const hand = { uncounted: null }
  const wait = (at: number) => countWait(tools, hand, account, at)
  expect([wait(now), wait(now + 10 * minute)]).toEqual([null, null])
  const late = now + 11 * minute
  expect(wait(late)).toBe(late + 4 * minute)
  expect(wait(late + minute)).toBe(late + 4 * minute)
  const woken = late + 8 * hour
  expect(wait(woken)).toBe(woken + 4 * minute)
  expect(wait(woken + 4 * minute)).toBe('given_up')
  s.clock.jump(woken + 4 * minute - now)
  await goOnUncounted(tools, hand, account)
  expect(wait(s.now())).toBe(null)
  expect((await usage(id)).reading?.trouble).toMatch(/not read in time/)
})

describe('what left from elsewhere', () => {
  it('fills the hour before anything is planned: what is engaged then waits for room', async () => {
    const outside = [35, 34, 33, 32].map((m) => nine - m * minute)
    await putSent(
      servers,
      alice,
      outside.map((at) => ({ at })),
    )
    const { id, server } = await mailbox(['5/hour'])
    expect((await usage(id)).reading).toEqual({ folder: 'Sent', read_at: '2025-03-03T07:30:00.000Z', trouble: null })
    const name = await s.engage({ sender: alice, contacts: people(8, 'outside.test') })
    await s.goTo(nine + 20 * minute)
    expect(server.arrivals).toHaveLength(1)
    expect((await usage(id)).of.hour).toMatchObject({ used: 5, outside: 4, allowed: 5, ratio: 1 })
    const { slots } = await s.client.calendar.range({ from: '2025-03-03', to: '2025-03-03', by: 'sender' })
    const early = slots.find(({ start }) => start === '2025-03-03T07:00:00.000Z')?.lanes.find(({ key }) => key === id)
    expect(early).toMatchObject({ other: 4, cap: 5 })
    await s.goTo(nine + 4 * hour)
    expect(await s.states(name)).toEqual({ sent: 8 })
    expect(densest([...outside, ...server.arrivals.map(({ at }) => at)], hour)).toBeLessThanOrEqual(5)
  })

  it('while a campaign runs: counted within minutes, and the rest moves on', async () => {
    const { id, server } = await mailbox(['6/hour'])
    const name = await s.engage({ sender: alice, contacts: people(10, 'later.test') })
    await s.goTo(nine + 15 * minute)
    const before = server.arrivals.length
    expect(before).toBeGreaterThan(0)
    const outside = [1, 2, 3, 4].map((n) => nine + 15 * minute + n * 1000)
    await putSent(
      servers,
      alice,
      outside.map((at) => ({ at })),
    )
    await s.goTo(nine + 21 * minute)
    expect((await usage(id)).of.hour).toMatchObject({ outside: 4 })
    await s.goTo(nine + 70 * minute)
    const late = server.arrivals.filter(({ at }) => at > nine + 21 * minute).map(({ at }) => at)
    const counted = [...outside, ...server.arrivals.map(({ at }) => at)]
    for (const at of late)
      expect(counted.filter((other) => other > at - hour && other <= at).length).toBeLessThanOrEqual(6)
    await s.goTo(nine + 6 * hour)
    expect(await s.states(name)).toEqual({ sent: 10 })
  })

  it('while the computer slept: the first email waits until that is counted', async () => {
    const { id, server } = await mailbox(['5/hour'])
    const name = await s.engage({ sender: alice, contacts: people(8, 'slept.test') })
    const [first] = await s.sends(name)
    const outside = [50, 51, 52, 53, 54].map((m) => nine - 60 * minute + m * minute)
    await putSent(
      servers,
      alice,
      outside.map((at) => ({ at })),
    )
    s.clock.jump(Date.parse(first?.at ?? '') + 3 * minute - s.now())
    await s.settle()
    expect(server.arrivals).toEqual([])
    expect((await usage(id)).of.hour).toMatchObject({ used: 5, outside: 5 })
    await s.goTo(nine + 5 * hour)
    expect(await s.states(name)).toEqual({ sent: 8 })
    expect(densest([...outside, ...server.arrivals.map(({ at }) => at)], hour)).toBeLessThanOrEqual(5)
  })

  it('whose server answers no more holds nothing up: mail goes on by what is known, and that is said', async () => {
    await putSent(servers, alice, [{ at: nine - 40 * minute }])
    const { id, server } = await mailbox(['5/hour'])
    await s.client.workspace.update({ policy: { send_unread: true } })
    await s.engage({ sender: alice, contacts: people(3, 'known.test') })
    await s.client.accounts.update({ public_id: id, imap_port: 1, imap_password: servers.users[alice] as string })
    await s.settle()
    s.clock.jump(3 * hour)
    await s.settle()
    await s.goTo(nine + 5 * hour)
    expect(server.arrivals).toHaveLength(3)
    const { reading } = await usage(id)
    expect(reading).toMatchObject({ read_at: '2025-03-03T07:30:00.000Z', trouble: expect.stringMatching(/No server/) })
  })

  it('our own mail, which many servers put into the folder by themselves, counts once', async () => {
    const { id, server } = await mailbox(['30/hour'])
    await s.engage({ sender: alice, contacts: people(3, 'own.test') })
    server.beforeAnswer = ({ at, raw }) => putSent(servers, alice, [{ at, raw }])
    await s.goTo(nine + 59 * minute)
    expect(server.arrivals).toHaveLength(3)
    // one of them as a server keeps it that drops headers it doesn't know
    const [first] = server.arrivals
    const plain = first?.raw.replace(/^X-Cadenza-Send-Id:.*\r\n/m, '') ?? ''
    expect(plain).not.toBe(first?.raw)
    await putSent(servers, alice, [{ at: s.now(), raw: plain }, { at: s.now() }])
    await s.goTo(nine + 2 * hour)
    expect((await usage(id)).of.day).toMatchObject({ used: 4, outside: 1 })
    const counted = s.engine.room.store.all<{ uid: number }>('SELECT uid FROM outside_sends')
    expect(counted).toEqual([{ uid: 5 }])
  })

  it('a folder made anew is counted anew, and never twice', async () => {
    const outside = [5, 6].map((m) => ({ at: nine - 30 * minute - m * minute }))
    await putSent(servers, alice, [...outside, { at: nine - 9 * 24 * hour }])
    const { id } = await mailbox(['5/hour', '100/day'])
    const count = async () => {
      const { of } = await usage(id)
      return [s.now() - nine, of.hour?.outside, of.day?.outside]
    }
    expect(await count()).toEqual([-30 * minute, 2, 2])
    await renewSent(servers, alice)
    await putSent(servers, alice, [...outside, { at: nine - 25 * minute }])
    await s.goTo(nine + 35 * minute)
    expect(await count()).toEqual([35 * minute, 0, 3])
    // a week later nothing of it is in any limit, and nothing of it is kept
    s.clock.jump(9 * 24 * hour)
    await s.settle()
    expect(s.engine.room.store.all('SELECT uid FROM outside_sends')).toEqual([])
  })

  it('a server that refuses changes nothing that was counted, and its words are shown until it works again', async () => {
    await putSent(servers, alice, [{ at: nine - 40 * minute }])
    const { id } = await mailbox(['5/day'])
    const right = { public_id: id, imap_password: servers.users[alice] as string }
    await s.client.accounts.update({ ...right, imap_password: 'wrong-CANARY' })
    await s.settle()
    const { reading, of } = await usage(id)
    expect([reading, of.day?.outside]).toEqual([
      {
        folder: 'Sent',
        read_at: '2025-03-03T07:30:00.000Z',
        trouble: 'NO [AUTHENTICATIONFAILED] Authentication failed.',
      },
      1,
    ])
    expect(s.logs.join()).not.toContain('CANARY')
    await s.client.accounts.update(right)
    await s.settle()
    expect((await usage(id)).reading?.trouble).toBe(null)
    // reading is switched off: nothing is known to count any more
    await s.client.accounts.update({ public_id: id, imap_host: null })
    await s.settle()
    const off = await usage(id)
    expect([off.reading, off.of.day?.outside]).toEqual([null, 0])
  })
})
