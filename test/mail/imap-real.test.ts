import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testReading } from '../../src/main/mail/imap-probe.ts'
import { readSent, type SentLook } from '../../src/main/mail/imap-sent.ts'
import { withImap } from '../../src/main/mail/imap-session.ts'
import type { ImapServer } from '../../src/main/mail/imap-settings.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'

/** Reading the Sent folder of a real Dovecot. */

let servers: MailServers
beforeAll(async () => {
  servers = await startMailServers()
})
afterAll(() => servers.stop())

const alice = 'alice@acme.test'
const password = { kind: 'password' as const, password: 'alice-pw' }
const server = (more: Partial<ImapServer> = {}): ImapServer => ({
  host: servers.imap.host,
  port: servers.imap.port,
  protocol: 'tls',
  user: alice,
  ca: servers.imap.ca,
  ...more,
})

const hour = 3_600_000
const now = Math.floor(Date.now() / 1000) * 1000

/** What a mail program does after it has sent: it puts a copy into the folder. */
async function put(folder: string, copies: { ago: number; sendId?: string }[]): Promise<void> {
  const imap = new ImapFlow({
    host: servers.imap.host,
    port: servers.imap.port,
    secure: true,
    tls: { ca: servers.imap.ca },
    auth: { user: alice, pass: 'alice-pw' },
    logger: false,
  })
  await imap.connect()
  for (const [i, { ago, sendId }] of copies.entries())
    await imap.append(
      folder,
      `From: ${alice}\r\nTo: x@y.test\r\nMessage-ID:\r\n <copy-${i}-${ago}@acme.test>\r\n${
        sendId ? `X-Cadenza-Send-Id: ${sendId}\r\n` : ''
      }Subject: Hi\r\n\r\nHi\r\n`,
      ['\\Seen'],
      new Date(now - ago),
    )
  await imap.logout()
}

/** Of mail that answers nothing. */
const unnamed = { originalIds: [], inReplyTo: [], references: [] }

async function look(known: SentLook | null, folder: string | null = null): Promise<SentLook> {
  const result = await withImap(server(), password, (imap) =>
    readSent(imap, { folder, known, since: now - 8 * 24 * hour }),
  )
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  expect(result.words).toMatch(/^OK .*Logged in/)
  return result.value
}

test('an empty folder, then what is new in it, and each once', async () => {
  const first = await look(null)
  expect(first).toMatchObject({ folder: 'Sent', uidNext: 1, anew: true, mails: [] })
  await put('Sent', [{ ago: hour }, { ago: 9 * 24 * hour }, { ago: 2 * hour, sendId: 'send-1', ...unnamed }])
  const second = await look(first)
  expect(second).toEqual({
    ...first,
    anew: false,
    uidNext: 4,
    mails: [
      { uid: 1, at: now - hour, messageId: `<copy-0-${hour}@acme.test>`, sendId: null, ...unnamed },
      { uid: 3, at: now - 2 * hour, messageId: `<copy-2-${2 * hour}@acme.test>`, sendId: 'send-1', ...unnamed },
    ],
  })
  expect(await look(second)).toEqual({ ...second, mails: [] })
  // from the start, with the same answer
  expect(await look(null)).toEqual({ ...second, anew: true })
})

test('signing in: the server’s own words, and what to do', async () => {
  const probe = (more: Partial<ImapServer>, secret = 'alice-pw', folder: string | null = null) =>
    testReading(server(more), { kind: 'password', password: secret }, folder, { connect: 3000, greeting: 1000 })
  expect(await probe({})).toEqual({
    ok: true,
    words: expect.stringMatching(/^OK .*Logged in/),
    trouble: null,
    next: null,
    folder: 'Sent',
  })
  const wrong = await probe({}, 'wrong-CANARY')
  expect(wrong).toEqual({
    ok: false,
    words: 'NO [AUTHENTICATIONFAILED] Authentication failed.',
    trouble: null,
    next: expect.stringContaining(alice),
    folder: null,
  })
  expect(await probe({ ca: '' })).toMatchObject({ ok: false })
  expect(await probe({ port: 1 })).toMatchObject({ trouble: 'No server answered at localhost:1 (connection refused).' })
  expect(await probe({ host: 'nobody.invalid' })).toMatchObject({
    trouble: 'There is no server called nobody.invalid.',
  })
  expect(await probe({ host: 'mail.example.com', protocol: 'none' })).toMatchObject({
    ok: false,
    trouble: expect.stringContaining('readable to mail.example.com'),
  })
  expect(await probe({}, 'alice-pw', 'Gesendet')).toMatchObject({
    ok: false,
    trouble: 'There is no folder "Gesendet" in this mailbox. Name the one that sent mail is kept in.',
  })
})
