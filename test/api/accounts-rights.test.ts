import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setAccountState } from '../../src/main/store/accounts.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

const smtp = {
  from_email: 'Anna@Example.com',
  smtp_host: 'smtp.example.com',
  smtp_port: 587,
  smtp_protocol: 'starttls' as const,
}

describe('who may change an account', () => {
  it("a member changes only accounts of their own seat; nobody else's, nor the team's", async () => {
    const client = here.client()
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = here.client(asker(2, 'member', 'read', 'accounts'))
    const annas = await client.accounts.create(smtp)
    const teams = await client.accounts.create({ ...smtp, from_email: 'team@example.com', seat: null })
    for (const { public_id } of [annas, teams]) {
      await expect(bob.accounts.update({ public_id, from_name: 'mine' })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(bob.accounts.activate({ public_id })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(bob.accounts.pause({ public_id })).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(bob.accounts.create({ ...smtp, from_email: 'x@example.com', seat: null })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const own = await bob.accounts.create({ ...smtp, from_email: 'bob@example.com' })
    expect(await bob.accounts.activate({ public_id: own.public_id })).toMatchObject({
      status: 'active',
      seat: 'bob@example.com',
    })
    expect(await bob.accounts.deactivate({ public_id: own.public_id })).toMatchObject({
      status: 'inactive',
      status_reason: 'Deactivated by hand.',
    })
  })

  it('activating brings an account back that was out', async () => {
    const client = here.client()
    const made = await client.accounts.create(smtp)
    here.room.store.write((tx) => setAccountState(tx, 2, 'error', 'quota', 'quota', here.time.now() + 1000))
    expect(await client.accounts.get({ public_id: made.public_id })).toMatchObject({
      status: 'error',
      resume_at: '2026-11-23T09:00:01.000Z',
    })
    expect(await client.accounts.activate({ public_id: made.public_id })).toMatchObject({
      status: 'active',
      status_reason: null,
      resume_at: null,
    })
  })
})
