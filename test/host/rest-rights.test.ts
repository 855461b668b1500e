/** Who may undo what a colleague did, asked through the door that programs use. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

/** Requests of a seat of its own. */
async function member(name: string) {
  const client = here.client()
  const seat = `${name.toLowerCase()}@example.com`
  await client.seats.add({ name, address: seat })
  const { key } = await client.keys.create({ name, seat, scopes: ['read', 'write'], days: 1 })
  return async (method: string, path: string, body?: unknown) => {
    const { status, json } = await here.ask({ method, path, body, headers: { authorization: `Bearer ${key}` } })
    return { status, json }
  }
}

it('a sequence that a colleague paused goes on for them, its engagers and admins only', async () => {
  const [bob, eve] = [await member('Bob'), await member('Eve')]
  const made = await here.client().sequences.create({ name: 'S', steps: [{ subject: 'Hi', text: 'Hello' }] })
  const verb = (name: string) => [`POST`, `/api/sequences/${made.public_id}/${name}`] as const
  // Somebody is under way in it, engaged by the owner.
  const client = here.client()
  const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  await client.accounts.activate({
    public_id: (await client.accounts.create({ from_email: 'me@example.com', ...server })).public_id,
  })
  await client.contacts.create({ address: 'to@example.org' })
  await client.schedule.engage({ sequence: 'S', contacts: ['to@example.org'] })
  expect(await bob(...verb('pause'))).toMatchObject({ status: 200, json: { paused: true } })
  expect(await eve(...verb('pause'))).toMatchObject({ status: 200 })
  expect(await eve(...verb('resume'))).toMatchObject({
    status: 403,
    json: { code: 'forbidden', detail: expect.stringContaining('Bob (bob@example.com) paused "S"') },
  })
  expect(await bob(...verb('resume'))).toMatchObject({ status: 200, json: { paused: false } })
  await bob(...verb('pause'))
  expect((await here.keyed({ method: 'POST', path: verb('resume')[1] })).json).toMatchObject({ paused: false })
})

it("a colleague's suppression stays, and the refusal names them", async () => {
  const [ann, dan] = [await member('Ann'), await member('Dan')]
  const put = await ann('POST', '/api/suppressions', { value: 'x@quiet.test', reason: 'rude' })
  const path = `/api/suppressions/${put.json.public_id}`
  expect(put.json.removable).toBe(true)
  expect((await dan('GET', '/api/suppressions')).json.rows).toMatchObject([{ removable: false }])
  expect(await dan('DELETE', path)).toMatchObject({
    status: 403,
    json: { code: 'forbidden', detail: expect.stringContaining('Ann (ann@example.com) put x@quiet.test') },
  })
  expect((await ann('GET', '/api/suppressions')).json.rows).toMatchObject([{ value: 'x@quiet.test', removable: true }])
  expect((await ann('DELETE', path)).status).toBeLessThan(300)
  expect((await ann('GET', '/api/suppressions')).json.rows).toEqual([])
})
