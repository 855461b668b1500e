import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { checkChunk } from '../../src/main/store/chunk.ts'
import { chunkHeads, chunkOf, chunksAfter } from '../../src/main/store/chunks.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertContact, updateContact, writeTags } from '../../src/main/store/contact-writes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { changesTogether, sealAll, sealNext } from '../../src/main/store/sealing.ts'
import { firstSeat, updateSeat } from '../../src/main/store/seats.ts'
import { shareWorkspace } from '../../src/main/store/sharing.ts'
import { dirtyCount } from '../../src/main/store/untold.ts'
import { firstRun, updateWorkspace } from '../../src/main/store/workspace.ts'
import { publicIdFrom, publicIdSeries } from '../../src/shared/domain/ids.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import { size } from '../size.ts'

const now = Date.UTC(2026, 10, 23, 9)
const dice = { bytes: (n: number) => new Uint8Array(randomBytes(n)) }

const person = (n: number) => ({
  address: `Person${n}@example.com`,
  key: `person${n}@example.com`,
  domain: 'example.com',
  firstName: `First ${n}`,
  lastName: null,
  company: 'Example',
  owner: null,
  zone: null,
  fields: { city: 'Paris', floor: `${n % 7}` },
  tags: ['list'],
})

async function started(people: number) {
  const store = openStore(':memory:')
  migrate(store.sqlite)
  const keys = await newDeviceKeys('d1')
  store.write((tx) => {
    firstRun(tx, { zone: 'Europe/Paris', device: 'd1', seatName: 'Ana', seatAddress: 'ana@example.com', now, dice })
    const next = publicIdSeries(dice.bytes(10))
    const mark = stamp(tx, now)
    for (let i = 0; i < people; i++) insertContact(tx, next(), person(i), now, mark)
  })
  return { store, keys }
}

/** Every change of the chain, checked link by link as another computer would. */
function chain(store: Store, signingKey: string): Change[] {
  let previous = ''
  const all: Change[] = []
  for (const [i, chunk] of chunksAfter(store, 'd1', 0, 1000).entries()) {
    const checked = checkChunk(chunk, signingKey)
    if ('trouble' in checked) throw new Error(checked.words)
    expect(checked.header).toMatchObject({ number: i + 1, previous, device: 'd1' })
    expect(checked.changes.length).toBeLessThanOrEqual(changesTogether)
    previous = checked.hash
    all.push(...checked.changes.filter((change) => change !== null))
  }
  return all
}

it('tells nothing before the workspace is shared, then everything once, then differences alone', async () => {
  const { store, keys } = await started(1200)
  expect(store.write((tx) => sealNext(tx, now, keys))).toBeNull()
  expect(dirtyCount(store)).toBe(0)

  expect(store.write((tx) => shareWorkspace(tx, { keys, name: "Ana's laptop" }, now))).toBe(true)
  expect(dirtyCount(store)).toBeGreaterThan(1200)
  await sealAll(store, () => now, keys)
  expect(dirtyCount(store)).toBe(0)
  const first = chain(store, keys.signingKey)
  const counted = Object.groupBy(first, (change) => change.kind)
  expect(Object.fromEntries(Object.entries(counted).map(([kind, changes]) => [kind, changes.length]))).toEqual({
    workspace: 1,
    seat: 1,
    device: 1,
    contact: 1200,
  })
  expect(first.find(({ kind }) => kind === 'contact')?.set).toEqual({
    address: 'Person0@example.com',
    firstName: 'First 0',
    company: 'Example',
    'fields.city': 'Paris',
    'fields.floor': '0',
    tags: ['list'],
    createdAt: now,
  })

  store.write((tx) => {
    const [row] = tx.all<{ id: number }>('SELECT id FROM contacts LIMIT 1')
    const mark = stamp(tx, now + 5)
    updateContact(tx, row?.id ?? 0, { ...person(0), company: null, fields: { city: 'Rome' } }, mark)
    updateSeat(tx, firstSeat(tx).id, { name: 'Anna', role: 'admin', state: 'active', mailboxLimit: null }, mark)
    updateWorkspace(tx, { policy: { send_unread: true } })
  })
  const chunk = store.write((tx) => sealNext(tx, now + 9, keys))
  const said = (chunk?.bodies ?? []).map((body) => JSON.parse(body ?? 'null') as Change)
  expect(said.map(({ kind, set }) => [kind, set])).toEqual([
    ['workspace', { 'policy.send_unread': true }],
    ['seat', { name: 'Anna' }],
    ['contact', { company: null, 'fields.city': 'Rome', 'fields.floor': null }],
  ])
  expect(store.write((tx) => sealNext(tx, now + 9, keys))).toBeNull()
  // 1,203 changes, and the chunk of afterwards
  expect(chunkHeads(store)).toEqual({ d1: Math.ceil(1203 / changesTogether) + 1 })
  store.close()
})

it('tells what an edit without a stamp changed with a clock of its own, and believes no clock that was not given here', async () => {
  const { store, keys } = await started(2)
  store.write((tx) => shareWorkspace(tx, { keys, name: 'Laptop' }, now))
  await sealAll(store, () => now, keys)
  store.sqlite.exec("UPDATE contacts SET company = 'By hand' WHERE id = 1")
  store.sqlite.exec("UPDATE contacts SET company = 'Forged', hlc = '999999999999999-00000000-d1' WHERE id = 2")
  const chunk = store.write((tx) => sealNext(tx, now + 1, keys))
  const said = (chunk?.bodies ?? []).map((body) => JSON.parse(body ?? 'null') as Change)
  expect(said.map(({ set }) => set)).toEqual([{ company: 'By hand' }, { company: 'Forged' }])
  const head = JSON.parse(chunk?.header ?? '') as { at: string }
  for (const { hlc } of said) expect(hlc < head.at && hlc > `${now}`.padStart(15, '0')).toBe(true)
  store.close()
})

it('rows of an import travel when it is decided, and none of one that is not', async () => {
  const { store, keys } = await started(1)
  store.write((tx) => shareWorkspace(tx, { keys, name: 'Laptop' }, now))
  await sealAll(store, () => now, keys)
  const { sqlite } = store
  sqlite.exec(
    `INSERT INTO imports (public_id, file, state, after_contact, created_at) VALUES ('i1', 'a.csv', 'running', 1, ${now})`,
  )
  store.write((tx) => {
    const mark = stamp(tx, now)
    const ids = [1, 2].map((n) => insertContact(tx, publicIdFrom(dice.bytes(10)), person(n), now, mark))
    for (const id of ids) tx.run('UPDATE contacts SET import_id = 1 WHERE id = ?', id)
    writeTags(tx, [{ id: ids[0] ?? 0, publicId: '', tags: ['new'], added: [], removed: [] }], mark)
  })
  expect(store.write((tx) => sealNext(tx, now, keys))).toBeNull()
  sqlite.exec("UPDATE imports SET state = 'applying'")
  const chunk = store.write((tx) => sealNext(tx, now, keys))
  expect(chunk?.bodies).toHaveLength(2)
  expect(store.write((tx) => sealNext(tx, now, keys))).toBeNull()
  store.close()
})

it('what was altered by one letter anywhere is noticed', async () => {
  const { store, keys } = await started(3)
  store.write((tx) => shareWorkspace(tx, { keys, name: 'Laptop' }, now))
  await sealAll(store, () => now, keys)
  const chunk = chunkOf(store, 'd1', 1)
  if (!chunk) throw new Error('no chunk')
  const { header, signature, bodies } = chunk
  const turned = (text: string, at: number) =>
    `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`
  expect(checkChunk({ header, signature, bodies }, keys.signingKey)).not.toHaveProperty('trouble')
  expect(checkChunk({ header, signature, bodies: bodies.map(() => null) }, keys.signingKey)).not.toHaveProperty(
    'trouble',
  )
  for (let at = 0; at < header.length; at += size(7, 1))
    expect(checkChunk({ header: turned(header, at), signature, bodies }, keys.signingKey)).toHaveProperty('trouble')
  for (const [i, body] of bodies.entries()) {
    const other = bodies.map((one, n) => (n === i && one !== null ? turned(one, (body?.length ?? 2) >> 1) : one))
    expect(checkChunk({ header, signature, bodies: other }, keys.signingKey)).toMatchObject({ trouble: 'altered' })
  }
  expect(checkChunk({ header, signature, bodies: bodies.slice(1) }, keys.signingKey)).toHaveProperty('trouble')
  const stranger = await newDeviceKeys('d1')
  expect(checkChunk({ header, signature, bodies }, stranger.signingKey)).toMatchObject({ trouble: 'altered' })
  store.close()
})
