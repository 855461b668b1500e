/** Somebody's emails are moved to another mailbox while whoever sends from the one before tells what became of them. */
import { expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertGrant } from '../../src/main/store/grants.ts'
import { notAsAnew } from './anew.ts'
import { type Device, lacking, newId, seal, settleAll, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, stateOf } from './engaging.ts'

const people = [
  { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
  { name: 'Bo', address: 'bo@acme.com', role: 'member' },
  { name: 'Cy', address: 'cy@acme.com', role: 'member' },
  { name: 'Di', address: 'di@acme.com', role: 'member' },
] as const

const set = ({ store }: Device, what: string, now: number) =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(`UPDATE enrollments SET ${what}, author = ?, device = ?, hlc = ?`, author, device, hlc)
  })

const accountOf = ({ store }: Device) =>
  store.get<{ id: string }>('SELECT a.public_id AS id FROM enrollments e JOIN accounts a ON a.id = e.account_id')?.id

it.each([
  ['the move', true],
  ['what became of it', false],
])('believes alike whoever was home to the mailbox of before, where %s comes first', async (_, moveFirst) => {
  const team = await teamOf(people)
  const [ana, bo, cy, di] = team.devices as [Device, Device, Device, Device]
  const { now } = team.clock
  const [cys, bos] = [addMailbox(cy, 'cy@acme.com', now), addMailbox(bo, 'bo@acme.com', now)]
  settleAll(team)
  cy.store.write((tx) => {
    const delegateId = tx.get<{ id: number }>(`SELECT id FROM seats WHERE address = 'bo@acme.com'`)?.id as number
    const grant = { publicId: newId(), ownerId: 1, delegateId, origin: 'grant', state: 'active' } as const
    insertGrant(tx, { ...grant, expiresAt: now + 1e9, createdAt: now }, stamp(tx, now))
  })
  settleAll(team)
  const enrollment = engage(bo, { account: cys, contact: addContact(bo, 'x@shop.com', now), name: 'Spring' }, now)
  settleAll(team)
  expect(accountOf(di)).toBe(cys)
  set(bo, `account_id = (SELECT id FROM accounts WHERE public_id = '${bos}')`, now + 1)
  set(cy, `state = 'replied', reason = 'answered'`, now + 2)
  seal(bo, now + 3)
  seal(cy, now + 3)
  const [first, then] = moveFirst ? [bo, cy] : [cy, bo]
  take(di, lacking(first, di), now + 4)
  take(di, lacking(then, di), now + 4)
  settleAll(team)
  for (const one of [ana, bo, cy, di]) {
    expect([accountOf(one), stateOf(one, enrollment)?.state]).toEqual([bos, 'replied'])
    expect(notAsAnew(one)).toEqual([])
  }
  // who knows that it was moved has no more to say about it
  set(cy, `state = 'stopped', reason = 'no more'`, now + 5)
  settleAll(team)
  expect(stateOf(di, enrollment)).toEqual({ state: 'replied', reason: 'answered' })
  team.close()
})
