import { afterEach, describe, expect, it } from 'vitest'
import { testRoom } from '../host/room.ts'
import { type Story, story } from '../work/story.ts'

const open: { stop?: () => Promise<void>; close?: () => void }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.stop?.()
    each.close?.()
  }
})
const room = () => {
  const here = testRoom()
  open.push(here)
  return here
}
const tale = async (at: string): Promise<Story> => {
  const told = await story(at)
  open.push(told)
  return told
}

describe('a change that changes nothing', () => {
  it('keeps the version and tells nobody', async () => {
    const here = room()
    const client = here.client()
    const told: string[] = []
    here.room.changes.listen((table) => told.push(table))
    const before = await client.workspace.get()
    expect(await client.workspace.update({})).toEqual(before)
    expect(await client.workspace.update({ name: before.name, windows: ['mon-fri 09:00-18:00'] })).toEqual(before)
    expect(told).toEqual([])
    expect((await client.workspace.update({ name: 'Other' })).version).toBe(before.version + 1)
    expect(told).toEqual(['workspace'])
  })
})

describe('public holidays', () => {
  it('are listed by country and year, named, with the parts that keep their own', async () => {
    const client = room().client()
    const countries = await client.workspace.countries()
    expect(countries.length).toBeGreaterThan(150)
    expect(countries).toContainEqual({ code: 'FR', name: 'France' })
    const france = await client.workspace.holidays({ country: 'fr', year: 2026 })
    expect(france.days.slice(0, 2)).toEqual([
      { date: '2026-01-01', name: "New Year's Day" },
      { date: '2026-04-06', name: 'Easter Monday' },
    ])
    expect(france.days.every(({ date }) => date.startsWith('2026-'))).toBe(true)
    const bavaria = await client.workspace.holidays({ country: 'DE-BY', year: 2026 })
    expect(bavaria.parts).toContainEqual({ code: 'DE-BY', name: 'Bayern' })
    const germany = await client.workspace.holidays({ country: 'DE', year: 2026 })
    expect(bavaria.days.length).toBeGreaterThan(germany.days.length)
    await expect(client.workspace.holidays({ country: 'XX', year: 2026 })).rejects.toMatchObject({
      code: 'invalid_schedule',
    })
  })
})

describe('what a change of the workspace would move', () => {
  const monday = '2026-11-23T08:00:00Z'
  const many = Array.from({ length: 30 }, (_, i) => `p${i}@example.org`)

  it('a limit for the whole workspace moves what no longer fits, and is what then happens', async () => {
    const me = await tale(monday)
    await me.account('anna@example.com')
    const name = await me.engage({ sender: 'anna@example.com', contacts: many, start: '2026-11-23T10:00' })
    const before = await me.client.workspace.get()
    const change = { policy: { workspace_per_day: 10 } }
    const foreseen = await me.client.workspace.consequence(change)
    const planned = (await me.sends(name)).map((send) => send.at).sort()
    expect(foreseen).toEqual({
      planned: 30,
      moved: 20,
      waiting: 0,
      last_before: planned.at(-1),
      last_after: expect.stringMatching(/^2026-11-25T/),
    })
    expect(await me.client.workspace.get()).toEqual(before)
    expect((await me.sends(name)).map((send) => send.at).sort()).toEqual(planned)
    await me.client.workspace.update(change)
    await me.goTo(me.now() + 2000)
    const after = (await me.sends(name)).map((send) => send.at).sort()
    expect(after.at(-1)).toBe(foreseen.last_after)
    expect(after.filter((at) => at.startsWith('2026-11-23')).length).toBe(10)
  })

  it('other hours and days off move nothing that is planned: each engagement keeps its own', async () => {
    const me = await tale(monday)
    await me.account('anna@example.com')
    await me.engage({ sender: 'anna@example.com', contacts: many.slice(0, 3), start: '2026-11-23T10:00' })
    const foreseen = await me.client.workspace.consequence({ windows: ['tue 08:00-09:00'], days_off: ['2026-11-23'] })
    expect(foreseen).toMatchObject({ planned: 3, moved: 0, waiting: 0 })
    expect(foreseen.last_after).toBe(foreseen.last_before)
  })

  it('refuses what a change would refuse', async () => {
    const client = room().client()
    await expect(client.workspace.consequence({ windows: ['whenever'] })).rejects.toMatchObject({
      code: 'invalid_window',
    })
    await expect(client.workspace.consequence({ version: 9 })).rejects.toMatchObject({ code: 'stale_version' })
  })
})
