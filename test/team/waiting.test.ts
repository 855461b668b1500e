/** Chunks of computers that nobody here knows yet. */
import { expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { chunkHash, makeChunk } from '../../src/main/store/chunk.ts'
import { insertChunk } from '../../src/main/store/chunks.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { writeWaiting } from '../../src/main/store/materialise.ts'
import { mergeChunk } from '../../src/main/store/merging.ts'
import { type Codec, codecs } from '../../src/main/store/shared-codecs/index.ts'
import { crowdedWords, mostUnknown } from '../../src/main/store/weighing.ts'
import type { Change, Chunk, ChunkHeader } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, newId, seal, take, teamOf } from './devices.ts'

/** A chain of chunks of one change each. */
function chain({ store }: Device, keys: Device['keys'], length: number, now: number): Chunk[] {
  const { workspace } = courtOf(store)
  const { device } = keys
  const chunks: Chunk[] = []
  let previous = ''
  for (let number = 1; number <= length; number++) {
    const at = tick('', now + number, device)
    const set = { address: `p${number}@shop.com`, tags: [], createdAt: now }
    const change = { kind: 'contact' as const, id: newId(), hlc: at, by: null, set, salt: 'abcdefghijkl' }
    const chunk = makeChunk({ workspace, device, number, previous, at, seen: {} }, [change], keys.secret.signing)
    previous = chunkHash(chunk.header)
    chunks.push(chunk)
  }
  return chunks
}

it('keeps so much of computers that nobody admitted, says once that there is more, and takes all of it once they are', async () => {
  const { devices, clock, close } = await teamOf([{ name: 'Ana', address: 'ana@acme.com', role: 'admin' }])
  const [founder] = devices as [Device]
  const { store } = founder
  const before = mostUnknown.chunks
  mostUnknown.chunks = 40
  const keys = await newDeviceKeys(newId())
  const chunks = chain(founder, keys, mostUnknown.chunks + 3, clock.now)
  const fates = take(founder, chunks, clock.now).map(({ state, why }) => (why === crowdedWords ? 'crowded' : state))
  expect([fates.filter((fate) => fate === 'waiting').length, fates.slice(-3)]).toEqual([
    mostUnknown.chunks,
    ['crowded', 'crowded', 'crowded'],
  ])
  expect(store.all('SELECT words FROM merge_notes')).toEqual([{ words: crowdedWords }])
  store.write((tx) => {
    const { device: publicId, signingKey, sealingKey } = keys
    const row = { publicId, seatId: 1, name: 'Late', signingKey, sealingKey, createdAt: clock.now }
    insertDevice(tx, row, stamp(tx, clock.now))
  })
  seal(founder, clock.now)
  take(founder, chunks.slice(-3), clock.now)
  expect(store.get('SELECT count(*) AS n FROM contacts')).toEqual({ n: chunks.length })
  mostUnknown.chunks = before
  close()
})

it('tries what waits for something once for all that comes together, and not anew with every part of it', async () => {
  const { devices, clock, close } = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  const [a, b] = devices as [Device, Device]
  const by = b.seat
  const says = (changes: Omit<Change, 'salt' | 'hlc'>[]): Chunk => {
    clock.now += 1000
    const chunk = forged(b, clock.now, changes)
    const { number, at } = JSON.parse(chunk.header) as ChunkHeader
    b.store.write((tx) =>
      insertChunk(tx, { ...chunk, device: b.id, number, at, hash: chunkHash(chunk.header), state: 'applied' }),
    )
    return chunk
  }
  const [sequence, version] = [newId(), newId()]
  const engagement = () => ({
    ...{ sequence, version, seat: by, assign: 'mine', start: clock.now, zone: 'UTC', windows: [], daysOff: [] },
    ...{ useContactZone: false, seed: 1, paused: false, createdAt: 1 },
  })
  const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
  const early = says([
    { kind: 'sequence', id: sequence, by, set: { name: 'Spring', paused: false, archived: false, createdAt: 1 } },
    ...Array.from({ length: 8 }, () => ({ kind: 'engagement' as const, id: newId(), by, set: engagement() })),
  ])
  const others = Array.from({ length: 5 }, (_, n) =>
    says([{ kind: 'contact', id: newId(), by, set: { address: `p${n}@shop.com`, tags: [], createdAt: 1 } }]),
  )
  const last = says([{ kind: 'sequence_version', id: version, by, set: { sequence, steps: [step], createdAt: 1 } }])
  const plain = codecs.engagement as Codec
  let tries = 0
  codecs.engagement = {
    ...plain,
    write(...given) {
      tries++
      return plain.write(...given)
    },
  }
  try {
    for (const chunk of [early, ...others, last]) a.store.write((tx) => mergeChunk(tx, chunk, clock.now, true))
    const made = () => a.store.get('SELECT count(*) AS n FROM batches')
    expect([tries, made()]).toEqual([8, { n: 0 }])
    expect(await writeWaiting(a.store, () => clock.now)).toEqual(['engagement'])
    expect([tries, made()]).toEqual([16, { n: 8 }])
  } finally {
    codecs.engagement = plain
    close()
  }
})
