/** Which computer sends from an account: nothing leaves while it is handed over, and nothing unlooked after it was taken over. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newDeviceKeys, openSealed } from '../../src/main/file/device-keys.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { deviceRows, insertDevice } from '../../src/main/store/devices.ts'
import type { MailServer } from './mail-server.ts'
import { type Story, story } from './story.ts'

const monday = '2026-11-23T07:40:00Z'
const other = 'otherdevice0000000000'
let s: Story
let box: { id: string; server: MailServer }
let keys: Awaited<ReturnType<typeof newDeviceKeys>>

beforeEach(async () => {
  s = await story(monday)
  box = await s.account('ada@acme.test', { limits: ['10/hour'], password: 'secret words' })
  await s.client.devices.begin({ name: 'Desk' })
  keys = await newDeviceKeys(other)
  const { store } = s.engine.room
  store.write((tx) => {
    const seatId = deviceRows(tx)[0]?.seatId ?? 0
    insertDevice(tx, { publicId: other, seatId, name: "Ada's laptop", createdAt: s.now(), ...keys }, stamp(tx, s.now()))
  })
})
afterEach(() => s.stop())

const arrived = () => box.server.arrivals.map(({ to }) => to).filter((to) => to.endsWith('@there.test'))
const get = () => s.client.homes.get({ public_id: box.id })

it('sends nothing once it was handed over, and after a take-over only what somebody has looked at', async () => {
  expect(await get()).toMatchObject({ standing: 'home', part: 1000, words: 'Its mail leaves from this computer.' })
  const name = await s.engage({ sender: 'ada@acme.test', contacts: ['a@there.test', 'b@there.test', 'c@there.test'] })
  const handed = await s.client.homes.release({ public_id: box.id, to: other })
  expect(handed).toMatchObject({ standing: 'released', part: null, handing_to: { public_id: other } })
  await expect(s.client.homes.release({ public_id: box.id, to: other })).rejects.toMatchObject({ code: 'state' })
  await expect(s.client.homes.acquire({ public_id: box.id })).rejects.toMatchObject({ code: 'state' })
  expect(await s.client.sends.counts()).toMatchObject({ next: 0, waiting: 3 })
  // what nobody sends until it is taken up is told neither as the next email of this one nor as another's
  const { next, elsewhere, today } = await s.client.today.overview()
  expect({ next, elsewhere, left: today.left }).toEqual({ next: [], elsewhere: 0, left: 0 })
  expect(await s.client.workspace.status()).toMatchObject({ next_send: null, planned: 3, elsewhere: 0 })
  const planned = await s.send(name, 'a@there.test')
  expect(planned).toMatchObject({ shown_state: 'waiting', why_short: expect.stringContaining("Ada's laptop"), can: [] })
  await s.goTo('2026-11-23T18:00:00Z')
  expect(arrived()).toEqual([])

  const taken = await s.client.homes.take_over({ public_id: box.id, closed: true })
  expect(taken).toMatchObject({ standing: 'home', review: 3 })
  const held = await s.send(name, 'a@there.test')
  expect(held).toMatchObject({ shown_state: 'held', review: 'take_over', can: ['cancel'] })
  expect(held.why_short).toContain('Another computer may have sent it before ada@acme.test was taken over')
  // only what was found is an answer: releasing says nothing of that
  await expect(s.client.sends.release({ public_id: held.public_id })).rejects.toMatchObject({ code: 'state' })
  const bulk = await s.client.sends.bulk({ filter: { tab: 'waiting' }, action: 'release' })
  expect([bulk.done, bulk.refused.length]).toEqual([0, 3])
  await s.goTo('2026-11-24T08:00:00Z')
  expect(arrived()).toEqual([])
  const { rows } = await s.client.homes.review({ public_id: box.id })
  expect(rows.map(({ to, why, may_have_left }) => ({ to, why, may_have_left }))).toEqual(
    ['a', 'b', 'c'].map((who) => ({ to: `${who}@there.test`, why: 'take_over', may_have_left: true })),
  )
  const idOf = (to: string) => rows.find((row) => row.to === to)?.public_id ?? ''
  const settle = (way: 'sent' | 'send' | 'skip', to: string) =>
    s.client.homes.settle_review({ public_id: box.id, way, sends: [idOf(to)] })
  expect(await settle('sent', 'a@there.test')).toEqual({ settled: 1, left: 2 })
  expect(await settle('send', 'b@there.test')).toEqual({ settled: 1, left: 1 })
  expect(await settle('skip', 'c@there.test')).toEqual({ settled: 1, left: 0 })
  await expect(settle('send', 'c@there.test')).rejects.toMatchObject({ code: 'not_found' })
  await s.goTo('2026-11-24T18:00:00Z')
  expect(arrived()).toEqual(['b@there.test'])
  expect(await s.states(name)).toEqual({ sent: 2, withdrawn: 1 })
  // and goes on as ever for whoever is engaged from now on
  await s.engage({ sender: 'ada@acme.test', contacts: ['d@there.test'], start: '2026-11-25T09:00' })
  await s.goTo('2026-11-25T18:00:00Z')
  expect(arrived()).toEqual(['b@there.test', 'd@there.test'])
})

it('gives a part of its limits away with the password sealed, and leaves to the other what was engaged there', async () => {
  const shared = await s.client.homes.authorise({ public_id: box.id, device: other, share: 600 })
  expect(shared).toMatchObject({ part: 400, room: 300, authorised: [{ share: 600, state: 'granted' }] })
  const { store } = s.engine.room
  const sealed = store.get<{ sealed: string }>('SELECT sealed FROM shares')?.sealed ?? ''
  expect(sealed).not.toContain('secret')
  const opened = await openSealed(keys.secret, Buffer.from(sealed, 'base64'))
  expect(JSON.parse(Buffer.from(opened ?? []).toString())).toEqual({ smtp: 'secret words' })
  await expect(s.client.homes.authorise({ public_id: box.id, device: other, share: 10 })).rejects.toMatchObject({
    code: 'conflict',
  })
  const contacts = Array.from({ length: 6 }, (_, i) => `p${i}@there.test`)
  await s.engage({ sender: 'ada@acme.test', contacts })
  // one of them was engaged on the other computer
  store.write((tx) =>
    tx.run(
      `UPDATE enrollments SET sender_device = ? WHERE contact_id = (SELECT id FROM contacts WHERE address = 'p5@there.test')`,
      other,
    ),
  )
  s.engine.changes.tell('sends', 'accounts')
  await s.goTo('2026-11-23T08:59:00Z')
  expect(arrived().length).toBeLessThanOrEqual(4)
  await s.goTo('2026-11-23T18:00:00Z')
  expect(arrived().sort()).toEqual(contacts.slice(0, 5))

  // taken back: its part counts until its lease is over by every clock, then a person looks at what it had
  const back = await s.client.homes.withdraw_authorisation({ public_id: box.id, device: other })
  expect(back).toMatchObject({ part: 400, authorised: [{ state: 'revoked', waiting: 1 }] })
  await s.goTo('2026-12-01T12:00:00Z')
  // what it may have sent at the very end still counts in the limit of a day
  expect(await get()).toMatchObject({ part: 400, review: 1 })
  expect(arrived()).toHaveLength(5)
  const { rows } = await s.client.homes.review({ public_id: box.id })
  expect(rows.map(({ to, why, may_have_left }) => [to, why, may_have_left])).toEqual([['p5@there.test', 'lease', true]])
  await s.goTo('2026-12-02T12:00:00Z')
  expect(await get()).toMatchObject({ part: 1000, authorised: [{ back_at: '2026-12-02T08:40:00.000Z' }] })
})

it('sends nothing any more once it knows that it was taken out of its team, and says so wherever somebody looks', async () => {
  const name = await s.engage({ sender: 'ada@acme.test', contacts: ['a@there.test', 'b@there.test'] })
  s.engine.room.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, s.now())
    tx.run(
      `UPDATE devices SET state = 'revoked', author = ?, device = ?, hlc = ? WHERE public_id = (SELECT device FROM workspace)`,
      ...[author, device, hlc],
    )
  })
  s.engine.changes.tell('sends', 'accounts', 'devices')
  await s.goTo('2026-11-27T18:00:00Z')
  expect(arrived()).toEqual([])
  expect(await s.states(name)).toEqual({ planned: 2 })
  const words = expect.stringContaining('taken out of the team, and nothing leaves from it')
  expect(await get()).toMatchObject({ part: null, words })
  expect(await s.send(name, 'a@there.test')).toMatchObject({ shown_state: 'waiting', why_short: words, can: [] })
  const { next, elsewhere, waiting, today } = await s.client.today.overview()
  expect({ next, elsewhere, waiting, left: today.left }).toEqual({ next: [], elsewhere: 0, waiting: 2, left: 0 })
  expect((await s.client.sends.list({ tab: 'waiting' })).rows).toHaveLength(2)
})
