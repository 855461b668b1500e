/** Reviewing many contacts: a worker finds out whom, the pages are what they are without it, and never of before a change. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Heavy } from '../../src/main/engine.ts'
import { dying, type Place, places } from './beside.ts'
import { addContacts } from './world.ts'

const place = places()
/** What takes long enough for a worker, here. */
const above = 30
const many = 40
const domain = 'many.example'
const steps = [
  { subject: 'Tea for {{ first_name }}', text: 'Hello {{ first_name }}' },
  { subject: '', text: 'Did you see it?', delay: { days: 1 } },
]
const people = Array.from({ length: many }, (_, i) => ({ address: `p${i}@${domain}`, first_name: `Zoe ${i}` }))
const server = { smtp_host: '127.0.0.1', smtp_port: 2525, smtp_protocol: 'none' as const }
const mailboxes = ['one@own.example', 'two@own.example']

/** Two mailboxes to share, one contact who asked for no more, and one who is written to already. */
async function filled(p: Place): Promise<Place> {
  const { client } = p
  for (const from_email of mailboxes) {
    const { public_id } = await client.accounts.create({ from_email, ...server })
    await client.accounts.activate({ public_id })
  }
  for (const name of ['Before', 'Many']) await client.sequences.create({ name, steps })
  addContacts(p.engine, people)
  await client.suppressions.add({ value: `p3@${domain}` })
  const senders = [{ account: mailboxes[0] as string }]
  await client.schedule.engage({ sequence: 'Before', contacts: [`p5@${domain}`], senders })
  return p
}

type Input = Parameters<Place['client']['schedule']['review']>[0]
const whom = { sequence: 'Many', contacts: 'all' as const, senders: [{ account: mailboxes[0] as string }] }
const mine = { ...whom, limit: 100 }
const shared = { ...mine, assign: 'selected' as const, senders: mailboxes.map((account) => ({ account })) }
const page = ({ client }: Place, more: Partial<Input> = {}) => client.schedule.review({ ...mine, ...more })
type Row = Awaited<ReturnType<typeof page>>['rows'][number]

async function allPages(p: Place, input: Input) {
  const pages = [await p.client.schedule.review(input)]
  for (;;) {
    const after = pages.at(-1)?.next
    if (typeof after !== 'number') return pages
    pages.push(await p.client.schedule.review({ ...input, after }))
  }
}

/** Ids are drawn, so they differ from one workspace to the next: what they are of doesn't. */
const plain = (pages: Awaited<ReturnType<typeof allPages>>) =>
  pages.map(({ rows, ...rest }) => ({ ...rest, rows: rows.map(({ account: _, ...row }) => row) }))

/** Counts what the worker is asked, and does something between its having found out and its answer. */
function lending(meanwhile: () => Promise<unknown> = async () => {}) {
  const asked = { times: 0 }
  const lent = (heavy: Heavy): Heavy => ({
    ...heavy,
    above,
    async whom(...given) {
      asked.times++
      const found = await heavy.whom?.(...given)
      await meanwhile()
      return found as NonNullable<typeof found>
    },
  })
  return { asked, lent }
}

const keep = (
  { client }: Place,
  { contact_id, account, base }: Row,
  written: { subject?: string; text?: string } = {},
) => client.schedule.keep_reviewed({ sequence: 'Many', contact: contact_id, account, base, step: 1, ...written })

it('gives the same pages as without it, whatever is asked', async () => {
  const { asked, lent } = lending()
  const [inline, apart] = [await filled(await place(null)), await filled(await place(lent))]
  for (const p of [inline, apart]) {
    const [first, second] = (await page(p)).rows as [Row, Row]
    await keep(p, first)
    await keep(p, second, { subject: 'By hand', text: 'Only for you' })
  }
  const before = asked.times
  expect(before).toBe(1)
  let wishes = 0
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          only: fc.constantFrom('all' as const, 'open' as const, 'changed' as const),
          limit: fc.integer({ min: 1, max: 50 }),
          step: fc.constantFrom(1, 2),
          seed: fc.nat(1000),
          filter: fc.constantFrom({ search: domain }, { search: 'p1' }, { search: 'nobody' }),
          except: fc.subarray(people.map(({ address }) => address)),
          override: fc.subarray(['contacted_recently']),
        },
        { requiredKeys: ['limit', 'seed'] },
      ),
      fc.constantFrom(mine, shared),
      async (wish, by) => {
        wishes++
        const input = { ...by, ...wish }
        const [here, there] = [await allPages(inline, input), await allPages(apart, input)]
        expect(plain(there)).toEqual(plain(here))
      },
    ),
    { numRuns: 12 },
  )
  // each wish once at most: the pages after the first are of what was found out for it
  expect(asked.times).toBeGreaterThan(before)
  expect(asked.times - before).toBeLessThanOrEqual(wishes)
  expect(apart.logs.filter((line) => line.includes('in a worker failed'))).toEqual([])
})

it('is asked only where there are many', async () => {
  const { asked, lent } = lending()
  const p = await filled(await place(lent))
  const few = people.slice(0, 9).map(({ address }) => address)
  expect(await page(p, { contacts: few })).toMatchObject({ contacts: 7 })
  expect(asked.times).toBe(0)
  expect(await page(p)).toMatchObject({ contacts: many - 2 })
  expect(asked.times).toBe(1)
})

it('two pages asked for at once are of the same dealing out', async () => {
  const { lent } = lending()
  const p = await filled(await place(lent))
  const pages = await Promise.all([page(p, shared), page(p, { ...shared, only: 'open' }), page(p, shared)])
  const [first, ...others] = pages.map(({ rows }) => rows.map(({ contact, from }) => [contact, from.address]))
  expect(new Set(first?.map(([, from]) => from)).size).toBe(2)
  for (const other of others) expect(other).toEqual(first)
})

it('refuses in the same words', async () => {
  const { asked, lent } = lending()
  const [inline, apart] = [await filled(await place(null)), await filled(await place(lent))]
  const wish = { filter: { search: 'p' }, contacts: 'all' as const }
  const gone = { ...wish, assign: 'selected' as const, senders: [{ account: 'gone@own.example' }] }
  const refusals = await Promise.all([inline, apart].map((p) => page(p, gone).catch((error: Error) => error)))
  const [here, there] = refusals.map((error) => ({ ...(error as object), message: (error as Error).message }))
  expect(here).toMatchObject({ code: 'not_found', message: expect.stringContaining('gone@own.example') })
  expect(there).toEqual(here)
  expect(asked.times).toBe(1)
})

describe('what changes while it is being found out', () => {
  const told = 'here@many.example'
  const addresses = async (p: Place) => (await page(p)).rows.map(({ contact }) => contact)

  it.each<[string, (p: Place) => Promise<unknown>, (after: string[], before: string[]) => void]>([
    [
      'a contact is added',
      ({ client }) => client.contacts.create({ address: told, first_name: 'Ida' }),
      (after, before) => expect(after).toEqual([...before, told]),
    ],
    [
      'a contact asks for no more',
      ({ client }) => client.suppressions.add({ value: `p7@${domain}` }),
      (after, before) => expect(after).toEqual(before.filter((each) => each !== `p7@${domain}`)),
    ],
    [
      'a contact is engaged',
      ({ client }) => client.schedule.engage({ ...whom, contacts: [`p7@${domain}`] }),
      (after, before) => expect(after).toEqual(before.filter((each) => each !== `p7@${domain}`)),
    ],
  ])('%s: the next page knows of it', async (_, change, right) => {
    let made: Place
    let left = 1
    const { asked, lent } = lending(async () => {
      if (left-- > 0) await change(made)
    })
    made = await filled(await place(lent))
    const before = await addresses(made)
    expect(before).toHaveLength(many - 2)
    right(await addresses(made), before)
    expect(asked.times).toBe(2)
    // nothing changes any more: what was found out is kept
    right(await addresses(made), before)
    expect(asked.times).toBe(2)
  })

  it('a page asked for after the change doesn’t take what was being found out before it', async () => {
    let made: Place
    let next: Promise<string[]> | undefined
    const { asked, lent } = lending(async () => {
      if (next) return
      await made.client.suppressions.add({ value: `p7@${domain}` })
      next = addresses(made)
    })
    made = await filled(await place(lent))
    await addresses(made)
    expect(await next).not.toContain(`p7@${domain}`)
    expect(asked.times).toBe(2)
  })

  it('an own text is written: that page and the next show it', async () => {
    let made: Place
    let row: Row | undefined
    const { lent } = lending(async () => {
      if (row) await keep(made, row, { subject: 'By hand', text: 'Only for you' })
      row = undefined
    })
    made = await filled(await place(lent))
    const first = (await page(made)).rows[4] as Row
    // told: what is kept is forgotten
    await made.client.contacts.create({ address: told })
    row = first
    for (const _ of [1, 2]) {
      const { reviewed, rows } = await page(made)
      expect(reviewed).toBe(1)
      expect(rows[4]).toMatchObject({ contact: first.contact, draft: { text: 'Only for you', changed: false } })
    }
    expect((await page(made, { only: 'open' })).rows.map(({ contact }) => contact)).not.toContain(first.contact)
  })

  it('a contact of the page is erased: it is left out, and nothing breaks', async () => {
    let made: Place
    const { lent } = lending(async () =>
      made.store.write((tx) => tx.run(`DELETE FROM contacts WHERE address = ?`, `p7@${domain}`)),
    )
    made = await filled(await place(lent))
    expect(await addresses(made)).not.toContain(`p7@${domain}`)
  })
})

it('is answered here when the worker dies, and kept as well', async () => {
  const { asked, lent } = lending()
  const [inline, dead] = [await filled(await place(null)), await filled(await place(lent, { program: dying }))]
  const failures = () => dead.logs.filter((line) => line.includes('looking for whom to review in a worker failed'))
  const input = { ...shared, seed: 5, limit: 15 }
  expect(plain(await allPages(dead, input))).toEqual(plain(await allPages(inline, input)))
  expect([asked.times, failures()]).toEqual([1, [expect.stringContaining('exit code 1')]])
})
