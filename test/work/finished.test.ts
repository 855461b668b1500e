/** "This sequence has finished": told once, at its end, and not again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { story } from './story.ts'
import { weeks } from './weeks.ts'
import { addContacts, world } from './world.ts'

const w = weeks({ smtp: { timeouts: { termination: 300 } } })
const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (days: number, hour = 20) => w.s.goTo(w.day + days * DAY + hour * HOUR)
const told = (name: string, notes = w.s.notes) =>
  notes.filter((note) => note.startsWith('finished') && note.includes(name))
const journal = async (name: string) =>
  (await w.s.journal()).filter((line) => line.startsWith('finished') && line.includes(`"${name}"`))

it('is told when the last owed email has left, not before, and once', async () => {
  const contacts = [`a@end${w.n}.test`, `b@end${w.n}.test`]
  const name = await w.s.engage({ sender: w.address, contacts, steps: [{ days: 1 }] })
  await at(0)
  expect(await journal(name)).toEqual([])
  await at(4)
  expect(await journal(name)).toEqual([`finished: "${name}" has finished: 4 emails sent to 2 contacts.`])
  expect(w.s.notes.filter((note) => note.startsWith('finished'))).toEqual(['finished: 4 emails sent to 2 contacts.'])
})

it('waits for a decision on what is unsure; the decision is its end', async () => {
  w.server.once('dot', 'take-drop')
  const contact = `c@end${w.n}.test`
  const name = await w.s.engage({ sender: w.address, contacts: [contact] })
  await at(2)
  expect(await journal(name)).toEqual([])
  const { public_id } = await w.s.send(name, contact)
  await w.s.client.unsure.settle({ public_id, decision: 'sent' })
  await at(3)
  expect(await journal(name)).toEqual([`finished: "${name}" has finished: 1 email sent to 1 contact.`])
})

it('counts what was refused, and waits for who is paused', async () => {
  w.server.once('rcpt', '550 5.7.1 not you')
  const [lost, late] = [`d@end${w.n}.test`, `e@end${w.n}.test`]
  const name = await w.s.engage({ sender: w.address, contacts: [lost, late] })
  const { public_id } = await w.s.enrollment(name, late)
  await w.s.client.enrollments.pause({ public_id })
  await at(1)
  expect(await w.s.states(name)).toEqual({ refused: 1, planned: 1 })
  expect(await journal(name)).toEqual([])
  await w.s.client.enrollments.resume({ public_id })
  await at(3)
  expect(await journal(name)).toEqual([`finished: "${name}" has finished: 1 email sent to 2 contacts, 1 refused.`])
})

it('says how many got less than all of it', async () => {
  const contacts = [`x@end${w.n}.test`, `y@end${w.n}.test`]
  const name = await w.s.engage({ sender: w.address, contacts, steps: [{ days: 1 }] })
  await at(0)
  const { public_id } = await w.s.enrollment(name, contacts[0] as string)
  await w.s.client.enrollments.stop({ public_id })
  await at(4)
  const words = '3 emails sent; 1 of 2 contacts stopped on the way.'
  expect(await journal(name)).toEqual([`finished: "${name}" has finished: ${words}`])
})

it('says nothing of an archived one, nor of one that was called back before anything left', async () => {
  const archived = await w.s.engage({ sender: w.address, contacts: [`f@end${w.n}.test`] })
  const stopped = await w.s.engage({ sender: w.address, contacts: [`g@end${w.n}.test`] })
  const { public_id } = await w.s.enrollment(stopped, `g@end${w.n}.test`)
  await w.s.client.enrollments.stop({ public_id })
  // Archived within the minute in which endings are gathered.
  await w.s.goTo(Date.parse((await w.s.send(archived, `f@end${w.n}.test`)).at) - 1000)
  while ((await w.s.states(archived)).sent !== 1) await w.s.goTo(w.s.now() + 10_000)
  const found = (await w.s.client.sequences.list()).find((row) => row.name === archived)
  await w.s.client.sequences.archive({ public_id: found?.public_id ?? '' })
  await at(4)
  expect(await w.s.states(archived)).toEqual({ sent: 1 })
  expect([await journal(archived), await journal(stopped)]).toEqual([[], []])
})

it('is told again when it went on with more contacts, and several ends are one note', async () => {
  const name = await w.s.engage({ sender: w.address, contacts: [`h@end${w.n}.test`] })
  await at(1)
  expect(await journal(name)).toHaveLength(1)
  addContacts(w.s.engine, [{ address: `i@end${w.n}.test`, first_name: 'Ida' }])
  await w.s.client.schedule.engage({
    sequence: name,
    contacts: [`i@end${w.n}.test`],
    senders: [{ account: w.address }],
  })
  await at(3)
  expect((await journal(name))[0]).toContain('2 emails sent to 2 contacts')
  expect(await journal(name)).toHaveLength(2)

  const ends = [w.s.engage({ sender: w.address, contacts: [`j@end${w.n}.test`] })]
  ends.push(w.s.engage({ sender: w.address, contacts: [`k@end${w.n}.test`] }))
  const names = await Promise.all(ends)
  // Both at once: a minute apart they would be two notes.
  w.s.engine.room.store.write((tx) =>
    tx.run(`UPDATE sends SET at = (SELECT min(at) FROM sends WHERE state = 'planned') WHERE state = 'planned'`),
  )
  w.s.engine.changes.tell('sends')
  await at(6)
  expect(told(names[0] as string)).toEqual([`finished: "${names[0]}", "${names[1]}".`])
})

it('a try-out in the sandbox is no end, and a restart tells nothing twice but what a crash swallowed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-ends-'))
  const file = { databaseFile: join(folder, 'cadenza.sqlite'), folder }
  try {
    const s = await story('2026-11-23T00:00:00Z', { ...file })
    await s.account('me@ends.test')
    const name = await s.engage({ sender: 'me@ends.test', contacts: ['l@ends.test'] })
    addContacts(s.engine, [{ address: 'm@ends.test' }])
    await s.client.sequences.create({ name: 'Try', steps: [{ subject: 'Hi', text: 'Hello' }] })
    const managed = (await s.client.accounts.list()).find((row) => row.sandbox)
    await s.client.schedule.engage({
      sequence: 'Try',
      contacts: ['m@ends.test'],
      senders: [{ account: managed?.public_id ?? '' }],
    })
    await s.goTo('2026-11-23T20:00:00Z')
    expect(await s.states('Try')).toEqual({ sent: 1 })
    expect(told('', s.notes)).toEqual(['finished: 1 email sent to 1 contact.'])
    expect((await s.journal())[0]).toContain(`finished: "${name}"`)
    await s.stop()

    const again = await world(Date.parse('2026-11-23T20:30:00Z'), file)
    await again.end()
    expect(told('', again.notes)).toEqual([])
    again.engine.room.store.write((tx) => tx.run(`DELETE FROM journal WHERE kind = 'finished'`))
    await again.stop()

    const swallowed = await world(Date.parse('2026-11-23T21:00:00Z'), file)
    await swallowed.end()
    expect(told('', swallowed.notes)).toEqual(['finished: 1 email sent to 1 contact.'])
    swallowed.engine.room.store.write((tx) => tx.run(`DELETE FROM journal WHERE kind = 'finished'`))
    await swallowed.stop()

    const old = await world(Date.parse('2026-12-24T21:00:00Z'), file)
    await old.end()
    expect(told('', old.notes)).toEqual([])
    await old.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
