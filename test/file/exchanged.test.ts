/** Files between computers of one team that lost something on the way, know more than each other, or were put back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDeviceKeys } from '../../src/main/file/device-keys.ts'
import { lookInto, takeIn } from '../../src/main/file/take-in.ts'
import { makeChunk } from '../../src/main/store/chunk.ts'
import { chunkHeads, insertChunk, lastChunk, seenHeads } from '../../src/main/store/chunks.ts'
import { tick } from '../../src/main/store/clockwork.ts'
import { folderRow, heardFrom, setFolder } from '../../src/main/store/exchange.ts'
import { guardState } from '../../src/main/store/guard.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { sealAll } from '../../src/main/store/sealing.ts'
import { isTakingIn } from '../../src/main/store/taking-in.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { type Begun, publish } from '../../src/main/work/exchange/publish.ts'
import { readOthers } from '../../src/main/work/exchange/read-others.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

const [anas, bens] = ['anadevice0000000', 'bendevice0000000']
let ana: TestRoom
let ben: TestRoom
let folder: string
beforeEach(() => {
  ana = testRoom({ device: anas })
  ben = testRoom({ device: bens })
  folder = mkdtempSync(join(tmpdir(), 'cadenza-exchanged-'))
})
afterEach(() => {
  ana.close()
  ben.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Reads a stream of progress to its result. */
async function result<T>(stream: Promise<{ next(): Promise<IteratorResult<unknown, T>> }>): Promise<T> {
  const iterator = await stream
  for (;;) {
    const step = await iterator.next()
    if (step.done) return step.value as T
  }
}

async function team() {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'member' })
  const { file } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: file, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  return { a, b }
}

/** A database as it was. */
function putBack(data: Buffer): Store {
  const file = join(folder, 'backup.sqlite')
  writeFileSync(file, data)
  return openStore(file)
}

/** A round of writing into the folder that both share; bytes, or null where nothing was written. */
async function publishTo({ room, ...one }: TestRoom, begun: Begun): Promise<number | null> {
  const { store, ports, changes } = room
  store.write((tx) => setFolder(tx, folder))
  const row = folderRow(store)
  const own = row && row.number > 0 ? [row.number] : []
  const keys = await keysOf({ room, ...one })
  return row && publish({ store, ports, changes }, row, keys, own, new AbortController().signal, begun)
}

const path = (name: string) => join(folder, `${name}.cadenza`)
const keysOf = async ({ room, keychain }: TestRoom) => {
  const keys = await readDeviceKeys(keychain, workspaceRow(room.store).device)
  if (!keys) throw new Error('it has no keys')
  return keys
}
/** Makes chunks of what was written on a computer, as an export does. */
const tell = async (one: TestRoom) => sealAll(one.room.store, one.time.now, await keysOf(one))
const addresses = async ({ client }: TestRoom) =>
  (await client().contacts.list({})).rows.map(({ address }) => address).sort()

it('keeps what follows a lost part until somebody brings that part', async () => {
  const { a, b } = await team()
  await result(a.exchange.export({ file: path('first') }))
  await result(b.exchange.import({ file: path('first') }))
  const before = chunkHeads(ben.room.store)[anas] ?? 0
  for (const name of ['lost', 'later']) {
    await a.contacts.create({ address: `${name}@example.org` })
    await tell(ana)
  }
  // as if Ben's computer had said that it holds the first of both: the file that brought it never arrived
  const lost = { ...chunkHeads(ana.room.store), [anas]: before + 1 }
  ana.room.store.write((tx) => heardFrom(tx, bens, lost, ana.time.now()))
  expect(await result(a.exchange.export({ file: path('gap') }))).toMatchObject({ bundles: 1, whole: false })
  const waiting = { new: 0, known: 0, waiting: 1, refused: 0 }
  expect(await result(b.exchange.compare({ file: path('gap') }))).toMatchObject({ bundles: waiting })
  expect(await result(b.exchange.import({ file: path('gap') }))).toMatchObject({ bundles: waiting, told_count: 0 })
  expect([await addresses(ben), chunkHeads(ben.room.store)[anas]]).toEqual([[], before])
  await result(a.exchange.export({ file: path('whole'), whole: true }))
  expect(await result(b.exchange.compare({ file: path('whole') }))).toMatchObject({ bundles: { new: 1, waiting: 0 } })
  expect(await result(b.exchange.import({ file: path('whole') }))).toMatchObject({ bundles: { refused: 0 } })
  expect(await addresses(ben)).toEqual(['later@example.org', 'lost@example.org'])
  expect(chunkHeads(ben.room.store)[anas]).toBe(before + 2)
  const once = { new: 0, known: 1, waiting: 0, refused: 0 }
  expect(await result(b.exchange.import({ file: path('gap') }))).toMatchObject({ bundles: once })
})

it('is given again what it lost by being put back, once it says what it holds now', async () => {
  const { a, b } = await team()
  const carry = async (from: TestRoom, to: TestRoom, name: string) => {
    ana.time.move(1000)
    ben.time.move(1000)
    const out = await result(from.client().exchange.export({ file: path(name) }))
    return { out, taken: await result(to.client().exchange.import({ file: path(name) })) }
  }
  await carry(ana, ben, 'first')
  await carry(ben, ana, 'holds')
  const backup = ben.room.store.sqlite.serialize()
  await a.contacts.create({ address: 'lost@example.org' })
  await carry(ana, ben, 'second')
  await carry(ben, ana, 'holds more')
  // put back to before, it has nothing to forget of its own: nobody notices by what it tells
  const present = ben.room.store
  ben.room.store = putBack(backup)
  await a.contacts.create({ address: 'later@example.org' })
  expect(await carry(ana, ben, 'third')).toMatchObject({
    out: { bundles: 1 },
    taken: { bundles: { new: 0, waiting: 1 } },
  })
  const begun: Begun = { since: null }
  const wrote = await publishTo(ana, begun)
  expect([wrote, await publishTo(ana, begun)]).toEqual([expect.any(Number), null])
  await carry(ben, ana, 'holds less')
  // the file that lies in a shared folder begins too late for it now, though there is no news
  expect(await publishTo(ana, begun)).toEqual(expect.any(Number))
  expect(await carry(ana, ben, 'fourth')).toMatchObject({ out: { bundles: 2 }, taken: { bundles: { waiting: 0 } } })
  expect((await b.contacts.list({})).rows.map(({ address }) => address).sort()).toEqual([
    'later@example.org',
    'lost@example.org',
  ])
  // an old file that turns up again takes back nothing that was said since
  const held = () => a.exchange.status().then(({ peers }) => peers.map(({ missing }) => missing))
  await carry(ben, ana, 'holds all')
  const before = await held()
  await result(a.exchange.import({ file: path('holds less') }))
  expect(await held()).toEqual(before)
  ben.room.store.close()
  ben.room.store = present
})

it('takes nothing of a file in which anything is of a newer version, and says so in the folder too', async () => {
  const { a, b } = await team()
  await a.contacts.create({ address: 'one@example.org' })
  await tell(ana)
  const { store } = ana.room
  const [keys, last, now] = [await keysOf(ana), lastChunk(store, anas), ana.time.now()]
  const at = tick(workspaceRow(store).hlc, now, anas)
  const set = { address: 'two@example.org', tags: [], createdAt: now, shoeSize: 43 }
  const change: Change = { kind: 'contact', id: 'two', hlc: at, by: null, salt: 'abcdefghijkl', set }
  const number = (last?.number ?? 0) + 1
  const head = { workspace: workspaceRow(store).publicId, device: anas, number, previous: last?.hash ?? '', at }
  const chunk = makeChunk({ ...head, seen: seenHeads(store, anas) }, [change], keys.secret.signing)
  store.write((tx) => insertChunk(tx, { ...chunk, device: anas, number, hash: 'later', at, state: 'applied' }))
  await result(a.exchange.export({ file: path('newer') }))
  const before = ben.room.store.sqlite.serialize()
  const newer = { code: 'newer_file', message: expect.stringContaining('Update Cadenza') }
  await expect(result(b.exchange.compare({ file: path('newer') }))).rejects.toMatchObject(newer)
  await expect(result(b.exchange.import({ file: path('newer') }))).rejects.toMatchObject(newer)
  expect(ben.room.store.sqlite.serialize().equals(before)).toBe(true)
  await b.exchange.set_folder({ folder })
  const row = { path: folder, number: 0, wrote: {}, recipients: '', wroteAt: null, lookedAt: null, trouble: null }
  await readOthers(
    { store: ben.room.store, ports: ben.room.ports, changes: ben.room.changes },
    { ...row, seen: {} },
    await keysOf(ben),
    new AbortController().signal,
  )
  expect((await b.exchange.folder()).refused).toEqual([
    { name: 'newer.cadenza', words: expect.stringContaining('Update Cadenza') },
  ])
  expect(await addresses(ben)).toEqual([])
})

it('brings the attachments of letters along, once, and before the letters', async () => {
  const { a, b } = await team()
  const content = Buffer.from('a price list')
  const steps = [
    { subject: 'Hello', text: 'First', attachments: [{ name: 'a.txt', content: content.toString('base64') }] },
  ]
  const made = await a.sequences.create({ name: 'Autumn', steps })
  const out = await result(a.exchange.export({ file: path('team') }))
  expect(out.attachments).toBe(1)
  expect(await result(b.exchange.compare({ file: path('team') }))).toMatchObject({ attachments: { new: 1, known: 0 } })
  await result(b.exchange.import({ file: path('team') }))
  const sequence = await b.sequences.get({ public_id: made.public_id })
  expect(sequence.steps[0]).toMatchObject({ text: 'First', attachments: [{ name: 'a.txt', size: content.length }] })
  const kept = (one: TestRoom) => one.room.store.all('SELECT hash, content FROM attachments')
  expect(kept(ben)).toEqual(kept(ana))
  expect(await result(b.exchange.compare({ file: path('team') }))).toMatchObject({ attachments: { new: 0, known: 1 } })
})

/** Ben has told something that Ana knows, and that is not in the backup. */
async function toldSince() {
  const { a, b } = await team()
  await result(a.exchange.export({ file: path('first') }))
  await result(b.exchange.import({ file: path('first') }))
  const backup = ben.room.store.sqlite.serialize()
  await b.contacts.create({ address: 'forgotten@example.org' })
  await result(b.exchange.export({ file: path('ben') }))
  await result(a.exchange.import({ file: path('ben') }))
  return { a, b, backup }
}

it('gives a computer whose data was put back what it had told since, out of the file of another', async () => {
  const { a, b, backup } = await toldSince()
  await result(a.exchange.export({ file: path('back'), whole: true }))
  const told = chunkHeads(ben.room.store)
  const present = ben.room.store
  ben.room.store = putBack(backup)
  expect(await result(b.exchange.compare({ file: path('back') }))).toMatchObject({ bundles: { new: 1, refused: 0 } })
  await result(b.exchange.import({ file: path('back') }))
  expect(await addresses(ben)).toEqual(['forgotten@example.org'])
  expect(chunkHeads(ben.room.store)).toEqual(told)
  expect(guardState(ben.room.store)).toMatchObject({ state: 'safe', reason: 'forked' })
  ben.room.store.close()
  ben.room.store = present
})

it('gives a computer that was put back its own word that it contradicts, in a file of what is new, and it stops', async () => {
  const { a, b, backup } = await toldSince()
  const present = ben.room.store
  ben.room.store = putBack(backup)
  for (const address of ['one@example.org', 'two@example.org']) {
    await b.contacts.create({ address })
    await result(b.exchange.export({ file: path(address) }))
  }
  const begun: Begun = { since: null }
  await publishTo(ana, begun)
  expect(await publishTo(ana, begun)).toBeNull()
  // by what it says, it lacks nothing of its own
  for (const address of ['one@example.org', 'two@example.org']) await result(a.exchange.import({ file: path(address) }))
  // the file that lies in a shared folder does not prove it, though there is no other news
  expect([await publishTo(ana, begun), await publishTo(ana, begun)]).toEqual([expect.any(Number), null])
  expect(guardState(ben.room.store).state).toBe('normal')
  await result(a.exchange.export({ file: path('proof') }))
  expect(await result(b.exchange.compare({ file: path('proof') }))).toMatchObject({
    bundles: { refused: 1 },
    told: [{ what: 'forked' }],
  })
  await result(b.exchange.import({ file: path('proof') }))
  expect(guardState(ben.room.store)).toMatchObject({ state: 'safe', reason: 'forked' })
  ben.room.store.close()
  ben.room.store = present
})

it('holds mail while a file is taken in, and no longer: also where that fails half way or somebody cancels', async () => {
  const { a } = await team()
  await a.contacts.create({ address: 'news@example.org' })
  await result(a.exchange.export({ file: path('team') }))
  const { store } = ben.room
  const keys = await keysOf(ben)
  const stop = new AbortController()
  const reading = { openers: { identity: keys.secret.sealing }, workspace: workspaceRow(store).publicId }
  const looked = await lookInto(store, path('team'), reading)
  const seen = new Set<boolean>()
  const taking = (onProgress: () => void) =>
    takeIn(store, path('team'), looked, {
      ...{ ...reading, signal: stop.signal, now: ben.time.now, sealer: keys },
      onProgress: () => {
        seen.add(isTakingIn(store))
        onProgress()
      },
    })
  const fails = () => {
    throw new Error('the disk ends here')
  }
  await expect(taking(fails)).rejects.toThrow('damaged')
  expect([isTakingIn(store), ...seen]).toEqual([false, true])
  await expect(taking(() => stop.abort())).rejects.toThrow()
  expect([isTakingIn(store), ...seen]).toEqual([false, true])
  const again = await result(ben.client().exchange.import({ file: path('team') }))
  expect([again.bundles.refused, isTakingIn(store), await addresses(ben)]).toEqual([0, false, ['news@example.org']])
})
