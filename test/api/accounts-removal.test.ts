import { describe, expect, it } from 'vitest'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { people } from '../work/story.ts'
import { begun, got, keychainOf, lagos, plannedThrough } from './removing.ts'

describe('what goes with a mailbox', () => {
  it('is counted per sequence, and agrees with what then happens', async () => {
    const { s, old } = await begun()
    const name = await s.engage({ sender: 'old@example.com', contacts: people(3, 'one.test'), steps: [{ days: 1 }] })
    const other = await s.engage({
      sender: 'old@example.com',
      contacts: people(2, 'two.test'),
      start: '2026-11-25T10:00',
    })
    await s.goTo(lagos(19))
    const impact = await s.client.accounts.removal({ public_id: old.id })
    expect(impact).toMatchObject({ from_email: 'old@example.com', drafts: 0, scheduled: 5, contacts: 5, reached: 3 })
    expect(impact.sequences.map(({ public_id: _, last: __, ...rest }) => rest)).toEqual([
      { name, contacts: 3, reached: 3, scheduled: 3 },
      { name: other, contacts: 2, reached: 0, scheduled: 2 },
    ])
    expect(impact.heirs.map(({ from_email }) => from_email)).toEqual(['new@example.org'])
    const before = await s.states(name)
    const trial = await s.client.accounts.remove({ public_id: old.id, way: 'go_ahead', dry_run: true })
    expect(trial).toMatchObject({ removed: false, contacts: 5, emails: 5, moved: 0, tagged: 0 })
    expect(trial.words[0]).toBe('5 emails are deleted, and 5 contacts stop in their sequences.')
    expect(await s.states(name)).toEqual(before)
    expect((await s.client.accounts.list()).some(({ public_id }) => public_id === old.id)).toBe(true)

    const done = await s.client.accounts.remove({ public_id: old.id, way: 'go_ahead', seen: impact.seen })
    expect(done).toMatchObject({ removed: true, contacts: impact.contacts, emails: impact.scheduled, secrets: null })
    expect(plannedThrough(s, old.id)).toBe(0)
    expect(await s.states(name)).toEqual({ sent: 3, withdrawn: 3 })
    expect(await s.enrollment(name, 'p0@one.test')).toMatchObject({
      state: 'failed',
      reason: 'its mailbox was removed',
    })
    expect(keychainOf(s).all).toEqual(new Map())
    expect(await s.journal()).toContainEqual(expect.stringContaining('old@example.com was removed: 5 planned emails'))
    // history stays: who sent it, and what it was
    const sent = (await s.sends(name)).find((row) => row.state === 'sent')
    expect(sent).toMatchObject({ sender: 'old@example.com' })
    expect(await s.client.sends.letter({ public_id: sent?.public_id ?? '' })).toMatchObject({ trouble: null })
    await s.goTo(lagos(19, 7))
    expect(got(old.server)).toEqual(['p0@one.test first', 'p1@one.test first', 'p2@one.test first'])
    await s.stop()
  })

  it('waits for mail in doubt, and for mail that is being handed over', async () => {
    const { s, old } = await begun()
    const name = await s.engage({ sender: 'old@example.com', contacts: people(1, 'doubt.test') })
    old.server.once('dot', 'take-drop')
    await s.goTo(lagos(10))
    const { rows } = { rows: await s.sends(name) }
    expect(rows[0]?.state).toBe('unsure')
    const wish = { public_id: old.id, way: 'go_ahead' as const }
    await expect(s.client.accounts.remove(wish)).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('Decide that in the outbox first'),
    })
    expect(await s.client.accounts.removal({ public_id: old.id })).toMatchObject({ unsure: 1, sending: 0 })
    await s.client.unsure.settle({ public_id: rows[0]?.public_id ?? '', decision: 'sent' })
    s.engine.room.store.write((tx) =>
      tx.run(`UPDATE sends SET state = 'sending' WHERE public_id = ?`, rows[0]?.public_id),
    )
    await expect(s.client.accounts.remove(wish)).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('is handing over an email just now'),
    })
    s.engine.room.store.write((tx) => tx.run(`UPDATE sends SET state = 'sent' WHERE public_id = ?`, rows[0]?.public_id))
    expect(await s.client.accounts.remove(wish)).toMatchObject({ removed: true, contacts: 0, emails: 0 })
    await s.stop()
  })

  it("is refused for the managed account, for a colleague's, and from an old version; nothing is changed by a refusal", async () => {
    const { s, old } = await begun()
    const seat = await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const { id } = s.engine.room.store.get<{ id: number }>(
      'SELECT id FROM seats WHERE public_id = ?',
      seat.public_id,
    ) ?? { id: 0 }
    const bob = s.engine.client({ seatId: id, role: 'member', scopes: roleScopes.member })
    const managed = (await s.client.accounts.list()).find(({ type }) => type === 'managed')?.public_id ?? ''
    const wish = { way: 'go_ahead' as const }
    await expect(s.client.accounts.remove({ ...wish, public_id: managed })).rejects.toMatchObject({ code: 'state' })
    for (const attempt of [
      () => bob.accounts.removal({ public_id: old.id }),
      () => bob.accounts.drafts({ public_id: old.id }),
      () => bob.accounts.remove({ ...wish, public_id: old.id }),
    ])
      await expect(attempt()).rejects.toMatchObject({
        code: 'forbidden',
        message: 'old@example.com belongs to Me; only an admin can remove it.',
      })
    await expect(s.client.accounts.remove({ ...wish, public_id: old.id, version: 99 })).rejects.toMatchObject({
      code: 'stale_version',
    })
    for (const odd of [
      { way: 'move' as const },
      { way: 'tag' as const, to: managed },
      { way: 'go_ahead' as const, tag: 'x' },
      { way: 'save' as const },
      { way: 'move' as const, to: old.id },
    ])
      await expect(s.client.accounts.remove({ public_id: old.id, ...odd })).rejects.toMatchObject({
        code: 'bad_request',
      })
    await expect(s.client.accounts.remove({ public_id: old.id, way: 'move', to: managed })).rejects.toMatchObject({
      code: 'no_sender',
      message: expect.stringContaining('Sandbox'),
    })
    expect((await s.client.accounts.get({ public_id: old.id })).status).toBe('active')
    expect([...keychainOf(s).all.values()]).toEqual(['secret one'])
    await s.stop()
  })
})

it('an address whose mailbox was removed can be added again, and a secret that stayed is erased then', async () => {
  const { s, old, heir } = await begun()
  const keychain = keychainOf(s)
  const works = keychain.remove
  keychain.remove = async () => {
    throw new Error('the keyring is locked')
  }
  const done = await s.client.accounts.remove({ public_id: old.id, way: 'go_ahead' })
  expect(done.secrets).toContain('The keychain said: the keyring is locked')
  expect([...keychain.all.values()]).toEqual(['secret one'])
  const again = await s.account('old@example.com')
  expect(again.id).not.toBe(old.id)
  await expect(s.client.accounts.get({ public_id: old.id })).rejects.toMatchObject({ code: 'not_found' })
  keychain.remove = works
  expect(await s.client.accounts.remove({ public_id: heir.id, way: 'go_ahead' })).toMatchObject({ secrets: null })
  expect(keychain.all).toEqual(new Map())
  await s.stop()
})
