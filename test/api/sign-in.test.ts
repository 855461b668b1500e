/**
 * From the sign-in to the mailbox of the reader, over real servers: an authorization server that rotates refresh tokens,
 * and a Dovecot that asks it about every token.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { type Story, story } from '../work/story.ts'
import type { memoryKeychain } from '../work/world.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
let mail: MailServers
let here: Story
let keychain: ReturnType<typeof memoryKeychain>
beforeAll(async () => {
  oidc = await startOidc()
  mail = await startMailServers({ oidc: oidc.port })
}, 60_000)
afterAll(async () => {
  await mail?.stop()
  await oidc?.stop()
})

let seeds = 7
beforeEach(async () => {
  oidc.grants.length = 0
  const { host, port, ca } = mail.submission
  // another workspace each time: mail of the same one that this copy knows nothing of would hold all
  here = await story('2026-11-09T08:00:00Z', {
    seed: ++seeds,
    smtp: { ca, timeouts: { idle: 50 } },
    signIn: {
      packaged: { google: { client_id: clientId, client_secret: clientSecret } },
      providers: {
        google: {
          ...oidc.provider,
          smtp: { host, port, protocol: 'starttls' },
          imap: { host: mail.imap.host, port: mail.imap.port, protocol: 'tls' },
        },
      },
    },
  })
  keychain = here.engine.room.ports.keychain as typeof keychain
})
afterEach(() => here.stop())

type Wish = Parameters<typeof here.client.sign_in.start>[0]

/** Starts a sign-in, lets `as` go through it, and gives back its last state. */
async function go(wish: Wish, as = alice) {
  const { flow, address } = await here.client.sign_in.start(wish)
  const states = await here.client.sign_in.wait({ flow })
  const first = await states.next()
  expect(first.value).toMatchObject({ state: 'waiting', account: null })
  await signIn(address, { as })
  let step = await states.next()
  while (!step.done) step = await states.next()
  return step.value
}

const connected = async (): Promise<string> => {
  const end = await go({ email: alice, provider: 'google', from_name: 'Alice' })
  expect(end).toMatchObject({ state: 'done', trouble: null, account: expect.stringMatching(/^u/) })
  return end.account ?? ''
}

const kept = (id: string) => JSON.parse(keychain.all.get(`${id}/tokens`) ?? 'null') as { refresh_token: string } | null
const grants = (name: string) => oidc.grants.filter(({ grant }) => grant === name).map(({ status }) => status)

/** Nothing of what was secret is in the folder, the log, or what the api shows. */
async function expectNoTrace(secrets: (string | undefined)[]) {
  const shown = JSON.stringify([
    await here.client.accounts.list(),
    await here.client.sign_in.clients(),
    await here.client.workspace.journal(),
    here.logs,
    here.notes,
  ])
  const files = readdirSync(here.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
  expect(texts.length).toBeGreaterThan(0)
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(10)
    for (const text of [shown, ...texts]) expect(text.includes(secret ?? '')).toBe(false)
  }
}

test('a mailbox is connected by signing in, tested with the server’s own words, and sends a whole sequence', async () => {
  const id = await connected()
  const account = await here.client.accounts.get({ public_id: id })
  expect(account).toMatchObject({
    type: 'gmail',
    from_email: alice,
    from_name: 'Alice',
    username: alice,
    has_smtp_password: false,
    status: 'pending',
    signed_in: { provider: 'google' },
  })
  const tested = await here.client.accounts.test({ public_id: id })
  expect(tested).toMatchObject({ ok: true, trouble: null })
  expect(tested.words).toMatch(/^235 /)
  await here.client.accounts.activate({ public_id: id })
  // without looking into its folders every few minutes four days go by quickly
  await here.client.accounts.update({ public_id: id, imap_host: null })
  const first = kept(id)?.refresh_token
  const access = here.engine.room.signIn.tokens.of(id, 'google').given()
  const people = ['carol@customer.test', 'dave@customer.test']
  const name = await here.engage({ sender: alice, contacts: people, steps: [{ days: 1 }, { days: 2 }] })
  // the token lives an hour, the sequence four days: each step needs another one
  for (const day of ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13']) {
    await here.goTo(`${day}T18:00:00Z`)
    // four days are over before an idle connection is closed by the clock on the wall: another name closes it too
    await here.client.accounts.update({ public_id: id, from_name: `Alice of ${day}` })
  }
  expect(await here.states(name)).toEqual({ sent: 6 })
  expect(grants('authorization_code')).toEqual([200])
  expect(grants('refresh_token').length).toBeGreaterThanOrEqual(2)
  const last = kept(id)?.refresh_token
  expect(last).not.toBe(first)
  await expectNoTrace([
    first,
    last,
    clientSecret,
    ...access,
    ...here.engine.room.signIn.tokens.of(id, 'google').given(),
  ])
})

test('a token that ends before its time is renewed once, in the middle of the conversation', async () => {
  const id = await connected()
  await here.client.accounts.activate({ public_id: id })
  const name = await here.engage({ sender: alice, contacts: ['carol@customer.test'] })
  oidc.endAccessTokens()
  await here.goTo('2026-11-09T08:50:00Z')
  expect(await here.states(name)).toEqual({ sent: 1 })
  expect(grants('refresh_token')).toEqual([200])
  expect(await here.client.accounts.get({ public_id: id })).toMatchObject({ status: 'active' })
})

test('a sign-in that was taken back stops the account, not its emails; signing in again sends them', async () => {
  const id = await connected()
  await here.client.accounts.activate({ public_id: id })
  const name = await here.engage({ sender: alice, contacts: ['carol@customer.test', 'dave@customer.test'] })
  await oidc.revoke(alice)
  await here.goTo('2026-11-09T12:00:00Z')
  const out = await here.client.accounts.get({ public_id: id })
  expect(out).toMatchObject({ status: 'error', resume_at: null })
  expect(out.status_reason).toMatch(/^Google no longer accepts this sign-in.*Sign in again\.$/)
  expect(await here.states(name)).toEqual({ planned: 2 })
  // one refusal is asked for once: not again for every email
  expect(grants('refresh_token')).toEqual([400])
  expect(await go({ account: id })).toMatchObject({ state: 'done', account: id })
  expect(await here.client.accounts.get({ public_id: id })).toMatchObject({ status: 'active', status_reason: null })
  const { rows } = await here.client.accounts.history({ public_id: id, limit: 2 })
  expect(rows.map(({ kind, words }) => [kind, words])).toEqual([
    ['back', 'Signed in again.'],
    ['out', out.status_reason],
  ])
  await here.goTo('2026-11-10T18:00:00Z')
  expect(await here.states(name)).toEqual({ sent: 2 })
})

test('many who ask at once make one renewal, and the rotated token is stored before any of them gets access', async () => {
  const id = await connected()
  const source = here.engine.room.signIn.tokens.of(id, 'google')
  const old = await source.token()
  const order: string[] = []
  const { set } = keychain
  keychain.set = async (name, secret) => {
    order.push('stored')
    await set(name, secret)
  }
  const got = await Promise.all(
    Array.from({ length: 10 }, () => source.renew(old).then((token) => order.push('given') && token)),
  )
  expect(new Set(got).size).toBe(1)
  expect(got[0]).not.toBe(old)
  expect(grants('refresh_token')).toEqual([200])
  expect(order).toEqual(['stored', ...Array.from({ length: 10 }, () => 'given')])
})

test('a keychain that does not take the rotated token gives no access, and the token is not lost', async () => {
  const id = await connected()
  const source = here.engine.room.signIn.tokens.of(id, 'google')
  const old = await source.token()
  const { set } = keychain
  keychain.set = async () => {
    throw new Error('The keychain is locked.')
  }
  await expect(source.renew(old)).rejects.toMatchObject({ kind: 'keychain' })
  await expect(source.token()).rejects.toMatchObject({ kind: 'keychain' })
  keychain.set = set
  expect(await source.token()).not.toBe(old)
  // asked once: a second use of the old one would have ended the sign-in
  expect(grants('refresh_token')).toEqual([200])
})

test('its servers and passwords are given; somebody else’s sign-in leaves no account behind', async () => {
  const id = await connected()
  const moved = here.client.accounts.update({ public_id: id, smtp_host: 'evil.example' })
  await expect(moved).rejects.toMatchObject({ code: 'state' })
  await expect(here.client.accounts.update({ public_id: id, imap_host: 'evil.example' })).rejects.toMatchObject({
    code: 'state',
  })
  expect(await go({ account: id }, 'bob@acme.test')).toMatchObject({ state: 'failed', trouble: 'wrong_account' })
  const secrets = [...keychain.all.keys()]
  expect(await go({ email: 'erin@acme.test', provider: 'google' }, 'bob@acme.test')).toMatchObject({ state: 'failed' })
  expect([...keychain.all.keys()]).toEqual(secrets)
  await expect(here.client.sign_in.start({ email: alice, provider: 'google' })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('clients: an admin’s own goes before the package’s, its secret goes in and never out', async () => {
  const { client } = here
  await expect(client.sign_in.start({ email: 'a@outlook.com' })).rejects.toMatchObject({ code: 'no_sign_in_client' })
  expect((await client.sign_in.clients()).map(({ provider, source }) => [provider, source])).toEqual([
    ['google', 'package'],
    ['microsoft', null],
  ])
  const secret = 'canary-own-client-secret'
  const own = await client.sign_in.set_client({ provider: 'google', client_id: 'own', client_secret: secret })
  expect(own).toMatchObject({ client_id: 'own', has_client_secret: true, source: 'workspace' })
  expect(keychain.all.get('client/google')).toBe(secret)
  // another client: the secret was not given for it
  expect(await client.sign_in.set_client({ provider: 'google', client_id: 'other' })).toMatchObject({
    has_client_secret: false,
  })
  expect(keychain.all.has('client/google')).toBe(false)
  expect(await client.sign_in.set_client({ provider: 'google', client_id: null })).toMatchObject({ source: 'package' })
  await expectNoTrace([secret])
})
