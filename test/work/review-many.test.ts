/** Reviewing many contacts: whom it pages through is kept for a moment, and what is shown of them never is. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const steps = [
  { subject: 'Tea for {{ first_name }}', text: 'Hello {{ first_name }}' },
  { subject: '', text: 'Did you see it?', delay: { days: 1 } },
]

async function ready(count: number) {
  const name = `Many ${w.n}`
  const domain = `many${w.n}.test`
  const add = (from: number, to: number) => {
    const addresses = Array.from({ length: to - from }, (_, i) => `p${from + i}@${domain}`)
    addContacts(
      w.s.engine,
      addresses.map((address) => ({ address, first_name: address.split('@')[0] as string })),
    )
    return addresses
  }
  const contacts = add(0, count)
  const sequence = await w.s.client.sequences.create({ name, steps })
  const wish = {
    sequence: name,
    contacts: 'all' as const,
    filter: { search: domain },
    senders: [{ account: w.address }],
  }
  type More = Partial<Parameters<typeof w.s.client.schedule.review>[0]>
  const page = (more: More = {}) => w.s.client.schedule.review({ ...wish, limit: 100, ...more })
  const keep = ({ contact_id, account, base }: Awaited<ReturnType<typeof page>>['rows'][number], step = 1) =>
    w.s.client.schedule.keep_reviewed({ sequence: name, contact: contact_id, account, base, step })
  return { name, contacts, sequence, add, page, keep }
}

it('pages of any size put together are everybody once, in one order, and split by what was approved', async () => {
  const { contacts, page, keep } = await ready(23)
  const all = (await page()).rows
  expect(all.map(({ contact }) => contact)).toEqual(contacts)
  const approved = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('all' as const, 'open' as const),
      fc.nat(22),
      async (limit, only, next) => {
        const row = all[next]
        if (row) approved.add((await keep(row)) && row.contact)
        const seen: string[] = []
        let after: number | undefined
        for (;;) {
          const found = await page({ limit, only, ...(after === undefined ? {} : { after }) })
          seen.push(...found.rows.map(({ contact }) => contact))
          expect([found.contacts, found.reviewed]).toEqual([23, approved.size])
          if (found.next === null) break
          after = found.next
        }
        expect(seen).toEqual(contacts.filter((each) => only === 'all' || !approved.has(each)))
      },
    ),
    { numRuns: 12 },
  )
})

it('is asked anew when something is told that changes it, and after a minute at the latest', async () => {
  const { contacts, sequence, add, page } = await ready(4)
  const first = await page({ limit: 1 })
  // nobody told of it: for a moment the pages go on in the order that they began in
  add(4, 5)
  expect((await page({ limit: 1, after: 0 })).contacts).toBe(4)
  await w.s.goTo(w.s.now() + 60_001)
  expect((await page()).contacts).toBe(5)
  await w.s.client.suppressions.add({ value: contacts[1] as string })
  const left = await page()
  expect(left.rows.map(({ contact }) => contact)).toEqual([
    contacts[0],
    ...contacts.slice(2),
    expect.stringMatching(/^p4@/),
  ])
  await w.s.client.schedule.engage({
    sequence: sequence.name,
    contacts: [contacts[0] as string],
    senders: [{ account: w.address }],
  })
  expect((await page()).rows.map(({ contact }) => contact)).not.toContain(first.rows[0]?.contact)
})

it('shows every contact as it is at that moment, and counts what still holds', async () => {
  const { contacts, sequence, page, keep } = await ready(3)
  for (const row of (await page()).rows) await keep(row)
  expect((await page()).reviewed).toBe(3)
  // past everybody who would tell of it
  w.s.engine.room.store.write((tx) =>
    tx.run('UPDATE contacts SET first_name = ? WHERE address = ?', 'Ada', contacts[2]),
  )
  const shown = (await page()).rows.find(({ contact }) => contact === contacts[2])
  expect([shown?.given?.text, shown?.draft?.changed]).toEqual(['Hello Ada', true])
  const { version } = await w.s.client.sequences.get({ public_id: sequence.public_id })
  await w.s.client.sequences.update({
    public_id: sequence.public_id,
    version,
    steps: [{ ...steps[0], text: 'Changed' }, steps[1]] as never,
  })
  expect(await page({ only: 'changed' })).toMatchObject({
    reviewed: 0,
    rows: [{ place: 0 }, { place: 1 }, { place: 2 }],
  })
})
