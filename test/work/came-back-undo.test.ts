/** Taking back what followed, saying what it was, and a write that fails in the middle: over the real engine. */
import { expect, it } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import { absence, arrived, bounce, comesBack, complaint, cursorAfter, letter } from './returned.ts'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks({ smtp: { timeouts: { termination: 300 } } })
const HOUR = 3_600_000
const DAY = 86_400_000
const steps = [{ days: 1 }, { days: 1 }]

const idTo = (contact: string): string => {
  const found = w.server.arrivals.findLast((a) => a.to === contact)
  if (!found) throw new Error(`nothing went to ${contact}`)
  return found.messageId
}
const mailTo = (contact: string) => w.server.arrivals.filter((a) => a.to === contact).length
const mondayNoon = () => w.s.goTo(w.day + 12 * HOUR)
const friday = () => w.s.goTo(w.day + 4 * DAY + 20 * HOUR)
const messages = async (contact: string) => (await w.s.client.incoming.list({ contact })).rows
const engage = async (contacts: string[]) => {
  const name = await w.s.engage({ sender: w.address, contacts, steps })
  await mondayNoon()
  for (const contact of contacts) expect(mailTo(contact)).toBe(1)
  return name
}

it('undo gives back exactly what was, once', async () => {
  const d = `undo${w.n}.test`
  const [a = '', b = '', c = ''] = people(3, d)
  const name = await engage([a, b, c])
  const { store } = w.s.engine.room
  await w.s.client.enrollments.pause({ public_id: (await w.s.enrollment(name, c)).public_id })
  const kept = () => ({
    enrollments: store.all(
      'SELECT e.id, e.state, e.reason, e.away_until FROM enrollments e JOIN sequences q ON q.id = e.sequence_id WHERE q.name = ?',
      name,
    ),
    sends: store.all(
      `SELECT s.id, s.state, s.reason, s.slot, s.at, s.held, s.paused, s.by_hand FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
       JOIN sequences q ON q.id = e.sequence_id WHERE q.name = ? ORDER BY s.id`,
      name,
    ),
    suppressions: store.all('SELECT value FROM suppressions WHERE deleted = 0 AND value LIKE ?', `%${d}`),
  })
  await w.s.settle()
  const before = kept()
  // all ends at once for each, in every order of taking them back
  const comes = (contact: string) =>
    comesBack(w.s, w.id, [
      letter({ from: contact, to: w.address, answers: [idTo(contact)] }),
      absence(contact, w.address, 'I am on vacation.', [idTo(contact)]),
      bounce(w.address, contact, '5.1.1', idTo(contact)),
      complaint(w.address, contact, idTo(contact)),
      letter({ from: contact, to: w.address, answers: [idTo(contact)], text: 'stop' }),
    ])
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
  ]
  for (const [i, contact] of [a, b, c].entries()) {
    await comes(contact)
    expect(await w.s.enrollment(name, contact)).toMatchObject({ state: 'unsubscribed' })
    const made = (await messages(contact)).filter(({ state }) => state === 'done')
    expect(made).toHaveLength(4)
    for (const [n, which] of (orders[i] as number[]).entries()) {
      const { public_id } = made[which] as { public_id: string }
      if (n > 0) expect((await w.s.enrollment(name, contact)).state).not.toMatch(/active|pending|paused/)
      const answer = await w.s.client.incoming.undo({ public_id })
      expect(answer).toMatchObject({ state: 'undone', can_undo: false, undone_by: 'Me' })
      await expect(w.s.client.incoming.undo({ public_id })).rejects.toMatchObject({
        code: 'state',
        message: expect.stringContaining('taken back before'),
      })
    }
    await w.s.settle()
  }
  expect(kept()).toEqual(before)
  expect((await w.s.journal()).filter((line) => line.startsWith('incoming_undone:'))).not.toHaveLength(0)
  await friday()
  expect([a, b, c].map(mailTo)).toEqual([3, 3, 1])
})

it('a write that fails leaves neither message nor cursor nor consequence, and the next try has all of it, once', async () => {
  const [a = ''] = people(1, `fail${w.n}.test`)
  const name = await engage([a])
  const { room } = w.s.engine
  const account = accountByPublicId(room.store, w.id)
  if (!account) throw new Error('no account')
  const mail = arrived(letter({ from: a, to: w.address, answers: [idTo(a)] }), w.s.now(), 'Failing')
  const cursor = cursorAfter(w.s.now(), 'Failing')
  // the very last statement of the transaction
  room.store.sqlite.exec(
    `CREATE TEMP TRIGGER full BEFORE INSERT ON inbox_folders BEGIN SELECT raise(ABORT, 'no room'); END`,
  )
  await expect(takeIn(room, account, [mail], cursor)).rejects.toThrow('no room')
  expect(await messages(a)).toEqual([])
  expect(await w.s.enrollment(name, a)).toMatchObject({ state: 'active' })
  room.store.sqlite.exec('DROP TRIGGER full')
  await takeIn(room, account, [mail], cursor)
  await takeIn(room, account, [mail], cursor)
  expect(await messages(a)).toHaveLength(1)
  expect(await w.s.enrollment(name, a)).toMatchObject({ state: 'replied' })
  expect(room.store.get('SELECT uid_next AS uidNext FROM inbox_folders WHERE folder = ?', 'Failing')).toEqual({
    uidNext: cursor.uidNext,
  })
})

it('a person who knows better says what it was', async () => {
  const [a = ''] = people(1, `better${w.n}.test`)
  const name = await engage([a])
  await comesBack(w.s, w.id, [letter({ from: a, to: w.address, answers: [idTo(a)] })])
  const [made] = await messages(a)
  const public_id = made?.public_id ?? ''
  const day = new Date(w.day + 8 * DAY).toISOString().slice(0, 10)
  const absent = await w.s.client.incoming.correct({ public_id, kind: 'absence', return_date: day })
  expect(absent).toMatchObject({ kind: 'absence', state: 'done', return_date: day })
  expect(await w.s.enrollment(name, a)).toMatchObject({ state: 'active' })
  await friday()
  expect(mailTo(a)).toBe(1)
  expect(await w.s.client.incoming.correct({ public_id, kind: 'other' })).toMatchObject({ state: 'none' })
  const { evidence } = await w.s.client.incoming.get({ public_id })
  expect(evidence[0]).toEqual({
    rule: 'Me says what it is',
    found: 'nothing that concerns our mail, not an absence note',
  })
})
