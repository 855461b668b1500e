import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAnothersAccount } from '../../src/main/store/account-name.ts'
import { ownDevice } from '../../src/main/store/devices.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

const canary = 'CANARY-pa55-w0rd-9f3b'
const smtp = {
  from_email: 'Anna@Example.com',
  smtp_host: 'smtp.example.com',
  smtp_port: 587,
  smtp_protocol: 'starttls' as const,
}

/** Everything in the data folder, searched byte by byte. */
function folderHolds(text: string): string[] {
  const files = readdirSync(here.folder, { recursive: true, encoding: 'utf8' }).map((name) => join(here.folder, name))
  return files.filter((file) => statSync(file).isFile() && readFileSync(file).includes(text))
}

describe('making an account', () => {
  it('takes the defaults, waits to be activated, and keeps the password in the keychain alone', async () => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, password: canary })
    expect([made.public_id[0], isAnothersAccount(made.public_id, ownDevice(here.room.store))]).toEqual(['u', false])
    expect(made).toEqual({
      public_id: made.public_id,
      type: 'smtp',
      seat: 'anna@example.com',
      name: 'Anna@Example.com',
      from_email: 'Anna@Example.com',
      from_name: null,
      reply_to_email: null,
      signature: null,
      signature_html: null,
      aliases: [],
      zone: null,
      smtp_host: 'smtp.example.com',
      smtp_port: 587,
      smtp_protocol: 'starttls',
      username: 'Anna@Example.com',
      has_smtp_password: true,
      imap_host: null,
      imap_port: null,
      imap_protocol: null,
      imap_username: null,
      imap_sent_folder: null,
      imap_folders: [],
      sent_copies: 'auto',
      ca_certificates: [],
      has_imap_password: false,
      signed_in: null,
      tracking_domain: null,
      quotas: ['50/hour', '400/day'],
      ramp_up: null,
      per_utc_day: null,
      min_gap_seconds: 0,
      percentage: 100,
      group: null,
      status: 'pending',
      status_reason: 'Not activated yet: test it, then activate it.',
      resume_at: null,
      paused: false,
      hosts: null,
      sandbox: false,
      version: 2,
      created_at: '2026-11-23T09:00:00.000Z',
    })
    expect(here.keychain.secrets).toEqual(new Map([[made.public_id, canary]]))
    expect(folderHolds('Example.com')).not.toEqual([])
    expect(folderHolds(canary)).toEqual([])
    expect(here.logged.join()).not.toContain(canary)
  })

  it('refuses, with nothing stored, when the keychain has trouble', async () => {
    here.keychain.state.trouble = 'The Secret Service is locked.'
    await expect(here.client().accounts.create({ ...smtp, password: canary })).rejects.toMatchObject({
      code: 'keychain_unavailable',
      status: 503,
      message: "The password can't be kept safely: The Secret Service is locked.",
    })
    here.keychain.state.trouble = null
    here.keychain.state.breakNext = (secret) => new Error(`could not store ${secret} in login`)
    await expect(here.client().accounts.create({ ...smtp, password: canary })).rejects.toMatchObject({
      code: 'keychain_unavailable',
      message: 'The keychain said: could not store *** in login',
    })
    expect((await here.client().accounts.list()).map((a) => a.type)).toEqual(['managed'])
    expect(here.keychain.secrets.size).toBe(0)
  })

  it.each([
    ['a bad address', { from_email: 'anna example.com' }, 'invalid_address', 'anna example.com:'],
    ['a bad reply-to', { reply_to_email: 'nobody' }, 'invalid_address', 'nobody:'],
    ['an unknown zone', { zone: 'Europe/Atlantis' }, 'invalid_zone', 'Europe/Atlantis'],
    ['a limit that is none', { quotas: ['fifty/hour'] }, 'invalid_limit', 'fifty/hour'],
    ['a host with a path', { smtp_host: 'smtp.example.com/x' }, 'bad_request', 'smtp.example.com/x'],
    ['an unknown seat', { seat: 'bob@example.com' }, 'not_found', 'bob@example.com'],
    [
      'a password without TLS to elsewhere',
      { smtp_protocol: 'none' as const, password: canary },
      'insecure',
      'smtp.example.com',
    ],
    ['a password with a line break', { password: 'a\nb' }, 'bad_request', 'line break'],
    ['a password for nobody', { password: canary, username: null }, 'bad_request', 'user name'],
    ['a port that is none', { smtp_port: 70_000 }, 'bad_request', 'port'],
    ['a protocol that is none', { smtp_protocol: 'ssl' as 'tls' }, 'bad_request', 'protocol'],
  ])('refuses %s and stores nothing', async (_, change, code, words) => {
    const refused = here.client().accounts.create({ ...smtp, ...change })
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
    await expect(refused).rejects.not.toThrow(canary)
    expect(await here.client().accounts.list()).toHaveLength(1)
    expect(here.keychain.secrets.size).toBe(0)
  })

  it('lets a password travel readable to this computer, or where it was confirmed', async () => {
    const client = here.client()
    const local = await client.accounts.create({
      ...smtp,
      smtp_host: '127.0.0.1',
      smtp_protocol: 'none',
      password: canary,
    })
    const confirmed = {
      ...smtp,
      from_email: 'b@example.com',
      smtp_protocol: 'none' as const,
      allow_plaintext_password: true,
    }
    const far = await client.accounts.create({ ...confirmed, password: canary })
    expect([local.has_smtp_password, far.has_smtp_password]).toEqual([true, true])
  })

  it('refuses the same address twice, and more accounts than the team may have', async () => {
    const client = here.client()
    await client.accounts.create(smtp)
    await expect(client.accounts.create({ ...smtp, from_email: 'ANNA@example.com' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is a mailbox of Anna'),
    })
    await client.workspace.update({ policy: { account_limit: 2 } })
    await client.accounts.create({ ...smtp, from_email: 'two@example.com' })
    expect(await client.accounts.limits()).toEqual({
      sending_accounts: {
        window: 'total',
        used: 2,
        allowed: 2,
        ratio: 1,
        near_limit: true,
        can_request: true,
        request: null,
      },
      managed: {
        window: 'utc_day',
        used: 0,
        allowed: 50,
        ratio: 0,
        near_limit: false,
        can_request: true,
        request: null,
      },
    })
    await expect(client.accounts.create({ ...smtp, from_email: 'three@example.com' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('holds limits to what the asker and the policy allow; a default goes only for its own unit', async () => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, quotas: ['30-60/hour', '2000/week'] })
    expect(made.quotas).toEqual(['400/day', '30-60/hour', '2000/week'])
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'accounts'))
    await expect(
      bob.accounts.create({ ...smtp, from_email: 'bob@example.com', quotas: ['51/hour'] }),
    ).rejects.toMatchObject({
      code: 'invalid_limit',
      message: '"51/hour" is too much. Only an admin can raise it above 50 an hour.',
    })
    await client.workspace.update({ policy: { max_per_day: 1000 } })
    await expect(
      client.accounts.create({ ...smtp, from_email: 'c@example.com', quotas: ['1001/day'] }),
    ).rejects.toMatchObject({
      code: 'invalid_limit',
    })
    await expect(
      client.accounts.create({ ...smtp, from_email: 'c@example.com', quotas: ['1000/day'] }),
    ).resolves.toMatchObject({
      quotas: ['50/hour', '1000/day'],
    })
  })
})

describe('changing an account', () => {
  it.each([
    ['host', { smtp_host: 'evil.example' }],
    ['port', { smtp_port: 2525 }],
    ['protocol', { smtp_protocol: 'tls' as const }],
    ['user', { username: 'other' }],
  ])('another %s erases the password, and an active account waits for a new one', async (_, change) => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, password: canary })
    await client.accounts.activate({ public_id: made.public_id })
    const changed = await client.accounts.update({ public_id: made.public_id, ...change })
    expect(changed).toMatchObject({ ...change, has_smtp_password: false, status: 'pending' })
    expect(here.keychain.secrets.size).toBe(0)
    await expect(client.accounts.activate({ public_id: made.public_id })).rejects.toMatchObject({
      code: 'account_error',
    })
  })

  it('keeps the password when the connection stays', async () => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, password: canary })
    const changed = await client.accounts.update({
      public_id: made.public_id,
      from_name: 'Anna B.',
      smtp_host: smtp.smtp_host,
      percentage: 3,
    })
    expect(changed).toMatchObject({ from_name: 'Anna B.', percentage: 3, has_smtp_password: true })
    expect(here.keychain.secrets.get(made.public_id)).toBe(canary)
  })

  it('a new password with a new server goes on without a pause', async () => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, password: canary })
    await client.accounts.activate({ public_id: made.public_id })
    const seen: string[] = []
    const set = here.keychain.set
    here.keychain.set = async (name, secret) => {
      const [row] = (await client.accounts.list()).slice(-1)
      seen.push(`${row?.smtp_host} ${row?.has_smtp_password} ${row?.status} ${here.keychain.secrets.size}`)
      await set(name, secret)
    }
    const changed = await client.accounts.update({
      public_id: made.public_id,
      smtp_host: 'new.example',
      password: 'second',
    })
    // the moment before the new password was kept: the old one gone, the new server without any
    expect(seen).toEqual(['new.example false pending 0'])
    expect(changed).toMatchObject({ smtp_host: 'new.example', has_smtp_password: true, status: 'active' })
    expect(here.keychain.secrets.get(made.public_id)).toBe('second')
  })

  it('changes nothing when the keychain has trouble', async () => {
    const client = here.client()
    const made = await client.accounts.create({ ...smtp, password: canary })
    here.keychain.state.trouble = 'locked'
    await expect(client.accounts.update({ public_id: made.public_id, smtp_host: 'x.example' })).rejects.toMatchObject({
      code: 'keychain_unavailable',
    })
    expect(await client.accounts.get({ public_id: made.public_id })).toEqual(made)
    expect(here.keychain.secrets.get(made.public_id)).toBe(canary)
  })

  it('refuses another address, a stale version, and to change the managed account', async () => {
    const client = here.client()
    const made = await client.accounts.create(smtp)
    await expect(
      client.accounts.update({ public_id: made.public_id, from_email: 'new@example.com' }),
    ).rejects.toMatchObject({
      code: 'state',
    })
    const same = { public_id: made.public_id, from_email: 'anna@EXAMPLE.com' }
    await client.accounts.update({ ...same, from_name: 'Anna', version: made.version })
    await expect(
      client.accounts.update({ public_id: made.public_id, from_name: 'late', version: made.version }),
    ).rejects.toMatchObject({ code: 'stale_version', status: 412 })
    const managed = (await client.accounts.list())[0]
    const id = { public_id: managed?.public_id ?? '' }
    await expect(client.accounts.update({ ...id, from_name: 'x' })).rejects.toMatchObject({ code: 'state' })
    await expect(client.accounts.deactivate(id)).rejects.toMatchObject({ code: 'state' })
    expect(await client.accounts.pause(id)).toMatchObject({ paused: true, status: 'active' })
  })

  it('two changes at once leave a password with its own server', async () => {
    const client = here.client()
    const { public_id } = await client.accounts.create({ ...smtp, password: 'zero' })
    await Promise.all([
      client.accounts.update({ public_id, smtp_host: 'a.example', password: 'for a' }),
      client.accounts.update({ public_id, smtp_host: 'b.example', password: 'for b' }),
    ])
    const row = await client.accounts.get({ public_id })
    expect([row.smtp_host, here.keychain.secrets.get(public_id)]).toEqual(['b.example', 'for b'])
  })
})
