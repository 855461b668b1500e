/** Too much that comes back: warned of once, then paused, told with its figures, and let go on by a person. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { type Story, story } from './story.ts'

let s: Story
beforeAll(async () => {
  // Monday 23 November 2026, 08:30 in Paris
  s = await story('2026-11-23T07:30:00Z')
})
afterAll(() => s.stop())

const quick = { limits: ['300/hour', '1000/day'], min_gap_seconds: 1 }
const names = (n: number, domain: string) =>
  Array.from({ length: n }, (_, i) => `p${String(i).padStart(3, '0')}@${domain}`)
const rates = async (id: string) => {
  const { windows } = await s.client.accounts.deliverability({ public_id: id })
  return windows.map(
    (w) => `${w.window} ${w.sends} ${w.bounces} ${w.bounce_level} ${w.complaints} ${w.complaint_level}`,
  )
}
const told = async (address: string) =>
  (await s.journal()).filter((line) => line.startsWith('rate_') && line.includes(address)).reverse()

/** So many of its sent emails come back, as the inbox would enter them. */
function comeBack(account: string, kind: 'bounce' | 'complaint', count: number, feedback: string | null = null): void {
  s.engine.room.store.write((tx) => {
    const sends = tx.all<{ id: number; accountId: number }>(
      `SELECT s.id, s.account_id AS accountId FROM sends s JOIN accounts a ON a.id = s.account_id
       WHERE a.public_id = ? AND s.state = 'sent' ORDER BY s.id LIMIT ?`,
      account,
      count,
    )
    for (const { id, accountId } of sends)
      tx.run(
        `INSERT INTO incoming (public_id, account_id, message_key, at, from_address, subject, kind, hard, feedback,
           recipients, evidence, send_id, state, effects, decided_at, device, hlc)
         VALUES (?, ?, ?, ?, 'daemon@back.test', 'Returned', ?, 1, ?, '[]', '[]', ?, 'done', '{}', ?, 'd', 'h')`,
        `${kind}-${feedback}-${id}`,
        accountId,
        `${kind}-${feedback}-${id}`,
        s.now(),
        kind,
        feedback,
        id,
        s.now(),
      )
  })
  s.engine.changes.tell('incoming')
}

/** Why Cadenza paused it, as its mailbox's page and the first screen say it. */
async function pausedFor(id: string) {
  const usage = (await s.client.accounts.usage()).find(({ public_id }) => public_id === id)
  const today = (await s.client.today.overview()).accounts.find(({ public_id }) => public_id === id)
  expect(today?.paused_for).toEqual(usage?.paused_for)
  return usage?.paused_for
}

it('pauses an account whose addresses are unknown to servers, once, and leaves it to a person', async () => {
  const { id, server } = await s.account('fast@one.test', quick)
  server.deed = ({ phase, to }) => (phase === 'rcpt' && to < 'p010' ? '550 5.1.1 no such user' : undefined)
  const sequence = await s.engage({ sender: 'fast@one.test', contacts: names(90, 'away.test'), per_hour: 60 })
  await s.goTo('2026-11-23T17:00:00Z')
  const account = await s.client.accounts.get({ public_id: id })
  const { sent = 0, refused = 0, planned = 0 } = await s.states(sequence)
  expect({ paused: account.paused, refused, stopped: sent + refused >= 50 && planned > 0 }).toEqual({
    paused: true,
    refused: 10,
    stopped: true,
  })
  expect(await told('fast@one.test')).toEqual([
    expect.stringMatching(
      /^rate_pause: fast@one\.test is paused: 10 of \d\d emails of the last .* came back \(\d\d.*%; a mailbox is paused from 10 % on\)\.$/,
    ),
  ])
  const { rows } = await s.client.accounts.history({ public_id: id, limit: 10 })
  expect(rows[0]).toMatchObject({ kind: 'paused', words: expect.stringMatching(/^Paused by Cadenza: 10 of /) })
  expect(s.notes.filter((note) => note.includes('Its emails wait until you resume it.'))).toHaveLength(1)
  expect(await pausedFor(id)).toEqual({
    at: rows[0]?.at,
    measure: 'bounce',
    domain: null,
    words: expect.stringMatching(/^10 of \d\d emails of the last .* a mailbox is paused from 10 % on\)\.$/),
  })

  await s.client.accounts.resume({ public_id: id })
  expect(await pausedFor(id)).toBeNull()
  await s.client.accounts.pause({ public_id: id })
  expect(await pausedFor(id)).toBeNull()
  await s.client.accounts.resume({ public_id: id })
  await s.goTo('2026-11-24T17:00:00Z')
  expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ paused: false })
  expect(await told('fast@one.test')).toHaveLength(1)
  expect(await s.states(sequence)).toEqual({ sent: 80, refused: 10 })
})

it('warns at the first threshold, pauses at the second, and forgets what a person takes back', async () => {
  const { id } = await s.account('slow@two.test', quick)
  await s.engage({ sender: 'slow@two.test', contacts: names(60, 'there.test'), per_hour: 60 })
  await s.goTo('2026-11-25T17:00:00Z')
  comeBack(id, 'bounce', 3)
  await s.goTo(s.now() + 2 * MINUTE)
  expect([await told('slow@two.test'), (await rates(id))[2]]).toEqual([
    [
      expect.stringMatching(
        /^rate_warning: slow@two\.test: 3 of 60 emails of the last .* \(5 %; the limit is 5 %\)\.$/,
      ),
    ],
    '7d 60 3 warning 0 fine',
  ])
  s.engine.room.store.write((tx) => tx.run("UPDATE incoming SET state = 'undone' WHERE kind = 'bounce'"))
  s.engine.changes.tell('incoming')
  await s.goTo(s.now() + 2 * MINUTE)
  expect((await rates(id))[2]).toBe('7d 60 0 fine 0 fine')
  expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ paused: false })
  comeBack(id, 'complaint', 5, 'auth-failure')
  await s.goTo(s.now() + 2 * MINUTE)
  expect((await rates(id))[2]).toBe('7d 60 0 fine 0 fine')
  expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ paused: false })
  comeBack(id, 'complaint', 1, 'abuse')
  await s.goTo(s.now() + HOUR)
  expect(await s.client.accounts.get({ public_id: id })).toMatchObject({ paused: true })
  expect((await told('slow@two.test')).map((line) => line.split(':')[0])).toEqual(['rate_warning', 'rate_pause'])
})

it('adds the accounts of a domain up, and pauses them together', async () => {
  const first = await s.account('a@three.test', quick)
  const second = await s.account('b@three.test', quick)
  await s.engage({ sender: 'a@three.test', contacts: names(30, 'more.test'), per_hour: 60 })
  await s.engage({ sender: 'b@three.test', contacts: names(30, 'most.test'), per_hour: 60 })
  await s.goTo('2026-11-26T17:00:00Z')
  comeBack(first.id, 'bounce', 6)
  await s.goTo(s.now() + 2 * MINUTE)
  const paused = await Promise.all([first, second].map(({ id }) => s.client.accounts.get({ public_id: id })))
  expect(await pausedFor(first.id)).toMatchObject({ measure: 'bounce', domain: 'three.test' })
  expect([paused.map((each) => each.paused), (await rates(first.id))[2]]).toEqual([[true, true], '7d 30 6 few 0 few'])
  expect((await told('three.test')).map((line) => line.replace(/last .* came/, 'last … came'))).toEqual([
    'rate_pause: three.test: 6 of 60 emails of the last … came back (10 %; a mailbox is paused from 10 % on). Paused: a@three.test, b@three.test.',
  ])
  await s.client.accounts.resume({ public_id: first.id })
  await s.goTo(s.now() + DAY)
  expect(await s.client.accounts.get({ public_id: first.id })).toMatchObject({ paused: false })
})
