/** What nobody was told yet may be written again, in whatever words a statement does it: it stays marked, and the statement holds. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertContactField, removeContactField } from '../../src/main/store/contact-fields.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { suppress } from '../../src/main/store/suppressions.ts'
import { type Device, newId, settleAll, type Team, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function two(): Promise<{ team: Team; a: Device; b: Device }> {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  teams.push(team)
  const [a, b] = team.devices as [Device, Device]
  return { team, a, b }
}

const line = (source: 'hand' | 'reply', now: number) => ({
  ...{
    publicId: newId(),
    kind: 'address' as const,
    value: 'x@shop.com',
    reason: `by ${source}`,
    source,
    createdAt: now,
  },
})

it('puts somebody on the list who was put there by hand before, and asks for it now', async () => {
  const { team, a, b } = await two()
  const write = (work: (tx: Tx) => unknown) => a.store.write(work)
  expect(write((tx) => suppress(tx, line('hand', team.clock.now), stamp(tx, team.clock.now)))).toBe(true)
  expect(write((tx) => suppress(tx, line('reply', team.clock.now), stamp(tx, team.clock.now)))).toBe(true)
  settleAll(team)
  for (const { store } of [a, b])
    expect(store.all('SELECT value, source FROM suppressions')).toEqual([{ value: 'x@shop.com', source: 'reply' }])
})

it('makes a field again that was taken away before anybody heard of it', async () => {
  const { team, a, b } = await two()
  const field = { publicId: newId(), name: 'city', label: 'City', type: 'text' as const, options: [], createdAt: 1 }
  a.store.write((tx) => {
    insertContactField(tx, field, stamp(tx, team.clock.now))
    const { id } = tx.get<{ id: number }>('SELECT id FROM contact_fields') as { id: number }
    removeContactField(tx, id, stamp(tx, team.clock.now))
    insertContactField(tx, { ...field, label: 'Town' }, stamp(tx, team.clock.now))
  })
  settleAll(team)
  for (const { store } of [a, b])
    expect(store.all('SELECT label, deleted FROM contact_fields')).toEqual([{ label: 'Town', deleted: 0 }])
})

it('says in no trigger what a statement around it may say otherwise', async () => {
  const { a } = await two()
  const all = a.store.all<{ name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
  expect(all.length).toBeGreaterThan(40)
  expect(
    all.filter(({ sql }) => /\b(?:insert|update)\s+or\b|\breplace\s+into\b/i.test(sql)).map(({ name }) => name),
  ).toEqual([])
})
