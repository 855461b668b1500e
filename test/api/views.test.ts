import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

describe('saved views', () => {
  it('are kept by name, listed by screen, replaced by the same name, and removed', async () => {
    const client = here.client()
    const mine = await client.views.save({ screen: 'contacts', name: ' Mine ', query: { tag: 'berlin', n: [1, null] } })
    expect(mine).toEqual({
      public_id: mine.public_id,
      screen: 'contacts',
      name: 'Mine',
      query: { tag: 'berlin', n: [1, null] },
      created_at: '2026-11-23T09:00:00.000Z',
    })
    here.time.move(1000)
    const early = await client.views.save({ screen: 'contacts', name: 'early', query: {} })
    await client.views.save({ screen: 'outbox', name: 'Mine', query: { state: 'unsure' } })
    expect(await client.views.list({ screen: 'contacts' })).toEqual([early, mine])
    const changed = await client.views.save({ screen: 'contacts', name: 'Mine', query: { tag: 'paris' } })
    expect(changed).toEqual({ ...mine, query: { tag: 'paris' } })
    expect(await client.views.remove({ public_id: mine.public_id })).toEqual(changed)
    expect(await client.views.list({ screen: 'contacts' })).toEqual([early])
    await expect(client.views.remove({ public_id: mine.public_id })).rejects.toMatchObject({ code: 'not_found' })
    const again = await client.views.save({ screen: 'contacts', name: 'Mine', query: {} })
    expect((await client.views.list({ screen: 'contacts' })).map((view) => view.public_id)).toEqual([
      early.public_id,
      again.public_id,
    ])
  })

  it("belong to one seat: nobody sees, replaces or removes another's", async () => {
    await here.client().seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'write'))
    const annas = await here.client().views.save({ screen: 'outbox', name: 'Late', query: { a: 1 } })
    expect(await bob.views.list({ screen: 'outbox' })).toEqual([])
    const bobs = await bob.views.save({ screen: 'outbox', name: 'Late', query: { b: 2 } })
    await expect(bob.views.remove({ public_id: annas.public_id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await here.client().views.list({ screen: 'outbox' })).toEqual([annas])
    expect(await bob.views.list({ screen: 'outbox' })).toEqual([bobs])
  })

  it.each([
    [{ screen: 'Contacts', name: 'x', query: {} }, 'bad_request', 'small letters'],
    [{ screen: 'contacts', name: ' ', query: {} }, 'bad_request', 'name'],
    [{ screen: 'contacts', name: 'x', query: { a: 'ü'.repeat(5117) } }, 'too_large', '10 kB'],
  ])('refuse %#', async (view, code, words) => {
    await expect(here.client().views.save(view)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
    expect(await here.client().views.list({ screen: 'contacts' })).toEqual([])
  })

  it('take 10 kB to the byte, and at most a hundred a screen', async () => {
    const client = here.client()
    const full = { a: 'x'.repeat(10_240 - '{"a":""}'.length) }
    expect((await client.views.save({ screen: 'contacts', name: 'v0', query: full })).query).toEqual(full)
    for (let n = 1; n < 100; n++) await client.views.save({ screen: 'contacts', name: `v${n}`, query: {} })
    await expect(client.views.save({ screen: 'contacts', name: 'v100', query: {} })).rejects.toMatchObject({
      code: 'state',
    })
    expect((await client.views.save({ screen: 'contacts', name: 'v99', query: { b: 1 } })).query).toEqual({ b: 1 })
    expect(await client.views.save({ screen: 'outbox', name: 'v100', query: {} })).toMatchObject({ name: 'v100' })
  })
})
