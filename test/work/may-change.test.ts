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
      message: expect.stringContaining('mine@example.com belongs to me@example.com'),
    })
  expect(await bob.sends.hold(send('to@bob.test', 1))).toMatchObject({ held: true })
  expect(await bob.enrollments.stop(enrollment('to@bob.test'))).toMatchObject({ state: 'stopped' })
  await client.workspace.update({ policy: { send_for_each_other: true } })
  expect(await bob.sends.hold(foreign)).toMatchObject({ held: true })
  expect(await client.unsure.settle({ ...doubtful, decision: 'skip' })).toMatchObject({ state: 'withdrawn' })
  await s.stop()
})
