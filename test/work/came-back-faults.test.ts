/** What may go wrong between a mailbox and what is sent next, over the real engine. */
import { expect, it } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { endOne } from '../../src/main/store/incoming-effects.ts'
import { ownMail } from '../../src/main/store/own-mail.ts'
import { comesBack, letter } from './returned.ts'
import { people } from './story.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const HOUR = 3_600_000
const DAY = 86_400_000
const steps = [{ days: 1 }, { days: 1 }]
const mailTo = (contact: string) => w.server.arrivals.filter((a) => a.to === contact)

it('a copy of our own next step that bears neither our id nor our mark is no mail by hand', async () => {
  const [a = ''] = people(1, `rewritten${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts: [a], steps })
  await w.s.goTo(w.day + DAY + 20 * HOUR)
  const [first, second] = mailTo(a)
  const { store } = w.s.engine.room
  const account = accountByPublicId(store, w.id)?.id ?? 0
  const found = (at: number, answers: string) => {
    const mail = { at, messageId: '<exchange@there.test>', inReplyTo: [answers], references: [answers] }
    return store.write((tx) => ownMail(tx, account, [mail], w.s.now()))
  }
  const at = second?.at ?? 0
  expect(found(at + 30_000, first?.messageId ?? '')).toBe(0)
  expect((await w.s.enrollment(name, a)).state).toBe('active')
  // by hand: an answer to that very step, a second mail beside it, or one at another time
  expect(found(at + 40_000, second?.messageId ?? '')).toBe(1)
  expect((await w.s.enrollment(name, a)).state).toBe('stopped')
  await w.s.goTo(w.day + 4 * DAY)
  expect(mailTo(a)).toHaveLength(2)
})

it('an answer that comes between the claim and the moment the server wants the text calls the email back', async () => {
  const [a = ''] = people(1, `called${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts: [a], steps })
  await w.s.goTo(w.day + 20 * HOUR)
  const { store } = w.s.engine.room
  let came = false
  w.server.deed = ({ phase }) => {
    if (phase !== 'rcpt' || came) return undefined
    came = true
    const id = store.get<{ id: number }>('SELECT max(id) AS id FROM enrollments')?.id ?? 0
    store.write((tx) => endOne(tx, id, 'replied', 'a reply came', w.s.now()))
    return undefined
  }
  await w.s.goTo(w.day + 4 * DAY)
  expect(came).toBe(true)
  expect(mailTo(a)).toHaveLength(1)
  expect(await w.s.states(name)).toEqual({ sent: 1, withdrawn: 2 })
})

it('a message that the database refuses is left aside, and those beside it come in', async () => {
  const [a = '', b = ''] = people(2, `poison${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts: [a, b], steps })
  await w.s.goTo(w.day + 20 * HOUR)
  const { store } = w.s.engine.room
  store.write((tx) =>
    tx.run(`CREATE TRIGGER poison BEFORE INSERT ON incoming WHEN new.subject = 'Poison'
      BEGIN SELECT raise(ABORT, 'no'); END`),
  )
  const wrong = letter({ from: a, to: w.address, subject: 'Poison' })
  await comesBack(w.s, w.id, [wrong, letter({ from: b, to: w.address })])
  store.write((tx) => tx.run('DROP TRIGGER poison'))
  expect((await w.s.enrollment(name, b)).state).toBe('replied')
  expect((await w.s.enrollment(name, a)).state).toBe('active')
  expect(w.s.logs.filter((line) => line.startsWith('a message could not be taken in'))).toHaveLength(1)
})
