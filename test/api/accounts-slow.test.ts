import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

const smtp = {
  from_email: 'anna@example.com',
  smtp_host: 'smtp.example.com',
  smtp_port: 587,
  smtp_protocol: 'starttls' as const,
}

it('a change whose keychain is slow holds through pauses and failed tries, and never over other settings', async () => {
  const client = here.client()
  const { public_id } = await client.accounts.create({ ...smtp, password: 'zero' })
  await client.accounts.activate({ public_id })
  const { set, remove } = here.keychain
  const during = (which: 'set' | 'remove', work: () => unknown) => {
    here.keychain[which] = async (name: string, secret?: string) => {
      Object.assign(here.keychain, { set, remove })
      await work()
      await (which === 'set' ? set(name, secret ?? '') : remove(name))
    }
  }
  // A pause raises the version while the old secret is being erased, and while the new one is kept.
  during('remove', () => client.accounts.pause({ public_id }))
  expect(await client.accounts.update({ public_id, smtp_host: 'a.example' })).toMatchObject({
    smtp_host: 'a.example',
    has_smtp_password: false,
    paused: true,
    status: 'pending',
  })
  during('set', () => client.accounts.resume({ public_id }))
  expect(await client.accounts.update({ public_id, smtp_host: 'b.example', password: 'for b' })).toMatchObject({
    smtp_host: 'b.example',
    has_smtp_password: true,
    paused: false,
  })
  // What no door can do: another server is written under its feet. The password must not be that server's.
  during('set', () =>
    here.room.store.write((tx) =>
      tx.run(`UPDATE accounts SET smtp = json_set(smtp, '$.host', 'evil.example') WHERE public_id = ?`, public_id),
    ),
  )
  await expect(client.accounts.update({ public_id, from_name: 'Anna', password: 'for b' })).rejects.toMatchObject({
    code: 'stale_version',
  })
  expect((await client.accounts.get({ public_id })).smtp_host).toBe('evil.example')
  expect(here.keychain.secrets.has(public_id)).toBe(false)
})
