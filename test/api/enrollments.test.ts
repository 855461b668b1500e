import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrollmentCounts, enrollmentIds } from '../../src/main/store/enrollment-list.ts'
import { enrollmentWaits } from '../../src/shared/contract/enrollments.ts'
import { enrollmentStates } from '../../src/shared/domain/enrollment.ts'
import type { Story } from '../work/story.ts'
import { enrolled } from './enrolled.ts'

type Client = Story['client']
type Row = Awaited<ReturnType<Client['enrollments']['list']>>['rows'][number]
type Filter = NonNullable<Parameters<Client['enrollments']['bulk']>[0]['filter']>

let s: Story
let bob: Client
let ids: Record<string, string>
beforeAll(async () => {
  ;({ s, bob, ids } = await enrolled())
}, 60_000)
afterAll(() => s.stop())

async function all(filter: Filter, sort?: 'engaged' | '-engaged' | 'next', limit = 5): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await s.client.enrollments.list({ ...filter, after, limit, ...(sort ? { sort } : {}) })
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after)
  return rows
}

const filters: fc.Arbitrary<Filter> = fc
  .record(
    {
      states: fc.uniqueArray(fc.constantFrom(...enrollmentStates), { minLength: 1, maxLength: 4 }),
      sequence: fc.constantFrom('Spring', 'Autumn', 'Bobs'),
      sender: fc.constantFrom('mine@example.com', 'bob@example.com'),
      seat: fc.constantFrom('me', 'bob@example.com'),
      tag: fc.constant('warm'),
      search: fc.constantFrom('ada', 'spring1', '@bobs.test', 'nobody'),
      waits: fc.constantFrom(...enrollmentWaits),
    },
    { requiredKeys: [] },
  )
  .map((filter) => filter as Filter)

/** What a filter means, said once more without SQL. */
function fits({ states, sequence, sender, seat, tag, search, waits }: Filter, row: Row): boolean {
  const text = [row.contact_name, row.contact, ...row.tags].join(' ').toLowerCase()
  return (
    (!states || states.includes(row.state)) &&
    (!sequence || row.sequence === sequence) &&
    (!sender || row.sender === sender) &&
    (!seat || row.engaged_by === (seat === 'me' ? 'Me' : 'Bob')) &&
    (!tag || row.tags.includes(tag)) &&
    (!search || text.includes(search)) &&
    (!waits || row.waits === waits)
  )
}

it('finds by every filter what the rows themselves say, in any order and page size, and counts the same', async () => {
  const everybody = await all({})
  expect(everybody).toHaveLength(28)
  expect(new Set(everybody.map(({ state }) => state)).size).toBe(enrollmentStates.length)
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.constantFrom('engaged', '-engaged', 'next'),
      fc.integer({ min: 1, max: 40 }),
      async (filter, sort, limit) => {
        // something else may be in the way first: then the row names that
        const { waits, ...rest } = filter
        const found = await all(filter, sort, limit)
        const expected = everybody.filter((row) => fits(waits ? rest : filter, row))
        const named = (rows: Row[]) => rows.map((row) => row.public_id).sort()
        if (waits === undefined) expect(named(found)).toEqual(named(expected))
        else {
          expect(
            expected.filter((row) => row.waits === waits).every((row) => named(found).includes(row.public_id)),
          ).toBe(true)
          expect(found.every((row) => row.waits !== null)).toBe(true)
        }
        const { states: _, ...stateless } = filter
        const counted = await s.client.enrollments.counts(stateless)
        const of = await all(stateless, 'engaged', 500)
        expect(counted.all).toBe(of.length)
        for (const state of enrollmentStates)
          expect(counted.states[state]).toBe(of.filter((row) => row.state === state).length)
      },
    ),
    { numRuns: 60 },
  )
})

it('orders by the next email, those without one last', async () => {
  const rows = await all({}, 'next', 4)
  expect(rows).toHaveLength(28)
  const times = rows.map((row) => (row.next_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.next_at)))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.filter(Number.isFinite).length).toBeGreaterThan(5)
  const [first] = await all({}, '-engaged', 3)
  expect(first?.public_id).toBe((await all({})).at(-1)?.public_id)
  await expect(s.client.enrollments.list({ after: 'next.5.5' })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(s.client.enrollments.list({ seat: 'nobody@example.com' })).rejects.toMatchObject({ code: 'not_found' })
})

it('walks and gathers to the same rows, however few it may look at in one go', () => {
  const { store } = s.engine.room
  const filter = { states: enrollmentStates.filter((state) => state !== 'finished'), tag: 'warm' }
  const walked = (sort: 'engaged' | '-engaged' | 'next', few: number) => {
    const found: number[] = []
    let after: Parameters<typeof enrollmentIds>[2]['after'] = null
    do {
      const page = enrollmentIds(store, filter, { sort, after, limit: 3 }, { few, window: 2 })
      found.push(...page.ids)
      after = page.next
    } while (after)
    return found
  }
  for (const sort of ['engaged', '-engaged', 'next'] as const) {
    expect(walked(sort, -1)).toEqual(walked(sort, 100))
    expect(walked(sort, -1).length).toBeGreaterThan(2)
  }
  expect(enrollmentCounts(store, { tag: 'warm' }, { counted: 5 })).toMatchObject({ more: true })
  expect(enrollmentCounts(store, { tag: 'warm' }).more).toBe(false)
})

const deeds = [
  { action: 'pause' },
  { action: 'resume' },
  { action: 'stop' },
  { action: 'move', account: 'other@example.com' },
  { action: 'tag', add: ['seen'] },
] as const

it('does to a filter what it does to the same rows by name, and tells it before', async () => {
  const asked = ({
    account,
    ...deed
  }: {
    action: (typeof deeds)[number]['action']
    account?: string
    add?: readonly string[]
  }) => ({
    ...deed,
    add: [...(deed.add ?? [])],
    ...(account ? { account: ids[account] as string } : {}),
  })
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(...deeds), fc.boolean(), async (filter, deed, asBob) => {
      const client = asBob ? bob : s.client
      const rows: Row[] = []
      let after: string | undefined
      do {
        const page = await client.enrollments.list({ ...filter, limit: 500, after })
        rows.push(...page.rows)
        after = page.next ?? undefined
      } while (after)
      if (rows.length === 0) return
      const given = { ...asked(deed), dry_run: true }
      const byFilter = await client.enrollments.bulk({ ...given, filter }).catch((error: Error) => error.message)
      const byIds = await client.enrollments
        .bulk({ ...given, ids: rows.map((row) => row.public_id) })
        .catch((error: Error) => error.message)
      expect(byFilter).toEqual(byIds)
      if (typeof byIds === 'string') {
        expect(deed.action).toBe('move')
        return
      }
      expect(byIds.done + byIds.refused.length).toBe(deed.action === 'tag' ? byIds.done : rows.length)
    }),
    { numRuns: 60 },
  )
  // a trial writes nothing
  expect(await s.client.enrollments.counts({})).toMatchObject({ all: 28 })
  expect(await all({ tag: 'seen' })).toEqual([])
})

it('leaves out whom it is told to, of all that a filter finds', async () => {
  const rows = await all({ states: ['pending', 'active'] }, 'engaged', 500)
  const except = rows.slice(0, 2).map((row) => row.public_id)
  const filter: Filter = { states: ['pending', 'active'], except }
  const told = await s.client.enrollments.bulk({ filter, action: 'tag', add: ['most'], dry_run: true })
  expect(told.done_ids.toSorted()).toEqual(
    rows
      .map((row) => row.public_id)
      .filter((id) => !except.includes(id))
      .toSorted(),
  )
  await expect(s.client.enrollments.bulk({ filter: { except: ['nobody'] }, action: 'stop' })).rejects.toMatchObject({
    message: 'There is no enrollment "nobody" to leave out.',
  })
})

it('lets a member change whom they engaged and whom their mailbox writes to, and tells why not the others', async () => {
  const told = await bob.enrollments.bulk({ filter: { states: ['pending', 'active'] }, action: 'pause' })
  const rows = await all({}, 'engaged', 500)
  const own = rows.filter((row) => row.sender === 'bob@example.com')
  expect(told.done_ids.toSorted()).toEqual(
    own
      .filter((row) => row.state === 'paused' && row.reason === 'paused by hand')
      .map((row) => row.public_id)
      .toSorted(),
  )
  expect(told.done).toBeGreaterThan(0)
  expect(told.refused.length).toBeGreaterThan(5)
  for (const { why } of told.refused) expect(why).toMatch(/(mine|other)@example.com belongs to Me/)
  await expect(
    bob.enrollments.bulk({ filter: {}, action: 'move', account: ids['mine@example.com'] as string }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  const back = await s.client.enrollments.bulk({ ids: told.done_ids, action: 'resume' })
  expect(back.done).toBe(told.done)
  expect(back.words[0]).toMatch(/go(es)? on where/)
})

it('moves those under way to another mailbox, with all that is planned, and refuses whoever must stay', async () => {
  const from = { sender: 'mine@example.com' }
  const before = await all(from, 'engaged', 500)
  const wish = { filter: from, action: 'move', account: ids['other@example.com'] as string } as const
  const told = await s.client.enrollments.bulk({ ...wish, dry_run: true })
  const done = await s.client.enrollments.bulk(wish)
  expect(done.done_ids).toEqual(told.done_ids)
  expect(told.words.join(' ')).toContain('written to from other@example.com instead of mine@example.com')
  expect(told.words.join(' ')).toMatch(/The first email leaves .+, the last .+\./)
  for (const row of before) {
    const isUnderWay = ['pending', 'active', 'paused'].includes(row.state)
    expect(done.done_ids.includes(row.public_id)).toBe(isUnderWay && row.waits !== 'unsure')
  }
  const planned = s.engine.room.store.all<{ n: number }>(
    `SELECT count(*) AS n FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.state = 'planned' AND s.account_id <> e.account_id`,
  )
  expect(planned).toEqual([{ n: 0 }])
  expect(done.refused.every(({ why }) => why.length > 10)).toBe(true)
})

it('lets those whose mailbox was removed go on from another', async () => {
  const { public_id, ...seen } = await s.client.accounts.removal({ public_id: ids['bob@example.com'] as string })
  expect(seen.contacts).toBeGreaterThan(0)
  s.engine.room.store.write((tx) => tx.run(`UPDATE sends SET state = 'withdrawn' WHERE state = 'unsure'`))
  const gone = await s.client.accounts.remove({ public_id, way: 'go_ahead' })
  const done = await s.client.enrollments.bulk({
    filter: { sequence: 'Bobs', state: 'failed' },
    action: 'move',
    account: ids['other@example.com'] as string,
  })
  expect(done.done).toBe(gone.contacts)
  const rows = await all({ sequence: 'Bobs' })
  for (const row of rows.filter((each) => done.done_ids.includes(each.public_id)))
    expect(row).toMatchObject({ sender: 'other@example.com', next_step: expect.any(Number) })
})

it('tags contacts, stops what is chosen for good, and wants each wish whole', async () => {
  const some = (await all({ states: ['pending', 'active'] })).slice(0, 2).map((row) => row.public_id)
  const tagged = await s.client.enrollments.bulk({ ids: some, action: 'tag', add: ['seen'] })
  expect(tagged.done_ids.toSorted()).toEqual(some.toSorted())
  expect((await all({ tag: 'seen' })).map((row) => row.public_id).toSorted()).toEqual(some.toSorted())
  const stopped = await s.client.enrollments.bulk({ filter: { tag: 'seen' }, action: 'stop' })
  expect(stopped.done).toBe(2)
  for (const row of await all({ tag: 'seen' })) expect(row).toMatchObject({ state: 'stopped', next_at: null })
  const again = await s.client.enrollments.bulk({ filter: { tag: 'seen' }, action: 'pause' })
  expect(again).toMatchObject({ done: 0, words: ['Nobody among them can be changed so.'] })
  for (const wish of [
    { action: 'stop' },
    { ids: some, filter: {}, action: 'stop' },
    { ids: some, action: 'move' },
    { ids: some, action: 'stop', account: 'x' },
    { ids: some, action: 'tag' },
    { ids: some, action: 'pause', add: ['x'] },
    { ids: some, action: 'tag', add: ['x'], remove: ['x'] },
  ] as const)
    await expect(s.client.enrollments.bulk(wish as never)).rejects.toMatchObject({ code: 'bad_request' })
  await expect(s.client.enrollments.bulk({ ids: ['none'], action: 'stop' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
