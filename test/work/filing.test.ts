import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sentNames } from '../../src/main/mail/sent-folder.ts'
import type { ImapRule } from '../rig/imap-script.ts'
import { bare, modern, plain } from '../rig/imap-script.ts'
import { type ImapRig, startImapServer } from '../rig/imap-server.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { renewSent, withMailbox } from '../servers/sent-folder.ts'
import { people, type Story, story } from './story.ts'

/** Copies of sent mail, where the server doesn't file them: there, once, whatever happens in between. */

const minute = 60_000
/** Long ago, as Dovecot takes no INTERNALDATE that is still to come. */
const nine = Date.parse('2025-03-03T08:00:00Z')
const alice = 'alice@acme.test'

describe('on a real server', () => {
  let servers: MailServers
  let s: Story
  beforeAll(async () => {
    servers = await startMailServers()
    await renewSent(servers, alice)
    s = await story(nine - 30 * minute, { smtp: { ca: servers.imap.ca } })
  })
  afterAll(async () => {
    await s.stop()
    await servers.stop()
  })

  it('they are put into the folder it marks, read, with their own date, and what was learned is remembered', async () => {
    const { id, server } = await s.account(alice, { password: 'story-pw' })
    await s.client.accounts.update({
      public_id: id,
      imap_host: servers.imap.host,
      imap_port: servers.imap.port,
      imap_password: servers.users[alice] as string,
    })
    await s.engage({ sender: alice, contacts: people(4, 'filed.test') })
    await s.goTo(nine + 110 * minute)
    expect(server.arrivals).toHaveLength(4)
    const kept = await withMailbox(servers, alice, async (imap) => {
      await imap.mailboxOpen('Sent', { readOnly: true })
      const all = await imap.fetchAll('1:*', { flags: true, internalDate: true, source: true })
      return all.map(({ flags, internalDate, source }) => ({
        flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent'),
        at: new Date(internalDate ?? 0).getTime(),
        raw: source?.toString('latin1'),
      }))
    })
    const expected = server.arrivals.map(({ raw }) => ({
      flags: ['\\Seen'],
      at: Date.parse(/^Date: (.*)$/m.exec(raw)?.[1] ?? ''),
      raw,
    }))
    const byDate = (a: { at: number }, b: { at: number }) => a.at - b.at
    expect(kept.sort(byDate)).toEqual(expected.sort(byDate))
    const [usage] = (await s.client.accounts.usage()).filter(({ public_id }) => public_id === id)
    expect(usage?.copies).toEqual({ files: 'client', waiting: 0, trouble: null, given_up: 0 })
    // our own copies are no mail that left without us
    expect(usage?.windows.map(({ outside }) => outside)).toEqual(usage?.windows.map(() => 0))
  })
})

/** Nine in Paris, on a working day. */
function nextMorning(now: number): number {
  const day = 24 * 60 * minute
  let at = nine
  while (at <= now + 30 * minute || [0, 6].includes(new Date(at).getUTCDay())) at += day
  return at
}

describe('on a server that follows a script', () => {
  let rig: ImapRig
  let s: Story
  let n = 0
  beforeAll(async () => {
    s = await story(nine - 30 * minute)
    rig = await startImapServer(s.now)
  })
  // a mailbox that nobody asks about any more is not to be watched for days
  const made: string[] = []
  afterEach(async () => {
    rig.play([])
    rig.can(modern)
    for (const public_id of made.splice(0)) await s.client.accounts.deactivate({ public_id })
  })
  afterAll(async () => {
    await s.stop()
    await rig.stop()
  })

  /** An account on a day of its own, whose copies Cadenza files unless something else is said. */
  async function account(folder: string | null, more: { sent_copies?: 'auto' | 'never'; use?: string | null } = {}) {
    const address = `copies${++n}@acme.test`
    const box = rig.mailbox(address, 'read-pw')
    if (folder) box.add(folder, more.use === undefined ? '\\Sent' : more.use)
    const { id, server } = await s.account(address, { password: 'story-pw' })
    made.push(id)
    await s.client.accounts.update({
      public_id: id,
      imap_host: rig.host,
      imap_port: rig.port,
      imap_protocol: 'none',
      imap_password: 'read-pw',
      sent_copies: more.sent_copies ?? 'always',
    })
    const day = nextMorning(s.now())
    await s.goTo(day - 30 * minute)
    const send = async (count: number, until: number) => {
      await s.engage({ sender: address, contacts: people(count, `copies${n}.test`) })
      await s.goTo(day + until)
      return server.arrivals.map(({ raw }) => raw)
    }
    const kept = (name: string) => box.folder(name).messages.map(({ raw }) => String(raw))
    const copies = async () => (await s.client.accounts.usage()).find(({ public_id }) => public_id === id)?.copies
    return { server, box, day, send, kept, copies }
  }

  it.each([
    ['quota full', [{ at: 'append', do: 'no', text: '[OVERQUOTA] the mailbox is full', times: 2 }]],
    ['gone before it was read', [{ at: 'append', do: 'drop', times: 2 }]],
    ['gone when it was read and thrown away', [{ at: 'literal', do: 'drop', times: 2 }]],
    ['gone when it was in the folder', [{ at: 'filed', do: 'drop', times: 2 }]],
    [
      'gone when it was in the folder, and SEARCH is refused',
      [
        { at: 'filed', do: 'reset', times: 1 },
        { at: 'search', do: 'no', times: 99 },
      ],
    ],
  ] as [string, ImapRule[]][])(
    '%s: each copy once in the end, and the emails are sent whatever happens',
    async (_, rules) => {
      const { send, kept, copies } = await account('Sent')
      rig.play(rules)
      const sent = await send(2, 100 * minute)
      expect(sent).toHaveLength(2)
      expect(kept('Sent').sort()).toEqual(sent.sort())
      expect(await copies()).toEqual({ files: 'client', waiting: 0, trouble: null, given_up: 0 })
    },
  )

  it('a refusal is shown in the words of the server, and a copy is given up after a week of tries', async () => {
    const { send, copies, day } = await account('Sent')
    rig.play([{ at: 'append', do: 'no', text: '[OVERQUOTA] the mailbox is full', times: 999 }])
    expect(await send(1, 60 * minute)).toHaveLength(1)
    expect(await copies()).toMatchObject({
      waiting: 1,
      trouble: expect.stringContaining('the mailbox is full'),
      given_up: 0,
    })
    await s.goTo(day + 4 * 24 * 60 * minute)
    expect(await copies()).toMatchObject({ waiting: 0, given_up: 1 })
    expect((await s.journal()).filter((line) => line.startsWith('copy_given_up'))).toHaveLength(1)
  })

  it('a folder known by its name alone is used, and one is made where there is none', async () => {
    rig.can(plain)
    // as it goes over the line (RFC 3501 §5.1.3)
    const russian = `&${Buffer.from('Отправленные', 'utf16le').swap16().toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
    const named = await account(russian, { use: null })
    const sent = await named.send(1, 60 * minute)
    expect(named.kept(russian)).toEqual(sent)
    rig.can(bare)
    const none = await account(null)
    const alone = await none.send(1, 60 * minute)
    expect(none.kept('Sent')).toEqual(alone)
    expect(Object.keys(sentNames).length).toBeGreaterThanOrEqual(12)
  })

  it('a server that files its own is found out before a copy is doubled; "never" files none', async () => {
    const own = await account('Sent', { sent_copies: 'auto' })
    own.server.beforeAnswer = ({ raw }) => void own.box.put('Sent', Buffer.from(raw, 'latin1'))
    const sent = await own.send(3, 90 * minute)
    expect(own.kept('Sent').sort()).toEqual(sent.sort())
    expect(await own.copies()).toEqual({ files: 'server', waiting: 0, trouble: null, given_up: 0 })
    const never = await account('Sent', { sent_copies: 'never' })
    expect(await never.send(1, 60 * minute)).toHaveLength(1)
    expect(never.kept('Sent')).toEqual([])
  })

  it('one that files late is found out by the first that is there twice, and no other is doubled', async () => {
    const late = await account('Sent', { sent_copies: 'auto' })
    late.server.beforeAnswer = ({ raw }) => {
      void s.clock.until(s.now() + 9 * minute).then(() => late.box.put('Sent', Buffer.from(raw, 'latin1')))
    }
    const sent = await late.send(9, 3 * 60 * minute)
    const twice = late.kept('Sent').length - new Set(late.kept('Sent')).size
    expect([sent.length, new Set(late.kept('Sent')).size]).toEqual([9, 9])
    expect(twice).toBeLessThanOrEqual(3)
    expect(await late.copies()).toMatchObject({ files: 'server', waiting: 0 })
  })
})
