/** Contacts of a mailbox that another computer sends from: given to a second mailbox here, that computer would write to them as well. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertGroup } from '../../src/main/store/groups.ts'
import { moveStranded } from '../../src/main/work/failover/stand-in.ts'
import { newId } from './devices.ts'
import { fileOf, meetAll, takeFile } from './files.ts'
import { type Computer, Fleet, type Shared } from './fleet.ts'
import { engageOne, freeContacts, type Mailbox, mailboxes } from './people.ts'

let fleet: Fleet
let first: Computer
let second: Computer
let own: Mailbox
let other: Mailbox

/** Two computers of one person: the first sends from theirs, the second from the team's, which it was handed. */
beforeEach(async () => {
  fleet = await Fleet.of(3, 1, () => 0)
  ;[first, second] = fleet.computers as [Computer, Computer]
  own = mailboxes(first).find(({ seat }) => seat === 1) as Mailbox
  other = mailboxes(first).find(({ seat }) => seat === null) as Mailbox
  await first.client.homes.release({ public_id: other.publicId, to: second.id })
  meetAll(fleet, fleet.computers)
  await second.client.homes.acquire({ public_id: other.publicId })
})
afterEach(() => fleet.close())

/** Somebody whom the first computer engages, and the second hears of. */
async function engaged(before = async () => {}) {
  const [about] = freeContacts(first) as [{ id: number; address: string; domain: string }]
  engageOne(first, own.id, about, { sequenceId: 1, now: fleet.now })
  const file = (await fileOf(fleet, first, true)) as Shared
  await before()
  takeFile(fleet, second, file)
  const { id } = second.store.get<{ id: string }>(
    `SELECT e.public_id AS id FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE c.address = ? AND e.state = 'pending'`,
    about.address,
  ) as { id: string }
  return id
}

const planned = ({ store }: Computer, id: string) =>
  store.all<{ account: string; held: number; review: string | null }>(
    `SELECT a.public_id AS account, s.held, s.review FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     JOIN accounts a ON a.id = s.account_id WHERE e.public_id = ? AND s.state = 'planned' ORDER BY s.step`,
    id,
  )
const moved = (one: Computer, id: string) =>
  one.client.enrollments.bulk({ ids: [id], action: 'move', account: other.publicId })

it('moves a contact to another mailbox on the computer that writes to them, and on no other', async () => {
  const id = await engaged()
  expect(await moved(second, id)).toMatchObject({ done: 0, refused: [{ why: "It is sent from Ana's computer." }] })
  expect(planned(second, id).map(({ account }) => account)).toEqual([own.publicId, own.publicId])
  expect(await moved(first, id)).toMatchObject({ done: 1, refused: [] })
})

it('moves nobody whom a lost computer may have written to before somebody has looked', async () => {
  const takeOver = async () => void (await second.client.homes.take_over({ public_id: own.publicId, closed: true }))
  const id = await engaged(takeOver)
  const why = /^Another computer may have sent it before ana@acme.com was taken over/
  expect(await moved(second, id)).toMatchObject({ done: 0, refused: [{ why: expect.stringMatching(why) }] })
  const { rows } = await second.client.homes.review({ public_id: own.publicId, limit: 200 })
  // what was planned when it was taken over waits in the same way
  const early = second.store.get<{ id: string }>(
    'SELECT e.public_id AS id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.public_id = ?',
    rows[0]?.public_id ?? '',
  )
  expect((await moved(second, early?.id ?? '')).refused).toHaveLength(1)
})

it('removes a mailbox that another computer sends from, but gives nobody of it to a second one', async () => {
  const id = await engaged()
  const remove = (one: Computer) =>
    one.client.accounts.remove({ public_id: own.publicId, way: 'move', to: other.publicId })
  await expect(remove(second)).rejects.toThrow(
    "What is planned from ana@acme.com can't be given to another mailbox here. It is sent from Ana's computer.",
  )
  expect(planned(second, id).map(({ account }) => account)).toEqual([own.publicId, own.publicId])
  expect(await remove(first)).toMatchObject({ removed: true })
})

it('looks first where a mailbox was removed on a computer that does not send from it, and its contacts go on from another', async () => {
  const id = await engaged()
  await second.client.accounts.remove({ public_id: own.publicId, way: 'go_ahead' })
  expect(planned(second, id)).toEqual([])
  expect(await second.client.enrollments.reassign({ removed: own.publicId, account: other.publicId })).toMatchObject({
    contacts: 4,
  })
  const waits = { account: other.publicId, held: 1, review: 'take_over' }
  expect(planned(second, id)).toEqual([waits, waits])
})

it('goes on without a look where the computer that sent from it removed it', async () => {
  const id = await engaged()
  await first.client.accounts.remove({ public_id: own.publicId, way: 'go_ahead' })
  meetAll(fleet, [first, second])
  await second.client.enrollments.reassign({ removed: own.publicId, account: other.publicId })
  const goes = { account: other.publicId, held: 0, review: null }
  expect(planned(second, id)).toEqual([goes, goes])
})

it('lets nobody stand in for a mailbox that another computer sends from', async () => {
  const id = await engaged()
  second.store.write((tx) => {
    const group = insertGroup(tx, { publicId: newId(), name: 'All', createdAt: 1 }, stamp(tx, fleet.now))
    tx.run('UPDATE accounts SET group_id = ?', group)
    tx.run('UPDATE batches SET group_id = ?', group)
    // as this computer sees it
    tx.run(`UPDATE accounts SET state = 'inactive' WHERE public_id = ?`, own.publicId)
  })
  expect(second.store.write((tx) => moveStranded(tx, fleet.now))).toEqual([])
  expect(planned(second, id).map(({ account }) => account)).toEqual([own.publicId, own.publicId])
})
