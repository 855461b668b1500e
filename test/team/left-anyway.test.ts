/** An email that left from a mailbox of the team for somebody whose engagement counts for nobody. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { historyEmails } from '../../src/main/store/contact-history.ts'
import { countedInstants } from '../../src/main/store/counted.ts'
import { notOurs } from '../../src/main/store/outside.ts'
import { revokeOfSeat } from '../../src/main/store/revoking.ts'
import { seatRows, updateSeat } from '../../src/main/store/seats.ts'
import { notAsAnew } from './anew.ts'
import { type Device, exchange, newId, seal, settleAll, type Team, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf, stateOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const outcomes = { sent: 'accepted', unsure: 'interrupted', refused: 'refused' } as const
type Fate = keyof typeof outcomes

/** This computer took the first email to them up, at `at`; `again`: a person has said since what became of it. */
const handOver = ({ store }: Device, enrollment: string, state: Fate, at: number, again = false) =>
  store.write((tx) => {
    const row = tx.get<{ id: number }>(
      'SELECT s.id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 1',
      enrollment,
    )
    const id = row?.id as number
    const { author, device, hlc } = stamp(tx, at)
    if (!again)
      tx.run(
        'INSERT INTO attempts (send_id, started_at, data_started_at, ended_at, outcome) VALUES (?, ?, ?, ?, ?)',
        ...[id, at, at, at, outcomes[state]],
      )
    tx.run(
      `UPDATE sends SET state = ?, claimed_at = coalesce(claimed_at, ?), settled_at = ?, message_id = 'm', author = ?, device = ?, hlc = ? WHERE id = ?`,
      ...[state, at, at, author, device, hlc, id],
    )
  })

/** Bo engages somebody from the team's mailbox; Ana's computer, which sends for it, takes the first email up; Cy shuts Bo out. */
async function shutOut(state: Fate) {
  const team = await teamOf([
    { name: 'Eve', address: 'eve@acme.com', role: 'admin' },
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Bo', address: 'bo@acme.com', role: 'member' },
    { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
  ])
  teams.push(team)
  const [eve, ana, bo, cy] = team.devices as [Device, Device, Device, Device]
  const { now } = team.clock
  const account = addMailbox(ana, 'hello@acme.com', now)
  ana.store.write((tx) => tx.run('UPDATE accounts SET seat_id = NULL'))
  settleAll(team)
  const enrollment = engage(bo, { account, contact: addContact(bo, 'x@shop.com', now), name: 'Spring' }, now)
  exchange(bo, ana, now)
  handOver(ana, enrollment, state, now + 1)
  seal(ana, now + 2)
  // who has not heard of any of that
  cy.store.write((tx) => {
    const found = seatRows(tx).find(({ address }) => address === 'bo@acme.com')
    if (!found) throw new Error('no Bo')
    revokeOfSeat(tx, found.id, { now, seatId: 1 })
    updateSeat(tx, found.id, { ...found, state: 'locked' }, stamp(tx, now + 3))
  })
  seal(cy, now + 4)
  const meet = () => settleAll({ devices: [ana, cy], clock: { now: now + 10 } })
  meet()
  return { eve, ana, bo, cy, now, enrollment, meet }
}

/** What a computer knows of the contact's place in the sequence, of its emails, and of what counts for the mailbox. */
const known = ({ store }: Device, enrollment: string) => {
  const row = store.get<{ contact: number; account: number; by: string; deleted: number }>(
    `SELECT e.contact_id AS contact, e.account_id AS account, e.deleted, t.name AS "by" FROM enrollments e
       JOIN batches b ON b.id = e.batch_id JOIN seats t ON t.id = b.seat_id WHERE e.public_id = ?`,
    enrollment,
  )
  if (!row) return null
  return {
    ...{ by: row.by, deleted: row.deleted, ...stateOf({ store } as Device, enrollment) },
    emails: mailOf({ store } as Device, enrollment),
    history: historyEmails(store, row.contact, 9).length,
    counted: countedInstants(store, row.account, 0),
  }
}

it('keeps and counts it where it left from, and is told of by nobody', async () => {
  for (const state of ['sent', 'unsure'] as const) {
    const { ana, cy, now, enrollment, meet } = await shutOut(state)
    if (state === 'unsure') {
      handOver(ana, enrollment, 'sent', now + 5, true)
      meet()
    }
    const here = known(ana, enrollment)
    expect(here).toMatchObject({ deleted: 1, state: 'stopped', history: 2, counted: [now + 1] })
    expect(here?.reason).toContain('does not belong to the team any more')
    expect(here?.emails.map((email) => email.state)).toEqual(['sent', 'withdrawn'])
    // as everything that isn't told: it can't be told apart by when it was known that it left
    expect(ana.store.all("SELECT deleted FROM sends WHERE state = 'sent'")).toEqual([{ deleted: 1 }])
    expect(known(cy, enrollment)).toBeNull()
    for (const one of [ana, cy]) expect(notAsAnew(one)).toEqual([])
  }
})

it('counts for the mailbox on a computer that takes it over, which finds it among the sent mail', async () => {
  const { ana, enrollment, now } = await shutOut('sent')
  const found = (one: Device) => {
    const row = one.store.get<{ id: string; account: number }>(
      'SELECT s.public_id AS id, s.account_id AS account FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = 1',
      enrollment,
    ) as { id: string; account: number }
    const mail = { uid: 1, at: now + 1, messageId: null, sendId: row.id }
    return notOurs(one.store, row.account, [mail, { ...mail, uid: 2, sendId: newId() }]).map(({ uid }) => uid)
  }
  // here it counts in the ledger
  expect(found(ana)).toEqual([2])
  // it had heard of the engagement, and gave it up
  ana.store.write((tx) => {
    tx.run('DELETE FROM attempts')
    tx.run("UPDATE sends SET state = 'withdrawn'")
  })
  expect(found(ana)).toEqual([1, 2])
})

it('is told by it once the engagement counts after all: whoever shut them out was no admin any more', async () => {
  for (const state of ['sent', 'unsure'] as const) {
    const { eve, ana, bo, cy, now, enrollment, meet } = await shutOut(state)
    if (state === 'unsure') {
      handOver(ana, enrollment, 'sent', now + 5, true)
      meet()
    }
    // told before anybody had heard of what Cy did
    eve.store.write((tx) => {
      const found = seatRows(tx).find(({ address }) => address === 'cy@acme.com')
      if (found) updateSeat(tx, found.id, { ...found, role: 'member' }, stamp(tx, now + 5))
    })
    seal(eve, now + 6)
    exchange(eve, ana, now + 20)
    exchange(bo, eve, now + 21)
    settleAll({ devices: [eve, ana, bo, cy], clock: { now: now + 30 } })
    for (const one of [eve, ana, bo, cy]) {
      expect(notAsAnew(one)).toEqual([])
      expect(known(one, enrollment)).toMatchObject({ deleted: 0, counted: [now + 1] })
      expect(mailOf(one, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
    }
  }
})
