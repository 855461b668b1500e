/** An answer to an email that whoever sent it told of, and was shut out before all had heard: the others never hear of that email. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { noEffects } from '../../src/main/store/incoming-kept.ts'
import { insertIncoming } from '../../src/main/store/incoming-write.ts'
import { revokeOfSeat } from '../../src/main/store/revoking.ts'
import { seatRows, updateSeat } from '../../src/main/store/seats.ts'
import { takeOver } from '../../src/shared/domain/home.ts'
import { type Device, lacking, newId, seal, settleAll, take } from './devices.ts'
import { addContact, engage } from './engaging.ts'
import { begin, connect, endTeams, mailbox, move, person } from './joined.ts'

afterEach(endTeams)

interface First {
  id: number
  name: string
  contact: number
  enrollment: number
  account: number
  address: string
}

const firstOf = ({ store }: Device) =>
  store.get<First>(
    `SELECT id, public_id AS name, contact_id AS contact, enrollment_id AS enrollment, account_id AS account, address
     FROM sends WHERE step = 1`,
  ) as First

/** The first email as it is written down here, and who wrote that. */
function becomes(device: Device, now: number, state: 'sent' | 'withdrawn'): void {
  device.store.write((tx) => {
    const { author, hlc, device: by } = stamp(tx, now)
    tx.run(
      `UPDATE sends SET state = ?, reason = ?, claimed_at = ?, settled_at = ?, author = ?, device = ?, hlc = ? WHERE step = 1`,
      ...[state, state === 'sent' ? null : 'by hand', state === 'sent' ? now : null, now, author, by, hlc],
    )
  })
}

function comesBack(device: Device, now: number): void {
  const { id, contact, enrollment, account, address } = firstOf(device)
  const verdict = { kind: 'other' as const, hard: false, recipients: [], returnDate: null, feedback: null }
  device.store.write((tx) =>
    insertIncoming(tx, {
      ...{ publicId: newId(), accountId: account, messageKey: 'm1', place: null, at: now, fromAddress: address },
      ...{ fromName: null, subject: 'Re: Hello', verdict: { ...verdict, text: 'Away', evidence: [] }, body: null },
      ...{ sendId: id, enrollmentId: enrollment, contactId: contact, effects: noEffects, decidedAt: now },
    }),
  )
}

function shutOut(device: Device, address: string, now: number): void {
  device.store.write((tx) => {
    const seat = seatRows(tx).find((row) => row.address === address)
    if (!seat) throw new Error(`nobody of ${address}`)
    revokeOfSeat(tx, seat.id, { now, seatId: 1 })
    updateSeat(tx, seat.id, { ...seat, state: 'locked' }, stamp(tx, now))
  })
}

const answers = ({ store }: Device) =>
  store.all(
    `SELECT i.message_key AS message, s.step, s.public_id AS send, c.address FROM incoming i LEFT JOIN sends s ON s.id = i.send_id
       LEFT JOIN contacts c ON c.id = i.contact_id`,
  )

async function started() {
  const team = await begin([person('Ana', 'admin'), person('Bo', 'member'), person('Cy', 'admin', 2)])
  const [a, b, c, c2] = team.devices as [Device, Device, Device, Device]
  const { clock } = team
  const later = () => {
    clock.now += 1000
    return clock.now
  }
  const engaged = () => {
    const contact = addContact(b, 'x@shop.com', clock.now)
    engage(b, { account: mailbox(b).publicId, contact, name: 'Spring' }, clock.now)
  }
  /** An answer comes to Cy's first computer; then Ana, who has not heard of it, shuts Bo out. */
  const ended = () => {
    comesBack(c, later())
    seal(c, clock.now)
    take(c2, lacking(c, c2), later())
    shutOut(a, 'bo@acme.com', later())
    settleAll({ devices: [a, c, c2], clock })
  }
  return { team, a, b, c, c2, clock, later, engaged, ended }
}

/** Bo's mailbox was taken over by Cy; Bo's computer sent from it before it heard, and Cy's alone heard of that. */
async function answered(name: string, told: boolean) {
  const made = await started()
  const { team, b, c, c2, clock, later } = made
  connect(b, 'lesser', clock.now)
  settleAll(team)
  made.engaged()
  // nobody was told yet what its emails are called
  b.store.write((tx) => tx.run('UPDATE sends SET public_id = ? WHERE step = 1', name))
  settleAll(team)
  move(c, later(), (where) => takeOver(where, c.id, clock.now))
  if (told) becomes(c, later(), 'withdrawn')
  seal(c, clock.now)
  becomes(b, later(), 'sent')
  seal(b, clock.now)
  for (const one of [c, c2]) take(one, lacking(b, one), later())
  made.ended()
  return made
}

it.each([`0${'a'.repeat(15)}`, `z${'a'.repeat(15)}`])(
  'stands on every computer, beside what is told of that email otherwise: %s',
  async (name) => {
    const { a, c, c2, clock } = await answered(name, true)
    const send = firstOf(c).name
    expect(send).not.toBe(name)
    for (const one of [a, c, c2]) {
      clock.now += 1000
      expect(answers(one)).toEqual([{ message: 'm1', step: 1, send, address: 'x@shop.com' }])
    }
  },
)

it('stands on every computer, as of no email, where nobody else tells of it', async () => {
  const { a, c, c2, later, clock } = await answered(`0${'a'.repeat(15)}`, false)
  const all = [a, c, c2]
  for (const one of all)
    expect(answers(one)).toEqual([{ message: 'm1', step: null, send: null, address: 'x@shop.com' }])
  // somebody reads it
  a.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, later())
    tx.run('UPDATE incoming SET seen_at = ?, author = ?, device = ?, hlc = ?', clock.now, author, device, hlc)
  })
  settleAll({ devices: all, clock })
  for (const one of all)
    expect(one.store.all('SELECT seen_at FROM incoming')).toEqual([{ seen_at: expect.any(Number) }])
})

it('stands on every computer where nobody counts the engagement any more', async () => {
  const { team, a, b, c, c2, clock, later, engaged, ended } = await started()
  connect(c, 'lesser', clock.now)
  c.store.write((tx) => tx.run('UPDATE accounts SET seat_id = NULL'))
  settleAll(team)
  engaged()
  seal(b, clock.now)
  for (const one of [c, c2]) take(one, lacking(b, one), later())
  becomes(c, later(), 'sent')
  ended()
  for (const one of [a, c, c2]) {
    expect(answers(one)).toMatchObject([{ message: 'm1', step: null }])
    expect(one.store.all('SELECT enrollment_id FROM incoming')).toEqual([{ enrollment_id: null }])
  }
})
