import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testReading } from '../../src/main/mail/imap-probe.ts'
import { testConnection } from '../../src/main/mail/smtp-probe.ts'
import type { SmtpProtocol } from '../../src/main/mail/smtp-settings.ts'
import { type Door, type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { startStripping } from '../servers/stripping.ts'

/** What a password is protected by, against a real Dovecot: for sending and for reading alike. */

const user = 'alice@acme.test'
const secret = 'alice-pw'
const waits = { connect: 5_000, greeting: 2_000, command: 5_000 }

type Way = 'sending' | 'reading'

const probe = (way: Way, door: Door, protocol: SmtpProtocol) => {
  const settings = { host: door.host, port: door.port, protocol, user, ca: door.ca }
  return way === 'sending'
    ? testConnection(settings, secret, waits)
    : testReading(settings, { kind: 'password', password: secret }, null, waits)
}

const doors = (servers: MailServers, way: Way) =>
  way === 'sending'
    ? { tls: servers.submissions, starttls: servers.submission }
    : { tls: servers.imap, starttls: servers.imapPlain }

// Both ways ask the same servers: starting them is most of the work here.
let servers: MailServers
let expired: MailServers
beforeAll(async () => {
  servers = await startMailServers()
  expired = await startMailServers({ certificateDays: 0 })
})
afterAll(async () => {
  await servers.stop()
  await expired.stop()
})

describe.each(['sending', 'reading'] as const)('%s', (way) => {
  describe('a server as it should be', () => {
    test('TLS from the start, and STARTTLS', async () => {
      const { tls, starttls } = doors(servers, way)
      expect((await probe(way, tls, 'tls')).ok).toBe(true)
      expect((await probe(way, starttls, 'starttls')).ok).toBe(true)
    })

    test('STARTTLS taken away on the way: nobody signs in, and the password never leaves', async () => {
      const { starttls } = doors(servers, way)
      const middle = await startStripping(starttls.port)
      const found = await probe(way, { ...starttls, port: middle.port }, 'starttls')
      expect(found).toMatchObject({ ok: false, next: expect.stringMatching(/STARTTLS|starttls/) })
      expect(middle.said()).not.toMatch(/alice|AUTH|LOGIN|YWxpY2U/i)
      expect(middle.said()).toMatch(way === 'sending' ? /^EHLO/ : /^1 /)
      await middle.stop()
    })

    test('the protocols mixed up', async () => {
      const { tls, starttls } = doors(servers, way)
      expect((await probe(way, starttls, 'tls')).ok).toBe(false)
      expect((await probe(way, tls, 'starttls')).ok).toBe(false)
    })
  })

  test('a certificate that has run out: refused, and told so', async () => {
    const { tls, starttls } = doors(expired, way)
    for (const found of [await probe(way, tls, 'tls'), await probe(way, starttls, 'starttls')])
      expect(found).toEqual({
        ok: false,
        words: null,
        trouble: expect.stringContaining('certificate has expired'),
        next: expect.stringContaining('has run out'),
        ...(way === 'reading' ? { folder: null } : { takes: null }),
      })
    expect(expired.logs()).not.toMatch(/Login: user=/)
  })
})
