import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composeMessage, type Letter, messageId } from '../../src/main/mail/compose.ts'
import { openConnection, type SmtpConnection } from '../../src/main/mail/smtp.ts'
import { testConnection } from '../../src/main/mail/smtp-probe.ts'
import type { SmtpProtocol, SmtpSettings } from '../../src/main/mail/smtp-settings.ts'
import { verdictOf } from '../../src/shared/domain/verdict.ts'
import { type Door, type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { makeTls } from '../servers/tls.ts'
import { waitFor } from '../servers/wait.ts'

/** The same through a real Postfix and a real Dovecot, read back over IMAP. */

let servers: MailServers
beforeAll(async () => {
  servers = await startMailServers()
})
afterAll(() => servers.stop())

const password = 'alice-pw'

function at(door: Door, protocol: SmtpProtocol, more: Partial<SmtpSettings> = {}): SmtpSettings {
  return { host: door.host, port: door.port, protocol, user: 'alice@acme.test', ca: door.ca, ...more }
}

let counter = 0
function letter(more: Partial<Letter> = {}): Letter {
  counter++
  return {
    messageId: messageId(Buffer.from('key'), `enrollment-${process.pid}-${counter}`, 1, 'acme.test'),
    date: Date.UTC(2026, 10, 23, 9, 0, counter),
    sendId: `send-${process.pid}-${counter}`,
    from: { name: 'Alice Ångström', address: 'alice@acme.test' },
    to: { name: 'Carol', address: 'carol@customer.test' },
    replyTo: null,
    subject: `Grüße Nº ${counter}`,
    html: '<p>Hello <b>Carol</b> — läuft?</p>\r\n<p>.</p>',
    text: null,
    attachments: [],
    inReplyTo: null,
    references: [],
    unsubscribe: { address: 'alice@acme.test', subject: `unsubscribe ${counter}` },
    ...more,
  }
}

let commits = 0
function send(connection: SmtpConnection, one: Letter, to = one.to.address) {
  return connection.send({
    envelope: { from: one.from.address, to },
    raw: composeMessage(one),
    onDataStarted: async () => {
      commits++
    },
  })
}

function mailbox(user: string): ImapFlow {
  return new ImapFlow({
    host: servers.imap.host,
    port: servers.imap.port,
    secure: true,
    tls: { ca: servers.imap.ca },
    auth: { user, pass: servers.users[user] as string },
    logger: false,
  })
}

async function find(imap: ImapFlow, id: string): Promise<number | undefined> {
  await imap.noop()
  const found = await imap.search({ header: { 'message-id': id.slice(1, -1) } }, { uid: true })
  return found ? found[0] : undefined
}

async function received(user: string, id: string): Promise<{ mail: ParsedMail; source: string }> {
  const imap = mailbox(user)
  await imap.connect()
  try {
    await imap.mailboxOpen('INBOX')
    const uid = await waitFor(`message ${id} in the mailbox of ${user}`, () => find(imap, id))
    const message = await imap.fetchOne(String(uid), { source: true }, { uid: true })
    if (message === false || message?.source === undefined) throw new Error('no source')
    return { mail: await simpleParser(message.source), source: message.source.toString('latin1') }
  } finally {
    await imap.logout()
  }
}

describe.each([
  ['starttls', 'submission'],
  ['tls', 'submissions'],
  ['none', 'submission'],
] as const)('%s', (protocol, door) => {
  test('several emails over one connection arrive as they were written', async () => {
    const connection = openConnection(at(servers[door], protocol), password)
    const letters = [
      letter(),
      letter({ html: null, text: 'plain\n.\n..dots\nend' }),
      letter({ subject: 'x'.repeat(300) }),
    ]
    for (const one of letters) {
      const outcome = await send(connection, one)
      expect(outcome).toMatchObject({ kind: 'accepted', reply: { code: 250, text: expect.stringMatching(/^250 2/) } })
      expect(verdictOf(outcome).next).toBe('sent')
    }
    await connection.close()
    for (const one of letters) {
      const { mail } = await received('carol@customer.test', one.messageId)
      expect(mail.subject).toBe(one.subject)
      expect(mail.from?.text).toBe('"Alice Ångström" <alice@acme.test>')
      expect(mail.date).toEqual(new Date(one.date))
      expect(mail.headers.get('x-cadenza-send-id')).toBe(one.sendId)
      if (one.text) expect(mail.text?.replace(/\r\n/g, '\n').trimEnd()).toBe(one.text)
      else
        expect([String(mail.html).trim(), mail.text?.trim()]).toEqual([
          one.html?.replace('\r\n', '\n'),
          'Hello Carol — läuft?\n\n.',
        ])
    }
    const sessions = servers
      .logs()
      .split('\n')
      .filter((line) => /submission-login: Info: Login: user=<alice@acme.test>/.test(line))
    expect(sessions.length).toBeGreaterThan(0)
  })
})

test('one sign-in serves all emails of a connection, refused ones included', async () => {
  const logins = () => servers.logs().match(/submission-login: Info: Login: user=<alice@acme.test>/g)?.length ?? 0
  const before = logins()
  const connection = openConnection(at(servers.submission, 'starttls'), password)
  commits = 0
  const kinds = []
  for (const to of [
    'carol@customer.test',
    'nobody@acme.test',
    'carol@customer.test',
    'x@busy.test',
    'dave@customer.test',
  ]) {
    const one = letter({ to: { name: null, address: to } })
    const outcome = await send(connection, one)
    kinds.push([outcome.kind, verdictOf(outcome).next])
  }
  await connection.close()
  expect(kinds).toEqual([
    ['accepted', 'sent'],
    ['refused_before', 'never'],
    ['accepted', 'sent'],
    ['refused_before', 'later'],
    ['accepted', 'sent'],
  ])
  expect(commits).toBe(3)
  await waitFor('the sign-in in the log', async () => logins() > before)
  expect(logins() - before).toBe(1)
})

test('an unknown mailbox is refused at RCPT, in the server’s words, and suppressed', async () => {
  const connection = openConnection(at(servers.submission, 'starttls'), password)
  const outcome = await send(connection, letter({ to: { name: null, address: 'nobody@acme.test' } }))
  await connection.close()
  expect(outcome).toMatchObject({ kind: 'refused_before', phase: 'rcpt', reply: { code: 550, enhanced: '5.1.1' } })
  expect(verdictOf(outcome)).toMatchObject({ next: 'never', suppress: true })
})

test('Postfix itself, without sign-in', async () => {
  const connection = openConnection(at(servers.smtp, 'none', { user: null }), null)
  const one = letter()
  expect((await send(connection, one)).kind).toBe('accepted')
  await connection.close()
  expect((await received('carol@customer.test', one.messageId)).mail.subject).toBe(one.subject)
})

test('a data_started that cannot be recorded: nothing arrives, and the next email goes out', async () => {
  const connection = openConnection(at(servers.submissions, 'tls'), password)
  const [lost, next] = [letter(), letter()]
  const outcome = await connection.send({
    envelope: { from: lost.from.address, to: lost.to.address },
    raw: composeMessage(lost),
    onDataStarted: () => Promise.reject(new Error('disk full')),
  })
  expect(outcome).toMatchObject({
    kind: 'not_sent',
    reason: 'commit_failed',
    error: expect.stringMatching('disk full'),
  })
  expect((await send(connection, next)).kind).toBe('accepted')
  await connection.close()
  await received('carol@customer.test', next.messageId)
  // The later one is there, so the earlier one isn't on its way.
  const imap = mailbox('carol@customer.test')
  await imap.connect()
  await imap.mailboxOpen('INBOX')
  expect(await find(imap, lost.messageId)).toBeUndefined()
  await imap.logout()
})

test('a picture arrives beside the HTML that shows it, byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * i) % 251))
  const connection = openConnection(at(servers.submissions, 'tls'), password)
  const one = letter({
    html: '<p>Look: <img src="cid:chart.1" alt="A chart" width="300"></p>',
    attachments: [{ filename: 'chart.png', contentType: null, content: bytes, cid: 'chart.1' }],
  })
  expect(await send(connection, one)).toMatchObject({ kind: 'accepted' })
  await connection.close()
  const { mail, source } = await received('carol@customer.test', one.messageId)
  const [picture] = mail.attachments
  expect(picture).toMatchObject({ related: true, cid: 'chart.1@acme.test', contentType: 'image/png' })
  expect(picture?.content.equals(bytes)).toBe(true)
  expect(source).toContain('cid:chart.1@acme.test')
  // the parser puts the picture into the HTML only where it finds it by its name
  expect(mail.html).toContain(`src="data:image/png;base64,${bytes.toString('base64').slice(0, 40)}`)
})

test('an email larger than the server takes is not begun', async () => {
  const connection = openConnection(at(servers.submissions, 'tls'), password)
  const big = letter({
    attachments: [{ filename: 'a.bin', contentType: null, content: Buffer.alloc(24 * 1024 * 1024) }],
  })
  const outcome = await send(connection, big)
  await connection.close()
  expect(outcome).toMatchObject({ kind: 'not_sent', reason: 'too_large' })
  expect(verdictOf(outcome)).toMatchObject({ next: 'never', suppress: false })
})

test('wrong password, wrong certificate, wrong port, unknown host: each is told apart, with the server’s words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-ca-'))
  const other = makeTls(folder).ca
  rmSync(folder, { recursive: true })
  const short = { connect: 3_000, greeting: 500, command: 3_000 }
  const check = (settings: SmtpSettings, secret: string | null = password) => testConnection(settings, secret, short)
  const kind = async (probe: ReturnType<typeof check>) => {
    const { ok, words, trouble, next } = await probe
    // what no server said is never told as its words
    expect([words === null, trouble === null]).toEqual([trouble !== null, words !== null])
    return [ok, next, words ?? trouble]
  }
  const words = (pattern: RegExp) => expect.stringMatching(pattern)
  expect(await kind(check(at(servers.submission, 'starttls')))).toEqual([true, null, words(/^235 2.7.0/)])
  expect(await kind(check(at(servers.submissions, 'tls')))).toEqual([true, null, words(/^235 2.7.0/)])
  expect(await kind(check(at(servers.submissions, 'tls'), 'wrong'))).toEqual([
    false,
    words(/^Check the user name/),
    words(/^535 5.7.8/),
  ])
  expect(await kind(check(at(servers.submissions, 'tls', { ca: other })))).toEqual([
    false,
    words(/its certificate is not for/),
    words(/certificate|signature/),
  ])
  expect(await kind(check(at(servers.submission, 'starttls', { ca: other })))).toEqual([
    false,
    words(/its certificate is not for/),
    words(/certificate|signature/),
  ])
  expect(await kind(check(at(servers.submissions, 'tls', { host: '127.0.0.2' })))).toEqual([
    false,
    words(/./),
    words(/./),
  ])
  expect(await kind(check(at(servers.submission, 'tls')))).toEqual([
    false,
    words(/^Port \d+ doesn't speak tls/),
    words(/./),
  ])
  expect(await kind(check(at(servers.submissions, 'none')))).toEqual([
    false,
    words(/silent|no mail server|go together/),
    words(/./),
  ])
  expect(await kind(check(at(servers.smtp, 'starttls')))).toEqual([false, words(/refuses STARTTLS/), words(/^50[02]/)])
  expect(await kind(check(at(servers.submission, 'tls', { port: 1 })))).toEqual([
    false,
    words(/^Check the server's name and the port/),
    words(/^No server answered at .*:1 \(connection refused\)\.$/),
  ])
  expect(await kind(check(at(servers.submission, 'tls', { host: 'no-such-host.invalid' })))).toEqual([
    false,
    words(/^Check how its name is written/),
    words(/./),
  ])
  expect(await kind(check(at(servers.submission, 'none', { host: 'mail.example.com' })))).toEqual([
    false,
    words(/starttls or tls/),
    words(/readable/),
  ])
})
