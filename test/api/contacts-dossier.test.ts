/** What is handed over on paper says what the file for programs says, section by section and whole. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type World, world } from '../work/world.ts'
import { paperOf, pdfLines } from './pdf-text.ts'

let w: World
let client: ReturnType<World['engine']['client']>
beforeEach(async () => {
  w = await world(Date.parse('2026-11-23T08:00:00Z'), { loops: false })
  client = w.engine.client()
})
afterEach(() => w.stop())

const fileOf = async (public_id: string) =>
  Buffer.from((await client.contacts.dossier_pdf({ public_id })).base64, 'base64')

const titles = [
  'Person',
  'Own fields',
  'Where it came from',
  'Suppression',
  'Notes',
  'Sequences',
  'Emails reviewed before engaging',
  'Emails',
  'What came back',
  'Followed links',
]

it('has every section, each with its rows or the word that there is nothing', async () => {
  await client.contact_fields.create({ name: 'seats', label: 'Seats', type: 'number' })
  const { public_id } = await client.contacts.create({
    address: 'ann@acme.test',
    first_name: 'Ann',
    last_name: 'Bérubé',
    company: 'Acme & “Söhne”',
    tags: ['vip', 'tea'],
    fields: { seats: '12' },
  })
  await client.contact_notes.add({ contact: public_id, text: 'Met in Lyon' })
  await client.sequences.create({ name: 'Tea', steps: [{ subject: 'Tea for {{ first_name }}', text: 'Tea?' }] })
  const {
    rows: [row],
  } = await client.schedule.review({ sequence: 'Tea', step: 1 })
  const { account = '', base = '' } = row ?? {}
  const written = { subject: 'For Ann', text: 'By hand, Ann' }
  await client.schedule.keep_reviewed({ sequence: 'Tea', contact: public_id, account, base, step: 1, ...written })
  const { title, sections } = paperOf(await fileOf(public_id))
  expect(title).toBe('What is held about Ann Bérubé')
  expect(Object.keys(sections)).toEqual(titles)
  expect(sections.Person).toEqual(
    expect.arrayContaining([
      ['Address', 'ann@acme.test'],
      ['First name', 'Ann'],
      ['Last name', 'Bérubé'],
      ['Company', 'Acme & “Söhne”'],
      ['Tags', 'tea; vip'],
    ]),
  )
  expect(sections['Own fields']).toEqual([['Seats', '12']])
  expect(sections['Where it came from']).toContainEqual(['At', '2026-11-23 09:00'])
  expect(sections.Notes).toEqual(
    expect.arrayContaining([
      ['At', '2026-11-23 09:00'],
      ['Text', 'Met in Lyon'],
    ]),
  )
  expect(sections['Emails reviewed before engaging']).toEqual(
    expect.arrayContaining([
      ['Sequence', 'Tea'],
      ['Subject', 'For Ann'],
      ['Text', 'By hand, Ann'],
    ]),
  )
  for (const none of ['Suppression', 'Sequences', 'Emails', 'What came back', 'Followed links'])
    expect([none, sections[none]]).toEqual([none, 'Nothing.'])

  await client.schedule.engage({ sequence: 'Tea', contacts: [public_id] })
  await client.suppressions.add({ value: 'ann@acme.test', reason: 'asked by phone' })
  const after = paperOf(await fileOf(public_id)).sections
  expect(after.Suppression).toEqual(expect.arrayContaining([['Reason', 'asked by phone']]))
  expect(after.Sequences).toEqual(expect.arrayContaining([['Sequence', 'Tea']]))
  expect(after.Emails).toEqual(expect.arrayContaining([['Sequence', 'Tea']]))
  expect(after['Emails reviewed before engaging']).toBe('Nothing.')
})

it('loses no line of a text that goes on for pages, and no row behind it', async () => {
  const { public_id } = await client.contacts.create({ address: 'ann@acme.test' })
  const text = Array.from({ length: 160 }, (_, n) => `line ${n} of what was said`).join('\n')
  await client.contact_notes.add({ contact: public_id, text })
  const file = await fileOf(public_id)
  const { sections } = paperOf(file)
  expect(Object.fromEntries(sections.Notes as [string, string][]).Text).toBe(text)
  expect(Object.keys(sections)).toEqual(titles)
  const lines = pdfLines(file)
  expect(lines.at(-1)?.page).toBeGreaterThan(2)
  // nothing is written beside the paper
  expect(lines.filter(({ x }) => !(x >= 56 && x < 540))).toEqual([])
})

it('shows a sign that its fonts don’t have as one that is missing, not as another', async () => {
  const { public_id } = await client.contacts.create({ address: 'ann@acme.test', company: 'Čaj 茶' })
  const { sections } = paperOf(await fileOf(public_id))
  expect(sections.Person).toContainEqual(['Company', '?aj ?'])
})
