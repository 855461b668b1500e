/** Contacts chosen in their list by search, filters and conditions: the wizard plans and engages exactly those. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { begins } from '../../src/renderer/pages/contacts/begins.ts'
import { newDraft, readDraft, wishOf } from '../../src/renderer/pages/wizard/draft.ts'
import { wizardSearch } from '../../src/renderer/pages/wizard/search.ts'
import type { ContactTree } from '../../src/shared/domain/contact-query.ts'
import { type Story, story } from '../work/story.ts'

let s: Story
const companies = ['Orel', 'Tessera', 'Kantor']
const owners = ['me@example.com', 'bob@team.test', null]
const firsts = ['Ada', 'Ben', 'Cyd', 'Dan']

beforeAll(async () => {
  s = await story(Date.parse('2026-11-23T09:40:00Z'), { loops: false })
  const made = await s.client.accounts.create({
    permits: ['role', 'more'],
    from_email: 'me@team.test',
    smtp_host: '127.0.0.1',
    smtp_port: 2525,
    smtp_protocol: 'none',
    seat: 'me@example.com',
  })
  await s.client.seats.add({ name: 'Bob', address: 'bob@team.test' })
  await s.client.accounts.activate({ public_id: made.public_id })
  for (let n = 0; n < 24; n++)
    await s.client.contacts.create({
      address: `p${n}@shop.test`,
      first_name: firsts[n % 4] as string,
      company: companies[n % 3] as string,
      owner: owners[n % 5] ?? null,
    })
  await s.client.sequences.create({ name: 'Hello', steps: [{ subject: 'Hi', text: 'Hello' }] })
}, 60_000)
afterAll(() => s.stop())

const condition = fc.oneof(
  fc.record({
    field: fc.constant('company' as const),
    op: fc.constantFrom('is', 'is_not'),
    value: fc.constantFrom(...companies),
  }),
  fc.record({
    field: fc.constant('first_name' as const),
    op: fc.constantFrom('begins', 'contains_not'),
    value: fc.constantFrom('a', 'b', 'd'),
  }),
  fc.record({ field: fc.constant('owner' as const), op: fc.constantFrom('empty', 'filled') }),
)
const group = (node: fc.Arbitrary<unknown>) => {
  const nodes = fc.array(node, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    nodes.map((all) => ({ all })),
    nodes.map((any) => ({ any })),
  )
}
const tree = group(fc.oneof(condition, group(fc.oneof(condition, group(condition))))) as fc.Arbitrary<ContactTree>
const filters = fc.record(
  { where: tree, owner: fc.constantFrom('-', 'me@example.com'), search: fc.constantFrom('ada', 'orel', 'p1') },
  { requiredKeys: [] },
)

/** The address of the wizard as the browser gives it back. */
const through = (chosen: Parameters<typeof begins>[0]) => wizardSearch(JSON.parse(JSON.stringify(begins(chosen))))

it('plans for all that fit in the list, whatever is asked of them, from the address and from what was kept', async () => {
  const options = await s.client.schedule.options({ sequence: 'Hello' })
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const draft = newDraft(options, through({ filter }))
      const kept = readDraft(JSON.parse(JSON.stringify(draft)), options)
      expect(wishOf(kept, 'Hello')).toEqual(wishOf(draft, 'Hello'))
      const { rows } = await s.client.contacts.list({ ...filter, limit: 100 })
      const found = rows.map(({ address }) => address).sort()
      const { sends = [] } = await s.client.schedule.preview({ ...wishOf(draft, 'Hello'), sends: true })
      expect(sends.map(({ contact }) => contact).sort()).toEqual(found)
      expect((await s.client.contacts.count(filter)).contacts).toBe(found.length)
    }),
    { numRuns: 40 },
  )
}, 120_000)

it('begins with exactly those chosen one by one, with none that an old draft names, and with all where nothing narrows', async () => {
  const options = await s.client.schedule.options({ sequence: 'Hello' })
  const ids = (await s.client.contacts.list({ limit: 3 })).rows.map((row) => row.public_id)
  expect(wishOf(newDraft(options, through({ ids })), 'Hello').contacts).toEqual(ids)
  // what can't be read is nobody, never everybody
  expect(newDraft(options, wizardSearch({ contacts: ' , ' })).who).toEqual({ kind: 'these', ids: [] })
  expect(newDraft(options, wizardSearch({ tag: 'vip', where: '{' })).who).toEqual({ kind: 'these', ids: [] })
  // an address without a word of whom would open what was kept
  expect(Object.keys(through({ filter: {} }))).toEqual(['who'])
  const { contacts, filter } = wishOf(newDraft(options, through({ filter: {} })), 'Hello')
  expect({ contacts, filter }).toEqual({ contacts: 'all', filter: undefined })
  const less = newDraft(options, wizardSearch({ tag: 'vip', except: ids.join() }))
  expect(wishOf(less, 'Hello').except).toEqual(ids)
})

it('engages what was planned, less who is left out by hand', async () => {
  const options = await s.client.schedule.options({ sequence: 'Hello' })
  const where: ContactTree = {
    all: [
      { field: 'company', op: 'is', value: 'Orel' },
      {
        any: [
          { field: 'owner', op: 'empty' },
          { field: 'first_name', op: 'is', value: 'Ada' },
        ],
      },
    ],
  }
  const { rows } = await s.client.contacts.list({ where, limit: 100 })
  const [first, ...rest] = rows
  expect(rest.length).toBeGreaterThan(1)
  const draft = { ...newDraft(options, through({ filter: { where } })), except: [first?.public_id ?? ''] }
  const wish = wishOf(draft, 'Hello')
  const plan = await s.client.schedule.preview({ ...wish, calendar: true })
  const done = await s.client.schedule.engage({ ...wish, ...(plan.token && { token: plan.token }) })
  expect(done.engaged).toBe(rest.length)
  const { public_id } = options.sequence
  const engaged = await s.client.contacts.list({ sequence: public_id, limit: 100 })
  expect(engaged.rows.map(({ address }) => address).sort()).toEqual(rest.map(({ address }) => address).sort())
})
