/** Reading with an access token: a real Dovecot that asks a real authorization server about each one (XOAUTH2). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemDice } from '../../src/main/host/clock.ts'
import { testReading } from '../../src/main/mail/imap-probe.ts'
import { openSent } from '../../src/main/mail/imap-sent.ts'
import type { ImapServer } from '../../src/main/mail/imap-settings.ts'
import { readMailbox } from '../../src/main/mail/reading.ts'
import { type SignedInNow, startSignIn } from '../../src/main/mail/sign-in.ts'
import { providers } from '../../src/shared/domain/providers.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
let mail: MailServers
beforeAll(async () => {
  oidc = await startOidc()
  mail = await startMailServers({ oidc: oidc.port })
}, 60_000)
afterAll(async () => {
  await mail?.stop()
  await oidc?.stop()
})

async function signedIn(): Promise<SignedInNow> {
  const flow = await startSignIn({
    provider: { ...providers.google, ...oidc.provider },
    client: { id: clientId, secret: clientSecret, tenant: null },
    address: alice,
    dice: systemDice,
    patience: 30_000,
    keep: async () => null,
  })
  await signIn(flow.address, { as: alice })
  const end = await flow.done
  if ('failed' in end) throw new Error(end.failed.words)
  return end.ok
}

const server = (): ImapServer => ({ ...mail.imap, protocol: 'tls', user: alice })
const account = () => ({
  publicId: 'a',
  secretId: 'a',
  address: alice,
  smtp: { user: alice },
  hasSecret: false,
  imap: { host: mail.imap.host, port: mail.imap.port, protocol: 'tls' as const, user: alice },
  hasImapSecret: false,
  signedIn: { provider: 'google' as const },
})

test('a token signs in, finds the Sent folder, and is in no words; another’s and a made-up one do not', async () => {
  const { accessToken } = await signedIn()
  expect(await testReading(server(), { kind: 'token', token: accessToken }, null)).toEqual({
    ok: true,
    words: expect.stringMatching(/^OK .*Logged in/),
    trouble: null,
    next: null,
    folder: 'Sent',
  })
  const bobs = await testReading({ ...server(), user: 'bob@acme.test' }, { kind: 'token', token: accessToken }, null)
  const madeUp = await testReading(server(), { kind: 'token', token: 'CANARY-made-up' }, null)
  for (const refused of [bobs, madeUp]) {
    expect(refused).toMatchObject({ ok: false, words: expect.stringMatching(/^NO /), folder: null })
    const said = JSON.stringify(refused)
    for (const secret of [accessToken, 'CANARY-made-up'])
      for (const form of [secret, Buffer.from(secret).toString('base64')]) expect(said).not.toContain(form)
  }
})

test('one that ended is renewed once; where the renewed one is refused too, that is told', async () => {
  const [first, second] = [await signedIn(), await signedIn()]
  const asked: (string | undefined)[] = []
  const tokens = [first.accessToken, second.accessToken]
  const read = () =>
    readMailbox(account(), (imap) => openSent(imap, null), {
      ca: mail.imap.ca,
      credentialFor: async (_, refused) => {
        asked.push(refused)
        return { kind: 'token', token: tokens[asked.length - 1] ?? '' }
      },
    })
  // the first one alone: as a provider does that ends it before its time
  await oidc.end(first.accessToken)
  const renewed = await read()
  expect(renewed).toMatchObject({ ok: true, value: { path: 'Sent' } })
  expect(asked).toEqual([undefined, first.accessToken])
  asked.length = 0
  await oidc.revoke(alice)
  expect(await read()).toMatchObject({ ok: false, failure: { kind: 'refused', auth: true } })
  expect(asked).toEqual([undefined, first.accessToken])
})
