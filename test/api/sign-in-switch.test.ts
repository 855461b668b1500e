/** A mailbox that gave a password signs in through the browser from then on, and back; it stays the same mailbox. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { type Story, story } from '../work/story.ts'
import type { memoryKeychain } from '../work/world.ts'

const alice = 'alice@gmail.com'
let oidc: Oidc
let here: Story
let keychain: ReturnType<typeof memoryKeychain>
beforeEach(async () => {
  oidc = await startOidc()
  const packaged = { client_id: clientId, client_secret: clientSecret }
  here = await story('2026-11-09T08:00:00Z', {
    first: { zone: 'Europe/Paris', seatName: 'Alice', seatAddress: alice },
    signIn: {
      packaged: { google: packaged, microsoft: packaged },
      providers: { google: oidc.provider, microsoft: { ...oidc.provider, needed: [] } },
    },
  })
  keychain = here.engine.room.ports.keychain as typeof keychain
})
afterEach(async () => {
  await here.stop()
  await oidc.stop()
})

async function sign(wish: Parameters<typeof here.client.sign_in.start>[0], as: string) {
  const { flow, address } = await here.client.sign_in.start(wish)
  await signIn(address, { as })
  return here.client.sign_in.get({ flow })
}

/** With an app password, as somebody connects it who has no client yet. */
async function withPassword() {
  const gmail = { smtp_host: 'smtp.gmail.com', smtp_port: 465, smtp_protocol: 'tls' as const }
  const reading = { imap_host: 'imap.gmail.com', imap_password: 'reading secret', imap_sent_folder: 'Gesendet' }
  const made = await here.client.accounts.create({ from_email: alice, ...gmail, ...reading, password: 'app secret' })
  return here.client.accounts.activate({ public_id: made.public_id })
}

test('signing in takes the place of the password; limits, history and planned mail stay', async () => {
  const before = await withPassword()
  const { public_id } = before
  const sequence = await here.engage({ sender: alice, contacts: ['carol@customer.test'], start: '2026-11-20T10:00' })
  expect(await sign({ account: public_id }, alice)).toMatchObject({ state: 'done', account: public_id })
  const after = await here.client.accounts.get({ public_id })
  expect(after).toMatchObject({
    type: 'gmail',
    status: 'active',
    created_at: before.created_at,
    quotas: before.quotas,
    has_smtp_password: false,
    has_imap_password: false,
    imap_sent_folder: 'Gesendet',
    signed_in: { provider: 'google' },
  })
  expect([...keychain.all.keys()]).toEqual([`${public_id}/tokens`])
  expect(await here.states(sequence)).toEqual({ planned: 1 })
  const { rows } = await here.client.accounts.history({ public_id, limit: 10 })
  expect(rows.map(({ kind, words }) => `${kind} ${words}`)[0]).toBe(
    'changed Changed by Alice: signs in through the browser.',
  )
})

test('with a password it is one with a password again, and nothing of the sign-in is left', async () => {
  const { public_id } = await withPassword()
  await sign({ account: public_id }, alice)
  const source = here.engine.room.signIn.tokens.of(public_id, 'google')
  await source.token()
  // other servers without a password for them would be given its tokens
  await expect(here.client.accounts.update({ public_id, smtp_host: 'smtp.example.com' })).rejects.toMatchObject({
    code: 'state',
  })
  const after = await here.client.accounts.update({ public_id, password: 'another app secret' })
  expect(after).toMatchObject({
    type: 'smtp',
    status: 'active',
    smtp_host: 'smtp.gmail.com',
    imap_host: 'imap.gmail.com',
    has_smtp_password: true,
    has_imap_password: false,
    signed_in: null,
  })
  expect([...keychain.all]).toEqual([[public_id, 'another app secret']])
  expect(source.given()).toEqual([])
  await expect(source.token()).rejects.toMatchObject({ kind: 'signed_out' })
})

test('Microsoft takes no password at its own server; another server does, and gets no token', async () => {
  const end = await sign({ email: 'alice@outlook.com', provider: 'microsoft', permits: ['more'] }, 'alice@outlook.com')
  const public_id = end.account ?? ''
  await expect(here.client.accounts.update({ public_id, password: 'secret' })).rejects.toMatchObject({
    code: 'state',
    message: expect.stringContaining('Microsoft takes no passwords'),
  })
  const moved = await here.client.accounts.update({
    public_id,
    smtp_host: 'smtp.example.com',
    smtp_port: 465,
    smtp_protocol: 'tls',
    password: 'secret',
  })
  expect(moved).toMatchObject({ type: 'smtp', has_smtp_password: true, signed_in: null })
  expect([...keychain.all]).toEqual([[public_id, 'secret']])
})

test('somebody else’s sign-in leaves the password as it was', async () => {
  const before = await withPassword()
  const { public_id } = before
  expect(await sign({ account: public_id }, 'bob@gmail.com')).toMatchObject({ trouble: 'wrong_account' })
  expect(await here.client.accounts.get({ public_id })).toEqual(before)
  expect([...keychain.all.values()].sort()).toEqual(['app secret', 'reading secret'])
})

test('a server that nobody knows says so, until the provider is named', async () => {
  const own = await here.account('alice@acme.test', { password: 'secret' })
  await expect(here.client.sign_in.start({ account: own.id })).rejects.toMatchObject({ code: 'bad_request' })
  expect(await sign({ account: own.id, provider: 'google' }, 'alice@acme.test')).toMatchObject({ state: 'done' })
  expect(await here.client.accounts.get({ public_id: own.id })).toMatchObject({
    type: 'gmail',
    smtp_host: 'smtp.gmail.com',
    imap_host: 'imap.gmail.com',
  })
  expect([...keychain.all.keys()]).toEqual([`${own.id}/tokens`])
})

test('one whose password was erased with its connection waits for a test then, not for a password', async () => {
  const { public_id } = await withPassword()
  const moved = await here.client.accounts.update({ public_id, smtp_port: 587, smtp_protocol: 'starttls' })
  expect(moved).toMatchObject({ status: 'pending', status_reason: expect.stringContaining('Give it again') })
  await sign({ account: public_id }, alice)
  expect(await here.client.accounts.get({ public_id })).toMatchObject({
    status: 'pending',
    status_reason: 'Not activated yet: test it, then activate it.',
  })
})

test('a keychain that keeps the old password for now is written down, and the old one is used no more', async () => {
  const { public_id } = await withPassword()
  const works = keychain.remove
  keychain.remove = async () => {
    throw new Error('the keyring is locked')
  }
  expect(await sign({ account: public_id }, alice)).toMatchObject({ state: 'done' })
  keychain.remove = works
  expect((await here.journal()).filter((line) => line.startsWith('secret_left'))).toEqual([
    expect.stringContaining('The keychain said: the keyring is locked'),
  ])
  expect(await here.client.accounts.get({ public_id })).toMatchObject({ has_smtp_password: false })
  await here.client.accounts.remove({ public_id, way: 'go_ahead' })
  expect(keychain.all).toEqual(new Map())
})
