/** Two people of one team each connect the same mailbox, neither knowing of the other. */
import { afterEach, expect, it } from 'vitest'
import { checkMayHave } from '../../src/main/api/may-have.ts'
import type { permission } from '../../src/main/api/may-send.ts'
import { objection } from '../../src/main/api/schedule/senders.ts'
import { accountByAddress, accountByPublicId } from '../../src/main/store/accounts.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { mayLeaveHere, partOfAccount } from '../../src/main/store/homes.ts'
import { holderOfMailbox } from '../../src/main/store/mailbox-requests.ts'
import { planState } from '../../src/main/store/plan-state.ts'
import { deleteAccount } from '../../src/main/store/removal.ts'
import { lastLook } from '../../src/main/store/sending.ts'
import { type Device, exchange, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const
const cy = { name: 'Cy', address: 'cy@acme.com', role: 'member' } as const
const shared = 'sales@acme.com'
const words = `${shared} is used on the seat of Bo; an admin releases it.`

async function threeOf(): Promise<Team & { a: Device; b: Device; c: Device }> {
  const team = await teamOf([ana, bo, cy])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  return { ...team, a, b, c }
}

/** Its own seat, on each computer. */
const seatOf = ({ store, seat }: Device): number =>
  store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id as number

/** Of every mailbox of the address: whose it is, and who keeps it from them. */
const shown = ({ store }: Device) =>
  store
    .all<{ id: string }>("SELECT public_id AS id FROM accounts WHERE kind = 'smtp' ORDER BY public_id")
    .map(({ id }) => {
      const row = accountByPublicId(store, id)
      return [id, row?.seat ?? null, row?.keptBy ?? null]
    })

const waiting = ({ store }: Device) => store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1')

/** As a mailbox is connected on its owner's computer. */
function connect(device: Device, now: number): string {
  const id = addMailbox(device, shared, now)
  device.store.write((tx) => tx.run('UPDATE accounts SET seat_id = ? WHERE public_id = ?', seatOf(device), id))
  return id
}

const rowId = ({ store }: Device, publicId: string): number =>
  store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', publicId)?.id as number

const firstMail = ({ store }: Device, enrollment: string): number =>
  store.get<{ id: number }>(
    'SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 1',
    enrollment,
  )?.id as number

/** May it leave from its own computer? Asked where the plan, the loop and the claim ask. */
function sends(device: Device, account: string, enrollment: string, now: number) {
  const { store } = device
  const id = firstMail(device, enrollment)
  const at = rowId(device, account)
  const state = planState(store, now, () => () => false)
  return {
    claim: lastLook(store, id)?.accountKept,
    bar: mayLeaveHere(store, id, now),
    part: partOfAccount(store, at, now),
    plan: state.input.accounts[state.accounts.findIndex((row) => row.id === at)]?.active,
  }
}

for (const [heard, words] of [
  ['earlier', 'the earlier one'],
  ['later', 'the later one'],
] as const)
  it(`ends the same on three computers: ${words} stays when an admin heard of it first`, async () => {
    const { a, b, c, devices, clock } = await threeOf()
    const earlier = connect(b, clock.now)
    const later = connect(c, clock.now + 1000)
    clock.now += 2000
    exchange(heard === 'earlier' ? b : c, a, clock.now)
    settleAll({ devices, clock })
    const kept = heard === 'earlier' ? earlier : later
    const by = heard === 'earlier' ? 'Bo' : 'Cy'
    const both = [
      [earlier, bo.address, heard === 'earlier' ? null : by],
      [later, cy.address, heard === 'later' ? null : by],
    ].sort(([x], [y]) => (String(x) < String(y) ? -1 : 1))
    for (const device of devices) {
      expect(shown(device)).toEqual(both)
      expect(waiting(device)).toEqual([])
      expect(accountByAddress(device.store, shared)?.publicId).toBe(kept)
      expect(holderOfMailbox(device.store, shared)?.account).toBe(kept)
    }
  })

it('sends nothing from the one in conflict, nor lets it be chosen, until the other is removed', async () => {
  const { a, b, c, devices, clock } = await threeOf()
  const late = connect(c, clock.now + 1000)
  const contact = addContact(c, 'x@shop.com', clock.now)
  const mail = engage(c, { account: late, contact, name: 'Spring' }, clock.now)
  const kept = connect(b, clock.now)
  clock.now += 2000
  const free = { claim: 0, bar: null, part: 1000, plan: true }
  expect(sends(c, late, mail, clock.now)).toEqual(free)
  settleAll({ devices: [a, b], clock })
  settleAll({ devices, clock })
  expect(sends(c, late, mail, clock.now)).toEqual({ claim: 1, bar: 'kept', part: 0, plan: false })
  const asker = { seatId: seatOf(c), role: 'member' } as Parameters<typeof permission>[1]
  const row = () => accountByPublicId(c.store, late) as NonNullable<ReturnType<typeof accountByPublicId>>
  expect(objection(c.store, asker, row())).toBe(words)
  expect(partOfAccount(b.store, rowId(b, kept), clock.now)).toBe(1000)
  b.store.write((tx) => deleteAccount(tx, rowId(b, kept), stamp(tx, clock.now)))
  settleAll({ devices, clock })
  expect(objection(c.store, asker, row())).toBeNull()
  expect(sends(c, late, mail, clock.now)).toEqual(free)
  for (const device of devices) expect(accountByPublicId(device.store, late)?.keptBy).toBeNull()
})

it('still refuses a second one of the address to whoever knows of the first', async () => {
  const { a, b, c, devices, clock } = await threeOf()
  const late = connect(c, clock.now + 1000)
  connect(b, clock.now)
  clock.now += 2000
  settleAll({ devices: [a, b], clock })
  settleAll({ devices, clock })
  const asker = { seatId: seatOf(a), role: 'admin' } as Parameters<typeof permission>[1]
  const seatId = a.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', b.seat)?.id as number
  const wish = { address: shared, permits: ['role', 'more'] as ('role' | 'more')[] }
  expect(() => checkMayHave(a.store, asker, { ...wish, seatId: null })).toThrow('of Bo (bo@acme.com) already')
  expect(() => checkMayHave(a.store, asker, { ...wish, seatId: seatOf(a) })).toThrow('a mailbox of Bo')
  expect(() => checkMayHave(a.store, asker, { ...wish, seatId, moves: true })).toThrow('is a mailbox of Bo already')
  expect(accountByPublicId(a.store, late)?.keptBy).toBe('Bo')
})
