/** Mail from an alias: its name on the letter, the mailbox's envelope, server and limits behind it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import type { MailServer } from './mail-server.ts'
import { type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const monday = '2026-11-23T07:40:00Z'
let s: Story
let id: string
let server: MailServer
let alias: { public_id: string }
beforeEach(async () => {
  s = await story(monday)
  ;({ id, server } = await s.account('anna@alias.test', { limits: ['50/hour', '3/day'] }))
  await s.client.accounts.update({
    public_id: id,
    from_name: 'Anna Berg',
    reply_to_email: 'answers@alias.test',
    signature: 'Anna\nwww.alias.test',
  })
  alias = await s.client.aliases.add({ public_id: id, email: 'Anna@Sales.test', theirs: true, unlike: true })
})
afterEach(() => s.stop())

const steps = [
  { subject: 'Hello', html: '<p>Hi</p>{{ signature }}' },
  { subject: '', text: 'Again\n{{ signature }}', delay: { days: 1 } },
]

async function engaged(name: string, contacts: string[], account: string) {
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  await s.client.sequences.create({ name, steps })
  await s.client.schedule.engage({ sequence: name, contacts, senders: [{ account }] })
  await s.settle()
}

const headersOf = async (raw: string) => {
  const { headers, text, html } = await parseMessage(Buffer.from(raw))
  const of = (name: string) => headers.find((each) => each.name.toLowerCase() === name)?.value ?? null
  return {
    from: of('from'),
    reply: of('reply-to'),
    unsubscribe: of('list-unsubscribe'),
    id: of('message-id'),
    answers: of('in-reply-to'),
    text,
    html,
  }
}

it("has its From, Message-ID and answers; the envelope is the mailbox's; it is shown before as it leaves", async () => {
  await engaged('From sales', ['zoe@there.test'], 'anna@sales.test')
  const [first] = await s.sends('From sales')
  const shown = await s.client.sends.letter({ public_id: first?.public_id ?? '' })
  expect(first).toMatchObject({ sender: 'Anna@Sales.test', sender_name: 'Anna Berg', account_id: id })
  const { rows } = await s.client.enrollments.list({ sequence: 'From sales' })
  expect(rows.map(({ sender }) => sender)).toEqual(['Anna@Sales.test'])
  await s.goTo('2026-11-25T18:00:00Z')
  expect(server.arrivals.map(({ from, to }) => [from, to])).toEqual([
    ['anna@alias.test', 'zoe@there.test'],
    ['anna@alias.test', 'zoe@there.test'],
  ])
  const [one, two] = await Promise.all(server.arrivals.map(({ raw }) => headersOf(raw)))
  expect(one).toMatchObject({ from: 'Anna Berg <Anna@Sales.test>', reply: null, answers: null })
  expect(one?.id).toMatch(/@sales\.test>$/)
  expect(one?.unsubscribe).toMatch(/^<mailto:Anna@Sales\.test\?/)
  expect(one?.html).toContain('<p>Hi</p>Anna<br>\n<a href="https://www.alias.test">www.alias.test</a>')
  expect(two).toMatchObject({ from: 'Anna Berg <Anna@Sales.test>', answers: one?.id })
  expect(two?.text).toContain('Again\nAnna\nwww.alias.test')
  expect(shown.headers).toEqual((await parseMessage(Buffer.from(server.arrivals[0]?.raw ?? ''))).headers)
  expect(JSON.stringify(one)).not.toContain('anna@alias.test')
})

it("shares its mailbox's limits: mail from both is counted together", async () => {
  await engaged('Own', ['a@there.test', 'b@there.test'], 'anna@alias.test')
  await engaged('Alias', ['c@there.test', 'd@there.test'], alias.public_id)
  await s.goTo('2026-11-23T18:00:00Z')
  expect(server.arrivals).toHaveLength(3)
})

it('is removed only with a word on whom it writes to; they go on from the mailbox, in the same thread', async () => {
  await engaged('From sales', ['zoe@there.test'], 'anna@sales.test')
  await s.goTo('2026-11-23T18:00:00Z')
  const removal = { public_id: id, alias: alias.public_id }
  await expect(s.client.aliases.remove(removal)).rejects.toMatchObject({
    code: 'conflict',
    message: '1 contact is being written to from Anna@Sales.test. They can go on from anna@alias.test: then say so.',
    data: { contacts: 1 },
  })
  expect(await s.client.aliases.remove({ ...removal, go_on: true })).toMatchObject({ contacts: 1 })
  const senders = async () => (await s.sends('From sales')).map(({ step, state, sender }) => [step, state, sender])
  expect(await senders()).toEqual([
    [1, 'sent', 'Anna@Sales.test'],
    [2, 'planned', 'anna@alias.test'],
  ])
  await s.goTo('2026-11-25T18:00:00Z')
  // what left is shown as it left, by each list and letter
  expect(await senders()).toEqual([
    [1, 'sent', 'Anna@Sales.test'],
    [2, 'sent', 'anna@alias.test'],
  ])
  const [sent] = await s.sends('From sales')
  const letter = await s.client.sends.letter({ public_id: sent?.public_id ?? '' })
  expect(letter.headers.find(({ name }) => name === 'From')?.value).toBe('Anna Berg <Anna@Sales.test>')
  const history = await s.client.contacts.history({ public_id: sent?.contact_id ?? '' })
  expect(history.rows.filter(({ kind }) => kind === 'email').map(({ sender }) => sender)).toEqual([
    'anna@alias.test',
    'Anna@Sales.test',
  ])
  const [one, two] = await Promise.all(server.arrivals.map(({ raw }) => headersOf(raw)))
  expect(two).toMatchObject({ from: 'Anna Berg <anna@alias.test>', reply: 'answers@alias.test', answers: one?.id })
  await expect(
    s.client.schedule.preview({ sequence: 'From sales', senders: [{ account: 'anna@sales.test' }] }),
  ).rejects.toMatchObject({
    code: 'not_found',
  })
})

it('a plan from the alias is another than one from the mailbox: a token of one engages not the other', async () => {
  addContacts(s.engine, [{ address: 'zoe@there.test' }])
  await s.client.sequences.create({ name: 'Token', steps })
  const wish = { sequence: 'Token', contacts: ['zoe@there.test'] }
  const { token } = await s.client.schedule.preview({ ...wish, senders: [{ account: id }] })
  await expect(
    s.client.schedule.engage({ ...wish, senders: [{ account: alias.public_id }], token }),
  ).rejects.toMatchObject({ code: 'plan_changed' })
})

it('stays with its contacts: a mailbox and its alias are not two senders of one engagement', async () => {
  addContacts(s.engine, [{ address: 'zoe@there.test' }])
  await s.client.sequences.create({ name: 'Twice', steps })
  await expect(
    s.client.schedule.preview({
      sequence: 'Twice',
      assign: 'selected',
      senders: [{ account: id }, { account: alias.public_id }],
    }),
  ).rejects.toMatchObject({ code: 'no_sender', message: expect.stringContaining('named twice') })
})

it('stays behind with its mailbox: a contact that gets another one is never written to from it', async () => {
  await s.account('marc@alias.test', { limits: ['50/hour'] })
  const contacts = Array.from({ length: 12 }, (_, i) => `p${i}@there.test`)
  await engaged('Shared', contacts, alias.public_id)
  const froms = async () => {
    const { rows } = await s.client.sends.list({ sequence: 'Shared', states: ['planned'] })
    const letters = await Promise.all(rows.map(({ public_id }) => s.client.sends.letter({ public_id })))
    return [...new Set(letters.map(({ headers }) => headers.find(({ name }) => name === 'From')?.value))].sort()
  }
  const give = (...accounts: string[]) => s.client.calendar.apply({ senders: { sequence: 'Shared', accounts } })
  expect(await froms()).toEqual(['Anna Berg <Anna@Sales.test>'])
  await give('anna@alias.test', 'marc@alias.test')
  // whoever keeps the mailbox keeps its alias
  expect(await froms()).toEqual(['Anna Berg <Anna@Sales.test>', 'marc@alias.test'])
  await give('marc@alias.test')
  expect(await froms()).toEqual(['marc@alias.test'])
  await give('anna@alias.test')
  expect(await froms()).toEqual(['Anna Berg <anna@alias.test>'])
})
