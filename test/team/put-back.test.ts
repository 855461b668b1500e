/** What computers tell each other stays readable, has one name, and comes back to one whose data was put back. */
import { afterEach, expect, it } from 'vitest'
import { chunkHeads } from '../../src/main/store/chunks.ts'
import { millisOf, stamp } from '../../src/main/store/clockwork.ts'
import { heardFrom, peerRows } from '../../src/main/store/exchange.ts'
import { guardState, lastKnown } from '../../src/main/store/guard.ts'
import { decidedElsewhere } from '../../src/main/store/incoming-undo.ts'
import { openStore } from '../../src/main/store/open.ts'
import { suppress } from '../../src/main/store/suppressions.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { isClockBehind } from '../../src/shared/domain/safe-mode.ts'
import { type Device, exchange, forged, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { fileOf, keepCopy, reopen } from './files.ts'
import { type Computer, Fleet } from './fleet.ts'
import { putContact } from './people.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function two(): Promise<{ a: Device; b: Device; team: Team; now: number }> {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [a, b] = team.devices as [Device, Device]
  return { a, b, team, now: team.clock.now }
}

const listed = ({ store }: Device) => store.all('SELECT public_id, value FROM suppressions ORDER BY value')

function putOnList({ store }: Device, publicId: string, value: string, now: number): void {
  store.write((tx) => {
    const row = { publicId, kind: 'address' as const, value, reason: 'no such user', source: 'server', createdAt: now }
    suppress(tx, row, stamp(tx, now))
  })
}

it('tells of an address that a server refused under a name that everybody reads', async () => {
  const { a, b, now } = await two()
  putOnList(a, `${newId()}-x`, 'x@shop.com', now)
  expect(exchange(a, b, now).map(({ state }) => state)).toEqual(['applied'])
  expect(listed(b)).toMatchObject([{ value: 'x@shop.com' }])
  expect(listed(b)).toEqual(listed(a))
})

it('gives back what it told to a computer whose data was put back, and says that it is an older copy', async () => {
  const { a, b, team, now } = await two()
  const before = b.store.sqlite.serialize()
  putOnList(b, newId(), 'x@shop.com', now)
  putOnList(b, newId(), 'y@shop.com', now)
  settleAll(team)
  const told = listed(b)
  b.store.close()
  b.store = openStore(before as unknown as string)
  expect(listed(b)).toEqual([])
  expect(take(b, lacking(a, b), now).map(({ state }) => state)).toEqual(['applied'])
  expect(listed(b)).toEqual(told)
  expect(guardState(b.store)).toMatchObject({ state: 'safe', reason: 'forked' })
  // and goes on where it had stopped: nobody hears two things under one number
  putOnList(b, newId(), 'z@shop.com', now)
  const more = seal(b, now)
  expect(take(a, more, now).map(({ state }) => state)).toEqual(['applied'])
  expect(listed(a)).toEqual(listed(b))
})

/** The third computer has told nothing before. */
const told = [
  { killed: false, n: 1 },
  { killed: true, n: 1 },
  { killed: false, n: 2 },
  { killed: true, n: 2 },
]
it.each(told)(
  'takes a copy for an older one where only the team was told since: killed $killed, computer $n',
  async ({ killed, n }) => {
    const fleet = await Fleet.of(3, 1, () => 0)
    try {
      const bo = fleet.computers[n] as Computer
      keepCopy(bo)
      const data = bo.copies[0] as Buffer
      await reopen(fleet, bo, { killed: false })
      expect(guardState(bo.store).state).toBe('normal')
      putContact(bo, () => 1, fleet.now, 40)
      await fileOf(fleet, bo, true)
      // it may tell nothing else under the same number
      await reopen(fleet, bo, { data, killed })
      expect(guardState(bo.store)).toMatchObject({ state: 'safe', reason: 'older' })
      expect(await fileOf(fleet, bo, true)).toBeNull()
    } finally {
      fleet.close()
    }
  },
)

it("goes on sending beside a colleague's clock that is two hours ahead", async () => {
  const { a, b, now } = await two()
  putOnList(b, newId(), 'x@shop.com', now + 2 * 3_600_000)
  exchange(b, a, now)
  expect(millisOf(workspaceRow(a.store).hlc)).toBeGreaterThan(now + 3_600_000)
  expect(isClockBehind({ now, lastKnown: lastKnown(a.store) }, 0)).toBe(false)
})

it('does not count on what a computer held before its data was put back', async () => {
  const { a, b, now } = await two()
  const early = chunkHeads(b.store)
  putOnList(b, newId(), 'x@shop.com', now)
  seal(b, now)
  const held = () => peerRows(a.store).find(({ publicId }) => publicId === b.id)?.holds
  a.store.write((tx) => heardFrom(tx, b.id, { ...chunkHeads(b.store), [a.id]: 9 }, now))
  expect(held()?.[a.id]).toBe(9)
  a.store.write((tx) => heardFrom(tx, b.id, { ...early, [a.id]: 1 }, now))
  expect(held()).toEqual({ ...early, [a.id]: 1 })
})

it('says where a message was decided that another computer took in', async () => {
  const { a, b, now } = await two()
  const id = newId()
  const set = {
    ...{ messageKey: 'm', at: 1, fromAddress: 'x@shop.com', subject: 'No', kind: 'opt_out', hard: false },
    ...{ recipients: [], evidence: [], state: 'done', decidedAt: 1 },
  }
  const said = forged(a, now, [{ kind: 'incoming', id, by: a.seat, set }])
  expect(take(b, [said], now)).toMatchObject([{ state: 'applied' }])
  const row = b.store.get<{ id: number }>('SELECT id FROM incoming WHERE public_id = ?', id)
  expect(decidedElsewhere(b.store, row?.id ?? 0)).toBe("Ana's computer")
})

it('counts as waiting what a copy that was put back is to send, and says who sends the rest', async () => {
  const fleet = await Fleet.of(3, 1, () => 0)
  try {
    const [first, second] = fleet.computers as [Computer, Computer]
    for (const one of [first, second]) {
      keepCopy(one)
      putContact(one, () => 1, fleet.now, 41)
      await fileOf(fleet, one, true)
      await reopen(fleet, one, { data: one.copies[0] as Buffer, killed: false })
    }
    const planned = (one: Computer, whose: string) =>
      one.store.get<{ n: number }>(
        `SELECT count(*) AS n FROM sends s JOIN accounts a ON a.id = s.account_id, workspace w
         WHERE s.state = 'planned' AND a.home_device ${whose} w.device`,
      )?.n ?? 0
    const shown = async (one: Computer) => {
      const { state, held, doubtful, elsewhere } = await one.client.safety.status()
      return { state, held, doubtful, elsewhere }
    }
    // the founder's second computer is home to nothing
    expect(planned(second, '=')).toBe(0)
    const n = planned(second, '<>')
    expect(n).toBeGreaterThan(0)
    expect(await shown(second)).toEqual({ state: 'safe', held: 0, doubtful: 0, elsewhere: n })
    const own = planned(first, '=')
    expect(await shown(first)).toMatchObject({ state: 'safe', held: own, elsewhere: planned(first, '<>') })
    expect((await shown(first)).doubtful).toBeGreaterThan(0)
    const words = async (one: Computer) =>
      new Set((await one.client.sends.list({ limit: 200 } as never)).rows.map(({ why_short }) => why_short))
    expect([...(await words(second))].join()).not.toContain('safe mode')
    expect([...(await words(first))].join()).toContain('safe mode')
    await second.client.safety.lift({ without_comparison: true, other: 'gone' })
    const rows = (await second.client.sends.list({ limit: 200 } as never)).rows
    expect(rows.filter(({ held }) => held)).toEqual([])
    const over = second.store.all(`SELECT data ->> 'held' AS held FROM journal WHERE kind = 'safe_mode_over'`)
    expect(over).toEqual([{ held: 0 }])
  } finally {
    fleet.close()
  }
})
