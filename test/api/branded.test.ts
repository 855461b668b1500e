/** Mail of the whole team under a domain of its own begins once the name servers show what only its holder can put there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { setAccountState } from '../../src/main/store/accounts.ts'
import { journalEntries } from '../../src/main/store/journal.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'
import { verifyDomain } from '../rig/verified.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'

let dns: DnsServer
let here: TestRoom
beforeEach(async () => {
  dns = await startDns()
  here = testRoom({ dns: createDns({ servers: [dns.address], timeout: 2000, tries: 1 }) })
})
afterEach(async () => {
  here.close()
  await dns.stop()
})

const server = { smtp_host: 'smtp.acme.test', smtp_port: 587, smtp_protocol: 'starttls' as const }
const waits = 'acme.test is not verified yet: add its records under Domains.'
const refused = { code: 'state', message: waits, data: { domain: 'acme.test' } }
const client = () => here.client()
const team = (from_email: string, more = {}) => client().accounts.create({ ...server, from_email, seat: null, ...more })
const get = (public_id: string) => client().accounts.get({ public_id })
const activate = (public_id: string) => client().accounts.activate({ public_id })
const domain = async (name = 'acme.test') => (await client().domains.list()).rows.find((row) => row.name === name)

/** Does what the Domains page asks for: a key, its record, and one for SPF. */
async function publish() {
  const { public_id = '' } = (await domain()) ?? {}
  const { records } = await client().domains.dkim_generate({ public_id })
  const key = records.find(({ record }) => record === 'dkim')?.add
  const host: `${string}/TXT` = `${key?.host}/TXT`
  const shown: Record<`${string}/TXT`, string[]> = { [host]: [key?.value ?? ''] }
  dns.zone = { ...shown, 'acme.test/TXT': ['v=spf1 a:smtp.acme.test -all'], 'smtp.acme.test/A': ['192.0.2.9'] }
  return client().domains.check({ public_id })
}

describe('a team account under a domain of its own', () => {
  it('waits from its beginning, with the domain at hand; verified, a person activates it', async () => {
    const made = await team('news@Acme.test')
    expect(made).toMatchObject({ status: 'pending', status_reason: waits })
    expect(await domain()).toMatchObject({ verified: false, waiting: ['news@Acme.test'], status: 'unknown' })
    await expect(activate(made.public_id)).rejects.toMatchObject(refused)
    const checked = await publish()
    expect(checked).toMatchObject({ verified: true, waiting: [] })
    const words = 'acme.test is verified: news@Acme.test can be activated.'
    expect(await get(made.public_id)).toMatchObject({ status: 'pending', status_reason: words })
    expect((await client().accounts.history({ public_id: made.public_id, limit: 5 })).rows[0]?.words).toBe(words)
    expect(journalEntries(here.room.store, 1)[0]).toMatchObject({ kind: 'domain', text: words })
    expect(await activate(made.public_id)).toMatchObject({ status: 'active', status_reason: null })
  })

  it.each([
    ['no key', { 'acme.test/TXT': ['v=spf1 a:smtp.acme.test -all'], 'smtp.acme.test/A': ['192.0.2.9'] }],
    ['nothing at all', {}],
  ])('%s in DNS verifies nothing', async (_, zone) => {
    const { public_id } = await team('news@acme.test')
    await publish()
    dns.zone = zone
    await client().domains.check({ public_id: (await domain())?.public_id ?? '' })
    expect((await domain())?.verified).toBe(false)
    await expect(activate(public_id)).rejects.toMatchObject(refused)
  })

  it('a name server that fails takes back nothing, and a record that is gone takes nothing out', async () => {
    const { public_id } = await team('news@acme.test')
    await publish()
    await activate(public_id)
    const check = async () => client().domains.check({ public_id: (await domain())?.public_id ?? '' })
    dns.failing.add('*')
    expect(await check()).toMatchObject({ verified: true })
    dns.failing.clear()
    dns.zone = {}
    expect(await check()).toMatchObject({ verified: false, status: 'wrong', waiting: [] })
    expect(await get(public_id)).toMatchObject({ status: 'active' })
    // neither does any other change of it, nor coming back from trouble by hand
    expect(await client().accounts.update({ public_id, from_name: 'News' })).toMatchObject({ status: 'active' })
    const { id = 0 } =
      here.room.store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', public_id) ?? {}
    here.room.store.write((tx) => setAccountState(tx, id, 'error', 'no', 'connection'))
    expect(await activate(public_id)).toMatchObject({ status: 'active' })
    // put aside by a person, it begins anew
    await client().accounts.deactivate({ public_id })
    await expect(activate(public_id)).rejects.toMatchObject(refused)
    expect(await get(public_id)).toMatchObject({ status: 'inactive', status_reason: 'Deactivated by hand.' })
  })

  it('handed over to the team it waits, with whatever it had to wait for besides; given to a seat it need not', async () => {
    const given = { ...server, username: 'anna', password: 'canary-word' }
    const { public_id } = await client().accounts.create({ ...given, from_email: 'anna@acme.test' })
    expect(await activate(public_id)).toMatchObject({ status: 'active' })
    expect((await client().domains.list()).rows).toEqual([])
    const moved = { seat: null, smtp_host: 'mail.acme.test', password: 'canary-other' }
    expect(await client().accounts.update({ public_id, ...moved })).toMatchObject({
      status: 'pending',
      status_reason: waits,
      has_smtp_password: true,
    })
    const back = await client().accounts.update({ public_id, seat: 'anna@example.com' })
    expect(back).toMatchObject({ status: 'pending', status_reason: 'Not activated yet: test it, then activate it.' })
    expect(await activate(public_id)).toMatchObject({ status: 'active' })
  })

  it('out for a while, it does not come back by itself as the team’s', async () => {
    const { public_id } = await client().accounts.create({ ...server, from_email: 'anna@acme.test' })
    here.room.store.write((tx) => setAccountState(tx, 2, 'error', 'no', 'connection', here.time.now()))
    expect(await client().accounts.update({ public_id, seat: null })).toMatchObject({
      status: 'pending',
      resume_at: null,
    })
  })

  it('an alias is not made before its domain is verified; the account goes on', async () => {
    const { public_id } = await team('team@gmail.com')
    expect(await activate(public_id)).toMatchObject({ status: 'active' })
    const add = () => client().aliases.add({ public_id, email: 'news@acme.test' })
    await expect(add()).rejects.toMatchObject(refused)
    expect(await domain()).toMatchObject({ verified: false })
    await publish()
    expect(await add()).toMatchObject({ email: 'news@acme.test' })
    expect(await get(public_id)).toMatchObject({ status: 'active' })
  })

  it('with two domains waits for both, one after the other', async () => {
    const { public_id } = await client().accounts.create({ ...server, from_email: 'anna@acme.test' })
    await client().aliases.add({ public_id, email: 'anna@other.test', theirs: true })
    verifyDomain(here.room.store, 'other.test', here.time.now())
    await client().accounts.update({ public_id, seat: null })
    expect(await get(public_id)).toMatchObject({ status_reason: waits })
    here.room.store.write((tx) => tx.run(`UPDATE domains SET checks = '{}' WHERE name = 'other.test'`))
    await publish()
    const other = 'other.test is not verified yet: add its records under Domains.'
    expect(await get(public_id)).toMatchObject({ status: 'pending', status_reason: other })
    await expect(activate(public_id)).rejects.toMatchObject({ message: other })
  })
})

describe('the managed account with a server of its own', () => {
  const given = { ...server, from_email: 'news@acme.test' }
  const managed = async () => (await client().accounts.list())[0]

  it('waits, and is activated by a person; the sandbox needs no records', async () => {
    expect(await client().accounts.set_managed(given)).toMatchObject({ status: 'pending', status_reason: waits })
    expect(await domain()).toMatchObject({ accounts: ['news@acme.test'], waiting: ['news@acme.test'] })
    const { public_id = '' } = (await managed()) ?? {}
    await expect(activate(public_id)).rejects.toMatchObject(refused)
    expect(await client().accounts.clear_managed()).toMatchObject({ status: 'active', status_reason: null })
    await client().accounts.set_managed(given)
    await publish()
    expect(await activate(public_id)).toMatchObject({ status: 'active' })
    // a new password for what sends already takes nothing out, whatever the name servers say by now
    dns.zone = {}
    await client().domains.check({ public_id: (await domain())?.public_id ?? '' })
    const again = { ...given, username: 'news', password: 'canary-word' }
    expect(await client().accounts.set_managed(again)).toMatchObject({ status: 'active', has_smtp_password: true })
    expect(await client().accounts.set_managed({ ...again, from_email: 'news@other.test' })).toMatchObject({
      status: 'pending',
      status_reason: 'other.test is not verified yet: add its records under Domains.',
    })
  })

  it('at a provider’s own domain sends at once', async () => {
    expect(await client().accounts.set_managed({ ...given, from_email: 'acme@gmail.com' })).toMatchObject({
      status: 'active',
    })
    expect((await client().domains.list()).rows).toEqual([])
  })
})

it('a member’s own mailbox waits for no domain, and a member has none looked at', async () => {
  await client().seats.add({ name: 'Bob', address: 'bob@acme.test' })
  const bob = here.client(asker(2, 'member', 'read', 'accounts'))
  const { public_id } = await bob.accounts.create({ ...server, from_email: 'bob@acme.test' })
  expect(await bob.accounts.activate({ public_id })).toMatchObject({ status: 'active' })
  await expect(bob.accounts.update({ public_id, seat: null })).rejects.toMatchObject({ code: 'forbidden' })
  expect((await client().domains.list()).rows).toEqual([])
})
