/** A step sent to oneself: it leaves like any email and counts in the limits of its mailbox, and nowhere else. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { countedInstants } from '../../src/main/store/counted.ts'
import type { MailServer } from './mail-server.ts'
import { type Story, story } from './story.ts'
import { addContacts, scratch } from './world.ts'

/** A Sunday: no window is open. */
const sunday = '2026-11-22T21:10:00Z'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const bea = 'bea@there.test'
const sequence = 'First contact'

let s: Story
let server: MailServer
let accountId: string
let crashed: string | null = null

beforeEach(async () => {
  s = await story(sunday, {
    point: (name) => {
      if (name !== crashAt) return
      // what a computer leaves that loses its power now
      crashed = mkdtempSync(join(scratch, 'cadenza-crash-'))
      cpSync(s.folder, crashed, { recursive: true })
    },
  })
  ;({ id: accountId, server } = await s.account('me@acme.test', { limits: ['2/hour'] }))
  const [me] = await s.client.seats.list()
  await s.client.accounts.update({ public_id: accountId, seat: me?.address ?? '' })
  addContacts(s.engine, [{ address: bea, first_name: 'Bea' }, { address: 'nameless@there.test' }])
  await s.client.sequences.create({
    name: sequence,
    steps: [
      {
        subject: 'Hello {{ first_name }}',
        html: '<p>See <a href="https://example.com/a">this</a>, {{ first_name }}.</p>',
      },
      {
        subject: '',
        text: 'Once more, {{ first_name }}',
        delay: { days: 2 },
        variants: [{ key: 'B', subject: '', text: 'The other way, {{ first_name }}' }],
      },
      { kind: 'task', subject: 'Call', note: 'Call them', delay: { days: 1 } },
    ],
  })
  await s.settle()
})
let crashAt: string | null = null
afterEach(async () => {
  crashAt = null
  await s.stop()
  if (crashed) rmSync(crashed, { recursive: true, force: true })
  crashed = null
})

const test = (step = 1, more: { contact?: string; variant?: string; account?: string } = {}) =>
  s.client.sequences.test_send({ sequence, step, contact: bea, ...more })
const get = (public_id: string) => s.client.sends.get({ public_id })
const rowOf = () =>
  s.engine.room.store.get<{ id: number }>('SELECT id FROM accounts WHERE public_id = ?', accountId)?.id
const counted = () => countedInstants(s.engine.room.store, rowOf() ?? 0, s.now() - HOUR).length

it('leaves at once, also on a Sunday night: the contact’s subject and text, to oneself, leading nowhere', async () => {
  const made = await test()
  expect(made).toMatchObject({ to: 'me@example.com', from: 'me@acme.test', subject: 'Hello Bea', running: true })
  await s.settle()
  expect(await get(made.public_id)).toMatchObject({ kind: 'test', state: 'sent', contact: 'me@example.com' })
  expect(server.arrivals.map(({ from, to }) => [from, to])).toEqual([['me@acme.test', 'me@example.com']])
  const raw = server.arrivals[0]?.raw ?? ''
  const { headers, text, html } = await parseMessage(Buffer.from(raw))
  const header = (name: string) => headers.find((each) => each.name === name)?.value
  expect(header('Subject')).toBe('Hello Bea')
  expect(header('X-Cadenza-Test')).toBe('1')
  expect(header('X-Cadenza-Send-Id')).toBe(made.public_id)
  expect([header('List-Unsubscribe'), header('List-Unsubscribe-Post'), header('In-Reply-To')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(html).toContain('href="https://example.com/a"')
  expect(text).toContain('Bea')
  expect(`${html}${text}`).not.toMatch(/mailto:|unsubscribe%20/)
  const letter = await s.client.sends.letter({ public_id: made.public_id })
  expect([letter.trouble, letter.html?.includes('Bea')]).toEqual([null, true])
})

it('a follow-up has its conversation’s subject, and the variant that is asked for', async () => {
  const made = await test(2, { variant: 'B' })
  expect(made.subject).toBe('Re: Hello Bea')
  await s.settle()
  expect(server.arrivals[0]?.raw).toContain('The other way, Bea')
  expect(server.arrivals[0]?.raw).not.toContain('In-Reply-To')
})

it('counts in the limits of its mailbox and nowhere else', async () => {
  const span = { from: '2026-11-16', to: '2026-11-29' }
  const figures = async () => ({
    team: await s.client.reports.team(span),
    time: await s.client.reports.over_time(span),
    // when it was asked is no figure
    report: (await s.client.reports.sequence({ sequence }).catch((error: Error) => error.message)) as unknown,
    enrollments: (await s.client.enrollments.list({})).rows,
    calendar: (await s.client.calendar.range({ from: '2026-11-22', to: '2026-11-29' })) as unknown,
    today: await s.client.today.overview().then(({ away, accounts, ...shown }) => shown),
    contact: (await s.client.contacts.list({ search: bea })).rows,
  })
  const before = await figures()
  expect(counted()).toBe(0)
  await test()
  await s.settle()
  expect(server.arrivals).toHaveLength(1)
  expect(counted()).toBe(1)
  expect(await figures()).toEqual(before)
  expect((await s.client.sends.list({})).rows.map(({ kind, state }) => [kind, state])).toEqual([['test', 'sent']])
  // whoever was only in a test was never written to
  const engaged = await s.client.schedule.engage({ sequence, contacts: [bea], senders: [{ account: 'me@acme.test' }] })
  expect(engaged).toMatchObject({ engaged: 1 })
})

it('waits where the limit is used up, and leaves as soon as there is room', async () => {
  for (const step of [1, 2, 1]) await test(step)
  await s.settle()
  expect(server.arrivals).toHaveLength(2)
  const waiting = (await s.client.sends.list({ tab: 'all' })).rows.filter(({ state }) => state === 'planned')
  expect(waiting).toHaveLength(1)
  await s.goTo(s.now() + 65 * MINUTE)
  expect(server.arrivals).toHaveLength(3)
  const [first, , third] = server.arrivals
  expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(HOUR)
})

it('is refused in the server’s words, and nobody is suppressed for it', async () => {
  server.once('rcpt', '550 5.1.1 no such user here')
  const made = await test()
  await s.settle()
  const row = await get(made.public_id)
  expect([row.state, row.reply]).toEqual(['refused', expect.stringContaining('no such user here')])
  expect((await s.client.suppressions.list({})).rows).toEqual([])
})

it('leaves although one’s own domain must not be written to', async () => {
  await s.client.suppressions.add({ value: 'example.com' })
  const made = await test()
  await s.settle()
  expect((await get(made.public_id)).state).toBe('sent')
})

it('in doubt after a crash it is never sent again by itself', async () => {
  crashAt = 'answered'
  const made = await test()
  await s.settle()
  expect(server.arrivals).toHaveLength(1)
  if (!crashed) throw new Error('nothing crashed')
  const again = await story(s.now() + MINUTE, { folder: crashed })
  await again.goTo(again.now() + 26 * HOUR)
  expect((await again.client.sends.get({ public_id: made.public_id })).state).toBe('unsure')
  expect(server.arrivals).toHaveLength(1)
  await again.stop()
})

it('claimed and nothing of it left: after a crash it leaves, once, as it was made', async () => {
  crashAt = 'claimed'
  const made = await test()
  await s.settle()
  const [first] = server.arrivals
  if (!crashed) throw new Error('nothing crashed')
  const again = await story(s.now() + MINUTE, { folder: crashed })
  await again.goTo(again.now() + 2 * HOUR)
  expect((await again.client.sends.get({ public_id: made.public_id })).state).toBe('sent')
  expect(server.arrivals).toHaveLength(2)
  expect(server.arrivals[1]?.raw).toBe(first?.raw)
  await again.stop()
})

it('takes a draft that nobody saved, with its files', async () => {
  const content = Buffer.from('a,b\n').toString('base64')
  const made = await s.client.sequences.test_send({
    steps: [{ subject: 'Draft for {{ first_name }}', text: 'Not saved', attachments: [{ name: 'list.csv', content }] }],
    step: 1,
    contact: bea,
  })
  expect(made.subject).toBe('Draft for Bea')
  await s.settle()
  expect(server.arrivals[0]?.raw).toContain('list.csv')
  expect((await s.client.sequences.list()).map(({ name }) => name)).toEqual([sequence])
})

it('says why it can’t be made, and plans nothing', async () => {
  await expect(test(1, { contact: 'nameless@there.test' })).rejects.toMatchObject({ code: 'missing_variable' })
  await expect(test(3)).rejects.toMatchObject({ code: 'bad_request' })
  await expect(test(9)).rejects.toMatchObject({ code: 'not_found' })
  await expect(test(1, { account: 'nobody@acme.test' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(test(1, { contact: 'nobody@there.test' })).rejects.toMatchObject({ code: 'not_found' })
  const broken = { steps: [{ subject: 'Hi', text: '{{ first_name' }], step: 1, contact: bea }
  await expect(s.client.sequences.test_send(broken)).rejects.toMatchObject({ code: 'invalid_sequence' })
  const empty = { steps: [{ subject: ' ', text: '' }], step: 1, contact: bea }
  await expect(s.client.sequences.test_send(empty)).rejects.toMatchObject({ code: 'invalid_sequence' })
  await s.client.accounts.deactivate({ public_id: accountId })
  await expect(test(1, { account: 'me@acme.test' })).rejects.toMatchObject({ code: 'no_sender' })
  await s.settle()
  expect((await s.client.sends.list({})).rows).toEqual([])
})

it('stays on this computer where it leaves from the sandbox', async () => {
  const made = await test(1, { account: 'Sandbox' })
  expect(made.sandbox).toBe(true)
  await s.settle()
  expect((await get(made.public_id)).state).toBe('sent')
  expect(server.arrivals).toEqual([])
  const { rows } = await s.client.sandbox.list({})
  expect(rows.map(({ subject }) => subject)).toEqual(['Hello Bea'])
})

it('nothing of an erased contact is left in tests, sent or waiting', async () => {
  const sent = await test()
  await s.settle()
  await s.client.accounts.pause({ public_id: accountId })
  const waiting = await test()
  const [contact] = (await s.client.contacts.list({ search: bea })).rows
  await s.client.contacts.erase({ public_id: contact?.public_id ?? '', erase: 'everything' })
  expect((await get(waiting.public_id)).state).toBe('withdrawn')
  const letter = await s.client.sends.letter({ public_id: sent.public_id })
  expect(letter.trouble).toMatch(/not kept/)
  const dump = s.engine.room.store.all<{ raw: Buffer | null }>('SELECT raw FROM test_emails')
  expect(dump.map(({ raw }) => raw)).toEqual([null, null])
  const ledger = JSON.stringify(s.engine.room.store.all('SELECT * FROM sends'))
  expect(ledger).not.toMatch(/Bea|bea@/)
})
