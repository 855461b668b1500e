/** One email in words of its own: what is written for a contact leaves as it was written, and nothing else changes. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type LetterSource, letterFrom } from '../../src/main/mail/letter.ts'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { textHash } from '../../src/main/store/own-text.ts'
import { ownTextTrouble } from '../../src/shared/domain/own-text.ts'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const DAY = 86_400_000
const steps = [
  { subject: 'Tea for {{ first_name }}', html: '<p>Hello {{ first_name }}</p>', text: 'Hello {{ first_name }}' },
  { subject: '', text: 'Did you see it, {{ first_name }}?', delay: { days: 1 } },
]

async function engaged(...contacts: string[]) {
  const name = `Own ${w.n}`
  addContacts(
    w.s.engine,
    contacts.map((address) => ({ address, first_name: 'Zoe' })),
  )
  await w.s.client.sequences.create({ name, steps })
  await w.s.client.schedule.engage({ sequence: name, contacts, senders: [{ account: w.address }] })
  await w.s.settle()
  const arrived = (to: string) =>
    Promise.all(
      w.server.arrivals
        .filter((arrival) => arrival.to === to)
        .map(({ raw }) => parseMessage(Buffer.from(raw.replaceAll('\r\n..', '\r\n.')))),
    )
  return { name, arrived }
}
const header = (mail: { headers: { name: string; value: string }[] } | undefined, name: string) =>
  mail?.headers.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value

it('what was written for one contact leaves word for word, finished as any other, and its answers follow it', async () => {
  const [own, other] = [`own${w.n}@own.test`, `other${w.n}@own.test`]
  const { name, arrived } = await engaged(own, other)
  await w.s.client.workspace.update({ policy: { opt_out_line: true, opt_out_words: 'Write to [stop].' } })
  const first = await w.s.send(name, own)
  expect([first.own, first.can]).toEqual([null, ['send_now', 'move', 'hold', 'rewrite', 'cancel']])
  expect(await w.s.client.sends.text({ public_id: first.public_id })).toMatchObject({
    subject: 'Tea for Zoe',
    html: '<p>Hello Zoe</p>',
    text: 'Hello Zoe',
    own: null,
    opens: true,
    trouble: null,
  })
  const html = '<p>Dear Zoe, about <b>your</b> tea & 100% of it</p>'
  const changed = await w.s.client.sends.rewrite({ public_id: first.public_id, subject: 'Your tea, Zoe', html })
  expect(changed).toMatchObject({ title: 'Your tea, Zoe', own: { how: 'edited', by: 'Me' } })
  // what answers it is called after it before anything has left
  expect((await w.s.send(name, own, 2)).title).toBe('Re: Your tea, Zoe')
  expect((await w.s.send(name, other, 2)).title).toBe('Re: Tea for Zoe')
  const shown = await w.s.client.sends.letter({ public_id: first.public_id })
  await w.s.goTo(w.day + 4 * DAY)
  const [mail, answer] = await arrived(own)
  expect(header(mail, 'Subject')).toBe('Your tea, Zoe')
  expect({ html: shown.html, text: shown.text }).toEqual({ html: mail?.html, text: mail?.text })
  expect(mail?.html).toContain(html)
  expect(mail?.html).toContain('mailto:')
  expect(mail?.text).toContain('Dear Zoe, about your tea & 100% of it')
  expect(header(answer, 'Subject')).toBe('Re: Your tea, Zoe')
  expect(header(answer, 'In-Reply-To')).toBe(header(mail, 'Message-ID'))
  const [plain] = await arrived(other)
  expect([header(plain, 'Subject'), plain?.html?.includes('<p>Hello Zoe</p>')]).toEqual(['Tea for Zoe', true])
  // over: it stays as it left
  await expect(w.s.client.sends.rewrite({ public_id: first.public_id, subject: 'x', text: 'y' })).rejects.toThrow(
    /is sent: only one that is planned/,
  )
  await expect(w.s.client.sends.unwrite({ public_id: first.public_id })).rejects.toThrow(/is sent/)
})

it('goes back to its step, and a later template edit leaves what was written alone', async () => {
  const [a, b] = [`a${w.n}@back.test`, `b${w.n}@back.test`]
  const { name, arrived } = await engaged(a, b)
  const [first, second] = [await w.s.send(name, a), await w.s.send(name, b)]
  for (const { public_id } of [first, second])
    await w.s.client.sends.rewrite({ public_id, subject: 'By hand', text: 'By hand' })
  await w.s.client.sends.unwrite({ public_id: first.public_id })
  await expect(w.s.client.sends.unwrite({ public_id: first.public_id })).rejects.toThrow(/text of its step already/)
  expect(
    w.s.engine.room.store.all(
      'SELECT 1 FROM enrollments WHERE texts IS NOT NULL AND sequence_id = (SELECT max(id) FROM sequences)',
    ),
  ).toHaveLength(1)
  const found = await w.s.client.sequences.get({ public_id: name })
  await w.s.client.sequences.update({
    public_id: found.public_id,
    version: found.version,
    steps: [{ ...steps[0], subject: 'New for {{ first_name }}' }, steps[1]] as never,
  })
  await w.s.goTo(w.day + DAY - 3_600_000)
  expect((await arrived(a)).map((mail) => header(mail, 'Subject'))).toEqual(['New for Zoe'])
  expect((await arrived(b)).map((mail) => [header(mail, 'Subject'), mail.text?.split('\n')[0]])).toEqual([
    ['By hand', 'By hand'],
  ])
})

it('refuses what would reach its reader unfinished, and what may have left', async () => {
  const contact = `refused${w.n}@own.test`
  const { name } = await engaged(contact)
  const { public_id } = await w.s.send(name, contact)
  const rewrite = (subject: string, text?: string, html?: string) =>
    w.s.client.sends.rewrite({ public_id, subject, ...(text ? { text } : {}), ...(html ? { html } : {}) })
  await expect(rewrite('', 'Hello')).rejects.toThrow(/no subject/)
  await expect(rewrite('Hello')).rejects.toThrow(/no text/)
  await expect(rewrite('Hello', undefined, '<p>&nbsp;</p>')).rejects.toThrow(/no text/)
  await expect(rewrite('Hello', 'Dear {{ first_name }}')).rejects.toThrow(
    /“{{ first_name }}” would be sent as it stands/,
  )
  expect((await w.s.send(name, contact)).own).toBeNull()
  w.server.once('dot', 'take-drop')
  await w.s.goTo(w.day + DAY - 3_600_000)
  expect((await w.s.send(name, contact)).state).toBe('unsure')
  await w.s.client.unsure.settle({ public_id, decision: 'again' })
  const again = await w.s.send(name, contact)
  expect([again.state, again.can.includes('rewrite')]).toEqual(['planned', false])
  await expect(rewrite('Hello', 'Hello')).rejects.toThrow(/may have left already/)
})

const source = (own: string | null | undefined, subject: string, text: string): LetterSource => ({
  keeper: {},
  facts: {
    step: 1,
    variant: null,
    steps: JSON.stringify([{ subject, html: null, text, attachments: [] }]),
    versionId: 1,
    sendPublicId: 'send1',
    enrollmentPublicId: 'enrollment1',
    to: 'ada@example.com',
    address: 'ada@example.com',
    firstName: 'Ada',
    lastName: null,
    company: null,
    owner: null,
    fields: '{}',
    ...(own === undefined ? {} : { own }),
  },
  from: { address: 'me@example.com', name: null, replyTo: null },
  key: Buffer.from('key'),
  out: { host: null, track: false, words: null, postal: null },
  thread: [],
  file: () => undefined,
})
const raw = (made: ReturnType<typeof letterFrom>) => ('raw' in made ? made.raw.toString() : made.trouble)
const literal = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '' && !/[{}]/.test(text))

it('without a text of its own an email is made of the very same bytes; one frozen as it was says the same', () => {
  fc.assert(
    fc.property(literal, literal, (subject, text) => {
      const given = raw(letterFrom(source(undefined, subject, text), 0))
      expect(raw(letterFrom(source(null, subject, text), 0))).toBe(given)
      const frozen = JSON.stringify({ subject, html: null, text })
      expect(raw(letterFrom(source(frozen, 'Another {{ company }}', '{{ gone }}'), 0))).toBe(given)
    }),
  )
})

it('the hash tells any two texts apart, and Liquid in one is never let through', () => {
  const text = fc.record({
    subject: fc.string(),
    html: fc.option(fc.string()),
    text: fc.option(fc.string()),
  })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const isSame = one.subject === other.subject && one.html === other.html && one.text === other.text
      expect(textHash(one) === textHash(other)).toBe(isSame)
      expect(textHash({ ...one })).toBe(textHash(one))
    }),
  )
  fc.assert(
    fc.property(literal, literal, fc.constantFrom('subject', 'html', 'text'), (before, name, part) => {
      const exact = { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' }
      expect(ownTextTrouble(exact, true, [])).toBeNull()
      expect(ownTextTrouble({ ...exact, [part]: `${before} {{ ${name} }}` }, true, [])).toContain(
        'would be sent as it stands',
      )
    }),
  )
})

const png = (shade: string) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(shade)])
const pictured = {
  subject: 'A picture',
  html: '<p>Look</p><img src="cid:logo">',
  attachments: [
    { name: 'logo.png', cid: 'logo', content: png('red').toString('base64') },
    { name: 'prices.txt', content: Buffer.from('old prices').toString('base64') },
  ],
}
const bare = { subject: 'None', html: '<p>Look</p>' }

async function withPicture(...contacts: string[]) {
  const name = `Pictures ${w.n}`
  addContacts(
    w.s.engine,
    contacts.map((address) => ({ address, first_name: 'Zoe' })),
  )
  const { public_id } = await w.s.client.sequences.create({ name, steps: [pictured] })
  const edit = async (step: object) => {
    const { version } = await w.s.client.sequences.get({ public_id })
    return w.s.client.sequences.update({ public_id, version, steps: [step] as never })
  }
  const wish = { sequence: name, contacts, senders: [{ account: w.address }] }
  return { name, edit, wish, raw: (to: string) => w.server.arrivals.find((each) => each.to === to)?.raw ?? '' }
}

it('a frozen text leaves with the files it was written or looked at with, whatever becomes of its step', async () => {
  const [edited, approved, other] = [`ed${w.n}@pic.test`, `ap${w.n}@pic.test`, `ot${w.n}@pic.test`] as const
  const { name, edit, wish, raw } = await withPicture(edited, approved, other)
  const row = (await w.s.client.schedule.review({ ...wish, step: 1 })).rows.find(({ contact }) => contact === approved)
  if (!row) throw new Error('no row')
  const { contact_id: contact, account, base } = row
  await w.s.client.schedule.keep_reviewed({ sequence: name, contact, account, base, step: 1 })
  await w.s.client.schedule.engage(wish)
  await w.s.settle()
  const { public_id } = await w.s.send(name, edited)
  const rewrite = (html: string) => w.s.client.sends.rewrite({ public_id, subject: 'By hand', html })
  await expect(rewrite('<img src="cid:other">Hello')).rejects.toThrow(/shows the picture “other”, which is no file/)
  await rewrite('<p>By hand</p><img src="cid:logo">')
  await edit(bare)
  // edited once more: it still has what it was written with
  await rewrite('<p>By hand again</p><img src="cid:logo">')
  const shown = await w.s.client.sends.letter({ public_id })
  expect(shown.attachments.map((file) => file.name)).toEqual(['logo.png', 'prices.txt'])
  await w.s.goTo(w.day + DAY - 3_600_000)
  const red = png('red').toString('base64')
  for (const to of [edited, approved]) {
    const used = /src=(?:3D)?"cid:([^"]+)"/.exec(raw(to).replaceAll('=\r\n', ''))?.[1]
    expect(raw(to)).toContain(`Content-ID: <${used}>`)
    expect(raw(to)).toContain(red)
    expect(raw(to)).toContain('prices.txt')
  }
  expect([raw(other).includes(red), raw(other).includes('Subject: None')]).toEqual([false, true])
})

it('a frozen text that is not known to have had its picture waits and says so, and none leaves with a gap', async () => {
  const contact = `gap${w.n}@pic.test`
  const { name, edit, wish } = await withPicture(contact)
  await w.s.client.schedule.engage(wish)
  await w.s.settle()
  const { public_id } = await w.s.send(name, contact)
  await w.s.client.sends.rewrite({ public_id, subject: 'By hand', html: '<p>Look</p><img src="cid:logo">' })
  // as texts were kept before their files were kept with them
  w.s.engine.room.store.write((tx) =>
    tx.run(`UPDATE enrollments SET texts = json_remove(texts, '$."1".files') WHERE texts IS NOT NULL`),
  )
  await edit(bare)
  expect((await w.s.client.sends.letter({ public_id })).trouble).toContain('shows the picture “logo”')
  await w.s.goTo(w.day + DAY - 3_600_000)
  const held = await w.s.send(name, contact)
  expect([held.state, w.server.arrivals.length]).toEqual(['planned', 0])
  expect(JSON.stringify(held)).toContain('edit it, or go back to its step')
  await w.s.client.sends.unwrite({ public_id })
  expect((await w.s.client.sends.letter({ public_id })).trouble).toBeNull()
})
