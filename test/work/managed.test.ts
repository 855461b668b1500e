/** The managed account gets a server and loses it again: no rehearsal reaches people, no mail to people is rehearsed. */
import { expect, it } from 'vitest'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { verifyDomain } from '../rig/verified.ts'
import { startMailServer } from './mail-server.ts'
import { people, story } from './story.ts'
import { addContacts } from './world.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const DAY = 86_400_000
const step = { subject: 'Hi', text: 'Hello' }

it('goes from the sandbox to a server and back, and carries nothing over in either direction', async () => {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  const s = await story(MONDAY, { first })
  const server = await startMailServer(s.now)
  server.password = 'canary-managed'
  const { client } = s
  const managed = async () => (await client.accounts.list()).find(({ type }) => type === 'managed')
  const id = (await managed())?.public_id ?? ''
  const engage = async (name: string, domain: string) => {
    const contacts = people(2, domain)
    addContacts(
      s.engine,
      contacts.map((address) => ({ address })),
    )
    await client.sequences.create({ name, steps: [step, { ...step, delay: { days: 4 } }] })
    await client.schedule.engage({ sequence: name, contacts, senders: [{ account: id }] })
  }
  await engage('Rehearsed', 'rehearsed.test')
  await s.goTo(MONDAY + DAY)
  expect(await s.states('Rehearsed')).toEqual({ sent: 2, planned: 2 })

  const given = {
    from_email: 'news@brand.test',
    smtp_host: '127.0.0.1',
    smtp_port: server.port,
    smtp_protocol: 'none' as const,
    password: 'canary-managed',
  }
  const bob = s.engine.client({ seatId: 1, role: 'member', scopes: roleScopes.member })
  await expect(bob.accounts.set_managed(given)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(client.accounts.set_managed({ ...given, password: undefined, username: 'me' })).rejects.toMatchObject({
    code: 'bad_request',
  })
  verifyDomain(s.engine.room.store, 'brand.test', s.now())
  expect(await client.accounts.set_managed(given)).toMatchObject({
    type: 'managed',
    sandbox: false,
    from_email: 'news@brand.test',
    status: 'active',
    has_smtp_password: true,
    per_utc_day: 50,
    group: null,
  })
  // it is nobody's to edit or to group otherwise
  await expect(client.accounts.update({ public_id: id, from_name: 'X' })).rejects.toMatchObject({ code: 'state' })
  await engage('Real', 'real.test')
  await s.goTo(MONDAY + 2 * DAY)
  expect(server.arrivals).toHaveLength(2)
  expect(await s.states('Real')).toEqual({ sent: 2, planned: 2 })

  const cleared = await client.accounts.clear_managed()
  expect(cleared).toMatchObject({ sandbox: true, smtp_host: null, has_smtp_password: false, status: 'active' })
  expect(await s.engine.room.ports.keychain.get(id)).toBe(null)
  await s.goTo(MONDAY + 14 * DAY)
  expect(server.arrivals).toHaveLength(2)
  const held = (await s.sends('Real')).filter(({ step }) => step === 2)
  expect(held.map(({ held, reason }) => [held, reason])).toEqual([
    [true, expect.stringContaining('no server any more')],
    [true, expect.stringContaining('no server any more')],
  ])
  const taken = (await client.sandbox.list({ limit: 500 })).rows.flatMap(({ to }) => to)
  expect(taken.filter((address) => address.endsWith('@real.test'))).toEqual([])
  await s.stop()
  await server.stop()
})
