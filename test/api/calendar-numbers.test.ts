/** What a page estimates from: the engine's numbers, asked for through the contract, and its own answer beside them. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TriedEvent } from '../../src/shared/contract/calendar.ts'
import { CalendarNumbers } from '../../src/shared/contract/calendar-numbers.ts'
import { guess, type Tryable } from '../../src/shared/domain/what-if-guess.ts'
import { readied } from '../../src/shared/domain/what-if-numbers.ts'
import { asker } from '../host/room.ts'
import { people, type Story, story } from '../work/story.ts'
import { addContacts } from '../work/world.ts'

let s: Story
/** Monday 23 November 2026, 10:40 in Paris. */
const now = Date.parse('2026-11-23T09:40:00Z')
const addresses = ['anna@team.test', 'marc@team.test', 'ines@team.test']
const ids: Record<string, string> = {}
const names: Record<string, string> = {}

async function account(address: string, limits: string[]): Promise<void> {
  const smtp = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
  const permits = ['role' as const, 'more' as const]
  const made = await s.client.accounts.create({ permits, from_email: address, ...smtp, quotas: limits })
  await s.client.accounts.activate({ public_id: made.public_id })
  ids[address] = made.public_id
}

async function engage(name: string, count: number, senders: string[], start: string, windows?: string[]) {
  const contacts = people(count, `${name.toLowerCase()}.test`)
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  const later = { subject: '', text: 'Once more' }
  const steps = [
    { subject: name, text: 'Hello' },
    { ...later, delay: { days: 2 } },
    { ...later, delay: { days: 3 } },
  ]
  const made = await s.client.sequences.create({ name, steps })
  names[name] = made.public_id
  const by = { assign: 'selected' as const, senders: senders.map((each) => ({ account: each })) }
  await s.client.schedule.engage({ sequence: name, contacts, ...by, start, seed: 5, ...(windows ? { windows } : {}) })
}

beforeAll(async () => {
  s = await story(now, { loops: false })
  await s.client.workspace.update({ holidays: 'FR', days_off: ['2026-11-27'] })
  await account('anna@team.test', ['50/hour', '120/day'])
  await account('marc@team.test', ['20/hour', '90/day'])
  await account('ines@team.test', ['30-40/hour', '100/day', '300/week'])
  await engage('Autumn', 400, ['anna@team.test', 'marc@team.test'], '2026-11-23T11:00')
  await engage('Winter', 90, ['marc@team.test'], '2026-11-25T09:00')
  await engage('Spring', 60, ['ines@team.test'], '2026-11-30T14:00', ['mon-thu 14:00-18:00'])
})
afterAll(() => s.stop())

const span = { from: '2026-11-23', to: '2026-12-20' }

/** The engine's estimate, as it answers everybody who has none of their own. */
async function engineSays(change: Tryable) {
  const { starts: _, ...wish } = change
  for await (const event of await s.client.calendar.what_if({ ...span, ...(wish as object) }))
    if (event.kind === 'coarse') {
      const { kind: __, ...said } = event
      return said
    }
  throw new Error('the engine has not estimated')
}

/** The page's: from the numbers as they came over the wire. */
async function pageSays(change: Tryable) {
  const numbers = structuredClone(
    CalendarNumbers.parse(JSON.parse(JSON.stringify(await s.client.calendar.numbers({})))),
  )
  const told = guess(readied(numbers), change)
  if (!told) throw new Error('the page has not estimated')
  const { finish, workingDays, totals, held } = told
  return { finish: finish === null ? null : new Date(finish).toISOString(), working_days: workingDays, totals, held }
}

const limits = fc.record({
  address: fc.constantFrom(...addresses),
  hour: fc.integer({ min: 5, max: 50 }),
  day: fc.integer({ min: 20, max: 400 }),
})
const changes = fc.record(
  {
    limits: limits.map(({ address, hour, day }) => ({ [ids[address] ?? address]: [`${hour}/hour`, `${day}/day`] })),
    windows: fc.integer({ min: 11, max: 22 }).map((to) => [`mon-fri 09:00-${to}:00`]),
    start: fc
      .record({ day: fc.constantFrom('30', '24'), hour: fc.integer({ min: 9, max: 10 }) })
      .map(({ day, hour }) => ({
        sequence: names.Winter ?? '',
        slot: `2026-11-${day}T${String(hour).padStart(2, '0')}:00`,
      })),
    senders: fc
      .subarray(addresses, { minLength: 1 })
      .map((some) => ({ sequence: names.Autumn ?? '', accounts: some.map((address) => ids[address] ?? '') })),
  },
  { requiredKeys: [] },
)

describe('the numbers of an estimate', () => {
  it('are what the page needs to say what the engine says, for changes of every kind', async () => {
    const ends = new Set<string | null>()
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const said = await pageSays(change)
        expect(said).toEqual(await engineSays(change))
        ends.add(said.finish)
      }),
      { numRuns: 40, seed: 20261123 },
    )
    // changes that change nothing would agree about anything
    expect(ends.size).toBeGreaterThan(5)
  })

  it('follow the database', async () => {
    const before = await s.client.calendar.numbers({})
    await s.client.sequences.pause({ public_id: names.Winter ?? '' })
    const after = await s.client.calendar.numbers({})
    const contacts = (all: typeof before) => all.groups.reduce((sum, group) => sum + group[6], 0)
    expect(contacts(before) - contacts(after)).toBe(90)
    await s.client.sequences.resume({ public_id: names.Winter ?? '' })
    expect((await s.client.calendar.numbers({})).groups).toEqual(before.groups)
  })

  it('say nothing about a contact, and nothing of accounts that reading them doesn’t', async () => {
    const reader = s.engine.client(asker(1, 'admin', 'read'))
    const numbers = await reader.calendar.numbers({})
    expect(JSON.stringify(numbers)).not.toMatch(/@(autumn|winter|spring)\.test/)
    const listed = (await reader.accounts.list()).map(({ public_id, from_email }) => [public_id, from_email])
    expect(numbers.accounts.map(({ id, address }) => [id, address])).toEqual(listed)
  })

  it('leave the plan alone to be asked for', async () => {
    const kinds: TriedEvent['kind'][] = []
    for await (const { kind } of await s.client.calendar.what_if({ ...span, estimate: false })) kinds.push(kind)
    expect(kinds).toEqual(['exact', 'held'])
  })
})

describe('a change that can’t be read', () => {
  it('is not estimated: the engine says what is wrong with it', async () => {
    const ready = readied(await s.client.calendar.numbers({}))
    const unreadable: Tryable[] = [
      { limits: { nobody: ['5/hour'] } },
      { limits: { [ids['anna@team.test'] ?? '']: ['many'] } },
      { windows: ['mon 22:00-02:00'] },
      { start: { sequence: 'Winter', slot: '2026-11-28T10:00' } },
      { start: { sequence: 'No such', slot: '2026-11-30T10:00' } },
      { senders: { sequence: 'Autumn', accounts: ['nobody@team.test'] } },
    ]
    expect(unreadable.map((change) => guess(ready, change))).toEqual(unreadable.map(() => null))
  })
})
