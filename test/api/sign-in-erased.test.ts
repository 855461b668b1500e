/**
 * What a sign-in leaves in the keychain: tokens longer than an entry may be, in pieces; and nothing at all of a mailbox
 * that is removed. The keychain here takes no more an entry than Windows does, and lists what it holds.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { secretsOf } from '../../src/main/host/secrets.ts'
import type { Keychain } from '../../src/main/ports.ts'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { type Story, story } from '../work/story.ts'
import type { memoryKeychain } from '../work/world.ts'

const alice = 'alice@acme.test'
let oidc: Oidc
let here: Story
let names: () => string[]
let system: ReturnType<typeof memoryKeychain>
beforeEach(async () => {
  oidc = await startOidc({ refreshTokenLength: 6_000 })
  here = await story('2026-11-09T08:00:00Z', {
    signIn: {
      packaged: { google: { client_id: clientId, client_secret: clientSecret } },
      providers: { google: oidc.provider },
    },
  })
  system = here.engine.room.ports.keychain as typeof system
  const { set } = system
  system.set = async (name, secret) => {
    if (Buffer.byteLength(secret) > 2_500) throw new Error(`${name}: longer than an entry may be`)
    await set(name, secret)
  }
  names = () => [...system.all.keys()].sort()
})
afterEach(async () => {
  await here.stop()
  await oidc.stop()
})

async function connected(): Promise<string> {
  const { flow, address } = await here.client.sign_in.start({ email: alice, provider: 'google' })
  expect(await here.client.sign_in.get({ flow })).toMatchObject({ state: 'waiting', account: null })
  await signIn(address, { as: alice })
  const end = await here.client.sign_in.get({ flow })
  expect(end).toMatchObject({ state: 'done', trouble: null })
  // who asks late is told the same
  expect(await here.client.sign_in.cancel({ flow })).toEqual(end)
  return end.account ?? ''
}

const tokensOf = (id: string) => here.engine.room.signIn.tokens.of(id, 'google')
const pieces = (id: string, set: 'a' | 'b') => [0, 1, 2].map((at) => `${id}/tokens.${set}${at}`)
const release = () => here.client.mailbox_requests.release({ address: alice })
const remove = (id: string) => here.client.accounts.remove({ public_id: id, way: 'go_ahead' })

test('a token longer than an entry is kept in pieces, and the next one takes their place', async () => {
  const id = await connected()
  expect(names()).toEqual([`${id}/tokens`, ...pieces(id, 'a')])
  const first = await tokensOf(id).token()
  expect(await tokensOf(id).renew(first)).not.toBe(first)
  expect(names()).toEqual([`${id}/tokens`, ...pieces(id, 'b')])
  expect(await tokensOf(id).renew(first)).toBe(await tokensOf(id).token())
})

test('a piece that is gone is a sign-in that is gone, and never half a token', async () => {
  const id = await connected()
  const token = await tokensOf(id).token()
  system.all.delete(`${id}/tokens.a1`)
  const asked = oidc.grants.length
  await expect(tokensOf(id).renew(token)).rejects.toMatchObject({
    kind: 'signed_out',
    message: 'The tokens of this sign-in are missing from the keychain. Sign in again.',
  })
  expect(oidc.grants.length).toBe(asked)
})

test('removing a mailbox erases every piece of its tokens, and the access token in memory', async () => {
  const id = await connected()
  const source = tokensOf(id)
  await source.token()
  expect(await remove(id)).toMatchObject({ removed: true, secrets: null })
  expect(names()).toEqual([])
  expect(source.given()).toEqual([])
  await expect(source.token()).rejects.toMatchObject({ kind: 'signed_out' })
})

test('so does releasing it from a seat', async () => {
  const id = await connected()
  const source = tokensOf(id)
  await source.token()
  expect(await release()).toMatchObject({ was: 'mailbox' })
  expect(names()).toEqual([])
  expect(source.given()).toEqual([])
})

test('a renewal under way when the mailbox goes puts nothing back', async () => {
  const id = await connected()
  const source = tokensOf(id)
  const old = await source.token()
  const slow = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const { set } = system
  system.set = async (name, secret) => {
    begun.resolve()
    await slow.promise
    await set(name, secret)
  }
  const renewing = source.renew(old)
  await begun.promise
  const removing = remove(id)
  slow.resolve()
  await renewing
  expect(await removing).toMatchObject({ secrets: null })
  expect(names()).toEqual([])
  expect(source.given()).toEqual([])
})

test('a mailbox that goes while its sign-in is being kept leaves no tokens behind', async () => {
  const { id } = await here.account(alice)
  const { set } = system
  let removed: Promise<unknown> | null = null
  system.set = async (name, secret) => {
    await set(name, secret)
    removed ??= remove(id)
    await removed
  }
  const { flow, address } = await here.client.sign_in.start({ account: id, provider: 'google' })
  await signIn(address, { as: alice })
  expect(await here.client.sign_in.get({ flow })).toMatchObject({ state: 'failed', trouble: 'refused' })
  expect(removed).not.toBeNull()
  expect(names()).toEqual([])
})

test('tokens that a locked keychain kept are erased with the next mailbox that goes, all of their pieces', async () => {
  const id = await connected()
  const other = await here.account('bob@acme.test', { password: 'secret two' })
  const works = system.remove
  system.remove = async () => {
    throw new Error('the keyring is locked')
  }
  expect((await remove(id)).secrets).toContain('the keyring is locked')
  expect(names()).toEqual([`${id}/tokens`, ...pieces(id, 'a'), other.id].sort())
  expect(tokensOf(id).given()).toEqual([])
  system.remove = works
  expect(await remove(other.id)).toMatchObject({ secrets: null })
  expect(names()).toEqual([])
})

test('into the vault and back go pieces, keys and clients of this workspace, and what was removed but not yet erased', async () => {
  const { client, engine } = here
  const id = await connected()
  const gone = await here.account('bob@acme.test', { password: 'secret two' })
  const domain = await client.domains.add({ name: 'acme.test' })
  await client.domains.dkim_generate({ public_id: domain.public_id, algorithm: 'ed25519' })
  await client.sign_in.set_client({ provider: 'microsoft', client_id: 'own', client_secret: 'own secret' })
  const works = system.remove
  system.remove = async () => {
    throw new Error('the keyring is locked')
  }
  await remove(gone.id)
  system.remove = works
  system.all.set('client/google', 'of another workspace')
  system.all.set('other/tokens', 'of another workspace')
  const own = [`${id}/tokens`, ...pieces(id, 'a'), gone.id, `dkim/${domain.public_id}`, 'client/microsoft'].sort()
  const before = new Map(own.map((name) => [name, system.all.get(name)]))
  const entries = async (): Promise<[string, string][]> => [...system.all]
  const places = secretsOf(here.folder, Object.assign(system as Keychain, { entries }))
  engine.room.ports.keychain = places
  expect(await client.secrets.use({ place: 'vault', passphrase: 'correct horse battery' })).toMatchObject({
    moved: own.length,
  })
  expect(names()).toEqual(['client/google', 'other/tokens'])
  for (const [name, secret] of before) expect(await places.get(name)).toBe(secret)
  expect(await client.secrets.use({ place: 'keychain' })).toMatchObject({ moved: own.length })
  expect(new Map(own.map((name) => [name, system.all.get(name)]))).toEqual(before)
  await client.domains.remove({ public_id: domain.public_id })
  await remove(id)
  expect(names()).toEqual(['client/google', 'client/microsoft', 'other/tokens'])
})
