/** Chunks of computers that nobody here knows yet. */
import { expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { chunkHash, makeChunk } from '../../src/main/store/chunk.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { insertDevice } from '../../src/main/store/devices.ts'
import { courtOf } from '../../src/main/store/facts.ts'
import { crowdedWords, mostUnknown } from '../../src/main/store/weighing.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, newId, seal, take, teamOf } from './devices.ts'

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
