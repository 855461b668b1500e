/** Mail sent for somebody: planned by the delegate, sent from the owner's mailbox, held when the permission ends. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Asker } from '../../src/main/api/context.ts'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import type { MailServer } from './mail-server.ts'
import { type Story, story } from './story.ts'
import { addContacts } from './world.ts'

const monday = '2026-11-23T07:40:00Z'
const HOUR = 3_600_000
let s: Story
let mine: { id: string; server: MailServer }
let dee: { public_id: string; asker: Asker }

beforeEach(async () => {
  s = await story(monday)
  mine = await s.account('me@acme.test', { limits: ['50/hour'] })
  const made = await s.client.seats.add({ name: 'Dee', address: 'dee@other.test' })
  const [me] = await s.client.seats.list()
  await s.client.accounts.update({ public_id: mine.id, seat: me?.address ?? '' })
  for (const { public_id } of [made, me ?? made]) await s.client.seats.update({ public_id, delegates: true })
  const row = s.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', made.public_id)
  dee = {
    public_id: made.public_id,
    asker: { seatId: row?.id ?? 0, role: 'member', scopes: ['read', 'write', 'accounts'] },
  }
})
afterEach(() => s.stop())

const asDee = () => s.engine.client(dee.asker)

async function granted() {
  const { public_id } = await s.client.delegations.grant({ address: 'dee@other.test' })
  await asDee().delegations.accept({ public_id })
  return public_id
}

async function engagedByDee(contacts: string[]) {
  addContacts(
    s.engine,
    contacts.map((address) => ({ address })),
  )
  await s.client.sequences.create({
    name: 'For me',
    steps: [
      { subject: 'Hello', text: 'Hi' },
      { subject: '', text: 'Again', delay: { days: 1 } },
    ],
  })
  const wish = { sequence: 'For me', contacts, senders: [{ account: 'me@acme.test' }] }
  await asDee().schedule.engage(wish)
  await s.settle()
}

const toContacts = () => mine.server.arrivals.filter(({ to }) => to.endsWith('@there.test'))

it("leaves through the owner's mailbox, is theirs to see and hold, and is withdrawn when they revoke it", async () => {
  const public_id = await granted()
  await engagedByDee(['a@there.test', 'b@there.test'])
  await s.goTo('2026-11-23T18:00:00Z')
  expect(toContacts().map(({ from }) => from)).toEqual(['me@acme.test', 'me@acme.test'])
  const [row] = (await s.client.delegations.list({ side: 'owner' })).rows
  expect([row?.planned, row?.sent, row?.live]).toEqual([2, 2, true])
  const { rows } = await s.client.delegations.planned({ public_id })
  expect(rows.map(({ sender, step, state }) => [sender, step, state])).toEqual([
    ['me@acme.test', 2, 'planned'],
    ['me@acme.test', 2, 'planned'],
  ])
  await s.client.sends.hold({ public_id: rows[0]?.public_id ?? '' })
  const told = await s.client.delegations.consequence({ public_id })
  expect([told.planned, told.contacts, told.sequences, told.hand_back_to]).toEqual([2, 2, ['For me'], null])
  expect(told.words[0]).toBe('Dee can send nothing more for you, from now on.')
  const toDee = await asDee().delegations.consequence({ public_id })
  expect(toDee.words[0]).toMatch(/^You can send nothing more for \w+, from now on\.$/)
  await expect(s.client.delegations.revoke({ public_id, planned: 'hand_back' })).rejects.toMatchObject({
    code: 'no_sender',
  })
  await s.client.delegations.revoke({ public_id, planned: 'withdraw', reason: 'enough' })
  await s.goTo('2026-11-25T18:00:00Z')
  expect(toContacts()).toHaveLength(2)
  expect(await s.enrollment('For me', 'a@there.test')).toMatchObject({ state: 'stopped' })
  const again = { sequence: 'For me', contacts: ['a@there.test'], senders: [{ account: 'me@acme.test' }] }
  await expect(asDee().schedule.engage(again)).rejects.toMatchObject({ code: 'no_sender' })
})

it("goes back to the delegate's own mailbox by choice", async () => {
  const own = await s.account('d@dee.test')
  await s.client.accounts.update({ public_id: own.id, seat: 'dee@other.test', permits: ['role', 'more'] })
  const public_id = await granted()
  await engagedByDee(['a@there.test'])
  expect((await s.client.delegations.consequence({ public_id })).hand_back_to).toBe('d@dee.test')
  await s.client.delegations.revoke({ public_id, planned: 'hand_back' })
  await s.goTo('2026-11-25T18:00:00Z')
  expect(toContacts()).toEqual([])
  expect(own.server.arrivals.filter(({ to }) => to === 'a@there.test')).toHaveLength(2)
})

it('is held by the dispatcher at the last moment, however the permission ended', async () => {
  await granted()
  await engagedByDee(['a@there.test'])
  // as another computer's word would end it: nobody here withdrew anything
  s.engine.room.store.write((tx) => tx.run(`UPDATE grants SET state = 'revoked'`))
  await s.goTo('2026-11-23T18:00:00Z')
  expect(toContacts()).toEqual([])
  const first = await s.send('For me', 'a@there.test')
  expect([first.held, first.reason]).toEqual([
    true,
    'Dee may not send for me@example.com at present: no permission is in force',
  ])
})

it('an invitation leaves by email with a signed letter, once, and expires after seven days', async () => {
  const made = await s.client.delegations.grant({ address: 'dee@other.test' })
  expect(made.letter?.state).toBe('on_its_way')
  const [email] = (await s.client.sends.list({})).rows
  expect([email?.title, email?.contact, email?.sequence]).toEqual([
    'Me wants to let you send for them',
    'dee@other.test',
    null,
  ])
  const shown = await s.client.sends.letter({ public_id: email?.public_id ?? '' })
  expect([shown.trouble, shown.text?.includes('wants to let Dee')]).toEqual([null, true])
  await s.goTo(s.now() + 2 * HOUR)
  const [mail, ...more] = mine.server.arrivals
  expect([mail?.from, mail?.to, more]).toEqual(['me@acme.test', 'dee@other.test', []])
  const { headers, text, attachments } = await parseMessage(Buffer.from(mail?.raw ?? ''))
  const of = (name: string) => headers.find((each) => each.name.toLowerCase() === name)?.value ?? null
  expect([of('subject'), of('x-cadenza-letter'), of('list-unsubscribe')]).toEqual([
    'Me wants to let you send for them',
    '1',
    null,
  ])
  const letter = await s.client.delegations.letter({ public_id: made.public_id })
  expect([letter.state, text?.replace(/\s+/g, '').includes(letter.link)]).toEqual(['sent', true])
  expect(attachments.map(({ name, type }) => [name, type])).toEqual([
    [letter.file_name, 'application/vnd.cadenza.letter'],
  ])
  await s.goTo(Date.parse(monday) + 8 * 24 * HOUR)
  const [row] = (await s.client.delegations.list({})).rows
  expect(row?.state).toBe('expired')
  await expect(asDee().delegations.apply({ text: letter.text, answer: 'accept' })).rejects.toMatchObject({
    data: { trouble: 'expired' },
  })
  expect(s.notes.some((note) => note.includes('expired'))).toBe(true)
})
