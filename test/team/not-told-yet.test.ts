/** What was said on a computer that tells nothing for a while, as one in safe mode, outlasts what others say meanwhile. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { holdByHand } from '../../src/main/store/holds.ts'
import { openStore } from '../../src/main/store/open.ts'
import { withdrawPlanned } from '../../src/main/store/sending.ts'
import { elsewhere } from '../../src/main/store/shared-codecs/owing.ts'
import { sharedRow } from '../../src/main/store/shared-rows.ts'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, lacking, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'
import { change, of } from './rows.ts'

let team: Team
afterEach(() => team.close())

/** Ana engages whom Bo has engaged before, and each has told that, without having heard of the other. */
async function beside() {
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  ])
  const [a, b] = team.devices as [Device, Device]
  const { now } = team.clock
  const contact = addContact(a, 'x@shop.com', now)
  const [mine, theirs] = [addMailbox(a, 'ana@acme.com', now), addMailbox(b, 'bo@acme.com', now)]
  settleAll(team)
  const first = engage(b, { account: theirs, contact, name: 'Spring' }, now + 1)
  const second = engage(a, { account: mine, contact, name: 'Autumn' }, now + 2)
  for (const device of [a, b]) seal(device, now + 3)
  return { a, b, now, first, second }
}

/** Holds the second email of an enrollment, which nobody is told. */
const hold = (device: Device, enrollment: string, now: number) =>
  device.store.write((tx) => {
    const row = tx.get<{ id: number }>(
      `SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 2`,
      enrollment,
    )
    holdByHand(tx, row?.id ?? 0, { by: device.seat, at: now })
  })

const holds = ({ store }: Device, enrollment: string) =>
  JSON.parse(
    store.get<{ holds: string | null }>('SELECT holds FROM enrollments WHERE public_id = ?', enrollment)?.holds ?? '{}',
  )

const heldSteps = ({ store }: Device, enrollment: string) =>
  store
    .all<{ step: number }>(
      `SELECT s.step FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.held = 1 ORDER BY s.step`,
      enrollment,
    )
    .map(({ step }) => step)

/** What became of the first email of an enrollment. */
const becomes = ({ store }: Device, enrollment: string, state: 'sent' | 'withdrawn' | 'planned', now: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `UPDATE sends SET state = @state, reason = NULL, claimed_at = @left, settled_at = @left, message_id = @id, author = @author,
         device = @device, hlc = @hlc
       WHERE step = 1 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = @enrollment)`,
      {
        state,
        left: state === 'sent' ? now : null,
        id: state === 'sent' ? 'm' : null,
        author,
        device,
        hlc,
        enrollment,
      },
    )
  })

const isOf = ({ header }: Chunk, { id }: Device): boolean => (JSON.parse(header) as { device: string }).device === id

const stop = ({ store }: Device, enrollment: string, now: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `UPDATE enrollments SET state = 'stopped', reason = 'enough', author = ?, device = ?, hlc = ? WHERE public_id = ?`,
      ...[author, device, hlc, enrollment],
    )
  })

it('tells who held an email of somebody who stands aside for a colleague’s sequence meanwhile', async () => {
  const { a, b, now, second } = await beside()
  hold(a, second, now + 4)
  // in safe mode it takes in, and tells nothing
  take(a, lacking(b, a), now + 5)
  expect(stateOf(a, second)).toEqual({ state: 'stopped', reason: elsewhere })
  settleAll(team)
  for (const device of [a, b]) expect(holds(device, second)).toEqual({ 2: { by: a.seat, at: now + 4 } })
})

it('goes on holding an email of somebody who stood aside and comes back before it could tell of that', async () => {
  const { a, b, now, first, second } = await beside()
  hold(a, second, now + 4)
  take(a, lacking(b, a), now + 5)
  stop(b, first, now + 6)
  seal(b, now + 7)
  take(a, lacking(b, a), now + 8)
  expect(stateOf(a, second)).toEqual({ state: 'pending', reason: null })
  expect(mailOf(a, second).map(({ state }) => state)).toEqual(['planned', 'planned'])
  expect(heldSteps(a, second)).toEqual([2])
  settleAll(team)
  for (const device of [a, b]) expect(holds(device, second)).toEqual({ 2: { by: a.seat, at: now + 4 } })
  expect(heldSteps(a, second)).toEqual([2])
})

const orders = ['its own words', 'its colleague’s'] as const
it.each(orders)('goes on holding an email where its computer was put back and hears %s first', async (heard) => {
  const { a, b, now, first, second } = await beside()
  const before = a.store.sqlite.serialize()
  becomes(a, second, 'sent', now + 4)
  seal(a, now + 5)
  take(b, lacking(a, b), now + 5)
  a.store.close()
  a.store = openStore(before as unknown as string)
  hold(a, second, now + 6)
  const chunks = lacking(b, a).toSorted((one, other) => Number(isOf(other, a)) - Number(isOf(one, a)))
  take(a, heard === 'its own words' ? chunks : chunks.toReversed(), now + 7)
  expect(mailOf(a, second).map(({ state }) => state)).toEqual(['sent', 'planned'])
  expect(heldSteps(a, second)).toEqual([2])
  settleAll(team)
  for (const device of [a, b]) {
    expect(stateOf(device, first)).toEqual({ state: 'stopped', reason: elsewhere })
    expect(holds(device, second)).toEqual({ 2: { by: a.seat, at: now + 6 } })
  }
})

const said = ['withdrawn', 'planned'] as const
it.each(said)(
  'tells that an email left where its computer was put back and hears only then that it was %s',
  async (last) => {
    const { a, b, now, second } = await beside()
    const before = a.store.sqlite.serialize()
    for (const state of said.slice(0, said.indexOf(last) + 1)) {
      becomes(a, second, state, now + 4)
      seal(a, now + 5)
    }
    take(b, lacking(a, b), now + 5)
    a.store.close()
    a.store = openStore(before as unknown as string)
    // as a person saw in the Sent folder
    becomes(a, second, 'sent', now + 6)
    take(a, lacking(b, a), now + 7)
    settleAll(team)
    for (const device of [a, b]) expect(mailOf(device, second)[0]).toEqual({ step: 1, state: 'sent' })
  },
)

/** Somebody in a sequence of Ana’s, of whom both know. */
async function engaged() {
  team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'admin' },
  ])
  const [a, b] = team.devices as [Device, Device]
  const { now } = team.clock
  const contact = addContact(a, 'x@shop.com', now)
  const id = engage(a, { account: addMailbox(a, 'ana@acme.com', now), contact, name: 'Spring' }, now)
  settleAll(team)
  /** What Bo says of it on a computer that had not heard of anything meanwhile. */
  const hears = (said: Record<string, unknown>) => {
    change(b, 'enrollments', id, said, now + 2)
    seal(b, now + 3)
    take(a, lacking(b, a), now + 4)
  }
  const same = () => expect(sharedRow(a.store, 'enrollment', id)).toEqual(sharedRow(b.store, 'enrollment', id))
  return { a, b, now, id, hears, same }
}

it('holds an email of whoever a colleague has paused meanwhile, with the text it was given, and tells of both', async () => {
  const { a, b, now, id, hears, same } = await engaged()
  hold(a, id, now + 1)
  const given = { subject: 'Again', html: null, text: 'Hi again', hash: 'h', by: a.seat, at: now + 1, how: 'edited' }
  const texts = JSON.stringify({ 2: given })
  change(a, 'enrollments', id, { texts }, now + 1)
  hears({ state: 'paused' })
  expect(stateOf(a, id)).toMatchObject({ state: 'paused' })
  expect(heldSteps(a, id)).toEqual([2])
  settleAll(team)
  for (const device of [a, b]) {
    expect(stateOf(device, id)).toMatchObject({ state: 'paused' })
    expect(holds(device, id)).toEqual({ 2: { by: a.seat, at: now + 1 } })
    expect(of(device, 'enrollment', id)).toMatchObject({ 'texts.2': given })
  }
  same()
})

it('brings nobody back whom a colleague has taken out meanwhile, for an email that was held', async () => {
  const { a, b, now, id, hears, same } = await engaged()
  hold(a, id, now + 1)
  hears({ state: 'stopped', deleted: 1 })
  expect(mailOf(a, id).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  settleAll(team)
  for (const device of [a, b]) expect(stateOf(device, id)).toMatchObject({ state: 'stopped' })
  same()
})

const ends = [
  ['stopped', 'paused', 'stopped'],
  ['stopped', 'replied', 'replied'],
  ['paused', 'replied', 'replied'],
] as const
it.each(ends)('who is %s here, and %s elsewhere, is %s in the end', async (here, there, last) => {
  const { a, b, now, id, hears, same } = await engaged()
  a.store.write((tx) => {
    const row = tx.get<{ id: number }>('SELECT id FROM enrollments WHERE public_id = ?', id)
    if (here === 'stopped') withdrawPlanned(tx, row?.id ?? 0, 'enough', now + 1)
  })
  change(a, 'enrollments', id, { state: here, reason: 'enough' }, now + 1)
  hears({ state: there, reason: 'as Bo said' })
  expect(stateOf(a, id)).toMatchObject({ state: last })
  expect(mailOf(a, id).filter(({ state }) => state === 'planned')).toEqual([])
  settleAll(team)
  for (const device of [a, b]) expect(stateOf(device, id)).toMatchObject({ state: last })
  same()
})

it.each(['with a stamp', 'without one'])(
  'leaves whoever was paused (%s) where a file says something else',
  async (how) => {
    const { a, b, now, id, hears, same } = await engaged()
    const paused = { state: 'paused', reason: 'in talks' }
    if (how === 'with a stamp') change(a, 'enrollments', id, paused, now + 1)
    else a.store.write((tx) => tx.run(`UPDATE enrollments SET state = @state, reason = @reason`, paused))
    hears({ away_until: now + 86_400_000 })
    expect(stateOf(a, id)).toEqual(paused)
    settleAll(team)
    for (const device of [a, b]) expect(stateOf(device, id)).toEqual(paused)
    same()
  },
)
