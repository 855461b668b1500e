/** Emails that a person holds back: everybody sees it, whoever sends next goes on with it, and nobody else ends it. */
import { afterEach, expect, it } from 'vitest'
import { holdByHand, holdsOf } from '../../src/main/store/holds.ts'
import { type Device, forged, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const people = [
  { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
  { name: 'Bo', address: 'bo@acme.com', role: 'admin' },
] as const

let team: Team
afterEach(() => team.close())

const rows = ({ store }: Device) =>
  store.all<{ id: number; enrollmentId: number; held: 0 | 1; state: string }>(
    'SELECT id, enrollment_id AS enrollmentId, held, state FROM sends ORDER BY step',
  )
const held = (device: Device) => rows(device).map((row) => row.held)

/** Two emails from a mailbox of Ana's, the first of which she holds. */
async function holding() {
  team = await teamOf(people)
  const [a, b] = team.devices as [Device, Device]
  const { now } = team.clock
  const account = addMailbox(a, 'ana@acme.com', now)
  const contact = addContact(a, 'x@shop.com', now)
  const enrollment = engage(a, { account, contact, name: 'Spring' }, now)
  settleAll(team)
  hold(a, { by: a.seat, at: now })
  settleAll(team)
  return { a, b, now, account, enrollment }
}

const hold = (device: Device, what: Parameters<typeof holdByHand>[2]) =>
  device.store.write((tx) => holdByHand(tx, rows(device)[0]?.id ?? 0, what))

it('what one holds stands still on every computer, with who holds it and since when, until they let it go', async () => {
  const { a, b, now } = await holding()
  expect([held(a), held(b)]).toEqual([
    [1, 0],
    [1, 0],
  ])
  expect(holdsOf(b.store, rows(b)[0]?.enrollmentId)).toEqual({ 1: { by: a.seat, at: now } })
  hold(a, { by: b.seat, at: now + 5 })
  expect(holdsOf(a.store, rows(a)[0]?.enrollmentId), 'who held it first').toEqual({ 1: { by: a.seat, at: now } })
  hold(a, null)
  settleAll(team)
  expect([held(a), held(b)]).toEqual([
    [0, 0],
    [0, 0],
  ])
  expect(holdsOf(b.store, rows(b)[0]?.enrollmentId)).toEqual({})
})

it('nobody lets go, or holds, what another computer sends', async () => {
  const { a, b, now, enrollment } = await holding()
  // an admin may change nearly all of an enrollment, and not this
  const says = (set: Record<string, unknown>) => ({ kind: 'enrollment', id: enrollment, by: b.seat, set }) as const
  take(a, [forged(b, now, [says({ 'holds.1': null }), says({ 'holds.2': { by: a.seat, at: now } })])], now)
  expect(held(a)).toEqual([1, 0])
  expect(holdsOf(a.store, rows(a)[0]?.enrollmentId)).toEqual({ 1: { by: a.seat, at: now } })
  expect(a.store.all(`SELECT 1 FROM merge_notes WHERE what = 'refused'`)).toHaveLength(1)
})

it('what else a computer holds back stays so when a person lets go', async () => {
  const { a, b } = await holding()
  b.store.sqlite.exec(`UPDATE sends SET review = 'take_over'`)
  hold(a, null)
  settleAll(team)
  expect([held(a), held(b)]).toEqual([
    [0, 0],
    [1, 0],
  ])
})
