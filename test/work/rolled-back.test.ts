import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { originMark } from '../../src/main/store/origin.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { putSent, renewSent } from '../servers/sent-folder.ts'
import type { MailServer } from './mail-server.ts'
import { people, type Story, story } from './story.ts'
import { memoryKeychain, scratch } from './world.ts'

/** A whole computer is put back as it was, keychain and all: nothing on it can tell, its Sent folders (real ones) can. */

const alice = 'alice@acme.test'
const minute = 60_000
const hour = 60 * minute
/** Monday, nine in the morning in Paris; long ago, as Dovecot takes no INTERNALDATE that is still to come. */
const nine = Date.parse('2025-03-03T08:00:00Z')

let servers: MailServers
let base: string
let keychain: ReturnType<typeof memoryKeychain> & { all: Map<string, string> }
let s: Story
let wire: MailServer

beforeAll(async () => {
  servers = await startMailServers()
})
afterAll(() => servers.stop())

const folder = () => join(base, 'data')

/** The disk of a computer that is put back numbers its files as before. */
function open(now: number): Promise<Story> {
  const place = {
    machine: async () => 'desk',
    folder: folder(),
    file: () => 'one file',
    database: (at: string) => join(at, 'cadenza.sqlite'),
  }
  return story(now, { folder: folder(), keychain, place, smtp: { ca: servers.imap.ca } })
}

/** The whole computer as it is now; gives back what puts it there again. */
async function snapshot(): Promise<() => Promise<void>> {
  await s.engine.room.store.sqlite.backup(join(base, 'cadenza.sqlite'))
  const held = new Map(keychain.all)
  return async () => {
    await s.engine.stop()
    rmSync(folder(), { recursive: true })
    mkdirSync(folder())
    cpSync(join(base, 'cadenza.sqlite'), join(folder(), 'cadenza.sqlite'))
    keychain.all = held
  }
}

const file = (raws: readonly string[]) =>
  putSent(
    servers,
    alice,
    raws.map((raw, i) => ({ at: nine + i * minute, raw })),
  )
const safety = () => s.client.safety.status()

beforeEach(async () => {
  base = mkdtempSync(join(scratch, 'cadenza-rolled-'))
  mkdirSync(folder())
  const memory = memoryKeychain()
  keychain = {
    ...memory,
    all: new Map<string, string>(),
    lasting: true,
    get: async (name: string) => keychain.all.get(name) ?? null,
    set: async (name: string, secret: string) => void keychain.all.set(name, secret),
  }
  await renewSent(servers, alice)
  s = await open(nine - 30 * minute)
  const made = await s.account(alice, { password: 'story-pw' })
  wire = made.server
  await s.client.accounts.update({
    public_id: made.id,
    imap_host: servers.imap.host,
    imap_port: servers.imap.port,
    imap_password: servers.users[alice] as string,
    sent_copies: 'never',
  })
  await s.settle()
})
afterEach(async () => {
  await s.stop()
  await wire.stop()
  rmSync(base, { recursive: true, force: true })
})

it('nothing more leaves once a Sent folder shows what it has forgotten; that is settled, and does not leave again', async () => {
  const name = await s.engage({ sender: alice, contacts: people(3, 'rolled.test'), steps: [{ days: 1 }] })
  const putBack = await snapshot()
  await s.goTo(nine + hour)
  const left = wire.arrivals.map(({ raw }) => raw)
  expect(left).toHaveLength(3)
  // the last one's mark was lost on the way: its Message-ID is the same whenever it is made
  await file(left.map((raw, i) => (i < 2 ? raw : raw.replace(/^X-Cadenza-Send-Id: .*$/m, 'X-Cadenza-Send-Id: gone'))))
  await putBack()
  s = await open(nine + 2 * hour)
  await s.goTo(nine + 2 * hour + minute)
  expect(await safety()).toMatchObject({ state: 'safe', reason: 'seen', can_lift: true })
  expect(await s.states(name)).toEqual({ sent: 3, planned: 3 })
  expect((await s.client.safety.compare()).compared?.accounts).toMatchObject([{ looked_at: 3, found: 2 }])
  await s.client.safety.lift({ without_comparison: true, other: 'gone' })
  s.clock.jump(22 * hour)
  await s.goTo(s.now() + 10 * minute)
  expect(await safety()).toMatchObject({ state: 'normal' })
  const ids = wire.arrivals.map(({ raw }) => /^Message-ID: (\S+)/m.exec(raw)?.[1])
  expect(ids.length).toBeGreaterThan(3)
  expect(new Set(ids).size).toBe(ids.length)
})

it('emails that it never heard of count as well; those of another workspace, or of another home, do not', async () => {
  const later = await s.engage({ sender: alice, contacts: people(1, 'later.test'), start: '2025-03-05T10:00' })
  const putBack = await snapshot()
  const { publicId, key, device } = s.engine.room.store.get(
    'SELECT public_id AS publicId, message_key AS key, device FROM workspace',
  ) as {
    publicId: string
    key: Buffer
    device: string
  }
  const strange = (send: string, origin: string) =>
    `From: ${alice}\r\nTo: x@y.test\r\nX-Cadenza-Send-Id: ${send}\r\nX-Cadenza-Origin: ${origin}\r\n\r\nHi\r\n`
  await file([
    strange('a1', originMark(Buffer.from(publicId), { send: 'a1', device, epoch: 1 })),
    strange('a2', originMark(key, { send: 'a2', device: 'another', epoch: 1 })),
    strange('a3', 'nonsense'),
  ])
  await putBack()
  s = await open(nine - 20 * minute)
  await s.goTo(nine - 19 * minute)
  expect(await safety()).toMatchObject({ state: 'normal' })
  await file([strange('a4', originMark(key, { send: 'a4', device: 'another', epoch: 2 }))])
  s.clock.jump(50 * hour)
  await s.goTo(s.now() + 5 * minute)
  expect(await safety()).toMatchObject({ state: 'safe', reason: 'seen' })
  expect(await s.states(later)).toEqual({ planned: 1 })
  expect(wire.arrivals).toEqual([])
})
