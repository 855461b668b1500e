import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secretsOf } from '../../src/main/host/secrets.ts'
import { hasVault, makeVault, unlockVault, vaultFile } from '../../src/main/host/vault.ts'
import { setAccountState, unreadable } from '../../src/main/store/accounts.ts'
import { memoryKeychain, type TestRoom, testRoom } from './room.ts'

const phrase = 'correct horse battery'
/** A guess costs as much as it should only where that is the question: elsewhere it is time lost. */
const cheap = { N: 2 ** 10, r: 8, p: 1 }
const make = (at: string, passphrase: string, secrets?: [string, string][]) => makeVault(at, passphrase, secrets, cheap)
const unlock = (at: string, passphrase: string) => unlockVault(at, passphrase, cheap)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-vault-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytesOf = (at: string): string =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map((name) => join(at, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')

describe('a vault', () => {
  it('keeps secrets for who knows the passphrase, and nothing of them readable', async () => {
    const made = await makeVault(folder, phrase, [['one', 'CANARY-1']])
    made.set('two', 'CANARY-2 ö 🚀')
    const again = await unlockVault(folder, phrase)
    expect([again.get('one'), again.get('two'), again.get('three')]).toEqual(['CANARY-1', 'CANARY-2 ö 🚀', null])
    expect(again.names().sort()).toEqual(['one', 'two'])
    again.remove('one')
    expect((await unlockVault(folder, phrase)).names()).toEqual(['two'])
    expect(bytesOf(folder)).not.toMatch(/CANARY|correct/)
    if (process.platform !== 'win32') expect(statSync(vaultFile(folder)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(vaultFile(folder), 'utf8')).kdf).toMatchObject({
      name: 'scrypt',
      N: 131_072,
      r: 8,
      p: 1,
    })
    await expect(unlock(folder, phrase)).rejects.toMatchObject({ code: 'keychain_unavailable' })
  })

  it('opens for the same passphrase written in another form of Unicode, and for no other', async () => {
    await make(folder, 'Schlüssel für alles')
    await unlock(folder, 'Schlüssel für alles'.normalize('NFD'))
    await expect(unlock(folder, 'Schlussel fur alles')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(make(folder, phrase)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('wants more than a short word, and makes nothing then', async () => {
    await expect(make(folder, 'short')).rejects.toMatchObject({ code: 'bad_request' })
    expect(hasVault(folder)).toBe(false)
  })

  it('takes a new passphrase for everything in it', async () => {
    const made = await make(folder, phrase, [['one', 'kept']])
    await made.rekey('another long passphrase')
    made.set('two', 'after')
    await expect(unlock(folder, phrase)).rejects.toMatchObject({ code: 'forbidden' })
    const again = await unlock(folder, 'another long passphrase')
    expect([again.get('one'), again.get('two')]).toEqual(['kept', 'after'])
  })

  it('one damaged entry is one that is lost; an entry under another name is damaged', async () => {
    await make(folder, phrase, [
      ['one', 'first'],
      ['two', 'second'],
      ['three', 'third'],
    ])
    const file = JSON.parse(readFileSync(vaultFile(folder), 'utf8'))
    file.entries.one.data = Buffer.from('other').toString('base64')
    file.entries.two = file.entries.three
    writeFileSync(vaultFile(folder), JSON.stringify(file))
    const vault = await unlock(folder, phrase)
    for (const name of ['one', 'two'])
      expect(() => vault.get(name)).toThrowError(expect.objectContaining({ code: 'keychain_unavailable' }))
    expect(vault.get('three')).toBe('third')
    vault.set('one', 'given again')
    expect((await unlock(folder, phrase)).get('one')).toBe('given again')
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['another form', '{"format":"cadenza vault 9"}'],
    ['a cost that takes all memory', null],
  ])('a file with %s is refused with a way out, and stays as it is', async (_, text) => {
    await make(folder, phrase)
    const dear = readFileSync(vaultFile(folder), 'utf8').replace('1024', '1073741824')
    writeFileSync(vaultFile(folder), text ?? dear)
    await expect(unlock(folder, phrase)).rejects.toMatchObject({
      code: 'keychain_unavailable',
      message: expect.stringContaining('Put back a copy'),
    })
    expect(readFileSync(vaultFile(folder), 'utf8')).toBe(text ?? dear)
  })
})

describe('where secrets are', () => {
  let here: TestRoom
  beforeEach(() => {
    here = testRoom()
  })
  afterEach(() => here.close())

  const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' as const }

  /** A room whose system keychain is `system`, asked as a host asks it. */
  function withPlaces(ask?: () => Promise<string | null>) {
    const system = memoryKeychain()
    const entries = async (): Promise<[string, string][]> => [...system.secrets]
    here.room.ports.keychain = secretsOf(here.folder, Object.assign(system, { entries }), ask, cheap)
    return { system, client: here.client() }
  }

  it('moves them into the vault and back, those of this workspace only, and none is ever in no place', async () => {
    const { system, client } = withPlaces()
    const anna = await client.accounts.create({ from_email: 'anna@example.com', ...smtp, password: 'CANARY-anna' })
    system.secrets.set('of another workspace', 'stays')
    expect(await client.secrets.use({ place: 'vault', passphrase: phrase })).toMatchObject({
      place: 'vault',
      locked: false,
      moved: 1,
    })
    expect([...system.secrets.keys()]).toEqual(['of another workspace'])
    expect(await here.room.ports.keychain.get(anna.public_id)).toBe('CANARY-anna')
    const bob = await client.accounts.create({ from_email: 'bob@example.com', ...smtp, password: 'CANARY-bob' })
    expect(system.secrets.size).toBe(1)
    system.state.trouble = 'The keychain is locked.'
    await expect(client.secrets.use({ place: 'keychain' })).rejects.toMatchObject({ code: 'keychain_unavailable' })
    expect(await here.room.ports.keychain.get(bob.public_id)).toBe('CANARY-bob')
    system.state.trouble = null
    expect(await client.secrets.use({ place: 'keychain' })).toMatchObject({ place: 'keychain', moved: 2 })
    expect([system.secrets.get(anna.public_id), system.secrets.get(bob.public_id)]).toEqual([
      'CANARY-anna',
      'CANARY-bob',
    ])
    expect(hasVault(here.folder)).toBe(false)
    expect(bytesOf(here.folder)).not.toContain('CANARY')
  })

  it('a keychain that fails is told as failed: no vault is made, and nothing is written', async () => {
    const { system, client } = withPlaces()
    system.state.trouble = 'There is no keychain here.'
    const given = { from_email: 'anna@example.com', ...smtp, password: 'CANARY-anna' }
    await expect(client.accounts.create(given)).rejects.toMatchObject({ code: 'keychain_unavailable' })
    expect([hasVault(here.folder), system.secrets.size]).toEqual([false, 0])
    expect(await client.secrets.status()).toMatchObject({ place: 'keychain', trouble: 'There is no keychain here.' })
    await client.secrets.use({ place: 'vault', passphrase: phrase })
    expect(await client.accounts.create(given)).toMatchObject({ has_smtp_password: true })
    expect(bytesOf(here.folder)).not.toContain('CANARY')
  })

  it('locked, everything that needs a secret is refused; unlocking brings back the accounts that waited', async () => {
    const { client } = withPlaces()
    await client.secrets.use({ place: 'vault', passphrase: phrase })
    const { public_id } = await client.accounts.create({ from_email: 'anna@example.com', ...smtp, password: 'x' })
    expect(await client.secrets.lock()).toMatchObject({ place: 'vault', locked: true })
    await expect(here.room.ports.keychain.get(public_id)).rejects.toMatchObject({ code: 'keychain_unavailable' })
    await expect(client.accounts.update({ public_id, password: 'y' })).rejects.toMatchObject({
      code: 'keychain_unavailable',
    })
    here.room.store.write((tx) => {
      setAccountState(tx, 2, 'error', `${unreadable}: The vault is locked.`, 'connection', null)
    })
    expect(await client.secrets.status()).toMatchObject({ waiting: 1 })
    await expect(client.secrets.unlock({ passphrase: 'something else' })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await client.accounts.get({ public_id })).status).toBe('error')
    expect(await client.secrets.unlock({ passphrase: phrase })).toMatchObject({ locked: false, waiting: 0 })
    expect((await client.accounts.get({ public_id })).status).toBe('active')
    await client.secrets.passphrase({ present: phrase, next: 'a passphrase that is newer' })
    await client.secrets.lock()
    await expect(client.secrets.unlock({ passphrase: phrase })).rejects.toMatchObject({ code: 'forbidden' })
    await client.secrets.unlock({ passphrase: 'a passphrase that is newer' })
    expect(await here.room.ports.keychain.get(public_id)).toBe('x')
  })

  it('a secret that is replaced while the others move, or while the passphrase changes, is the one that is kept', async () => {
    const { system } = withPlaces()
    const { keychain } = here.room.ports
    const places = keychain.places as NonNullable<typeof keychain.places>
    await keychain.set('one', 'first')
    const move = places.toVault(phrase, () => true)
    await Promise.all([move, keychain.set('one', 'second')])
    expect([await keychain.get('one'), [...system.secrets.keys()]]).toEqual(['second', []])
    const change = places.change(phrase, 'another long passphrase')
    await Promise.all([change, keychain.set('one', 'third'), keychain.set('two', 'new')])
    const again = await unlock(here.folder, 'another long passphrase')
    expect([again.get('one'), again.get('two')]).toEqual(['third', 'new'])
    await Promise.all([places.toKeychain(), keychain.set('two', 'newer')])
    expect([...system.secrets]).toEqual([
      ['one', 'third'],
      ['two', 'newer'],
    ])
  })

  it('opened twice at once, it loses nothing that was written in between', async () => {
    await make(here.folder, phrase, [['one', 'first']])
    withPlaces(async () => phrase)
    const { keychain } = here.room.ports
    await Promise.all([keychain.get('one'), keychain.set('two', 'new'), keychain.places?.unlock(phrase)])
    await keychain.set('three', 'newer')
    expect((await unlock(here.folder, phrase)).names().sort()).toEqual(['one', 'three', 'two'])
  })

  it('what the keychain does not let go is told by name: the vault is in use, and the rest is out of the keychain', async () => {
    const { system, client } = withPlaces()
    const anna = await client.accounts.create({ from_email: 'anna@example.com', ...smtp, password: 'CANARY-anna' })
    const bob = await client.accounts.create({ from_email: 'bob@example.com', ...smtp, password: 'CANARY-bob' })
    const { remove } = system
    system.remove = (name) => (name === anna.public_id ? Promise.reject(new Error('It is locked.')) : remove(name))
    await expect(client.secrets.use({ place: 'vault', passphrase: phrase })).rejects.toMatchObject({
      code: 'keychain_unavailable',
      message: expect.stringContaining(`Remove there what is under ${anna.public_id}.`),
    })
    expect([...system.secrets.keys()]).toEqual([anna.public_id])
    expect(await client.secrets.status()).toMatchObject({ place: 'vault', locked: false })
    expect(await here.room.ports.keychain.get(bob.public_id)).toBe('CANARY-bob')
  })

  it('while nobody answers at the terminal, it can be unlocked from elsewhere, and is asked for once', async () => {
    await make(here.folder, phrase, [['one', 'first']])
    const answers: ((typed: string) => void)[] = []
    const { system } = withPlaces(() => new Promise((resolve) => answers.push(resolve)))
    const { keychain } = here.room.ports
    const waiting = [keychain.get('one'), keychain.set('two', 'new'), keychain.trouble()]
    await keychain.places?.unlock(phrase)
    expect([await keychain.get('one'), system.secrets.size]).toEqual(['first', 0])
    for (const answer of answers) answer('a wrong passphrase')
    expect([await Promise.all(waiting), answers.length]).toEqual([['first', undefined, null], 1])
    expect(await keychain.get('two')).toBe('new')
  })

  it.each([
    ['its access tokens', 'The vault is locked. Unlock it with its passphrase.', 'active'],
    ["its domain's signing key", "the signing key of example.com can't be read: The vault is locked.", 'active'],
    ['its server', 'The server vanished.', 'error'],
  ])('unlocking brings back an account that waited for the vault: %s', async (_, reason, status) => {
    const { client } = withPlaces()
    await client.secrets.use({ place: 'vault', passphrase: phrase })
    const { public_id } = await client.accounts.create({ from_email: 'anna@example.com', ...smtp })
    await client.secrets.lock()
    here.room.store.write((tx) => setAccountState(tx, 2, 'error', reason, 'connection', null))
    await client.secrets.unlock({ passphrase: phrase })
    expect((await client.accounts.get({ public_id })).status).toBe(status)
  })

  it('at a terminal the passphrase is asked for when a secret is wanted, and once', async () => {
    await make(here.folder, phrase, [['one', 'first']])
    const asked: string[] = []
    withPlaces(async () => {
      asked.push('asked')
      return phrase
    })
    const { keychain } = here.room.ports
    expect(keychain.places?.isLocked()).toBe(true)
    expect([await keychain.get('one'), await keychain.get('none'), asked]).toEqual(['first', null, ['asked']])
  })
})
