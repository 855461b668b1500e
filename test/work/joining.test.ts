/** Contacts added later to an engagement: over the real engine. */
import { expect, it } from 'vitest'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const HOUR = 3_600_000
const DAY = 86_400_000

/** A sequence with an engagement of two a day, and three people who are in none. */
async function begun() {
  const { client } = w.s
  const name = await w.s.engage({ sender: w.address, contacts: [`seed${w.n}@join.test`], steps: [{ days: 1 }] })
  const [a = '', b = '', c = '', ...later] = people(6, `join${w.n}.test`)
  for (const address of [a, b, c, ...later]) await client.contacts.create({ address, first_name: 'Ada' })
  const chosen = { senders: [{ account: w.address }], per_day: 2, ends: { company: true } }
  const first = await client.schedule.engage({ sequence: name, contacts: [a, b, c], ...chosen })
  const sequence = (await client.sequences.list({ search: name }))[0]?.public_id ?? ''
  return { name, first, sequence, before: [a, b, c], later }
}

it('keeps the pace, the senders and the ends of the engagement that they join, by its own token', async () => {
  const { client } = w.s
  const { name, first, sequence, before, later } = await begun()
  const wish = { sequence: name, contacts: later, join: first.batch }
  const preview = await client.schedule.preview(wish)
  expect(preview.ends).toEqual({ company: true })
  await expect(client.schedule.engage({ sequence: name, contacts: later, token: preview.token })).rejects.toMatchObject(
    {
      code: 'plan_changed',
    },
  )
  const done = await client.schedule.engage({ ...wish, token: preview.token })
  expect(done.perSender).toEqual([{ sender: w.address, contacts: 3, emails: 6 }])
  const firsts = await Promise.all([...before, ...later].map(async (contact) => w.s.send(name, contact, 1)))
  const days = new Map<string, number>()
  for (const { at } of firsts) {
    const day = (at ?? '').slice(0, 10)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  expect([...days.values()]).toEqual([2, 2, 2])
  // whoever was there first goes first
  const order = firsts.map(({ at }) => Date.parse(at ?? ''))
  expect(Math.max(...order.slice(0, 3))).toBeLessThan(Math.max(...order.slice(3)))
  const shown = await client.sequences.engagements({ public_id: sequence })
  expect(shown[0]).toMatchObject({ public_id: done.batch, contacts: 3, joins: first.batch, ends: { company: true } })
  expect(shown[1]).toMatchObject({ public_id: first.batch, contacts: 3, joins: null })
  // planned again, it stays so
  await w.s.goTo(w.day + 8 * DAY + 12 * HOUR)
  const sent = await Promise.all([...before, ...later].map((contact) => w.s.send(name, contact, 1)))
  const perDay = new Map<string, number>()
  for (const { state, at } of sent) {
    expect(state).toBe('sent')
    const day = (at ?? '').slice(0, 10)
    perDay.set(day, (perDay.get(day) ?? 0) + 1)
  }
  expect(Math.max(...perDay.values())).toBe(2)
})

it('puts nobody into it twice, whoever overrides what', async () => {
  const { client } = w.s
  const { name, first, before, later } = await begun()
  const [one = ''] = before
  const wish = { sequence: name, join: first.batch, override: ['been_in_this_sequence', 'contacted_recently'] }
  const reasons = async (contacts: string[]) =>
    (await client.schedule.preview({ ...wish, contacts })).excluded.map(({ contact, reason }) => [contact, reason])
  expect(await reasons([one, ...later])).toEqual([[one, 'active_here']])
  await w.s.goTo(w.day + 6 * DAY)
  expect((await w.s.enrollment(name, one)).state).toBe('finished')
  expect(await reasons([one, ...later])).toEqual([[one, 'been_in_this_engagement']])
  // it holds as well for whoever joined it
  const [other = '', ...rest] = later
  const done = await client.schedule.engage({ ...wish, contacts: [other] })
  await w.s.goTo(w.day + 12 * DAY)
  expect((await w.s.enrollment(name, other)).state).toBe('finished')
  expect(await reasons([one, other, ...rest])).toHaveLength(2)
  const again = { ...wish, join: done.batch, contacts: [one, other, ...rest] }
  expect((await client.schedule.preview(again)).excluded).toHaveLength(2)
})

it('begins with a slot of its own, and takes no other choice', async () => {
  const { client } = w.s
  const { name, first, later } = await begun()
  const wish = { sequence: name, contacts: later, join: first.batch }
  const start = `${new Date(w.day + 9 * DAY).toISOString().slice(0, 10)}T12:00`
  const { summary } = await client.schedule.preview({ ...wish, start })
  expect(Date.parse(summary.start ?? '')).toBeGreaterThanOrEqual(w.day + 9 * DAY)
  for (const more of [
    { per_day: 5 },
    { senders: [{ account: w.address }] },
    { ends: {} },
    { assign: 'owners' as const },
  ])
    await expect(client.schedule.preview({ ...wish, ...more })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(client.schedule.preview({ ...wish, join: 'none' })).rejects.toMatchObject({ code: 'not_found' })
})
