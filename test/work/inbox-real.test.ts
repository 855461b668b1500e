import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { inboxFolders } from '../../src/main/store/inbox-folders.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { withMailbox } from '../servers/sent-folder.ts'
import { waitFor } from '../servers/wait.ts'
import { people, type Story, story } from './story.ts'

/** What comes back to a mailbox of a real Dovecot. Time stands still unless a test lets it run. */

const alice = 'alice@acme.test'
const minute = 60_000
const nine = Date.parse('2025-03-03T08:00:00Z')

let servers: MailServers
let s: Story
let wire: Wire
beforeAll(async () => {
  servers = await startMailServers()
})
afterAll(() => servers.stop())
let seeds = 7
beforeEach(async () => {
  await withMailbox(servers, alice, async (imap) => {
    for (const { path } of await imap.list())
      if (!['INBOX', 'Sent', 'Drafts'].includes(path)) await imap.mailboxDelete(path)
    await imap.mailboxOpen('INBOX')
    await imap.messageDelete('1:*')
  })
  wire = await startWire(servers.imap.port)
  // another workspace each time: mail of the same one that this copy knows nothing of would hold all
  s = await story(nine - 30 * minute, {
    seed: ++seeds,
    smtp: { ca: servers.imap.ca },
    imap: { timeouts: { connect: 300, greeting: 300, command: 500, answer: 300 } },
  })
})
afterEach(async () => {
  await s.stop()
  await wire.stop()
})

interface Wire {
  port: number
  /** Connections open at present, and the most there were at once. */
  open(): number
  most(): number
  /** How many there ever were. */
  all(): number
  /** Cuts every connection. */
  cut(): void
  /** While true, who connects is cut off at once. */
  down: boolean
  /** While true, what is said on a connection is lost, and nobody hears of it. */
  deaf: boolean
  stop(): Promise<void>
}

/** A wire to the server that can be cut, or left lying with nobody at its other end. */
async function startWire(to: number): Promise<Wire> {
  const pairs = new Set<[Socket, Socket]>()
  let most = 0
  let all = 0
  const wire = { deaf: false, down: false } as Wire
  const server: Server = createServer((near) => {
    near.on('error', () => {})
    if (wire.down) return near.destroy()
    const far = connect(to, 'localhost')
    const pair: [Socket, Socket] = [near, far]
    const deafened = () => wire.deaf
    pairs.add(pair)
    all++
    most = Math.max(most, pairs.size)
    const isOld = { lost: false }
    const pass = (from: Socket, other: Socket) => {
      from.on('data', (data) => {
        if (deafened()) isOld.lost = true
        if (!isOld.lost) other.write(data)
      })
      from.on('error', () => {})
      from.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((done) => server.listen(0, 'localhost', done))
  const address = server.address()
  return Object.assign(wire, {
    port: typeof address === 'object' && address ? address.port : 0,
    open: () => pairs.size,
    most: () => most,
    all: () => all,
    cut() {
      for (const [near, far] of pairs) {
        near.destroy()
        far.destroy()
      }
    },
    stop: () => new Promise<void>((done) => server.close(() => done())),
  })
}

/** Alice's mailbox, with emails that left to as many people. Returns their Message-IDs by contact. */
async function campaign(count: number) {
  const { id, server } = await s.account(alice, { password: 'story-pw' })
  await s.client.accounts.update({
    public_id: id,
    imap_host: servers.imap.host,
    imap_port: wire.port,
    imap_password: servers.users[alice] as string,
  })
  await s.settle()
  const name = await s.engage({ sender: alice, contacts: people(count, 'customer.test'), steps: [{ days: 3 }] })
  await s.goTo(nine + 60 * minute)
  const ids = new Map(
    server.arrivals.map(({ raw }) => {
      const text = raw.toString()
      const to = /^To: .*?([\w.]+@customer\.test)/m.exec(text)?.[1] ?? ''
      return [to, /^Message-ID: (\S+)/im.exec(text)?.[1] ?? '']
    }),
  )
  return { id, name, ids }
}

let count = 0
const reply = (from: string, to: string | undefined, text = 'Yes, please call me.'): string =>
  [
    `From: ${from}`,
    `To: ${alice}`,
    'Subject: Re: Story',
    `Message-ID: <reply-${++count}@customer.test>`,
    `In-Reply-To: ${to}`,
    'Date: Mon, 03 Mar 2025 10:30:00 +0100',
    '',
    text,
    '',
  ].join('\r\n')

const put = (raw: string, folder = 'INBOX') =>
  withMailbox(servers, alice, async (imap) => {
    await imap.append(folder, raw)
  })

const cameIn = async () => (await s.client.incoming.list({ limit: 100 })).rows.map(({ from }) => from).sort()

const cursors = (id: string) => {
  const row = s.engine.room.store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', id)
  return inboxFolders(s.engine.room.store, row?.id ?? 0)
}

it('is told by the server itself: an answer stops the sequence while time stands still', async () => {
  const { name, ids } = await campaign(2)
  expect([wire.open(), wire.most()]).toEqual([1, 1])
  await put(reply('p0@customer.test', ids.get('p0@customer.test')))
  await waitFor('the reply to be taken in', async () => (await cameIn()).length === 1)
  expect(await s.enrollment(name, 'p0@customer.test')).toMatchObject({ state: 'replied' })
  expect(await s.enrollment(name, 'p1@customer.test')).toMatchObject({ state: 'active' })
  // nothing was marked as read
  const flags = await withMailbox(servers, alice, async (imap) => {
    await imap.mailboxOpen('INBOX', { readOnly: true })
    return [...(((await imap.fetchOne('*', { flags: true })) || { flags: new Set() }).flags ?? [])]
  })
  expect(flags).not.toContain('\\Seen')
  expect(wire.most()).toBe(1)
})

it('an email waits where nobody knows what came back, says so, and goes by itself after the look', async () => {
  const { id, name } = await campaign(1)
  wire.down = true
  wire.cut()
  await s.goTo(nine + 3 * 24 * 60 * minute + 70 * minute)
  const second = await s.send(name, 'p0@customer.test', 2)
  expect(second.state).toBe('planned')
  const shown = await s.client.sends.get({ public_id: second.public_id })
  expect(shown.reason).toMatch(/^The mailbox could not be read since 2025-03-0\d .*somebody may have answered: /)
  wire.down = false
  await s.goTo(nine + 4 * 24 * 60 * minute + 70 * minute)
  expect((await s.send(name, 'p0@customer.test', 2)).state).toBe('sent')
  expect(cursors(id).map(({ trouble }) => trouble)).toEqual([null])
})

it('an answer that comes while nobody looks holds the next email back', async () => {
  const { name, ids } = await campaign(2)
  wire.down = true
  wire.cut()
  await put(reply('p0@customer.test', ids.get('p0@customer.test')))
  await s.goTo(nine + 2 * 24 * 60 * minute)
  wire.down = false
  await s.goTo(nine + 4 * 24 * 60 * minute)
  expect((await s.send(name, 'p0@customer.test', 2)).state).toBe('withdrawn')
  expect((await s.send(name, 'p1@customer.test', 2)).state).toBe('sent')
})

it('a connection whose other end is gone is noticed by asking, and what came meanwhile is there', async () => {
  const { ids } = await campaign(1)
  const before = s.now()
  wire.deaf = true
  await put(reply('p0@customer.test', ids.get('p0@customer.test')))
  const lost = wire.all()
  await waitFor('the silence to be noticed', async () => wire.open() === 0)
  wire.deaf = false
  await s.goTo(before + 2 * minute)
  expect(wire.all()).toBeGreaterThan(lost)
  expect(await cameIn()).toEqual(['p0@customer.test'])
  expect(wire.open()).toBe(1)
})

it('reads the folder for spam too, and one numbered anew by date, each message once', async () => {
  await withMailbox(servers, alice, async (imap) => void (await imap.mailboxCreate('Junk')))
  const { id, ids } = await campaign(1)
  const raw = reply('p0@customer.test', ids.get('p0@customer.test'))
  await put(raw, 'Junk')
  await s.goTo(s.now() + 16 * minute)
  expect(await cameIn()).toEqual(['p0@customer.test'])
  const before = cursors(id).find(({ folder }) => folder === 'Junk')
  await withMailbox(servers, alice, async (imap) => {
    await imap.mailboxDelete('Junk')
    await imap.mailboxCreate('Junk')
    await imap.append('Junk', raw)
  })
  await s.goTo(s.now() + 16 * minute)
  const after = cursors(id).find(({ folder }) => folder === 'Junk')
  expect([after?.uidNext, after?.uidValidity === before?.uidValidity]).toEqual([2, false])
  expect(await cameIn()).toEqual(['p0@customer.test'])
})
