/** A computer that was put back tells something else under numbers that it has used: who hears which, and that it hears of it. */
import { afterEach, expect, it } from 'vitest'
import { chunkHeads, chunkOf } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { chunksBehind, contradicting, heardFrom } from '../../src/main/store/exchange.ts'
import { guardState, leaveSafeMode } from '../../src/main/store/guard.ts'
import { openStore } from '../../src/main/store/open.ts'
import { suppress } from '../../src/main/store/suppressions.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, lacking, newId, seal, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

/** Tells of an address, in a chunk of its own. */
function tell(device: Device, value: string, now: number): Chunk | undefined {
  device.store.write((tx) => {
    const row = { publicId: newId(), kind: 'address' as const, value, reason: 'no', source: 'server', createdAt: now }
    suppress(tx, row, stamp(tx, now))
  })
  return seal(device, now)[0]
}

const listed = ({ store }: Device) => store.all('SELECT value FROM suppressions ORDER BY value')
const told = ({ store }: Device, what = 'forked') => store.all('SELECT about FROM merge_notes WHERE what = ?', what)

/** Bo tells three chunks, is put back to before them, and tells three others. */
async function putBack(tellsAnew = true) {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [ana, bo] = team.devices as [Device, Device]
  const { now } = team.clock
  const first = (chunkHeads(bo.store)[bo.id] ?? 0) + 1
  const before = bo.store.sqlite.serialize()
  const three = ['a', 'b', 'c']
  const forgotten = three.map((name) => tell(bo, `${name}@old.com`, now)) as [Chunk, Chunk, Chunk]
  bo.store.close()
  bo.store = openStore(before as unknown as string)
  const anew = (tellsAnew ? three : []).map((name) => tell(bo, `${name}@new.com`, now + 1)) as [Chunk, Chunk, Chunk]
  return { team, ana, bo, now, first, forgotten, anew }
}

const fates = (device: Device, chunks: readonly Chunk[], now: number) =>
  take(device, chunks, now).map(({ state }) => state)

it.each([
  { order: [0, 1, 2], rest: [] },
  { order: [1, 0], rest: [1, 2] },
])('takes what joins, and lets go of what never can, in the order $order', async ({ order, rest }) => {
  const { team, ana, bo, now, first, forgotten, anew } = await putBack()
  // of what was told before only a part came
  expect(fates(ana, forgotten.slice(1), now)).toEqual(['waiting', 'waiting'])
  const at = (i: number) => anew[i] as Chunk
  fates(ana, order.map(at), now + 2)
  expect(chunkHeads(ana.store)[bo.id]).toBe(first + 2 - rest.length)
  // what was let go is asked for again
  expect(lacking(bo, ana).map(({ header }) => header)).toEqual(rest.map((i) => at(i).header))
  settleAll(team)
  expect(listed(ana)).toEqual(listed(bo))
  expect(listed(ana)).toHaveLength(3)
  expect(chunkHeads(ana.store)).toEqual(chunkHeads(bo.store))
  expect(told(ana)).toContainEqual({ about: `let go ${bo.id} ${first + 1}` })
  // nothing is held any more that it has not told
  expect(contradicting(ana.store)).toEqual([])
})

it('gives a computer the word of its own that it contradicts, however much it has told since, and it stops', async () => {
  const { ana, bo, now, first, forgotten, anew } = await putBack()
  expect(fates(ana, forgotten.slice(0, 1), now)).toEqual(['applied'])
  expect(fates(ana, anew, now + 2)).toEqual(['forked', 'forked', 'waiting'])
  expect(contradicting(ana.store)).toEqual([{ device: bo.id, number: first }])
  expect(contradicting(bo.store)).toEqual([])
  const given = chunksBehind(ana.store, chunkHeads(bo.store))
  expect(given).toMatchObject([{ device: bo.id, number: first }])
  const proof = chunkOf(ana.store, bo.id, first) as Chunk
  expect(guardState(bo.store).state).toBe('normal')
  expect(fates(bo, [proof], now + 3)).toEqual(['forked'])
  expect(guardState(bo.store)).toMatchObject({ state: 'safe', reason: 'forked' })
  expect(told(bo)).toEqual([{ about: `forked ${bo.id} ${first}` }])
  // once a person has looked, the same proof stops it no second time
  bo.store.write((tx) => leaveSafeMode(tx, [], now + 4))
  expect(fates(bo, [proof], now + 5)).toEqual(['forked'])
  expect(guardState(bo.store).state).toBe('normal')
})

it.each([true, false])(
  'tells anew from where the others hold it, if what it told before it was put back has a part that nobody holds (%s)',
  async (isLost) => {
    const { team, ana, bo, now, first, forgotten } = await putBack(false)
    expect(fates(ana, forgotten.slice(1), now)).toEqual(['waiting', 'waiting'])
    // as a file of Ana's gives them back
    const given = chunksBehind(ana.store, chunkHeads(bo.store)).map(
      ({ device, number }) => chunkOf(ana.store, device, number) as Chunk,
    )
    expect(fates(bo, given, now + 2)).toEqual(['waiting', 'waiting'])
    expect(guardState(bo.store)).toMatchObject({ state: 'safe', reason: 'forked' })
    bo.store.write((tx) => leaveSafeMode(tx, [], now + 3))
    bo.store.write((tx) => heardFrom(tx, ana.id, { [bo.id]: isLost ? first - 1 : first }, now + 4))
    const next = tell(bo, 'y@new.com', now + 5)
    const numberOf = ({ header }: Chunk) => (JSON.parse(header) as { number: number }).number
    expect(next && numberOf(next)).toBe(isLost ? first : undefined)
    expect(told(bo)).toEqual([{ about: `${isLost ? 'let go' : 'waits for'} ${bo.id} ${first}` }])
    // the part turns up
    if (!isLost) expect(fates(bo, forgotten.slice(0, 1), now + 6)).toEqual(['applied'])
    settleAll({ ...team, clock: { now: now + 8 } })
    expect(listed(ana)).toEqual(listed(bo))
    expect(listed(ana)).toHaveLength(isLost ? 1 : 4)
    expect(chunkHeads(ana.store)).toEqual(chunkHeads(bo.store))
  },
)
