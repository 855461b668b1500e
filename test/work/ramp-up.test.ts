/** A mailbox that ramps up sends what its plan showed, day by day; whoever changes it is told first what moves. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { people, type Story, story } from './story.ts'

const monday = '2026-11-23T07:40:00Z'
let s: Story
beforeEach(async () => {
  s = await story(monday)
})
afterEach(() => s.stop())

const dayOf = (at: string | number) => new Date(at).toISOString().slice(0, 10)
const counted = (days: string[]) =>
  Object.fromEntries([...Map.groupBy(days, (day) => day)].map(([day, all]) => [day, all.length]))

it('begins small, rises each day, and what leaves is the plan to the millisecond', async () => {
  const { id, server } = await s.account('anna@ramp.test', { limits: ['50/hour', '7/day'] })
  await s.client.accounts.update({ public_id: id, ramp_up: { start: 2, step: 2 } })
  const name = await s.engage({ sender: 'anna@ramp.test', contacts: people(22, 'ramp.example') })
  const planned = (await s.sends(name)).map(({ contact, at }) => `${contact} ${new Date(at).toISOString()}`)
  await s.goTo('2026-11-30T07:00:00Z')
  expect(server.arrivals.map(({ to, at }) => `${to} ${new Date(at).toISOString()}`).sort()).toEqual(planned.sort())
  expect(counted(server.arrivals.map(({ at }) => dayOf(at)))).toEqual({
    '2026-11-23': 2,
    '2026-11-24': 4,
    '2026-11-25': 6,
    '2026-11-26': 7,
    '2026-11-27': 3,
  })
})

it('is told by usage, by the choices of a schedule and by the reasons of an email', async () => {
  const { id } = await s.account('anna@ramp.test', { limits: ['50/hour', '7/day'] })
  await s.client.accounts.update({ public_id: id, ramp_up: { start: 2, step: 2 } })
  const name = await s.engage({ sender: 'anna@ramp.test', contacts: people(6, 'ramp.example') })
  await s.goTo('2026-11-24T07:00:00Z')
  const usage = (await s.client.accounts.usage()).find(({ public_id }) => public_id === id)
  expect(usage?.ramp_up).toEqual({ today: 4, full_on: '2026-11-26' })
  expect(usage?.windows.find(({ window }) => window === 'day')).toMatchObject({ used: 2, allowed: 4, ratio: 0.5 })
  const { accounts } = await s.client.schedule.options({ sequence: name })
  expect(accounts.find(({ account }) => account === id)?.limits).toBe('50 an hour, 7 a day, ramping up: 4 today')
  const late = await s.sends(name)
  const { why } = await s.client.sends.get({
    public_id: late.find(({ at }) => dayOf(at) === '2026-11-24')?.public_id ?? '',
  })
  expect(why.join()).toContain('slots full for anna@ramp.test (ramping up: 2 that day)')
})

it('shows what setting it does to mail that is planned, counts from the day it is set, and ends when it is taken away', async () => {
  const { id } = await s.account('anna@ramp.test', { limits: ['50/hour', '8/day'] })
  const name = await s.engage({ sender: 'anna@ramp.test', contacts: people(8, 'ramp.example') })
  const change = { public_id: id, ramp_up: { start: 3, step: 5 } }
  expect(await s.client.accounts.consequence(change)).toMatchObject({ planned: 8, moved: 5, waiting: 0 })
  await s.client.accounts.update(change)
  await s.goTo(s.now() + 2000)
  expect(counted((await s.sends(name)).map(({ at }) => dayOf(at)))).toEqual({ '2026-11-23': 3, '2026-11-24': 5 })
  await s.client.accounts.update({ public_id: id, ramp_up: null })
  await s.goTo(s.now() + 2000)
  expect(counted((await s.sends(name)).map(({ at }) => dayOf(at)))).toEqual({ '2026-11-23': 8 })
})
