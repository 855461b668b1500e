import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

describe('snippets', () => {
  it("are one's own or everybody's; a member changes only their own, and sees no one else's", async () => {
    const client = here.client()
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'write'))
    const all = await client.snippets.create({ name: ' Booking ', html: '<p>{{ sender.name }}</p>', everybody: true })
    const annas = await client.snippets.create({ name: 'Mine', html: '<p>x</p>' })
    const bobs = await bob.snippets.create({ name: 'mine', html: '<p>y</p>' })
    expect(all).toEqual({
      public_id: all.public_id,
      name: 'Booking',
      html: '<p>{{ sender.name }}</p>',
      everybody: true,
      may_change: true,
      version: 1,
      created_at: '2026-11-23T09:00:00.000Z',
    })
    expect(await client.snippets.list()).toEqual([all, annas])
    expect(await bob.snippets.list()).toEqual([{ ...all, may_change: false }, bobs])
    const refused = (work: Promise<unknown>, code: string, words: string) =>
      expect(work).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
    await refused(bob.snippets.remove({ public_id: all.public_id }), 'forbidden', 'Only an admin')
    await refused(bob.snippets.update({ public_id: bobs.public_id, version: 1, everybody: true }), 'forbidden', 'admin')
    await refused(bob.snippets.create({ name: 'A', html: 'x', everybody: true }), 'forbidden', 'Only an admin')
    await refused(bob.snippets.remove({ public_id: annas.public_id }), 'not_found', 'no snippet')
    await refused(bob.snippets.create({ name: 'MINE', html: 'x' }), 'conflict', '"mine" already')
    await refused(client.snippets.create({ name: 'B', html: '<p>\n{{ a | shout }}' }), 'bad_request', 'Line 2')
    const changed = await bob.snippets.update({ public_id: bobs.public_id, version: 1, name: 'Ours', html: '<p>z</p>' })
    expect(changed).toEqual({ ...bobs, name: 'Ours', html: '<p>z</p>', version: 2 })
    await refused(bob.snippets.update({ public_id: bobs.public_id, version: 1, name: 'C' }), 'stale_version', 'Ours')
    expect(await bob.snippets.remove({ public_id: bobs.public_id })).toEqual(changed)
    expect((await bob.snippets.list()).map(({ name }) => name)).toEqual(['Booking'])
    expect((await bob.snippets.create({ name: 'Ours', html: 'x' })).version).toBe(1)
  })
})
