/** A computer that holds a part of a mailbox looks for answers itself, or as of the last exchange, before anything leaves. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { deviceRows, insertDevice, ownDevice } from '../../src/main/store/devices.ts'
import { insertShare } from '../../src/main/store/shares.ts'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { people } from './story.ts'

const HOUR = 60 * minute
const DAY = 24 * HOUR
const home = 'homedevice00000000000'
let w: Watched

beforeAll(async () => {
  w = await watched(['IDLE', 'NAMESPACE', 'UIDPLUS'], { connect: 5_000, greeting: 300, command: 300, answer: 300 })
  const { s } = w
  await s.client.devices.begin({ name: 'Desk' })
  const keys = await newDeviceKeys(home)
  const { store } = s.engine.room
  store.write((tx) => {
    const mark = stamp(tx, s.now())
    const seatId = deviceRows(tx)[0]?.seatId ?? 0
    insertDevice(tx, { publicId: home, seatId, name: "Ana's computer", createdAt: s.now(), ...keys }, mark)
    const { id: accountId = 0 } = tx.get<{ id: number }>('SELECT id FROM accounts WHERE address = ?', w.address) ?? {}
    tx.run('UPDATE accounts SET home_device = ? WHERE id = ?', home, accountId)
    const share = {
      device: ownDevice(tx),
      share: 500,
      epoch: 1,
      leaseUntil: s.now() + 90 * DAY,
      state: 'granted' as const,
    }
    insertShare(
      tx,
      { ...share, publicId: 'share000000000000000', accountId, sealed: null, givenAt: s.now(), endedAt: null },
      mark,
      s.now(),
    )
  })
  s.engine.changes.tell('accounts')
})
afterAll(() => w.stop())

const reasonOf = async (name: string, contact: string) => {
  const { public_id } = await w.s.send(name, contact)
  return (await w.s.client.sends.get({ public_id })).reason
}

it('reads the inbox itself with the password that was sealed to it, and stops whoever has answered', async () => {
  const { s, box } = w
  const [a = '', b = ''] = people(2, 'held.test')
  const name = await s.engage({ sender: w.address, contacts: [a, b], steps: [{ days: 1 }] })
  await s.goTo(s.now() + 2 * HOUR)
  expect(await s.states(name)).toEqual({ planned: 2, sent: 2 })
  box.put(
    'INBOX',
    Buffer.from(`From: ${a}\r\nTo: ${w.address}\r\nSubject: Re: hello\r\nMessage-ID: <held@a>\r\n\r\nYes.\r\n`),
  )
  await s.goTo(s.now() + DAY)
  expect([(await s.send(name, a, 2)).state, (await s.send(name, b, 2)).state]).toEqual(['withdrawn', 'sent'])
  expect((await s.enrollment(name, a)).state).toBe('replied')
})

it('without a password for reading, waits until its home was heard of lately, and says so', async () => {
  const { s } = w
  const { store } = s.engine.room
  store.write((tx) =>
    tx.run(
      `UPDATE accounts SET imap = json_set(imap, '$.own', json('true')), has_imap_secret = 0 WHERE address = ?`,
      w.address,
    ),
  )
  s.engine.changes.tell('accounts')
  const [c = ''] = people(1, 'apart.test')
  const name = await s.engage({ sender: w.address, contacts: [c] })
  const { at } = await s.send(name, c)
  await s.goTo(Date.parse(at) + minute)
  expect(await reasonOf(name, c)).toBe(
    `${w.address} is read on Ana's computer alone, and nothing was heard of it yet, and somebody may have answered. Exchange a workspace file with it first.`,
  )
  store.write((tx) => tx.run(`INSERT INTO exchanges (device, holds, heard_at) VALUES (?, '{}', ?)`, home, s.now()))
  s.engine.changes.tell('accounts')
  await s.goTo(s.now() + 3 * minute)
  expect((await s.send(name, c)).state).toBe('sent')
})
