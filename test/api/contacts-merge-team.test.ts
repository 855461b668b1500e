/** Two computers of one team make contacts one: both end alike, whoever's sequences they were in. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TestRoom } from '../host/room.ts'
import type { Device } from '../team/devices.ts'
import { addMailbox, engage } from '../team/engaging.ts'
import { twoRooms } from './two-rooms.ts'

let ana: TestRoom
let ben: TestRoom
let folder: string
let close: () => void
beforeEach(() => {
  ;({ ana, ben, folder, close } = twoRooms('merging'))
})
afterEach(() => close())

async function over(stream: Promise<{ next(): Promise<IteratorResult<unknown, unknown>> }>): Promise<void> {
  const iterator = await stream
  while (!(await iterator.next()).done);
}

async function team() {
  const [a, b] = [ana.client(), ben.client()]
  await a.devices.begin({ name: 'Ana’s laptop' })
  const seat = await a.seats.add({ name: 'Ben', address: 'ben@example.com', role: 'member' })
  const { file } = await a.invitations.create({ seat: seat.public_id, days: 7 })
  const joined = await b.invitations.join({ text: file, name: 'Ben’s desk' })
  await a.invitations.admit({ text: joined.file, words: joined.words.join(' ') })
  // who has joined is a member from then on
  return { a, b: ben.client({ ...ben.owner, role: 'member', scopes: ['read', 'write', 'accounts'] }) }
}

let files = 0
async function tell(from: TestRoom, to: TestRoom): Promise<void> {
  const file = join(folder, `${++files}.cadenza`)
  await over(from.client().exchange.export({ file }))
  await over(to.client().exchange.import({ file }))
}
async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await tell(ana, ben)
    await tell(ben, ana)
  }
}

/** What both are to agree on, in names that are the same on both. */
const seen = ({ room: { store } }: TestRoom) => ({
  contacts: store.all(
    'SELECT public_id AS id, address, merged_into AS into_, deleted, first_name AS name, fields, tags FROM contacts ORDER BY id',
  ),
  enrollments: store.all(
    `SELECT e.public_id AS id, e.state, c.address FROM enrollments e JOIN contacts c ON c.id = e.contact_id ORDER BY 1`,
  ),
  sends: store.all(
    `SELECT e.public_id AS id, s.step, s.state, s.address FROM sends s JOIN enrollments e ON e.id = s.enrollment_id ORDER BY 1, 2`,
  ),
  suppressed: store.all('SELECT value, reason FROM suppressions WHERE deleted = 0 ORDER BY 1'),
})

const asDevice = ({ room }: TestRoom): Device => room as unknown as Device

async function two(a: ReturnType<TestRoom['client']>) {
  const kept = await a.contacts.create({ address: 'x@new.com', first_name: 'Xenia', tags: ['warm'] })
  const gone = await a.contacts.create({ address: 'x@old.com', fields: { city: 'Lyon' }, tags: ['fair'] })
  return { kept: kept.public_id, gone: gone.public_id }
}

it('whoever of the team merges two contacts, both computers have one with all of it', async () => {
  const { a, b } = await team()
  const { kept, gone } = await two(a)
  await settle()
  await b.contacts.merge({ keep: kept, merge: [gone] })
  await settle()
  expect(seen(ana)).toEqual(seen(ben))
  expect((await a.contacts.list({})).rows).toMatchObject([
    { address: 'x@new.com', fields: { city: 'Lyon' }, tags: ['fair', 'warm'] },
  ])
})

it('what is planned goes over to the one that is kept, on the computer that sends it too', async () => {
  const { a, b } = await team()
  const { kept, gone } = await two(a)
  const account = addMailbox(asDevice(ana), 'ana@example.com', ana.time.now())
  const enrollment = engage(asDevice(ana), { account, contact: gone, name: 'Spring' }, ana.time.now())
  await settle()
  await b.contacts.merge({ keep: kept, merge: [gone] })
  await settle()
  expect(seen(ana)).toEqual(seen(ben))
  expect(seen(ana).sends).toEqual(
    [1, 2].map((step) => ({ id: enrollment, step, state: 'planned', address: 'x@new.com' })),
  )
})

it('of two sequences one is stopped everywhere', async () => {
  const { a, b } = await team()
  const { kept, gone } = await two(a)
  const account = addMailbox(asDevice(ana), 'ana@example.com', ana.time.now())
  for (const [contact, name] of [
    [kept, 'Spring'],
    [gone, 'Summer'],
  ] as const)
    engage(asDevice(ana), { account, contact, name }, ana.time.now())
  await settle()
  await expect(b.contacts.merge({ keep: kept, merge: [gone] })).rejects.toMatchObject({ code: 'state' })
  await a.contacts.merge({ keep: kept, merge: [gone] })
  await settle()
  expect(seen(ana)).toEqual(seen(ben))
  expect(
    seen(ana)
      .enrollments.map((row) => (row as { state: string }).state)
      .sort(),
  ).toEqual(['pending', 'stopped'])
})
