/** The Outbox shows the email that leaves: header by header, letter by letter, and before anything has left. */
import { expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const DAY = 86_400_000
const HOUR = 3_600_000
const file = { name: 'price list.pdf', content: Buffer.from('%PDF-1.4 not really').toString('base64') }
const steps = [
  {
    subject: 'Überraschung für {{ first_name }}',
    html: '<p>Hello {{ first_name }} <a href="https://example.com/?a=1&amp;b=2">here</a></p>',
    attachments: [file],
  },
  {
    subject: '',
    text: 'Did you see it, {{ first_name }}?\n\n.\nA line that is a good deal longer than seventy-six characters.',
    delay: { days: 1 },
  },
  { subject: 'Last word', html: '<p>Bye</p>', text: 'Bye – {{ sender.name }}', delay: { days: 1 } },
]

async function engaged(contact: string) {
  const name = `Shown ${w.n}`
  addContacts(w.s.engine, [{ address: contact, first_name: 'Zoë' }])
  await w.s.client.accounts.update({ public_id: w.id, from_name: 'Anna Ørsted', reply_to_email: 'answers@example.com' })
  await w.s.client.sequences.create({ name, steps })
  await w.s.client.schedule.engage({ sequence: name, contacts: [contact], senders: [{ account: w.address }] })
  await w.s.settle()
  const letters = async () =>
    Promise.all(
      (await w.s.sends(name)).map(async ({ public_id, title }) => ({
        title,
        ...(await w.s.client.sends.letter({ public_id })),
      })),
    )
  // As it came over the wire: a dot that begins a line is there twice (RFC 5321 §4.5.2).
  const arrived = () =>
    Promise.all(
      w.server.arrivals
        .filter(({ to }) => to === contact)
        .map(({ raw }) => parseMessage(Buffer.from(raw.replaceAll('\r\n..', '\r\n.')))),
    )
  return { name, letters, arrived }
}
const content = ({ headers, text, html }: { headers: unknown; text: string | null; html: string | null }) => ({
  headers,
  text,
  html,
})

it('every step of a thread, with its references, is shown before the first leaves exactly as it leaves', async () => {
  const { letters, arrived } = await engaged(`zoe${w.n}@shown.test`)
  const before = await letters()
  await w.s.goTo(w.day + 5 * DAY)
  const mails = await arrived()
  expect(mails).toHaveLength(3)
  expect(before.map(content)).toEqual(mails.map(content))
  expect(before.map(({ title, subject }) => [title, subject])).toEqual([
    ['Überraschung für Zoë', 'Überraschung für Zoë'],
    ['Re: Überraschung für Zoë', 'Re: Überraschung für Zoë'],
    ['Re: Last word', 'Re: Last word'],
  ])
  // Afterwards too, when it is made again from what is kept.
  expect((await letters()).map((letter) => ({ ...letter, from: 'template' }))).toEqual(before)
})

it('where the first step was called back there is no thread to answer, in the Outbox as in the mail', async () => {
  const { name, letters, arrived } = await engaged(`alone${w.n}@shown.test`)
  const { public_id } = await w.s.send(name, `alone${w.n}@shown.test`)
  await w.s.client.sends.cancel({ public_id })
  await w.s.goTo(w.day + HOUR)
  const before = (await letters()).slice(1)
  await w.s.goTo(w.day + 5 * DAY)
  const mails = await arrived()
  expect(before.map(content)).toEqual(mails.map(content))
  expect(before.map(({ title }) => title)).toEqual(['Überraschung für Zoë', 'Re: Last word'])
  expect(mails[0]?.headers.map(({ name: header }) => header)).not.toContain('In-Reply-To')
})

it('one that is tried again is shown as it will be, not as it was tried', async () => {
  const contact = `again${w.n}@shown.test`
  const { name, letters, arrived } = await engaged(contact)
  w.server.once('rcpt', '451 4.3.0 busy')
  const { at } = await w.s.send(name, contact)
  await w.s.goTo(Date.parse(at) + 5_000)
  expect(await w.s.send(name, contact)).toMatchObject({ state: 'planned', tries: 1 })
  w.s.engine.room.store.write((tx) => tx.run(`UPDATE contacts SET first_name = 'Zoé' WHERE address = ?`, contact))
  const [before] = await letters()
  expect(before).toMatchObject({ title: 'Überraschung für Zoé', subject: 'Überraschung für Zoé' })
  await w.s.goTo(w.day + DAY - HOUR)
  const [mail] = await arrived()
  expect(before && content(before)).toEqual(mail && content(mail))
})
