/** What ends an engagement's contacts where whoever engaged chose it: over the real engine. */
import { expect, it } from 'vitest'
import { keepClick } from '../../src/main/store/clicks.ts'
import { endByClick } from '../../src/main/store/engagement-ends.ts'
import { comesBack, letter } from './returned.ts'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks({ smtp: { timeouts: { termination: 300 } } })
const HOUR = 3_600_000
const DAY = 86_400_000
const steps = [{ days: 1 }, { days: 1 }]
const dateIn = (days: number) => new Date(w.day + days * DAY).toISOString().slice(0, 10)
const idTo = (contact: string) => w.server.arrivals.findLast((a) => a.to === contact)?.messageId ?? ''
const mailTo = (contact: string) => w.server.arrivals.filter((a) => a.to === contact).length
const noonOf = (days: number) => w.s.goTo(w.day + days * DAY + 12 * HOUR)
const replies = (contact: string) =>
  comesBack(w.s, w.id, [letter({ from: contact, to: w.address, answers: [idTo(contact)] })])
const messageOf = async (contact: string) => (await w.s.client.incoming.list({ contact })).rows[0]?.public_id ?? ''
const stateOf = async (name: string, contact: string) => {
  const { state, reason } = await w.s.enrollment(name, contact)
  return [state, reason]
}
const engage = (contacts: string[], ends: object) =>
  w.s.engage({ sender: w.address, contacts, steps, ...{ ends } } as Parameters<typeof w.s.engage>[0])
const engagement = async (name: string) => {
  const [sequence] = await w.s.client.sequences.list({ search: name })
  const public_id = sequence?.public_id ?? ''
  return (await w.s.client.sequences.engagements({ public_id })).find(() => true)
}

it('a reply ends the sequence of colleagues, and of nobody else, until it is taken back', async () => {
  const [a = '', b = '', c = ''] = people(3, `firm${w.n}.test`)
  const other = `x@other${w.n}.test`
  const [g1, g2] = [`one${w.n}@gmail.com`, `two${w.n}@gmail.com`]
  const name = await engage([a, b, c, other, g1, g2], { company: true })
  await noonOf(0)
  await replies(a)
  await replies(g1)
  expect(await stateOf(name, a)).toEqual(['replied', 'a reply came'])
  expect(await stateOf(name, b)).toEqual(['stopped', 'Ada of the same company has replied'])
  expect((await stateOf(name, other))[0]).toBe('active')
  expect((await stateOf(name, g2))[0]).toBe('active')
  expect((await w.s.send(name, b, 2)).state).toBe('withdrawn')
  // another colleague wants the same: what is taken back of one stays for the other
  await replies(c)
  await w.s.client.incoming.undo({ public_id: await messageOf(a) })
  await w.s.settle()
  expect((await stateOf(name, b))[0]).toBe('stopped')
  await w.s.client.incoming.undo({ public_id: await messageOf(c) })
  await w.s.settle()
  for (const each of [a, b, c]) expect((await stateOf(name, each))[0]).toBe('active')
  await noonOf(4)
  expect([a, b, c, other].map(mailTo)).toEqual([3, 3, 3, 3])
  expect([g1, g2].map(mailTo)).toEqual([1, 3])
})

it('whoever is engaged after a colleague has replied is left out, by name', async () => {
  const [a = '', b = ''] = people(2, `late${w.n}.test`)
  const name = await engage([a], { company: true })
  await noonOf(0)
  await replies(a)
  await w.s.client.contacts.create({ address: b, first_name: 'Bea' })
  const wish = { sequence: name, contacts: [b], senders: [{ account: w.address }] }
  const reasons = async (more: object) =>
    (await w.s.client.schedule.preview({ ...wish, ...more })).excluded.map(({ reason, message }) => [reason, message])
  expect(await reasons({})).toEqual([])
  const why = [['colleague_replied', `Ada of the same company as ${b} has replied in this sequence.`]]
  expect(await reasons({ ends: { company: true } })).toEqual(why)
  expect(await reasons({ senders: [], join: (await engagement(name))?.public_id })).toEqual(why)
})

it('no email is moved to after the date by hand', async () => {
  const [a = ''] = people(1, `byhand${w.n}.test`)
  const name = await engage([a], { until: dateIn(1) })
  const { public_id } = await w.s.send(name, a, 1)
  await expect(w.s.client.sends.move({ public_id, slot: `${dateIn(2)}T12:00` })).rejects.toMatchObject({
    code: 'invalid_slot',
    message: expect.stringContaining(`Nothing of this engagement leaves after ${dateIn(1)}.`),
  })
  await w.s.client.sends.move({ public_id, slot: `${dateIn(1)}T12:00` })
})

it('without that choice a reply ends one’s own sequence alone', async () => {
  const [a = '', b = ''] = people(2, `plain${w.n}.test`)
  const name = await engage([a, b], { clicked: true })
  await noonOf(0)
  await replies(a)
  expect((await stateOf(name, b))[0]).toBe('active')
})

it('a followed link ends it where that was chosen', async () => {
  const [a = '', b = ''] = people(2, `click${w.n}.test`)
  const chosen = await engage([a], { clicked: true })
  const other = await engage([b], { company: true })
  await noonOf(0)
  const { store } = w.s.engine.room
  const idOf = async (name: string, contact: string) =>
    store.get<{ id: number }>(
      'SELECT id FROM enrollments WHERE public_id = ?',
      (await w.s.enrollment(name, contact)).public_id,
    )?.id ?? 0
  const ids = [await idOf(chosen, a), await idOf(other, b)]
  expect(ids.map((id) => store.write((tx) => endByClick(tx, id, w.s.now())))).toEqual([true, false])
  expect(await stateOf(chosen, a)).toEqual(['stopped', 'a link in an email was followed'])
  await noonOf(4)
  expect([a, b].map(mailTo)).toEqual([1, 3])
})

it('nothing leaves after the date: the preview counts it, the ledger says it, and another date brings it back', async () => {
  const [a = '', b = ''] = people(2, `until${w.n}.test`)
  const name = await engage([a, b], { until: dateIn(1) })
  const cut = `ended on ${dateIn(1)}`
  expect((await w.s.send(name, a, 3)).state).toBe('withdrawn')
  await noonOf(1)
  expect(await stateOf(name, a)).toEqual(['stopped', cut])
  const found = await engagement(name)
  expect(found).toMatchObject({ contacts: 2, under_way: 0, ends: { until: dateIn(1) } })
  const public_id = found?.public_id ?? ''
  await expect(w.s.client.sequences.change_ends({ public_id, ends: { until: dateIn(0) } })).rejects.toMatchObject({
    code: 'invalid_schedule',
  })
  await w.s.client.sequences.change_ends({ public_id, ends: { company: true } })
  await w.s.settle()
  expect((await stateOf(name, a))[0]).toBe('active')
  await noonOf(4)
  expect([a, b].map(mailTo)).toEqual([3, 3])
  expect(await stateOf(name, a)).toEqual(['finished', null])
})

it('a later date brings nobody back whom a colleague’s reply or a followed link ends, until the reply is taken back', async () => {
  const [a = '', b = ''] = people(2, `anyway${w.n}.test`)
  const [x = '', y = ''] = people(2, `apart${w.n}.test`)
  const name = await engage([a, b, x, y], { until: dateIn(1), company: true, clicked: true })
  await noonOf(1)
  for (const each of [a, b, x, y]) expect(await stateOf(name, each)).toEqual(['stopped', `ended on ${dateIn(1)}`])
  await replies(a)
  const { public_id: clicked } = await w.s.send(name, x, 1)
  w.s.engine.room.store.write((tx) => {
    const { id = 0 } = tx.get<{ id: number }>('SELECT id FROM sends WHERE public_id = ?', clicked) ?? {}
    keepClick(tx, { sendId: id, target: 'https://a.test/', why: null, agent: 'a browser', at: w.s.now() })
  })
  const public_id = (await engagement(name))?.public_id ?? ''
  const moved = (days: number) =>
    w.s.client.sequences.change_ends({ public_id, ends: { until: dateIn(days), company: true, clicked: true } })
  await moved(30)
  await w.s.settle()
  expect(await stateOf(name, a)).toEqual(['replied', 'a reply came'])
  expect(await stateOf(name, b)).toEqual(['stopped', 'Ada of the same company has replied'])
  expect(await stateOf(name, x)).toEqual(['stopped', 'a link in an email was followed'])
  expect((await stateOf(name, y))[0]).toBe('active')
  // the date once more: it is not what ended them any longer
  await moved(20)
  await w.s.settle()
  expect((await stateOf(name, b))[0]).toBe('stopped')
  await w.s.client.incoming.undo({ public_id: await messageOf(a) })
  await w.s.settle()
  expect([(await stateOf(name, a))[0], (await stateOf(name, b))[0]]).toEqual(['active', 'active'])
  await noonOf(6)
  expect([a, b, x, y].map(mailTo)).toEqual([3, 3, 2, 3])
})

it('a reply that is taken back gives the steps back, too, that a date had taken out which is another by now', async () => {
  const [a = '', b = ''] = people(2, `both${w.n}.test`)
  const name = await engage([a, b], { until: dateIn(1), company: true })
  await noonOf(0)
  await replies(a)
  const public_id = (await engagement(name))?.public_id ?? ''
  await w.s.client.sequences.change_ends({ public_id, ends: { company: true } })
  await w.s.settle()
  expect(await stateOf(name, b)).toEqual(['stopped', 'Ada of the same company has replied'])
  await w.s.client.incoming.undo({ public_id: await messageOf(a) })
  await noonOf(5)
  expect(mailTo(b)).toBe(3)
})

it('a date set while it runs takes out what is later', async () => {
  const [a = ''] = people(1, `sooner${w.n}.test`)
  const name = await engage([a], {})
  await noonOf(0)
  const found = await engagement(name)
  await w.s.client.sequences.change_ends({ public_id: found?.public_id ?? '', ends: { until: dateIn(0) } })
  await noonOf(1)
  expect(await stateOf(name, a)).toEqual(['stopped', `ended on ${dateIn(0)}`])
  expect(mailTo(a)).toBe(1)
})

it('a preview says what the date cuts off, and its token stands for it', async () => {
  const contacts = people(3, `cut${w.n}.test`)
  const name = await engage(contacts, {})
  const { client } = w.s
  const wish = {
    sequence: name,
    contacts: [`new${w.n}@cut.test`],
    senders: [{ account: w.address }],
  }
  await client.contacts.create({ address: wish.contacts[0] ?? '', first_name: 'New' })
  const preview = await client.schedule.preview({ ...wish, ends: { until: dateIn(1) } })
  expect(preview.cut).toEqual({ until: dateIn(1), emails: 1, contacts: 1, none: 0 })
  expect(preview.summary.emails).toBe(2)
  await expect(client.schedule.engage({ ...wish, token: preview.token })).rejects.toMatchObject({
    code: 'plan_changed',
  })
  const done = await client.schedule.engage({ ...wish, ends: { until: dateIn(1) }, token: preview.token })
  expect([done.engaged, done.sends]).toEqual([1, 2])
})
