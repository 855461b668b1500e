/** What happens on computers of a fleet: what people do, what Cadenza does by itself, and what goes wrong. */

import { stamp } from '../../src/main/store/clockwork.ts'
import { deviceRows } from '../../src/main/store/devices.ts'
import { nextGrantName } from '../../src/main/store/grant-name.ts'
import { insertGrant, liveDelegates, moveGrant, openGrant } from '../../src/main/store/grants.ts'
import { endOne, suppressOne } from '../../src/main/store/incoming-effects.ts'
import { lookAfterHomes } from '../../src/main/work/homes/homes.ts'
import { addressKey } from '../../src/shared/domain/address.ts'
import { newId } from './devices.ts'
import type { Computer, Fleet } from './fleet.ts'
import { asked, type Deed, type Draw, decide, pick, send } from './leaving.ts'
import { addressOf, engageOne, freeContacts, mailboxes, putContact } from './people.ts'

const HOUR = 3_600_000

const contact: Deed = (fleet, one, draw) => putContact(one, draw, fleet.clock(one))

const sequence: Deed = (fleet, one, draw) =>
  one.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, fleet.clock(one))
    const set = 'UPDATE sequences SET name = ?, paused = ?, author = ?, device = ?, hlc = ? WHERE id = ?'
    tx.run(set, `Words ${draw(90)}`, Number(draw(6) === 0), author, device, hlc, 1 + draw(2))
  })

const policy: Deed = (fleet, one, draw) => {
  if (!isAdmin(one)) return
  one.store.write((tx) => {
    const { hlc } = stamp(tx, fleet.clock(one))
    const key = ['send_for_each_other', 'new_contacts_first', 'domain_per_day'][draw(3)] as string
    const value = key === 'domain_per_day' ? String(5 + draw(9)) : draw(2) ? 'true' : 'false'
    tx.run(`UPDATE workspace SET policy = json_set(policy, '$.' || ?, json(?)), hlc = ?`, key, value, hlc)
  })
}

const isAdmin = ({ store, seat }: Computer): boolean =>
  store.get<{ role: string }>('SELECT role FROM seats WHERE public_id = ?', seat)?.role === 'admin'

const suppress: Deed = (_, one, draw) =>
  asked(() => one.client.suppressions.add({ value: addressOf(draw(30)), reason: 'asked by telephone' }))

const allow: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(one.store.all<{ id: string }>('SELECT public_id AS id FROM suppressions WHERE deleted = 0'), draw)
    if (row) await one.client.suppressions.remove({ public_id: row.id })
  })

/** Somebody engages a contact or a few from a mailbox that they may send from. */
const engage: Deed = (fleet, one, draw) => {
  const { store } = one
  const shared =
    store.get<{ on: number }>(`SELECT coalesce(policy ->> 'send_for_each_other', 0) AS "on" FROM workspace`)?.on === 1
  const account = pick(
    mailboxes(one).filter(
      ({ seat }) => seat === null || seat === 1 || shared || liveDelegates(store, seat).includes(1),
    ),
    draw,
  )
  if (!account) return
  for (let n = draw(3); n >= 0; n--) {
    const about = pick(freeContacts(one), draw)
    if (about) engageOne(one, account.id, about, { sequenceId: 1 + draw(2), now: fleet.clock(one) })
  }
}

const reply: Deed = (fleet, one, draw) => {
  const now = fleet.clock(one)
  const row = pick(
    one.store.all<{ id: number; address: string }>(
      `SELECT e.id, c.address FROM enrollments e JOIN contacts c ON c.id = e.contact_id JOIN accounts a ON a.id = e.account_id
       JOIN workspace w ON w.device = a.home_device WHERE e.state = 'active' ORDER BY c.address`,
    ),
    draw,
  )
  if (!row) return
  one.store.write((tx) => {
    const out = draw(3) === 0
    endOne(tx, row.id, out ? 'unsubscribed' : 'replied', out ? 'wants no more' : 'answered', now)
    if (out) suppressOne(tx, addressKey(row.address), { reason: 'wants no more', source: 'opt_out' }, { now, newId })
  })
}

const stop: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(
      one.store.all<{ id: string }>(
        `SELECT public_id AS id FROM enrollments WHERE state IN ('pending', 'active', 'paused') ORDER BY public_id`,
      ),
      draw,
    )
    const input = row && { public_id: row.id }
    if (input)
      await [one.client.enrollments.stop, one.client.enrollments.pause, one.client.enrollments.resume][draw(3)]?.(
        input as never,
      )
  })

const account = (one: Computer, draw: Draw) => pick(mailboxes(one), draw)?.publicId ?? ''
const other = (fleet: Fleet, draw: Draw) => (fleet.computers[draw(fleet.computers.length)] as Computer).id

const handOver: Deed = (fleet, one, draw) =>
  asked(() => one.client.homes.release({ public_id: account(one, draw), to: other(fleet, draw) }))

const takeUp: Deed = (_, one, draw) => asked(() => one.client.homes.acquire({ public_id: account(one, draw) }))

const takeOver: Deed = (_, one, draw) =>
  asked(() => one.client.homes.take_over({ public_id: account(one, draw), closed: true }))

const authorise: Deed = (fleet, one, draw) =>
  asked(() =>
    one.client.homes.authorise({ public_id: account(one, draw), device: other(fleet, draw), share: 100 + draw(500) }),
  )

const takeBack: Deed = (fleet, one, draw) =>
  asked(() => one.client.homes.withdraw_authorisation({ public_id: account(one, draw), device: other(fleet, draw) }))

const round: Deed = (_, one) => lookAfterHomes(one.room, one.opened)

const permit: Deed = (fleet, one, draw) => {
  const { store } = one
  const now = fleet.clock(one)
  const delegate = pick(
    store.all<{ id: number }>(
      `SELECT id FROM seats WHERE deleted = 0 AND id <> 1 AND state = 'active' ORDER BY public_id`,
    ),
    draw,
  )
  if (!delegate) return
  store.write((tx) => {
    const open = openGrant(tx, 1, delegate.id)
    const grant = {
      publicId: nextGrantName(tx, 1, delegate.id, 'grant'),
      ownerId: 1,
      delegateId: delegate.id,
      origin: 'grant',
      state: 'active',
      expiresAt: now + 200 * HOUR,
      createdAt: now,
    } as const
    if (!open) insertGrant(tx, grant, stamp(tx, now))
    else moveGrant(tx, open, { type: 'revoked', reason: null }, now, stamp(tx, now))
  })
}

/** Locks a member's seat; their computers are shut out. */
const lock: Deed = (_, one, draw) =>
  asked(async () => {
    if (!isAdmin(one) || draw(4) > 0) return
    const row = pick(
      one.store.all<{ id: string; version: number }>(
        `SELECT public_id AS id, version FROM seats WHERE role = 'member' AND state = 'active' AND deleted = 0`,
      ),
      draw,
    )
    if (row) await one.client.seats.update({ public_id: row.id, version: row.version, state: 'locked' } as never)
  })

export const isShutOut = (one: Computer, by: Computer): boolean =>
  deviceRows(by.store).some((row) => row.publicId === one.id && row.state === 'revoked')

export type Deeds = readonly [weight: number, name: string, deed: Deed][]

export const deeds: Deeds = [
  [3, 'contact', contact],
  [1, 'sequence', sequence],
  [1, 'policy', policy],
  [1, 'suppress', suppress],
  [1, 'allow', allow],
  [8, 'engage', engage],
  [24, 'send', send],
  [4, 'decide', decide],
  [1, 'reply', reply],
  [1, 'stop', stop],
  [2, 'hand over', handOver],
  [3, 'take up', takeUp],
  [3, 'take over', takeOver],
  [3, 'authorise', authorise],
  [1, 'take back', takeBack],
  [3, 'round', round],
  [1, 'permit', permit],
  [1, 'lock', lock],
]
