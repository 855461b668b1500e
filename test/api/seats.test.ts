import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyHolder } from '../../src/main/api/door.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

it('renames, promotes and locks a seat; a locked one has no working key until it is unlocked', async () => {
  const client = here.client()
  const bob = await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  const { key } = await client.keys.create({ seat: 'bob@example.com', scopes: ['read'] })
  const id = { public_id: bob.public_id }
  expect(await client.seats.update({ ...id, name: ' Robert ', role: 'admin', version: 1 })).toEqual({
    ...bob,
    name: 'Robert',
    role: 'admin',
    version: 2,
  })
  expect(await client.seats.update({ ...id, state: 'locked' })).toMatchObject({ state: 'locked', version: 3 })
  expect(keyHolder(here.room, key)).toEqual({ refused: 'The seat bob@example.com is locked.' })
  expect(await client.seats.update({ ...id, state: 'locked' })).toMatchObject({ version: 3 })
  await client.seats.update({ ...id, state: 'active' })
  expect(keyHolder(here.room, key)).toMatchObject({ asker: { role: 'admin', scopes: ['read'] } })
})

it('lets the sandbox write under the name that its owner gave, unless it was given one of its own', async () => {
  const client = here.client()
  const [me] = await client.seats.list()
  const id = { public_id: me?.public_id ?? '' }
  const nameOf = async () => (await client.accounts.list()).find(({ type }) => type === 'managed')?.from_name
  const before = await nameOf()
  await client.seats.update({ ...id, name: 'Anna Linde' })
  expect(before).toBe(me?.name)
  expect(await nameOf()).toBe('Anna Linde')
  here.room.store.write((tx) => tx.run(`UPDATE accounts SET name = 'Trials' WHERE kind = 'managed'`))
  await client.seats.update({ ...id, name: 'Anna' })
  expect(await nameOf()).toBe('Trials')
})

it('gives a seat another address while the workspace is on one computer, and never afterwards', async () => {
  const client = here.client()
  const [anna] = await client.seats.list()
  const id = { public_id: anna?.public_id ?? '' }
  await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  expect(await client.seats.update({ ...id, address: ' Anna.L@example.com ' })).toMatchObject({
    address: 'Anna.L@example.com',
    version: 2,
  })
  await expect(client.seats.update({ ...id, address: 'BOB@example.com' })).rejects.toMatchObject({
    code: 'conflict',
    message: 'Bob has a seat with the address bob@example.com already.',
  })
  await expect(client.seats.update({ ...id, address: 'anna@' })).rejects.toMatchObject({ code: 'invalid_address' })
  await client.devices.begin({})
  await expect(client.seats.update({ ...id, address: 'anna@example.com' })).rejects.toMatchObject({
    code: 'state',
    message: 'A team knows Anna by Anna.L@example.com. Add a seat with the other address instead.',
  })
  expect((await client.seats.list())[0]).toMatchObject({ address: 'Anna.L@example.com', version: 2 })
})

it('never leaves a workspace without an active admin, and nobody locks themselves out', async () => {
  const client = here.client()
  const [anna] = await client.seats.list()
  const id = { public_id: anna?.public_id ?? '' }
  await expect(client.seats.update({ ...id, role: 'member' })).rejects.toMatchObject({
    code: 'state',
    message: 'Anna is the last active admin. Make somebody else an admin first.',
  })
  const bob = await client.seats.add({ name: 'Bob', address: 'bob@example.com', role: 'admin' })
  await expect(client.seats.update({ ...id, state: 'locked' })).rejects.toMatchObject({
    code: 'state',
    message: "You can't lock your own seat. Another admin can.",
  })
  const asBob = here.client(asker(2, 'admin', 'read', 'admin'))
  expect(await asBob.seats.update({ ...id, state: 'locked' })).toMatchObject({ state: 'locked' })
  await expect(asBob.seats.update({ public_id: bob.public_id, role: 'member' })).rejects.toMatchObject({
    code: 'state',
  })
  await expect(client.seats.update({ public_id: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(client.seats.update({ ...id, version: 1, name: 'A' })).rejects.toMatchObject({ code: 'stale_version' })
})

it('tells a member that an admin is needed, and a key which scope', async () => {
  const member = here.client(asker(1, 'member', 'read', 'write', 'accounts'))
  const refusals = [
    member.seats.add({ name: 'Eve', address: 'eve@example.com' }),
    here.client(asker(1, 'admin', 'read')).seats.add({ name: 'Eve', address: 'eve@example.com' }),
  ].map((asked) => asked.then(String, ({ code, message }: { code: string; message: string }) => [code, message]))
  expect(await Promise.all(refusals)).toEqual([
    ['forbidden', "Only an admin may do this (seats.add), and this seat is a member's. Ask an admin of the workspace."],
    ['forbidden', 'seats.add needs the scope "admin".'],
  ])
})
