/** A workspace nobody has touched begins with the package's server; every other is only offered it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginWithPackaged } from '../../src/main/host/managed.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'

const MONDAY = Date.parse('2026-11-23T08:00:00Z')
const HOUR = 3_600_000
let server: MailServer
let open: Story[]
beforeEach(async () => {
  server = await startMailServer(() => MONDAY)
  open = []
})
afterEach(async () => {
  for (const s of open) await s.stop()
  await server.stop()
})

const begun = async (more: { from_email?: string; username?: string } = {}) => {
  const managed = { smtp_host: '127.0.0.1', smtp_port: server.port, smtp_protocol: 'none' as const, ...more }
  const s = await story(MONDAY, { managed })
  open.push(s)
  return s
}
const through = async ({ client }: Story) => (await client.accounts.managed()).sends_through

it('sends through it from the first minute, and stays in the sandbox once somebody has chosen that', async () => {
  const s = await begun({ from_email: 'news@brand.test' })
  await beginWithPackaged(s.engine)
  expect(await through(s)).toBe('package')
  const [account] = await s.client.accounts.list()
  await s.engage({ sender: String(account?.public_id), contacts: people(2, 'real.test') })
  await s.goTo(MONDAY + 2 * HOUR)
  expect(server.arrivals.map(({ from }) => from)).toEqual(['news@brand.test', 'news@brand.test'])
  await s.client.accounts.clear_managed()
  await beginWithPackaged(s.engine)
  expect(await through(s)).toBe('sandbox')
})

it('is only offered where an address or a password is missing, or where something was sent already', async () => {
  const nameless = await begun()
  await beginWithPackaged(nameless.engine)
  expect(await through(nameless)).toBe('sandbox')

  const locked = await begun({ from_email: 'news@brand.test', username: 'relay' })
  await beginWithPackaged(locked.engine)
  expect(await through(locked)).toBe('sandbox')
  await locked.engine.room.ports.keychain.set('managed/package', 'CANARY-word')
  await beginWithPackaged(locked.engine)
  expect(await through(locked)).toBe('package')
  expect((await locked.client.accounts.list())[0]).toMatchObject({ status: 'active', has_smtp_password: true })

  const used = await begun({ from_email: 'news@brand.test' })
  const [account] = await used.client.accounts.list()
  await used.engage({ sender: String(account?.public_id), contacts: people(1, 'rehearsed.test') })
  await beginWithPackaged(used.engine)
  expect(await used.client.accounts.managed()).toMatchObject({
    sends_through: 'sandbox',
    untouched: false,
    planned: { sandbox: 1, people: 0 },
  })
})

it('tells only an admin what it sends through', async () => {
  const s = await begun()
  const member = s.engine.client({ seatId: 1, role: 'member', scopes: ['read'] })
  await expect(member.accounts.managed()).rejects.toMatchObject({ code: 'forbidden' })
})
