/** Mail of an account whose home is another computer: it says so, and is left alone here. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Story, story } from '../work/story.ts'

let s: Story
beforeEach(async () => {
  s = await story('2026-11-10T08:00:00Z')
})
afterEach(() => s.stop())

it('tells which computer sends it, and refuses what would not reach that one', async () => {
  await s.account('ana@example.com')
  const sequence = await s.engage({ sender: 'ana@example.com', contacts: ['bob@else.test'], start: '2026-11-12T10:00' })
  const before = await s.send(sequence, 'bob@else.test')
  expect([before.computer, before.can.length > 0]).toEqual([null, true])

  // what another computer told: it took the account up as the next home
  await s.client.devices.begin({ name: 'Studio' })
  const { store } = s.engine.room
  store.write((tx) => {
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
  const after = await s.send(sequence, 'bob@else.test')
  expect([after.computer, after.shown_state, after.why_short, after.can]).toEqual([
    "Ana's laptop",
    'planned',
    "It is sent from Ana's laptop",
    [],
  ])
  const report = await s.client.reports.contacts({ sequence })
  expect(report.rows.map(({ next }) => next?.computer)).toEqual(["Ana's laptop"])
  const id = { public_id: after.public_id }
  for (const act of [() => s.client.sends.hold(id), () => s.client.sends.cancel(id), () => s.client.sends.send_now(id)])
    await expect(act()).rejects.toMatchObject({ code: 'state', message: expect.stringContaining("Ana's laptop") })
  const bulk = await s.client.sends.bulk({ ids: [after.public_id], action: 'cancel' })
  expect([bulk.done, bulk.refused.length]).toEqual([0, 1])
  expect((await s.send(sequence, 'bob@else.test')).state).toBe('planned')
})
