/** Mail of an account whose home is another computer: it says so, and is left alone here. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { heardFrom } from '../../src/main/store/exchange.ts'
import { type Story, story } from '../work/story.ts'

let s: Story
beforeEach(async () => {
  s = await story('2026-11-10T08:00:00Z')
})
afterEach(() => s.stop())

/** What another computer told: it took the account up as the next home. */
function takenUp(): void {
  s.engine.room.store.write((tx) => {
    tx.run(
      `INSERT INTO devices (public_id, seat_id, name, signing_key, sealing_key, state, created_at, author, device, hlc)
       SELECT 'other-device', seat_id, 'Ana''s laptop', 'key', 'age1key', 'active', created_at, author, device, hlc FROM devices LIMIT 1`,
    )
    tx.run(
      `UPDATE accounts SET home_device = 'other-device', epoch = 2,
         homes = json_object('1', json_object('device', (SELECT device FROM workspace)), '2', json_object('device', 'other-device'))
       WHERE address = 'ana@example.com'`,
    )
  })
}

it('tells which computer sends it, and refuses what would not reach that one', async () => {
  await s.account('ana@example.com')
  const sequence = await s.engage({ sender: 'ana@example.com', contacts: ['bob@else.test'], start: '2026-11-12T10:00' })
  const before = await s.send(sequence, 'bob@else.test')
  expect([before.computer, before.can.length > 0]).toEqual([null, true])

  await s.client.devices.begin({ name: 'Studio' })
  takenUp()
  const after = await s.send(sequence, 'bob@else.test')
  expect([after.computer, after.shown_state, after.why_short, after.can]).toEqual([
    "Ana's laptop",
    'planned',
    "It is sent from Ana's laptop",
    [],
  ])
  const report = await s.client.reports.contacts({ sequence })
  expect(report.rows.map(({ next }) => next?.computer)).toEqual(["Ana's laptop"])
  // it was never heard of; what it tells is dated
  expect([after.heard_at, report.rows[0]?.next?.heard_at]).toEqual([null, null])
  s.engine.room.store.write((tx) => heardFrom(tx, 'other-device', {}, Date.parse('2026-11-10T07:30:00Z')))
  const heard = { computer: "Ana's laptop", heard_at: '2026-11-10T07:30:00.000Z' }
  expect(await s.send(sequence, 'bob@else.test')).toMatchObject(heard)
  expect((await s.client.reports.contacts({ sequence })).rows[0]?.next).toMatchObject(heard)
  const story = await s.client.contacts.history({ public_id: after.contact_id ?? '' })
  expect(story.rows.find(({ kind }) => kind === 'email')).toMatchObject({ ...heard, waits: false })
  const id = { public_id: after.public_id }
  for (const act of [() => s.client.sends.hold(id), () => s.client.sends.cancel(id), () => s.client.sends.send_now(id)])
    await expect(act()).rejects.toMatchObject({ code: 'state', message: expect.stringContaining("Ana's laptop") })
  const bulk = await s.client.sends.bulk({ ids: [after.public_id], action: 'cancel' })
  expect([bulk.done, bulk.refused.length]).toEqual([0, 1])
  expect((await s.send(sequence, 'bob@else.test')).state).toBe('planned')
})

it('promises nothing of a computer that was taken out of the team', async () => {
  await s.account('ana@example.com')
  const contacts = ['bob@else.test', 'eve@else.test']
  const sequence = await s.engage({ sender: 'ana@example.com', contacts, start: '2026-11-12T10:00' })
  await s.client.devices.begin({ name: 'Studio' })
  takenUp()
  expect(await s.client.workspace.status()).toMatchObject({ planned: 2, elsewhere: 2, next_send: null })
  expect(await s.client.today.overview()).toMatchObject({ planned: 2, elsewhere: 2, waiting: 0 })

  await s.client.devices.revoke({ public_id: 'other-device' })
  expect(await s.client.workspace.status()).toMatchObject({ planned: 2, elsewhere: 0, next_send: null })
  expect(await s.client.today.overview()).toMatchObject({ planned: 2, elsewhere: 0, waiting: 2, next: [] })
  expect(await s.client.sends.counts()).toMatchObject({ next: 0, waiting: 2 })
  expect((await s.client.sends.list({ tab: 'waiting' })).rows).toHaveLength(2)
  const left = await s.send(sequence, 'bob@else.test')
  expect([left.computer, left.heard_at, left.shown_state, left.why_short, left.can]).toEqual([
    null,
    null,
    'waiting',
    "It was to leave from Ana's laptop, which is out of the team. Nothing leaves until another computer takes it over",
    [],
  ])
  const story = await s.client.contacts.history({ public_id: left.contact_id ?? '' })
  expect(story.rows.find(({ kind }) => kind === 'email')).toMatchObject({ computer: null, waits: true })
  // what one that is still in the team was authorised to send leaves from there
  s.engine.room.store.write((tx) => {
    tx.run(`INSERT INTO devices (public_id, seat_id, name, signing_key, sealing_key, state, created_at, author, device, hlc)
       SELECT 'third-device', seat_id, 'Ana''s tablet', 'key 3', 'age1key3', 'active', created_at, author, device, hlc FROM devices LIMIT 1`)
    tx.run(`UPDATE enrollments SET sender_device = 'third-device'
       WHERE contact_id = (SELECT id FROM contacts WHERE address = 'eve@else.test')`)
  })
  expect(await s.client.workspace.status()).toMatchObject({ planned: 2, elsewhere: 1 })
})
