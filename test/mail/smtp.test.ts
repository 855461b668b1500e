import { afterEach, describe, expect, test } from 'vitest'
import { type OutgoingMail, openConnection } from '../../src/main/mail/smtp.ts'
import { testConnection } from '../../src/main/mail/smtp-probe.ts'
import { isLoopback, plaintextTrouble, type SmtpSettings } from '../../src/main/mail/smtp-settings.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { RigScript } from '../rig/ledger-script.ts'
import { waitFor } from '../servers/wait.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function rig(script: RigScript = {}) {
  const server = await startLedgerServer({ script, durable: false })
  cleanups.push(server.stop)
  return server
}

function open(server: LedgerServer, more: Partial<SmtpSettings> = {}, secret: string | null = null) {
  const settings = { host: server.host, port: server.port, protocol: 'none' as const, user: null, ...more }
  const connection = openConnection(settings, secret, { command: 20_000, greeting: 20_000, termination: 20_000 })
  cleanups.push(connection.close)
  return connection
}

function mail(more: Partial<OutgoingMail> & { from?: string; to?: string } = {}): OutgoingMail {
  return {
    envelope: { from: more.from ?? 'anna@example.com', to: more.to ?? 'ben@example.org' },
    raw: more.raw ?? Buffer.from('Message-ID: <1@example.com>\r\n\r\nhi\r\n'),
    onDataStarted: more.onDataStarted ?? (async () => {}),
  }
}

const count = (server: LedgerServer, event: string) => server.events().filter((one) => one.event === event).length

test('nothing of the body leaves before data_started has been recorded', async () => {
  const server = await rig()
  const connection = open(server)
  let record = () => {}
  const recorded = new Promise<void>((resolve) => {
    record = resolve
  })
  let asked = false
  const sending = connection.send(
    mail({
      onDataStarted: () => {
        asked = true
        return recorded
      },
    }),
  )
  await waitFor('354', async () => asked)
  // The server would note the first block; it has had a round trip's time and more to do so.
  await open(server).send(mail())
  expect(server.events().filter((one) => one.event === 'dot')).toHaveLength(1)
  record()
  expect((await sending).kind).toBe('accepted')
  expect(count(server, 'dot')).toBe(2)
})

test('the server dies while data_started is being recorded: the outcome waits for the disk, and says that nothing left', async () => {
  const server = await rig()
  const connection = open(server)
  let recorded = false
  const outcome = await connection.send(
    mail({
      onDataStarted: async () => {
        await server.stop()
        cleanups.splice(0, 1)
        recorded = true
      },
    }),
  )
  expect(recorded).toBe(true)
  expect(outcome).toMatchObject({ kind: 'broken', phase: 'data', dataStarted: false })
})

test('a connection that the server closed while idle is opened again, and the email is sent once', async () => {
  const server = await rig({ rules: [{ phase: 'after', do: 'reply', text: '421 4.4.2 idle for too long' }] })
  const connection = open(server)
  for (let i = 0; i < 3; i++) expect((await connection.send(mail())).kind).toBe('accepted')
  expect([count(server, 'connect'), count(server, 'taken')]).toEqual([2, 3])
})

test('after a refused recipient the transaction is reset, not the connection', async () => {
  const server = await rig({ rules: [{ phase: 'rcpt', do: 'reply', text: '550 5.1.1 no such user', to: 'ghost' }] })
  const connection = open(server)
  expect((await connection.send(mail({ to: 'ghost@example.org' }))).kind).toBe('refused_before')
  expect((await connection.send(mail())).kind).toBe('accepted')
  expect([count(server, 'connect'), count(server, 'rset'), count(server, 'taken')]).toEqual([1, 1, 1])
})

test('without PIPELINING it is the same conversation, command by command', async () => {
  const server = await rig({
    extensions: ['8BITMIME'],
    rules: [{ phase: 'rcpt', do: 'reply', text: '450 4.2.0 later', to: 'grey' }],
  })
  const connection = open(server)
  expect(await connection.send(mail({ to: 'grey@example.org' }))).toMatchObject({
    kind: 'refused_before',
    phase: 'rcpt',
  })
  expect((await connection.send(mail())).kind).toBe('accepted')
})

test('the final reply is kept word for word, several lines and all', async () => {
  const text = '250-2.0.0 first line é\r\n250 2.0.0 Ok <0100018c-1@email.amazonses.com> queued as 4X'
  const server = await rig({ rules: [{ phase: 'dot', do: 'reply', text }] })
  expect(await open(server).send(mail())).toEqual({
    kind: 'accepted',
    reply: { code: 250, enhanced: '2.0.0', text: text.replace('\r\n', '\n') },
    serverMessageId: null,
  })
})

test('the id that Microsoft 365 gives a message is read from its final reply', async () => {
  const id = '<DB9PR01MB123456789@DB9PR01MB1234.eurprd01.prod.outlook.com>'
  const text = `250 2.0.0 OK ${id} [Hostname=DB9PR01MB1234.eurprd01.prod.outlook.com]`
  const server = await rig({ rules: [{ phase: 'dot', do: 'reply', text }] })
  expect(await open(server).send(mail())).toMatchObject({ kind: 'accepted', serverMessageId: id })
})

describe('addresses', () => {
  test('a domain beyond ASCII travels as DNS knows it', async () => {
    const server = await rig({ extensions: [] })
    expect((await open(server).send(mail({ to: 'ben@exämple.org' }))).kind).toBe('accepted')
    expect(server.events().find((one) => one.event === 'rcpt')?.to).toEqual(['ben@xn--exmple-cua.org'])
  })
  test('a local part beyond ASCII needs SMTPUTF8', async () => {
    const without = await rig({ extensions: ['PIPELINING'] })
    const connection = open(without)
    expect(await connection.send(mail({ to: 'bén@example.org' }))).toMatchObject({
      kind: 'not_sent',
      reason: 'needs_smtputf8',
    })
    expect((await connection.send(mail())).kind).toBe('accepted')
    expect(count(without, 'mail')).toBe(1)
    const withIt = await rig()
    expect((await open(withIt).send(mail({ to: 'bén@example.org' }))).kind).toBe('accepted')
    expect(withIt.events().find((one) => one.event === 'rcpt')?.to).toEqual(['bén@example.org'])
  })
  test.each(['ben@example.org>\r\nRCPT TO:<eve@evil.test', 'a b@example.org', '', 'ben', 'a@b,c@d.e'])(
    '%j never reaches the server',
    async (to) => {
      const server = await rig()
      expect(await open(server).send(mail({ to }))).toMatchObject({ kind: 'not_sent', reason: 'bad_envelope' })
      expect([count(server, 'mail'), count(server, 'rcpt')]).toEqual([0, 0])
    },
  )
})

describe('secrets', () => {
  test('a server that repeats the password does not get it into an outcome', async () => {
    const secret = 'c4nary-pässword'
    const coded = Buffer.from(`\0anna\0${secret}`).toString('base64')
    const server = await rig({
      account: { user: 'anna', password: secret },
      rules: [{ phase: 'auth', do: 'reply', text: `535 5.7.8 no: AUTH PLAIN ${coded} (${secret})`, times: 2 }],
    })
    const settings = { user: 'anna', host: server.host, port: server.port, protocol: 'none' as const }
    const outcome = await open(server, settings, secret).send(mail())
    const tested = await testConnection(settings, secret)
    expect(outcome).toMatchObject({ kind: 'refused_before', phase: 'auth', reply: { code: 535 } })
    expect(JSON.stringify([outcome, tested])).not.toMatch(new RegExp(`${secret}|${coded.replace(/[+/=]/g, '.')}`))
    expect(JSON.stringify(tested)).toMatch(/AUTH PLAIN \*\*\* \(\*\*\*\)/)
  })
  test('without TLS a password goes to this computer only, unless that was confirmed', async () => {
    const settings: SmtpSettings = { host: 'mail.example.com', port: 25, protocol: 'none', user: 'anna' }
    expect(await openConnection(settings, 'secret').send(mail())).toMatchObject({
      kind: 'not_sent',
      reason: 'insecure',
    })
    expect(plaintextTrouble(settings, true)).toMatch(/readable to mail\.example\.com/)
    expect(plaintextTrouble({ ...settings, allowPlaintextPassword: true }, true)).toBeNull()
    expect(plaintextTrouble(settings, false)).toBeNull()
    expect(plaintextTrouble({ ...settings, protocol: 'starttls' }, true)).toBeNull()
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
    expect(['localhost.evil.test', '127.0.0.1.evil.test', '10.0.0.1', '::2', 'x'].some(isLoopback)).toBe(false)
  })
})

describe('stopping', () => {
  test('what has not begun to leave ends at once', async () => {
    const server = await rig({ rules: [{ phase: 'rcpt', do: 'hang' }] })
    const connection = open(server)
    const sending = connection.send(mail())
    await waitFor('RCPT', async () => count(server, 'rcpt') === 1)
    await connection.stop()
    expect(await sending).toEqual({ kind: 'not_sent', reason: 'closed', error: 'sending was stopped' })
    expect(await connection.send(mail())).toMatchObject({ kind: 'not_sent', reason: 'closed' })
  })
  test('even while connecting', async () => {
    const server = await rig({ rules: [{ phase: 'greeting', do: 'hang' }] })
    const connection = open(server)
    const sending = connection.send(mail())
    await waitFor('the connection', async () => count(server, 'connect') === 1)
    await connection.stop()
    expect(await sending).toMatchObject({ kind: 'not_sent', reason: 'closed' })
  })
  test('what is leaving is waited for', async () => {
    const server = await rig({ rules: [{ phase: 'dot', do: 'drip' }] })
    const connection = open(server)
    const sending = connection.send(mail())
    await waitFor('the dot', async () => count(server, 'dot') === 1)
    await connection.stop()
    expect((await sending).kind).toBe('accepted')
  })
})

test('an idle connection is left politely, and opened again for the next email', async () => {
  const server = await rig()
  const settings = { host: server.host, port: server.port, protocol: 'none' as const, user: null }
  const connection = openConnection(settings, null, { idle: 30 })
  cleanups.push(connection.close)
  expect((await connection.send(mail())).kind).toBe('accepted')
  await waitFor('QUIT', async () => count(server, 'quit') === 1)
  expect((await connection.send(mail())).kind).toBe('accepted')
  expect([count(server, 'connect'), count(server, 'taken')]).toEqual([2, 2])
})

test('two emails at once on one connection are a bug, not a queue', async () => {
  const server = await rig()
  const connection = open(server)
  const first = connection.send(mail())
  expect(() => connection.send(mail())).toThrow(/under way/)
  expect((await first).kind).toBe('accepted')
})
