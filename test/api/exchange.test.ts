/** Two computers of one team that hand each other workspace files, and a third one that doesn't belong to it. */
import { readdirSync, writeFileSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDeviceKeys } from '../../src/main/file/device-keys.ts'
import { ownDevice } from '../../src/main/store/devices.ts'
import { folderRow } from '../../src/main/store/exchange.ts'
import { enterSafeMode } from '../../src/main/store/guard.ts'
import { startExchange } from '../../src/main/work/exchange/exchange.ts'
import { publish } from '../../src/main/work/exchange/publish.ts'
import { readOthers } from '../../src/main/work/exchange/read-others.ts'
import { MINUTE } from '../../src/shared/domain/time.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'
import { twoRooms } from './two-rooms.ts'

let ana: TestRoom
let ben: TestRoom
let folder: string
let close: () => void
beforeEach(() => {
  ;({ ana, ben, folder, close } = twoRooms('exchange'))
})
afterEach(() => close())

/** Reads a stream of progress to its result. */
async function result<T>(stream: Promise<{ next(): Promise<IteratorResult<unknown, T>> }>): Promise<T> {
  const iterator = await stream
  for (;;) {
    const step = await iterator.next()
    if (step.done) return step.value as T
  }
}

/** Ana's workspace, which Ben's computer has joined, and which has admitted it. */
async function team() {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'member' })
  const { file } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: file, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  return { a, b }
}

const addresses = async ({ client }: TestRoom) =>
  (await client().contacts.list({})).rows.map(({ address }) => address).sort()

it('hands over all, then only what the other lacks, and shows what would change before it does', async () => {
  const { a, b } = await team()
  for (const address of ['one@example.org', 'two@example.org']) await a.contacts.create({ address })
  const file = join(folder, 'team.cadenza')
  const first = await result(a.exchange.export({ file }))
  expect(first).toMatchObject({
    file,
    name: 'team.cadenza',
    whole: true,
    devices: [{ name: 'Ana’s laptop' }, { name: 'Ben’s desk' }],
  })
  expect(readdirSync(folder)).toEqual(['team.cadenza'])

  const compared = await result(b.exchange.compare({ file }))
  expect(compared).toMatchObject({
    file: {
      name: 'team.cadenza',
      sealed: 'devices',
      whole: true,
      bytes: first.bytes,
      writer: { name: 'Ana’s laptop' },
    },
    bundles: { new: first.bundles, known: 0, refused: 0 },
    told_count: 0,
  })
  expect(compared.kinds.find(({ kind }) => kind === 'contact')).toMatchObject({ added: 2, changed: 0 })
  expect(await addresses(ben)).toEqual([])
  const taken = await result(b.exchange.import({ file, token: compared.file.token }))
  expect(taken).toMatchObject({ bundles: { new: first.bundles, refused: 0 }, told: [], told_count: 0 })
  expect(await addresses(ben)).toEqual(['one@example.org', 'two@example.org'])
  const twice = await result(b.exchange.import({ file }))
  expect(twice.bundles).toEqual({ new: 0, known: first.bundles, waiting: 0, refused: 0 })

  await b.contacts.create({ address: 'three@example.org' })
  await result(b.exchange.export({ file: join(folder, 'back.cadenza') }))
  await result(a.exchange.import({ file: join(folder, 'back.cadenza') }))
  expect(await addresses(ana)).toEqual(['one@example.org', 'three@example.org', 'two@example.org'])
  expect((await a.exchange.status()).peers.find(({ own }) => !own)).toMatchObject({ name: 'Ben’s desk', missing: 0 })

  await a.contacts.create({ address: 'four@example.org' })
  const more = await result(a.exchange.export({ file }))
  expect(more).toMatchObject({ whole: false, bundles: 1, changes: 1 })
  await expect(result(b.exchange.import({ file, token: compared.file.token }))).rejects.toMatchObject({
    code: 'conflict',
  })
  await result(b.exchange.import({ file }))
  expect(await addresses(ben)).toEqual(await addresses(ana))
})

it('comes as pieces where no path may be named, and opens with a passphrase by computers of the team alone', async () => {
  const { a, b } = await team()
  await a.contacts.create({ address: 'one@example.org' })
  const stream = await a.exchange.export({ passphrase: 'seven quiet cellos at noon' })
  const pieces: Buffer[] = []
  let step = await stream.next()
  for (; !step.done; step = await stream.next()) pieces.push(Buffer.from(step.value.data ?? '', 'base64'))
  const bytes = Buffer.concat(pieces)
  expect(step.value).toMatchObject({ file: null, bytes: bytes.length, devices: [], whole: true })
  const file = join(folder, 'with a passphrase.cadenza')
  writeFileSync(file, bytes)
  await expect(result(b.exchange.import({ file }))).rejects.toMatchObject({
    code: 'forbidden',
    data: { needs: 'passphrase' },
  })
  await expect(result(b.exchange.import({ file, passphrase: 'wrong' }))).rejects.toMatchObject({ code: 'forbidden' })
  await result(b.exchange.import({ file, passphrase: 'seven quiet cellos at noon' }))
  expect(await addresses(ben)).toEqual(['one@example.org'])

  const other = testRoom({ device: 'otherdevice00000' })
  await expect(result(other.client().exchange.import({ file }))).rejects.toMatchObject({ code: 'state' })
  await other.client().devices.begin({ name: 'Elsewhere' })
  const asked = { file, passphrase: 'seven quiet cellos at noon' }
  await expect(result(other.client().exchange.import(asked))).rejects.toMatchObject({ code: 'conflict' })
  expect(await addresses(other)).toEqual([])
  other.close()

  const far = { ...asker(1, 'admin', 'read', 'write'), remote: true as const }
  await expect(result(ana.client(far).exchange.export({ file }))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(ana.client(far).exchange.set_folder({ folder })).rejects.toMatchObject({ code: 'forbidden' })
})

it('leaves nothing of a file that was altered', async () => {
  const { a, b } = await team()
  await a.contacts.create({ address: 'one@example.org' })
  const file = join(folder, 'team.cadenza')
  await result(a.exchange.export({ file }))
  const bytes = await readFile(file)
  for (const at of [300, bytes.length >> 1, bytes.length - 1]) {
    const altered = Buffer.from(bytes)
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
    writeFileSync(file, altered)
    await expect(result(b.exchange.import({ file }))).rejects.toMatchObject({
      code: 'damaged_file',
    })
  }
  expect(await addresses(ben)).toEqual([])
})

it('cancelled half way leaves what is whole, and the rest comes with the same file', async () => {
  const { a, b } = await team()
  const people = join(folder, 'people.csv')
  const rows = Array.from({ length: 1200 }, (_, i) => `person${i}@example.org`)
  writeFileSync(people, ['email', ...rows].join('\n'))
  await result(a.contacts.import({ file: people }))
  const file = join(folder, 'team.cadenza')
  await result(a.exchange.export({ file }))
  const stopped = new AbortController()
  const stream = await b.exchange.import({ file }, { signal: stopped.signal })
  const count = async () => (await b.contacts.count({})).contacts
  await expect(
    (async () => {
      for (let step = await stream.next(); !step.done; step = await stream.next())
        if ((await count()) > 0) stopped.abort()
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' })
  const half = await count()
  expect([half > 0, half < 1200]).toEqual([true, true])
  await result(b.exchange.import({ file }))
  expect(await count()).toBe(1200)
})

it('listens, and tells nothing, while it is not known whether this copy is an older one', async () => {
  const { a, b } = await team()
  await a.contacts.create({ address: 'one@example.org' })
  const file = join(folder, 'team.cadenza')
  await result(a.exchange.export({ file }))
  await b.contacts.create({ address: 'two@example.org' })
  ben.room.store.write((tx) => enterSafeMode(tx, 'restored', ben.time.now()))
  await expect(result(b.exchange.export({ file: join(folder, 'back.cadenza') }))).rejects.toMatchObject({
    code: 'state',
  })
  await result(b.exchange.import({ file }))
  expect(await addresses(ben)).toEqual(['one@example.org', 'two@example.org'])
  expect((await b.exchange.status()).bundles).toBe((await a.exchange.status()).bundles)
})

it('goes by itself through a folder that both share, and touches no file of others', async () => {
  const { a, b } = await team()
  writeFileSync(join(folder, 'notes.txt'), 'ours')
  writeFileSync(join(folder, 'holiday.cadenza'), 'no such thing')
  await a.contacts.create({ address: 'one@example.org' })
  await expect(a.exchange.set_folder({ folder: 'relative' })).rejects.toMatchObject({ code: 'bad_request' })
  await a.exchange.set_folder({ folder })
  await b.exchange.set_folder({ folder })
  const loops = [ana, ben].map(({ room }) => startExchange(room))
  const until = async (done: () => Promise<boolean>) => {
    for (let n = 0; !(await done()); n++) {
      if (n > 400)
        throw new Error(`it did not come: ${JSON.stringify([await a.exchange.folder(), await b.exchange.folder()])}`)
      for (const { time } of [ana, ben]) time.move(MINUTE)
      await new Promise((resolve) => setImmediate(resolve))
      await readFile(join(folder, 'notes.txt'))
    }
  }
  try {
    await until(async () => (await addresses(ben)).length === 1)
    await b.contacts.create({ address: 'two@example.org' })
    await until(async () => (await addresses(ana)).length === 2)
    // a copy that a sync program made is read like the file itself
    const [anas] = readdirSync(folder).filter((name) => name.startsWith('anadevice'))
    await copyFile(join(folder, String(anas)), join(folder, 'anadevice0000000-1 (conflicted copy).cadenza'))
    await until(async () => (await b.exchange.folder()).refused.length === 1)
    expect((await b.exchange.folder()).refused).toEqual([
      { name: 'holiday.cadenza', words: expect.stringContaining('no workspace file') },
    ])
  } finally {
    for (const loop of loops) {
      const stopped = loop.stop()
      for (const { time } of [ana, ben]) time.move(MINUTE)
      await stopped
    }
  }
  const names = readdirSync(folder).sort()
  expect(names.filter((name) => /^anadevice0000000-\d+\.cadenza$/.test(name))).toHaveLength(1)
  expect(names.filter((name) => /^bendevice0000000-\d+\.cadenza$/.test(name))).toHaveLength(1)
  expect(names).toEqual(
    expect.arrayContaining(['notes.txt', 'holiday.cadenza', 'anadevice0000000-1 (conflicted copy).cadenza']),
  )
  expect(names.some((name) => name.includes('part'))).toBe(false)
})

/** One round in the shared folder, as the loop does it. */
async function round({ room }: TestRoom, over: Partial<TestRoom['room']> = {}) {
  const options = { ...room, ...over }
  const keys = await readDeviceKeys(room.ports.keychain, ownDevice(room.store))
  const row = folderRow(room.store)
  if (!keys || !row) throw new Error('this computer shares no folder')
  const { signal } = new AbortController()
  return publish(options, row, keys, await readOthers(options, row, keys, signal), signal)
}

it('goes on in a folder where somebody put files under its name, and past one that it can not take in', async () => {
  const { a, b } = await team()
  await a.contacts.create({ address: 'one@example.org' })
  await a.exchange.set_folder({ folder })
  await b.exchange.set_folder({ folder })
  // the last name that it would know as its own
  writeFileSync(join(folder, 'anadevice0000000-999999999999.cadenza'), 'somebody else wrote this')
  expect(await round(ana)).toBeGreaterThan(0)
  const written = readdirSync(folder).sort()
  expect(written).toEqual(['anadevice0000000-1.cadenza', 'anadevice0000000-999999999999.cadenza'])
  expect([await round(ana), readdirSync(folder).sort()]).toEqual([null, written])

  await copyFile(join(folder, 'anadevice0000000-1.cadenza'), join(folder, 'a copy.cadenza'))
  let failing = true
  const { store } = ben.room
  const broken: typeof store = {
    ...store,
    write(work) {
      if (!failing) return store.write(work)
      failing = false
      throw new RangeError('what no reader is ready for')
    },
  }
  await round(ben, { store: broken })
  expect(await addresses(ben)).toEqual(['one@example.org'])
  const refused = async () => (await b.exchange.folder()).refused.map(({ name }) => name)
  expect(await refused()).toEqual(['a copy.cadenza', 'anadevice0000000-999999999999.cadenza'])
  await round(ben)
  expect(await refused()).toEqual(['anadevice0000000-999999999999.cadenza'])
})
