/** Two computers that change the same things before they hear of each other: told before it is taken in, and afterwards. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TestRoom } from '../host/room.ts'
import { twoRooms } from './two-rooms.ts'

let ana: TestRoom
let ben: TestRoom
let folder: string
let close: () => void
beforeEach(() => {
  ;({ ana, ben, folder, close } = twoRooms('conflicts'))
})
afterEach(() => close())

async function result<T>(stream: Promise<{ next(): Promise<IteratorResult<unknown, T>> }>): Promise<T> {
  const iterator = await stream
  for (;;) {
    const step = await iterator.next()
    if (step.done) return step.value as T
  }
}

it('tells what was changed on both before taking it in, told or not, and what was decided afterwards', async () => {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'admin' })
  const { file: invitation } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: invitation, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  const contact = await a.contacts.create({ address: 'one@example.org', company: 'First' })
  const other = await a.contacts.create({ address: 'two@example.org', company: 'First' })
  await result(a.exchange.export({ file: join(folder, 'first.cadenza') }))
  await a.contacts.update({ public_id: other.public_id, version: other.version, first_name: 'Two' })
  const sequence = await a.sequences.create({ name: 'Hello', steps: [{ subject: 'Hi', text: 'Hi' }] })
  const [there, back] = [join(folder, 'there.cadenza'), join(folder, 'back.cadenza')]
  const exchange = async (from: typeof a, to: typeof a, file: string) => {
    await result(from.exchange.export({ file }))
    return await result(to.exchange.import({ file }))
  }
  // each is one thing to whoever reads the figures, in however many chunks it was told
  const begun = await exchange(a, b, there)
  expect([begun.told, begun.kinds.find(({ kind }) => kind === 'contact')?.added]).toEqual([[], 2])
  expect((await exchange(b, a, back)).told).toEqual([])

  const company = async (client: typeof a, publicId: string, value: string) => {
    const { version } = await client.contacts.get({ public_id: publicId })
    await client.contacts.update({ public_id: publicId, version, company: value })
  }
  const name = async (client: typeof a, value: string) => {
    const { version } = await client.sequences.get({ public_id: sequence.public_id })
    await client.sequences.update({ public_id: sequence.public_id, version, name: value })
  }
  await company(a, contact.public_id, 'Of Ana')
  await name(a, 'Ana’s hello')
  ana.time.move(1000)
  ben.time.move(5000)
  await company(b, contact.public_id, 'Of Ben')
  await company(b, other.public_id, 'Of Ben')
  await name(b, 'Ben’s hello')
  await b.contacts.create({ address: 'three@example.org' })

  await result(a.exchange.export({ file: there }))
  // Ben's own changes are not told to anybody yet, and his words are the later ones: nothing would change, and he is told why
  const seen = await result(b.exchange.compare({ file: there }))
  const of = (kinds: typeof seen.kinds) =>
    kinds.flatMap(({ kind, added, changed, same, conflicts }) =>
      kind === 'contact' || kind === 'sequence' ? [{ kind, added, changed, same, conflicts }] : [],
    )
  expect(of(seen.kinds)).toEqual([
    { kind: 'contact', added: 0, changed: 0, same: 1, conflicts: 1 },
    { kind: 'sequence', added: 0, changed: 0, same: 1, conflicts: 1 },
  ])
  const both = (of: typeof seen) =>
    of.conflicts.map(({ kind, about, device_name, author, fields }) => [
      kind,
      about,
      `${author}: ${device_name}`,
      ...fields.flatMap(({ name, here, there, counts, words }) => [name, here, there, counts, words]),
    ])
  const later = 'This computer said it later.'
  expect([both(seen), seen.conflicts_count]).toEqual([
    [
      [
        'contact',
        'one@example.org',
        expect.stringContaining('Ana’s laptop'),
        'Company',
        'Of Ben',
        'Of Ana',
        'here',
        later,
      ],
      [
        'sequence',
        'Ben’s hello',
        expect.stringContaining('Ana’s laptop'),
        'Name',
        'Ben’s hello',
        'Ana’s hello',
        'here',
        later,
      ],
    ],
    2,
  ])
  await result(b.exchange.export({ file: back }))
  const compared = await result(a.exchange.compare({ file: back }))
  expect(of(compared.kinds)).toEqual([
    { kind: 'contact', added: 1, changed: 2, same: 0, conflicts: 1 },
    { kind: 'sequence', added: 0, changed: 1, same: 0, conflicts: 1 },
  ])
  const laterThere = 'Ben’s desk said it later.'
  expect([both(compared), compared.conflicts_count]).toEqual([
    [
      ['contact', 'one@example.org', 'Ben: Ben’s desk', 'Company', 'Of Ana', 'Of Ben', 'there', laterThere],
      ['sequence', 'Ana’s hello', 'Ben: Ben’s desk', 'Name', 'Ana’s hello', 'Ben’s hello', 'there', laterThere],
    ],
    2,
  ])
  const kept = [
    ['contact', 'Company: what was said on Ben’s desk counts, not what was said on Ana’s laptop.'],
    ['sequence', 'Name: what was said on Ben’s desk counts, not what was said on Ana’s laptop.'],
  ]
  for (const [taker, file] of [
    [a, back],
    [b, there],
  ] as const) {
    const taken = await result(taker.exchange.import({ file }))
    expect(taken.told.map(({ what, kind, words }) => [what, kind, words]).sort()).toEqual(
      kept.map((one) => ['conflict', ...one]),
    )
    expect((await taker.contacts.get({ public_id: contact.public_id })).company).toBe('Of Ben')
    expect((await result(taker.exchange.import({ file }))).told).toEqual([])
    expect((await taker.exchange.notes({})).rows).toHaveLength(2)
  }
})

it('names the steps of a sequence that both wrote anew, and whose are sent from then on', async () => {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'admin' })
  const { file: invitation } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: invitation, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  const { public_id } = await a.sequences.create({ name: 'Hello', steps: [{ subject: 'Hi', text: 'Hi' }] })
  const [there, back] = [join(folder, 'there.cadenza'), join(folder, 'back.cadenza')]
  const tells = async (from: typeof a, to: typeof a, file: string) => {
    await result(from.exchange.export({ file }))
    return await result(to.exchange.import({ file }))
  }
  const writes = async (client: typeof a, text: string) => {
    const { version } = await client.sequences.get({ public_id })
    await client.sequences.update({ public_id, version, steps: [{ subject: 'Winter', text }] })
  }
  await tells(a, b, there)
  // who has heard of a text and writes another contradicts nobody
  await writes(a, 'Of Ana, first')
  expect((await tells(a, b, there)).told).toEqual([])
  ana.time.move(1000)
  ben.time.move(1000)
  await writes(b, 'Of Ben, who had read it')
  expect((await tells(b, a, back)).told).toEqual([])

  ana.time.move(1000)
  await writes(a, 'Of Ana')
  ben.time.move(5000)
  await writes(b, 'Draft of Ben')
  ben.time.move(1000)
  await writes(b, 'Of Ben')
  const steps = (here: string, counts: 'here' | 'there', words: string) => ({
    kind: 'sequence',
    about: 'Hello',
    fields: [{ name: 'Steps', here: `Winter: ${here}`, counts, words }],
  })
  await result(b.exchange.export({ file: back }))
  const seen = await result(a.exchange.compare({ file: back }))
  expect(seen).toMatchObject({
    conflicts: [steps('Of Ana', 'there', 'Ben’s desk said it later.')],
    conflicts_count: 1,
  })
  expect(seen.conflicts[0]?.fields[0]?.there).toBe('Winter: Of Ben')
  await result(a.exchange.export({ file: there }))
  expect(await result(b.exchange.compare({ file: there }))).toMatchObject({
    conflicts: [steps('Of Ben', 'here', 'This computer said it later.')],
  })
  for (const [taker, file] of [
    [a, back],
    [b, there],
  ] as const) {
    const { told } = await result(taker.exchange.import({ file }))
    expect(new Set(told.map(({ kind, words }) => `${kind} ${words}`))).toEqual(
      new Set(['sequence Steps: what was said on Ben’s desk counts, not what was said on Ana’s laptop.']),
    )
    expect((await taker.sequences.get({ public_id })).steps).toMatchObject([{ text: 'Of Ben' }])
    expect((await result(taker.exchange.import({ file }))).told).toEqual([])
  }
})
