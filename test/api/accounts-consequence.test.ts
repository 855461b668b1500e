import { afterEach, describe, expect, it } from 'vitest'
import { asker, testRoom } from '../host/room.ts'
import { startMailServer } from '../work/mail-server.ts'
import { type Story, story } from '../work/story.ts'

const stories: Story[] = []
afterEach(async () => {
  for (const told of stories.splice(0)) await told.stop()
})
const tale = async (): Promise<Story> => {
  const told = await story('2026-11-23T08:00:00Z')
  stories.push(told)
  return told
}
const many = Array.from({ length: 30 }, (_, i) => `p${i}@example.org`)

describe('what a change of an account would move', () => {
  it('a lower limit moves its own mail alone, by as much as it then does', async () => {
    const me = await tale()
    const { id } = await me.account('anna@example.com')
    await me.account('bob@example.com')
    const annas = await me.engage({ sender: 'anna@example.com', contacts: many, start: '2026-11-23T10:00' })
    await me.engage({ sender: 'bob@example.com', contacts: ['x@example.net'], start: '2026-11-23T17:00' })
    const change = { public_id: id, quotas: ['10/hour'] }
    const before = await me.client.accounts.get({ public_id: id })
    const foreseen = await me.client.accounts.consequence(change)
    const planned = (await me.sends(annas)).map((send) => send.at).sort()
    expect(foreseen).toEqual({
      planned: 30,
      moved: 20,
      waiting: 0,
      last_before: planned.at(-1),
      last_after: expect.stringMatching(/^2026-11-23T11:/),
      erases_password: false,
      signature: null,
    })
    expect(await me.client.accounts.get({ public_id: id })).toEqual(before)
    await me.client.accounts.update(change)
    await me.goTo(me.now() + 2000)
    expect(
      (await me.sends(annas))
        .map((send) => send.at)
        .sort()
        .at(-1),
    ).toBe(foreseen.last_after)
  })

  it('another signature reaches what says it and is not made yet, and keeps its hour', async () => {
    const me = await tale()
    const { id } = await me.account('anna@example.com')
    const steps = [
      { subject: 'Hi', html: '<p>Hello</p>\n<p>{{ signature }}</p>' },
      { subject: '', text: 'Still there?', delay: { days: 3 } },
    ]
    await me.client.sequences.create({ name: 'Signed', steps })
    const senders = [{ account: id }]
    for (const email of many.slice(0, 3)) await me.client.contacts.create({ address: email })
    await me.client.schedule.engage({
      ...{ sequence: 'Signed', senders, start: '2026-11-24T10:00' },
      contacts: many.slice(0, 3),
    })
    const { rows } = await me.client.sends.list({ state: 'planned' })
    const first = rows.find(({ step }) => step === 1)
    await me.client.sends.rewrite({ public_id: first?.public_id ?? '', subject: 'Hi', text: 'My own words' })
    const change = { public_id: id, signature_html: '<p><b>Anna</b></p><p>Sales</p>' }
    expect(await me.client.accounts.consequence(change)).toMatchObject({ planned: 6, moved: 0, signature: 2 })
    expect(await me.client.accounts.consequence({ public_id: id, from_name: 'A' })).toMatchObject({ signature: null })
    const saved = await me.client.accounts.update(change)
    expect(saved).toMatchObject({ signature: null, signature_html: '<strong>Anna</strong><br>\nSales' })
    expect(await me.client.accounts.consequence(change)).toMatchObject({ signature: null })
    const shown = await me.client.sequences.render({ sequence: 'Signed', step: 1, account: id })
    expect(shown.html).toBe('<p>Hello</p>\n<p><strong>Anna</strong><br>\nSales</p>')
    expect(shown.text).toBe('Hello\n\nAnna\nSales')
    const refused = me.client.accounts.update({ public_id: id, signature_html: 'Anna<script>x</script>' })
    await expect(refused).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('<script>') })
    expect(await me.client.accounts.update({ public_id: id, signature_html: ' <p></p> ' })).toMatchObject({
      signature_html: null,
    })
  })

  it('another server without its password would leave everything waiting, and says so', async () => {
    const me = await tale()
    const { id } = await me.account('anna@example.com', { password: 'right' })
    await me.engage({ sender: 'anna@example.com', contacts: many.slice(0, 4), start: '2026-11-23T10:00' })
    const moved = { public_id: id, smtp_host: 'elsewhere.example', smtp_protocol: 'tls' as const }
    const foreseen = await me.client.accounts.consequence(moved)
    expect(foreseen).toMatchObject({ planned: 4, moved: 0, waiting: 4, last_after: null, erases_password: true })
    const replaced = await me.client.accounts.consequence({ ...moved, password: 'for the new one' })
    expect(replaced).toMatchObject({ waiting: 0, erases_password: false })
  })

  it('is refused where the change would be', async () => {
    const here = testRoom()
    const client = here.client()
    const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' as const }
    const { public_id } = await client.accounts.create({ from_email: 'anna@example.com', ...smtp })
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'accounts'))
    await expect(bob.accounts.consequence({ public_id, percentage: 2 })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(client.accounts.consequence({ public_id, quotas: ['0/hour'] })).rejects.toMatchObject({
      code: 'invalid_limit',
    })
    here.close()
  })
})

it('a change of an account that changes nothing keeps its version', async () => {
  const here = testRoom()
  const client = here.client()
  const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' as const }
  const made = await client.accounts.create({ from_email: 'anna@example.com', ...smtp, quotas: ['40/hour'] })
  const told: string[] = []
  here.room.changes.listen((table) => told.push(table))
  expect(await client.accounts.update({ public_id: made.public_id })).toEqual(made)
  expect(await client.accounts.update({ public_id: made.public_id, ...smtp, quotas: made.quotas })).toEqual(made)
  expect(told).toEqual([])
  here.close()
})

describe('usage', () => {
  it('tells the sandbox apart, what is next, and what waits while an account sends nothing', async () => {
    const me = await tale()
    const { id } = await me.account('anna@example.com')
    const name = await me.engage({ sender: 'anna@example.com', contacts: many.slice(0, 5), start: '2026-11-23T10:00' })
    const first = (await me.sends(name)).map((send) => send.at).sort()[0]
    const [managed, anna] = await me.client.accounts.usage()
    expect(managed).toMatchObject({ type: 'managed', sandbox: true, planned: 0, waiting: 0, next: null })
    expect(anna).toMatchObject({ type: 'smtp', sandbox: false, planned: 5, waiting: 0, next: first })
    await me.client.accounts.deactivate({ public_id: id })
    expect((await me.client.accounts.usage())[1]).toMatchObject({ planned: 5, waiting: 5, next: null })
  })
})

it('usage says what took an account out, and since when', async () => {
  const me = await tale()
  const { server } = await me.account('anna@example.com', { password: 'right' })
  server.password = 'changed meanwhile'
  await me.engage({ sender: 'anna@example.com', contacts: many.slice(0, 2), start: '2026-11-23T10:00' })
  await me.goTo('2026-11-23T11:00:00Z')
  const [, anna] = await me.client.accounts.usage()
  expect(anna).toMatchObject({
    waiting: 2,
    trouble: { kind: 'credentials', since: expect.stringMatching(/^2026-11-23T(09|10):/) },
  })
  expect((await me.client.accounts.list())[1]?.status_reason).toMatch(/^535/)
})

describe('trying settings before they are kept', () => {
  it("says in the server's own words whether they work, and keeps nothing", async () => {
    const here = testRoom()
    const server = await startMailServer(here.time.now)
    server.password = 'right-Passw0rd'
    const settings = {
      smtp_host: '127.0.0.1',
      smtp_port: server.port,
      smtp_protocol: 'none' as const,
      username: 'anna@example.com',
    }
    const client = here.client()
    expect(await client.accounts.probe({ ...settings, password: 'right-Passw0rd' })).toMatchObject({ ok: true })
    const refused = await client.accounts.probe({ ...settings, password: 'wrong-Passw0rd' })
    expect(refused).toMatchObject({ ok: false, words: expect.stringMatching(/^535/) })
    expect(refused.next).toContain('anna@example.com')
    expect(JSON.stringify(refused)).not.toContain('wrong-Passw0rd')
    expect(await client.accounts.list()).toHaveLength(1)
    expect(here.keychain.secrets.size).toBe(0)
    await expect(client.accounts.probe({ ...settings, smtp_host: 'a b' })).rejects.toMatchObject({
      code: 'bad_request',
    })
    await server.stop()
    here.close()
  })
})
