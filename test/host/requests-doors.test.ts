/** One question about somebody else's mailbox, asked in process, over REST and by command line: one answer. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDoor, testDoor } from './asking.ts'
import { asker } from './room.ts'

let here: TestDoor
beforeAll(async () => {
  here = await testDoor()
})
afterAll(() => here.stop())

/** What each role may do to whose request, the same through every door. */
it('requests are answered alike in process and over REST, for member and admin', async () => {
  const admin = here.client()
  const seat = await admin.seats.add({ name: 'Bob', address: 'bob@example.com' })
  await admin.seats.add({ name: 'Eve', address: 'eve@example.com' })
  const { id } = here.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat.public_id) ?? {
    id: 0,
  }
  const bob = here.client(asker(id, 'member', 'read', 'write', 'accounts'))
  const { key } = await admin.keys.create({
    name: 'Bob',
    seat: 'bob@example.com',
    scopes: ['read', 'write', 'accounts'],
    days: 1,
  })
  const rest = (path: string, body: unknown) =>
    here.ask({ method: 'POST', path, body, headers: { authorization: `Bearer ${key}` } })

  const forEve = { address: 'eve2@example.com', seat: 'eve@example.com', confirm_theirs: true }
  const refused = await bob.mailbox_requests.create(forEve).then(
    () => null,
    (error: { code: string; message: string }) => error,
  )
  const overRest = await rest('/api/mailbox-requests', forEve)
  expect(overRest).toMatchObject({ status: 403, json: { code: 'forbidden', detail: refused?.message } })

  const asked = await rest('/api/mailbox-requests', { address: 'bob2@example.com', confirm_theirs: true })
  expect(asked).toMatchObject({ status: 201, json: { state: 'requested', seat: 'bob@example.com' } })
  const path = `/api/mailbox-requests/${asked.json.public_id}`
  expect((await rest(`${path}/approve`, {})).status).toBe(403)
  const keyed = await here.keyed({ method: 'POST', path: `${path}/approve`, body: {} })
  expect(keyed).toMatchObject({ status: 200, json: { state: 'approved', decided_by: 'Anna' } })

  // without a body, as clients of such an API call it
  const review = await here.ask({
    method: 'POST',
    path: '/api/providers/shared-amazon-ses-limit-request',
    headers: { authorization: `Bearer ${key}` },
  })
  expect(review).toMatchObject({ status: 201, json: { kind: 'managed', state: 'pending', wanted: 100 } })
  const early = await rest('/api/providers/limits/sending-accounts/request-increase', {})
  expect(early).toMatchObject({ status: 409, json: { code: 'state' } })
  const real = { from_email: 'x@brand.test', smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' }
  const managed = (headers: Record<string, string>) =>
    here.ask({ method: 'PUT', path: '/api/providers/managed', body: real, headers })
  expect((await managed({ authorization: `Bearer ${key}` })).status).toBe(403)
  expect(await here.keyed({ method: 'PUT', path: '/api/providers/managed', body: real })).toMatchObject({
    status: 200,
    json: { sandbox: false, from_email: 'x@brand.test' },
  })
  expect((await here.keyed({ method: 'DELETE', path: '/api/providers/managed' })).json).toMatchObject({ sandbox: true })
})
