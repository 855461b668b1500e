import { expect, it } from 'vitest'
import { addContacts, world } from './world.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')

it('takes 60 contacts through three steps in the sandbox, and the report adds up', async () => {
  const w = await world(monday)
  const client = w.engine.client()
  addContacts(
    w.engine,
    Array.from({ length: 60 }, (_, i) => ({ address: `p${i}@customer.test`, first_name: `P${i}` })),
  )
  await client.sequences.create({
    name: 'Hello',
    steps: [
      { subject: 'Hi {{ first_name }}', text: 'Hello {{ first_name }}' },
      { subject: '', text: 'Did you see it?', delay: { days: 2 } },
      { subject: '', text: 'Last one', delay: { days: 3, at: '14:00' } },
    ],
  })
  const preview = await client.schedule.preview({ sequence: 'Hello', sends: true })
  expect(preview.summary.emails).toBe(180)
  const engaged = await client.schedule.engage({ sequence: 'Hello', token: preview.token })
  expect(engaged).toMatchObject({ engaged: 60, sends: 180, sandbox: true, finish: preview.summary.finish })
  await w.end()
  const report = await client.reports.sequence({ sequence: 'Hello' })
  expect(report).toMatchObject({
    engaged: 60,
    enrollments: { finished: 60 },
    emails: { sent: 180, planned: 0, refused: 0, unsure: 0, withdrawn: 0, sending: 0 },
    conserved: true,
  })
  const kept = await client.sandbox.list({ limit: 500 })
  expect(kept.rows).toHaveLength(180)
  const planned = new Map(preview.sends?.map((s) => [`${s.contact}:${s.step}`, Date.parse(s.at)]))
  const rows = (await client.sends.list({ limit: 500 })).rows
  const late = rows.map((s) => Date.parse(s.sent_at ?? '') - (planned.get(`${s.contact}:${s.step}`) ?? 0))
  expect(Math.max(...late)).toBe(0)
  expect(w.logs.filter((line) => line.includes('error'))).toEqual([])
  await w.stop()
})
