/** What was made and taken away before anybody else heard of it, though mail left through it: the mail is told, and what it names. */
import { afterEach, expect, it } from 'vitest'
import { insertAlias, removeAlias } from '../../src/main/store/aliases.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { insertGroup, removeGroup } from '../../src/main/store/groups.ts'
import { deleteAccount, failAll } from '../../src/main/store/removal.ts'
import { notAsAnew } from './anew.ts'
import { type Device, newId, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

async function two(role: 'admin' | 'member') {
  const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
  const team = await teamOf([ana, { name: 'Bo', address: 'bo@acme.com', role, devices: 2 }])
  teams.push(team)
  const [a, b, c] = team.devices as [Device, Device, Device]
  const account = addMailbox(b, 'sales@acme.com', team.clock.now)
  b.store.write((tx) =>
    tx.run(
      'UPDATE accounts SET seat_id = (SELECT id FROM seats WHERE public_id = ?) WHERE public_id = ?',
      b.seat,
      account,
    ),
  )
  return { team, a, b, c, account, now: team.clock.now }
}

/** Engages a contact from the mailbox, and its first email leaves. */
function written(
  { store, id, seat }: Device,
  now: number,
  account: string,
  more: { alias?: number; group?: number },
): string {
  const device = { store, id, seat } as Device
  const contact = addContact(device, 'x@shop.com', now)
  const enrollment = engage(device, { account, contact, name: 'Spring' }, now)
  store.write((tx) => {
    const { hlc } = stamp(tx, now)
    const seatId = tx.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id
    tx.run('UPDATE batches SET seat_id = ?, group_id = ?', seatId ?? 1, more.group ?? null)
    tx.run('UPDATE enrollments SET alias_id = ?', more.alias ?? null)
    tx.run(
      `UPDATE sends SET state = 'sent', alias_id = ?, epoch = 1, claimed_at = ?, settled_at = ?, hlc = ? WHERE step = 1`,
      ...[more.alias ?? null, now, now, hlc],
    )
    tx.run(`UPDATE enrollments SET state = 'stopped', reason = 'by hand'`)
    tx.run(`UPDATE sends SET state = 'withdrawn', reason = 'by hand', settled_at = ? WHERE step = 2`, now)
  })
  return enrollment
}

const waiting = ({ store }: Device) => store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1')
const refused = ({ store }: Device) => store.all("SELECT kind, words FROM merge_notes WHERE what = 'refused'")

for (const role of ['admin', 'member'] as const)
  it.each(role === 'admin' ? ['alias', 'group', 'account'] : ['alias', 'account'])(
    `tells of mail of ${role === 'admin' ? 'an admin' : 'a member'} whose %s was there in between`,
    async (what) => {
      const { team, b, account, now } = await two(role)
      if (what !== 'account') settleAll(team)
      const mark = b.store.write((tx) => stamp(tx, now))
      const accountId = b.store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', account)
        ?.id as number
      const named = { publicId: newId(), createdAt: now }
      const about = b.store.write((tx) => {
        if (what === 'group') return { group: insertGroup(tx, { ...named, name: 'north' }, mark) }
        if (what === 'alias') insertAlias(tx, { ...named, accountId, address: 'info@acme.com', name: null }, mark)
        const alias = tx.get<{ id: number }>('SELECT id FROM aliases')?.id
        return alias === undefined ? {} : { alias }
      })
      const enrollment = written(b, now, account, about)
      b.store.write((tx) => {
        const gone = stamp(tx, now + 1)
        if (about.group !== undefined) removeGroup(tx, about.group, gone)
        if (about.alias !== undefined)
          removeAlias(tx, { id: about.alias, accountId, ...named, address: 'info@acme.com', name: null }, gone)
        if (what === 'account') {
          failAll(tx, accountId, now + 1)
          deleteAccount(tx, accountId, gone)
        }
      })
      team.clock.now += 2000
      settleAll(team)
      for (const device of team.devices) {
        expect(refused(device)).toEqual([])
        expect(waiting(device)).toEqual([])
        expect(stateOf(device, enrollment)?.state).toBe('stopped')
        expect(mailOf(device, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
        expect(notAsAnew(device)).toEqual([])
      }
    },
  )
