/** A mailbox that was connected on two computers before they met, each under a name of its own, and what people do with it. */
import { expect } from 'vitest'
import { newAccountName } from '../../src/main/store/account-name.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { setWhereabouts, whereaboutsOf } from '../../src/main/store/homes.ts'
import { insertShare, updateShare } from '../../src/main/store/shares.ts'
import type { Whereabouts } from '../../src/shared/domain/home.ts'
import { notAsAnew } from './anew.ts'
import { type Device, dice, nameBy, newId, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const teams: Team[] = []
/** At the end of every test: each computer holds what comes out when all is put together from the beginning. */
export function endTeams(): void {
  nameBy()
  for (const team of teams.splice(0)) {
    for (const device of team.devices) expect(notAsAnew(device)).toEqual([])
    team.close()
  }
}

export async function begin(people: Parameters<typeof teamOf>[0]): Promise<Team> {
  const team = await teamOf(people)
  teams.push(team)
  return team
}

export const person = (name: string, role: 'admin' | 'member', devices = 1) => ({
  ...{ name, address: `${name.toLowerCase()}@acme.com`, role, devices },
})
export const box = 'sales@acme.com'
export type Names = 'lesser' | 'greater'
const isNamed: Record<Names, (name: string) => boolean> = {
  lesser: (name) => name < 'ug',
  greater: (name) => name >= 'ug',
}

/** Connected under a name that comes before or after the other's. */
export function connect(device: Device, name: Names, now: number): string {
  for (;;) {
    const called = newAccountName(device.store, dice)
    if (isNamed[name](called)) return addMailbox(device, box, now, called)
  }
}

export interface Mailbox {
  id: number
  publicId: string
  home: string
  epoch: number
}
export const mailboxes = ({ store }: Device) =>
  store.all<Mailbox>(
    `SELECT id, public_id AS publicId, home_device AS home, epoch FROM accounts WHERE address_key = ? AND deleted = 0 ORDER BY public_id`,
    box,
  )
export const mailbox = (device: Device) => mailboxes(device)[0] as Mailbox

export const give = (device: Device, to: Device, now: number, account = mailbox(device).publicId) =>
  device.store.write((tx) => {
    const part = { share: 100, sealed: 'x', epoch: 1, leaseUntil: now + 1_000_000, state: 'granted' }
    const { id: accountId } = mailboxes(device).find(({ publicId }) => publicId === account) as Mailbox
    const row = { publicId: newId(), accountId, device: to.id, ...part }
    insertShare(tx, row as Parameters<typeof insertShare>[1], stamp(tx, now), now)
  })

export const withdraw = (device: Device, now: number) =>
  device.store.write((tx) => {
    for (const { id } of tx.all<{ id: number }>("SELECT id FROM shares WHERE state = 'granted'"))
      updateShare(tx, id, { state: 'revoked', leaseUntil: now }, stamp(tx, now))
  })

export const move = (device: Device, now: number, how: (where: Whereabouts) => Whereabouts | string) =>
  device.store.write((tx) => {
    const { id } = mailbox(device)
    const next = how(whereaboutsOf(tx, id) as Whereabouts)
    if (typeof next === 'string') throw new Error(next)
    setWhereabouts(tx, id, next, stamp(tx, now))
  })

/** Engages somebody from it; the first email leaves at once. */
export function sends(device: Device, now: number, sender: string | null = null): string {
  const contact = addContact(device, `x${now}@shop.com`, now)
  const id = engage(device, { account: mailbox(device).publicId, contact, name: `Spring ${now}` }, now)
  device.store.write((tx) => {
    const { author, hlc } = stamp(tx, now)
    tx.run('UPDATE enrollments SET sender_device = ? WHERE public_id = ?', sender, id)
    tx.run(
      `UPDATE sends SET state = 'sent', claimed_at = @now, settled_at = @now, epoch = @epoch, author = @author, device = @device, hlc = @hlc
       WHERE step = 1 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = @id)`,
      { now, author, device: device.id, hlc, id, epoch: mailbox(device).epoch },
    )
  })
  return id
}

/** A person puts back what was never to leave, as only its home says. */
export const owedAgain = (device: Device, now: number, enrollment: string, state: 'withdrawn' | 'planned') =>
  device.store.write((tx) => {
    const { author, hlc } = stamp(tx, now)
    tx.run(
      `UPDATE sends SET state = ?, settled_at = ?, author = ?, device = ?, hlc = ?
       WHERE step = 2 AND enrollment_id = (SELECT id FROM enrollments WHERE public_id = ?)`,
      ...[state, state === 'planned' ? null : now, author, device.id, hlc, enrollment],
    )
  })

/** What is known of it. Emails that are owed are told by what became of them, so each computer names its own. */
export const shown = ({ store }: Device) => ({
  homes: store.all(
    `SELECT public_id, home_device, homes, epoch, handing_to, handing_epoch FROM accounts WHERE address_key = ? AND deleted = 0`,
    box,
  ),
  shares: store.all(
    `SELECT a.public_id AS account, s.public_id, s.for_device, s.state FROM shares s JOIN accounts a ON a.id = s.account_id
     WHERE s.deleted = 0 ORDER BY s.public_id`,
  ),
  mail: store.all(
    `SELECT e.public_id, e.sender_device, a.public_id AS account, s.step, s.state FROM enrollments e JOIN accounts a ON a.id = e.account_id
     JOIN sends s ON s.enrollment_id = e.id ORDER BY e.public_id, s.step`,
  ),
  refused: store.all("SELECT kind, words FROM merge_notes WHERE what = 'refused'"),
  waiting: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1'),
})

export function checkAlike({ devices }: Pick<Team, 'devices'>) {
  const [first, ...rest] = devices as [Device, ...Device[]]
  const all = shown(first)
  expect(all).toMatchObject({ refused: [], waiting: [] })
  for (const device of rest) expect(shown(device)).toEqual(all)
  return all
}

export const both = [
  ['lesser', 'greater'],
  ['greater', 'lesser'],
] as const

/** Two computers of Ana, each with the mailbox under a name of its own, and one of Bo. */
export async function twice([early, late]: readonly [Names, Names]) {
  const team = await begin([person('Ana', 'admin', 2), person('Bo', 'admin')])
  const { devices, clock } = team
  const [home, other, b] = devices as [Device, Device, Device]
  home.store.write((tx) => {
    const { hlc } = stamp(tx, clock.now)
    tx.run(`UPDATE workspace SET policy = json_set(policy, '$.send_for_each_other', json('true')), hlc = ?`, hlc)
  })
  settleAll(team)
  connect(home, early, clock.now)
  connect(other, late, clock.now + 1000)
  clock.now += 2000
  const step = (deed: (now: number) => unknown) => {
    clock.now += 1000
    deed(clock.now)
    settleAll(team)
    return checkAlike(team)
  }
  return { team, clock, home, other, b, step }
}
