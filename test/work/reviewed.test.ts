/** Emails looked through before anybody is engaged leave as they were looked through, or nobody is engaged. */
import { expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const DAY = 86_400_000
const steps = [
  { subject: 'Tea for {{ first_name }}', text: 'Hello {{ first_name }}, from {{ sender.name }}' },
  { subject: '', text: 'Did you see it, {{ first_name }}?', delay: { days: 1 } },
]

async function ready(count: number) {
  const name = `Reviewed ${w.n}`
  const contacts = Array.from({ length: count }, (_, i) => `p${i}-${w.n}@reviewed.test`)
  addContacts(
    w.s.engine,
    contacts.map((address, i) => ({ address, first_name: `Zoe${i}` })),
  )
  const sequence = await w.s.client.sequences.create({ name, steps })
  const wish = { sequence: name, contacts, senders: [{ account: w.address }] }
  const page = async (
    more: { step?: number; after?: number; limit?: number; only?: 'all' | 'open' | 'changed' } = {},
  ) => w.s.client.schedule.review({ ...wish, ...more })
  const keep = (
    row: Awaited<ReturnType<typeof page>>['rows'][number],
    step = 1,
    text?: { subject: string; text: string },
  ) =>
    w.s.client.schedule.keep_reviewed({
      sequence: name,
      contact: row.contact_id,
      account: row.account,
      base: row.base,
      step,
      ...text,
    })
  return { name, contacts, sequence, wish, page, keep }
}
const arrived = (to: string) =>
  Promise.all(
    w.server.arrivals
      .filter((arrival) => arrival.to === to)
      .map(async ({ raw }) => {
        const { headers, text } = await parseMessage(Buffer.from(raw))
        return [headers.find(({ name }) => name.toLowerCase() === 'subject')?.value, text?.split(/\r?\n/)[0]]
      }),
  )

it('every contact’s email is shown page by page, and what was approved or written leaves so', async () => {
  const { name, contacts, sequence, wish, page, keep } = await ready(5)
  const first = await page({ limit: 2 })
  expect([first.contacts, first.reviewed, first.next]).toEqual([5, 0, 1])
  expect(first.steps.map(({ step, kind, drawn }) => [step, kind, drawn])).toEqual([
    [1, 'email', false],
    [2, 'email', false],
  ])
  expect(first.rows.map(({ contact, title, given }) => [contact, title, given?.text])).toEqual(
    [0, 1].map((i) => [contacts[i], `Tea for Zoe${i}`, `Hello Zoe${i}, from ${w.address}`]),
  )
  const rest = await page({ limit: 3, after: first.next ?? 0 })
  expect([rest.rows.map(({ place }) => place), rest.next]).toEqual([[2, 3, 4], null])
  const [approved, edited] = first.rows
  if (!approved || !edited) throw new Error('no rows')
  expect((await keep(approved)).how).toBe('reviewed')
  expect((await keep(edited, 1, { subject: 'For you, Zoe', text: 'By hand' })).how).toBe('edited')
  // approving what is written by hand doesn't put the step's text in its place
  expect((await keep(edited)).how).toBe('edited')
  await expect(keep(edited, 1, { subject: '', text: 'By hand' })).rejects.toThrow(/no subject/)
  await expect(keep(edited, 1, { subject: 'x', text: '{{ first_name }}' })).rejects.toThrow(/as it stands/)
  await expect(keep({ ...edited, base: 'another' })).rejects.toThrow(/is another one by now/)
  const open = await page({ only: 'open' })
  expect([open.reviewed, open.rows.map(({ place }) => place)]).toEqual([2, [2, 3, 4]])
  // a follow-up is called after the subject that was written for its first
  expect((await page({ step: 2 })).rows.slice(0, 3).map(({ title }) => title)).toEqual([
    'Re: Tea for Zoe0',
    'Re: For you, Zoe',
    'Re: Tea for Zoe2',
  ])
  expect(await w.s.client.schedule.engage(wish)).toMatchObject({ engaged: 5 })
  expect(
    (await w.s.sends(name)).filter(({ own }) => own).map(({ contact, step, own }) => [contact, step, own?.how]),
  ).toEqual([
    [contacts[0], 1, 'reviewed'],
    [contacts[1], 1, 'edited'],
  ])
  expect(w.s.engine.room.store.all('SELECT 1 FROM letter_drafts')).toEqual([])
  // frozen: a later edit changes the others only
  const { version } = await w.s.client.sequences.get({ public_id: sequence.public_id })
  await w.s.client.sequences.update({
    public_id: sequence.public_id,
    version,
    steps: [{ ...steps[0], subject: 'Coffee' }, steps[1]] as never,
  })
  await w.s.goTo(w.day + 4 * DAY)
  expect(await arrived(contacts[0] as string)).toEqual([
    ['Tea for Zoe0', `Hello Zoe0, from ${w.address}`],
    ['Re: Tea for Zoe0', 'Did you see it, Zoe0?'],
  ])
  expect((await arrived(contacts[1] as string)).map(([subject]) => subject)).toEqual([
    'For you, Zoe',
    'Re: For you, Zoe',
  ])
  expect((await arrived(contacts[2] as string)).map(([subject]) => subject)).toEqual(['Coffee', 'Re: Coffee'])
})

it('a text that is another one by now stops engaging and is named; it is looked at again, or forgotten', async () => {
  const { name, contacts, sequence, wish, page, keep } = await ready(3)
  for (const row of (await page()).rows) await keep(row)
  const { version } = await w.s.client.sequences.get({ public_id: sequence.public_id })
  await w.s.client.sequences.update({
    public_id: sequence.public_id,
    version,
    steps: [{ ...steps[0], text: 'Changed for {{ first_name }}' }, steps[1]] as never,
  })
  const refused = await w.s.client.schedule.engage(wish).catch((error: { code: string; data: unknown }) => error)
  expect(refused).toMatchObject({
    code: 'conflict',
    data: { count: 3, changed: contacts.map((contact) => ({ contact, step: 1 })) },
  })
  expect(await w.s.sends(name)).toEqual([])
  const changed = await page({ only: 'changed' })
  expect([changed.reviewed, changed.rows.length]).toEqual([0, 3])
  const [one, two] = changed.rows
  if (!one || !two) throw new Error('no rows')
  expect([one.draft?.changed, one.draft?.text, one.given?.text]).toEqual([
    true,
    `Hello Zoe0, from ${w.address}`,
    'Changed for Zoe0',
  ])
  await keep(one)
  await w.s.client.schedule.drop_reviewed({ sequence: name, contact: two.contact })
  await expect(w.s.client.schedule.engage(wish)).rejects.toThrow(/step 1 to p2/)
  await w.s.client.schedule.drop_reviewed({ sequence: name, contact: contacts[2] as string })
  expect(await w.s.client.schedule.engage(wish)).toMatchObject({ engaged: 3 })
  expect((await w.s.sends(name)).filter(({ own }) => own)).toHaveLength(1)
})

it('a step whose variant is still to be drawn can be looked at and not kept; erasing somebody takes what was kept along', async () => {
  const { sequence, page, keep } = await ready(2)
  const [first] = (await page()).rows
  if (!first) throw new Error('no row')
  await keep(first)
  await w.s.client.contacts.erase({ public_id: first.contact_id, erase: 'everything' })
  expect(w.s.engine.room.store.all('SELECT 1 FROM letter_drafts')).toEqual([])
  const { version } = await w.s.client.sequences.get({ public_id: sequence.public_id })
  await w.s.client.sequences.update({
    public_id: sequence.public_id,
    version,
    steps: [{ ...steps[0], variants: [{ key: 'B', weight: 1, subject: 'B', text: 'B' }] }, steps[1]] as never,
  })
  const page2 = await page()
  expect(page2.steps.map(({ drawn }) => drawn)).toEqual([true, false])
  await expect(keep(page2.rows[0] as never)).rejects.toThrow(/has variants/)
})

it('what was written for somebody stays when two contacts become one', async () => {
  const { contacts, page, keep } = await ready(3)
  const [first, second, third] = (await page()).rows
  if (!first || !second || !third) throw new Error('no rows')
  await keep(second, 1, { subject: 'For two', text: 'By hand' })
  await keep(third, 1, { subject: 'For three', text: 'By hand' })
  await w.s.client.contacts.merge({ keep: first.contact_id, merge: [second.contact_id, third.contact_id] })
  const left = await page()
  expect(left.rows.map(({ contact, draft }) => [contact, draft?.subject])).toEqual([[contacts[0], 'For two']])
  expect(w.s.engine.room.store.all('SELECT 1 FROM letter_drafts')).toHaveLength(1)
})

it('another file beside the same words is another email than was looked at', async () => {
  const { contacts, sequence, wish, page, keep } = await ready(1)
  const [row] = (await page()).rows
  if (!row) throw new Error('no row')
  await keep(row)
  const { version } = await w.s.client.sequences.get({ public_id: sequence.public_id })
  const prices = { name: 'prices.txt', content: Buffer.from('twice as much').toString('base64') }
  await w.s.client.sequences.update({
    public_id: sequence.public_id,
    version,
    steps: [{ ...steps[0], attachments: [prices] }, steps[1]] as never,
  })
  await expect(w.s.client.schedule.engage(wish)).rejects.toMatchObject({
    code: 'conflict',
    data: { changed: [{ contact: contacts[0], step: 1 }] },
  })
  const [now] = (await page({ only: 'changed' })).rows
  if (!now) throw new Error('no row')
  await keep(now)
  expect(await w.s.client.schedule.engage(wish)).toMatchObject({ engaged: 1 })
})
