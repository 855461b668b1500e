import { expect, it } from 'vitest'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { story } from './story.ts'
import { addContacts } from './world.ts'

it("a member decides on mail from their own mailbox and what they engaged, never on somebody else's", async () => {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  const s = await story('2026-11-23T00:00:00Z', { first, loops: false })
  const { client } = s
  await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
  const bob = s.engine.client({ seatId: 2, role: 'member', scopes: roleScopes.member })
  for (const [who, address] of [
    [client, 'mine@example.com'],
    [bob, 'bob@example.com'],
  ] as const) {
    const made = await who.accounts.create({
      from_email: address,
      smtp_host: '127.0.0.1',
      smtp_port: 2525,
      smtp_protocol: 'none',
    })
    await who.accounts.activate({ public_id: made.public_id })
  }
  addContacts(s.engine, [{ address: 'to@mine.test' }, { address: 'to@bob.test' }])
  const step = { subject: 'Hi', text: 'Hello' }
  await client.sequences.create({ name: 'S', steps: [step, { ...step, delay: { days: 1 } }] })
  await client.schedule.engage({ sequence: 'S', contacts: ['to@mine.test'] })
  await bob.schedule.engage({ sequence: 'S', contacts: ['to@bob.test'] })
  const sends = (await client.sends.list({ sequence: 'S' })).rows
  const enrollments = (await client.enrollments.list({ sequence: 'S' })).rows
  const send = (contact: string, number: number) => {
    const row = sends.find((each) => each.contact === contact && each.step === number)
    return { public_id: row?.public_id ?? '' }
  }
  const enrollment = (contact: string) => ({
    public_id: enrollments.find((row) => row.contact === contact)?.public_id ?? '',
  })
  const foreign = send('to@mine.test', 1)
  const doubtful = send('to@mine.test', 2)
  s.engine.room.store.write((tx) => tx.run(`UPDATE sends SET state = 'unsure' WHERE public_id = ?`, doubtful.public_id))
  const tries = [
    () => bob.sends.cancel(foreign),
    () => bob.sends.hold(foreign),
    () => bob.sends.release(foreign),
    () => bob.sends.reschedule({ ...foreign, slot: '2026-12-14T10:00' }),
    () => bob.enrollments.pause(enrollment('to@mine.test')),
    () => bob.enrollments.stop(enrollment('to@mine.test')),
    () => bob.unsure.settle({ ...doubtful, decision: 'again' }),
  ]
  for (const attempt of tries)
    await expect(attempt()).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('mine@example.com belongs to Me'),
    })
  expect(await bob.sends.hold(send('to@bob.test', 1))).toMatchObject({ held: true })
  expect(await bob.enrollments.stop(enrollment('to@bob.test'))).toMatchObject({ state: 'stopped' })
  await client.workspace.update({ policy: { send_for_each_other: true } })
  expect(await bob.sends.hold(foreign)).toMatchObject({ held: true })
  expect(await client.unsure.settle({ ...doubtful, decision: 'skip' })).toMatchObject({ state: 'withdrawn' })
  await s.stop()
})

/** A member with an account of their own, beside the admin who is there first. */
async function team() {
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  const s = await story('2026-11-23T00:00:00Z', { first, loops: false })
  const member = async (name: string) => {
    const address = `${name.toLowerCase()}@example.com`
    const { public_id } = await s.client.seats.add({ name, address })
    const { id } = s.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', public_id) ?? {
      id: 0,
    }
    const client = s.engine.client({ seatId: id, role: 'member', scopes: roleScopes.member })
    const made = await client.accounts.create({
      from_email: address,
      smtp_host: '127.0.0.1',
      smtp_port: 2525,
      smtp_protocol: 'none',
    })
    await client.accounts.activate({ public_id: made.public_id })
    return client
  }
  return { s, admin: s.client, bob: await member('Bob'), eve: await member('Eve') }
}

it('anybody may pause a sequence; going on is for who paused it, who engaged in it, and admins', async () => {
  const { s, admin, bob, eve } = await team()
  addContacts(s.engine, [{ address: 'to@bob.test' }])
  const made = await admin.sequences.create({ name: 'S', steps: [{ subject: 'Hi', text: 'Hello' }] })
  const id = { public_id: made.public_id }
  const state = async () => (await admin.sequences.get(id)).paused
  // Nobody is in it: it holds back nobody's mail.
  await eve.sequences.pause(id)
  expect(await bob.sequences.resume(id)).toMatchObject({ paused: false })

  await bob.schedule.engage({ sequence: 'S', contacts: ['to@bob.test'] })
  await admin.sequences.pause(id)
  // A second pause makes it nobody else's.
  expect(await eve.sequences.pause(id)).toMatchObject({ paused: true })
  await expect(eve.sequences.resume(id)).rejects.toMatchObject({
    code: 'forbidden',
    message: 'Me (me@example.com) paused "S", and you engaged nobody who is under way in it. Ask them, or an admin.',
  })
  expect(await state()).toBe(true)
  expect(await bob.sequences.resume(id)).toMatchObject({ paused: false })
  // It goes on already: to ask for that again is no offence.
  expect(await eve.sequences.resume(id)).toMatchObject({ paused: false })

  await eve.sequences.pause(id)
  expect(await eve.sequences.resume(id)).toMatchObject({ paused: false })
  await bob.sequences.pause(id)
  expect(await admin.sequences.resume(id)).toMatchObject({ paused: false })

  await admin.sequences.pause(id)
  s.engine.room.store.write((tx) => tx.run('UPDATE sequences SET paused_by = NULL'))
  await expect(eve.sequences.resume(id)).rejects.toMatchObject({
    message: expect.stringMatching(/^"S" is paused, and/),
  })
  await admin.workspace.update({ policy: { send_for_each_other: true } })
  expect(await eve.sequences.resume(id)).toMatchObject({ paused: false })
  await s.stop()
})

it('resuming an enrollment is for the same people as pausing and stopping it', async () => {
  const { s, bob, eve } = await team()
  addContacts(s.engine, [{ address: 'to@bob.test' }])
  await bob.sequences.create({ name: 'S', steps: [{ subject: 'Hi', text: 'Hello' }] })
  await bob.schedule.engage({ sequence: 'S', contacts: ['to@bob.test'] })
  const { public_id } = await s.enrollment('S', 'to@bob.test')
  for (const verb of ['pause', 'resume', 'stop'] as const)
    await expect(eve.enrollments[verb]({ public_id }), verb).rejects.toMatchObject({ code: 'forbidden' })
  for (const [verb, state] of [
    ['pause', 'paused'],
    ['resume', 'pending'],
    ['stop', 'stopped'],
  ] as const)
    expect(await bob.enrollments[verb]({ public_id })).toMatchObject({ state })
  await s.stop()
})

it("a hand's suppression is taken off by its author or an admin, and the journal says by whom", async () => {
  const { s, admin, bob, eve } = await team()
  const put = async (value: string) => ({
    public_id: (await bob.suppressions.add({ value, reason: 'rude' })).public_id,
  })
  const removable = async (client: typeof bob) => (await client.suppressions.list({})).rows.map((row) => row.removable)
  const one = await put('one@quiet.test')
  const domain = await put('example.org')
  // What is there already stays its first author's.
  expect(await eve.suppressions.add({ value: 'one@quiet.test', reason: 'mine' })).toMatchObject({
    reason: 'rude',
    removable: false,
  })
  expect([await removable(bob), await removable(eve), await removable(admin)]).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ])
  await expect(eve.suppressions.remove(one)).rejects.toMatchObject({
    code: 'forbidden',
    message: 'Bob (bob@example.com) put one@quiet.test on the list: rude. Ask them, or an admin.',
  })
  expect(await removable(bob)).toEqual([true, true])
  await bob.suppressions.remove(one)
  await admin.suppressions.remove(domain)
  expect((await s.journal()).filter((line) => line.startsWith('unsuppressed'))).toEqual([
    'unsuppressed: Me took example.org off the suppression list. It was there for: rude.',
    'unsuppressed: Bob took one@quiet.test off the suppression list. It was there for: rude.',
  ])
  await s.stop()
})
