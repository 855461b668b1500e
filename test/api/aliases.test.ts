import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asker, type TestRoom, testRoom } from '../host/room.ts'
import { verifyDomain } from '../rig/verified.ts'

let here: TestRoom
let id: string
beforeEach(async () => {
  here = testRoom()
  id = (await here.client().accounts.create({ ...smtp, from_email: 'anna@example.com' })).public_id
})
afterEach(() => here.close())

const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' as const }
const theirs = { theirs: true, unlike: true }

describe('an alias', () => {
  it('is added, listed with its account, renamed and removed; each raises the version of the account', async () => {
    const client = here.client()
    const version = async () => (await client.accounts.get({ public_id: id })).version
    const first = await version()
    const made = await client.aliases.add({ public_id: id, email: ' anna.berg@example.net ', ...theirs })
    expect(made).toEqual({ public_id: made.public_id, email: 'anna.berg@example.net', name: null })
    expect(await client.aliases.list({ public_id: id })).toEqual([made])
    expect((await client.accounts.get({ public_id: id })).aliases).toEqual([made])
    const named = { ...made, name: 'Anna of Net' }
    expect(await client.aliases.update({ public_id: id, alias: made.public_id, name: ' Anna of Net ' })).toEqual(named)
    expect(await client.aliases.update({ public_id: id, alias: made.public_id })).toEqual(named)
    expect(await version()).toBe(first + 2)
    expect(await client.aliases.remove({ public_id: id, alias: made.public_id })).toEqual({ ...named, contacts: 0 })
    expect(await client.aliases.list({ public_id: id })).toEqual([])
    await expect(client.aliases.remove({ public_id: id, alias: made.public_id })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await client.aliases.add({ public_id: id, email: 'anna.berg@example.net', ...theirs })).public_id).not.toBe(
      made.public_id,
    )
  })

  it.each([
    ['no address', 'invalid_address', 'no address'],
    ['anna@example.com', 'conflict', 'is a mailbox of Anna already'],
    ['bob@example.com', 'conflict', 'is the address of another seat, Bob (bob@example.com), whose seat is locked'],
    [
      'bobs@example.net',
      'conflict',
      'is a mailbox of Bob (bob@example.com), whose seat is locked. An admin can release it',
    ],
    ['bobs.alias@example.net', 'conflict', 'is an alias of Bob (bob@example.com), whose seat is locked'],
    ['team@example.com', 'conflict', 'is an account of the whole team'],
    ['info@example.com', 'conflict', 'looks like a shared address'],
  ])('%s is refused in its own words', async (email, code, words) => {
    const client = here.client()
    const bob = await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const his = await client.accounts.create({ ...smtp, from_email: 'bobs@example.net', seat: 'bob@example.com' })
    await client.aliases.add({
      public_id: his.public_id,
      email: 'bobs.alias@example.net',
      ...theirs,
      permits: ['more'],
    })
    await client.seats.update({ public_id: bob.public_id, state: 'locked' })
    await client.accounts.create({ ...smtp, from_email: 'team@example.com', seat: null })
    await expect(client.aliases.add({ public_id: id, email, ...theirs })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
    expect(await client.aliases.list({ public_id: id })).toEqual([])
  })

  it("counts as a mailbox of its seat, and needs a person's word and an admin's permission as one does", async () => {
    const client = here.client()
    const add = (email: string, more = {}) => client.aliases.add({ public_id: id, email, ...more })
    await expect(add('anna2@example.com')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Confirm that anna2@example.com belongs to Anna personally'),
    })
    await expect(add('zebra@example.com', { theirs: true })).rejects.toMatchObject({
      message: expect.stringContaining("doesn't look like Anna's name"),
    })
    await add('anna2@example.com', theirs)
    await expect(add('anna3@example.com', theirs)).rejects.toMatchObject({
      message: expect.stringContaining('Anna has 2 of 2 mailboxes already'),
    })
    await add('anna3@example.com', { ...theirs, permits: ['more'] })
    await add('sales@example.com', { ...theirs, permits: ['more', 'role'] })
    expect(await client.aliases.list({ public_id: id })).toHaveLength(3)
  })

  it("of the team's account is an admin's; the managed account has none", async () => {
    const client = here.client()
    verifyDomain(here.room.store, 'example.com', here.time.now())
    const team = await client.accounts.create({ ...smtp, from_email: 'team@example.com', seat: null })
    expect(await client.aliases.add({ public_id: team.public_id, email: 'hello@example.com' })).toMatchObject({
      email: 'hello@example.com',
    })
    await expect(client.aliases.add({ public_id: team.public_id, email: 'anna@example.com' })).rejects.toMatchObject({
      code: 'conflict',
    })
    const managed = (await client.accounts.list()).find(({ type }) => type === 'managed')
    await expect(
      client.aliases.add({ public_id: managed?.public_id ?? '', email: 'x@example.com' }),
    ).rejects.toMatchObject({ code: 'state' })
  })

  it("a member neither changes another's nor gives themselves one without asking first", async () => {
    const client = here.client()
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const his = await client.accounts.create({ ...smtp, from_email: 'bob@example.com', seat: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'accounts'))
    await expect(bob.aliases.add({ public_id: id, email: 'bob2@example.com', ...theirs })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(
      bob.aliases.add({ public_id: his.public_id, email: 'bob2@example.com', ...theirs, permits: ['role', 'more'] }),
    ).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('Ask for bob2@example.com first') })
    await expect(
      here.client(asker(2, 'member', 'read')).aliases.add({ public_id: his.public_id, email: 'b@example.com' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})
