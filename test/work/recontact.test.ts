/** The interval between two sequences: over the real engine. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const HOUR = 3_600_000
const DAY = 86_400_000

it('whoever got an email within the interval is left out, with why, unless somebody overrides it', async () => {
  const { client } = w.s
  const [a = ''] = people(1, `soon${w.n}.test`)
  const first = await w.s.engage({ sender: w.address, contacts: [a] })
  const second = await w.s.engage({ sender: w.address, contacts: [`later${w.n}@soon.test`] })
  await w.s.goTo(w.day + 2 * DAY)
  const wish = { sequence: second, contacts: [a], senders: [{ account: w.address }] }
  const reasons = async (more: object = {}) =>
    (await client.schedule.preview({ ...wish, ...more })).excluded.map(({ reason, message }) => [reason, message])
  expect(await reasons()).toEqual([])
  await client.workspace.update({ policy: { recontact_days: 30 } })
  expect(await reasons()).toEqual([
    ['contacted_recently', `${a} got an email of "${first}" 1 day ago, and 30 days are kept between sequences.`],
  ])
  const { groups } = await client.schedule.audience({ ...wish, limit: 1 })
  expect(groups).toEqual([{ reason: 'contacted_recently', count: 1, overridable: true, variable: null }])
  await expect(client.schedule.engage(wish)).rejects.toMatchObject({ code: 'invalid_schedule' })
  expect(await reasons({ recontact_days: 0 })).toEqual([])
  expect(await reasons({ override: ['contacted_recently'] })).toEqual([])
  // to the hour: the interval counts from the moment it left
  const left = Date.parse((await w.s.send(first, a)).at ?? '')
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (days) => {
      const out = (await reasons({ recontact_days: days })).length === 1
      expect(out).toBe(w.s.now() - left < days * DAY)
    }),
    { numRuns: 10 },
  )
  await w.s.goTo(left + 30 * DAY + HOUR)
  expect(await reasons()).toEqual([])
  await client.workspace.update({ policy: { recontact_days: null } })
})
