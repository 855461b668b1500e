/** A signed email through a real Postfix and Dovecot still has a good signature when it is read back. */
import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composeMessage } from '../../src/main/mail/compose.ts'
import { signMessage } from '../../src/main/mail/dkim.ts'
import { makeDkimKey, readDkimKey } from '../../src/main/mail/dkim-key.ts'
import { openConnection } from '../../src/main/mail/smtp.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { waitFor } from '../servers/wait.ts'
import { verifyDkim } from './dkim-verify.ts'

let servers: MailServers
let dns: DnsServer
beforeAll(async () => {
  servers = await startMailServers()
  dns = await startDns()
})
afterAll(async () => {
  await servers.stop()
  await dns.stop()
})

test('it arrives as it was signed', async () => {
  const { pem, record } = await makeDkimKey('rsa')
  dns.zone = { 's1._domainkey.acme.test/TXT': [record] }
  const date = Date.UTC(2026, 10, 23, 9)
  const id = `<dkim-${process.pid}@acme.test>`
  const letter = composeMessage({
    messageId: id,
    date,
    sendId: 'dkim-1',
    from: { name: 'Alice Ångström', address: 'alice@acme.test' },
    to: { name: 'Carol', address: 'carol@customer.test' },
    replyTo: null,
    subject: `Grüße ${'lang '.repeat(60)}`,
    html: '<p>Hello <b>Carol</b> — läuft?  </p>\r\n<p>.</p>\r\n.\r\n\r\n\r\n',
    text: null,
    attachments: [],
    inReplyTo: null,
    references: [],
    unsubscribe: { address: 'alice@acme.test', subject: 'unsubscribe' },
  })
  const raw = await signMessage(letter, { domain: 'acme.test', selector: 's1', key: readDkimKey(pem) }, date)
  const { host, port, ca } = servers.submission
  const connection = openConnection({ host, port, protocol: 'starttls', user: 'alice@acme.test', ca }, 'alice-pw')
  const envelope = { from: 'alice@acme.test', to: 'carol@customer.test' }
  expect(await connection.send({ envelope, raw, onDataStarted: async () => {} })).toMatchObject({ kind: 'accepted' })
  await connection.close()
  const { imap } = servers
  const user = 'carol@customer.test'
  const auth = { user, pass: servers.users[user] as string }
  const box = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: true,
    tls: { ca: imap.ca },
    auth,
    logger: false,
  })
  await box.connect()
  try {
    await box.mailboxOpen('INBOX')
    const uid = await waitFor('the message', async () => {
      await box.noop()
      const found = await box.search({ header: { 'message-id': id.slice(1, -1) } }, { uid: true })
      return found ? found[0] : undefined
    })
    const message = await box.fetchOne(String(uid), { source: true }, { uid: true })
    const source = message && message.source !== undefined ? message.source.toString('latin1') : ''
    expect(source).toMatch(/^Received: /m)
    expect(await verifyDkim(source, dns.address)).toMatchObject({ domain: 'acme.test', result: 'pass' })
  } finally {
    await box.logout()
  }
})
