/** What follows from what comes back, over the real engine: messages as they are, and what is sent afterwards. */
import { expect, it } from 'vitest'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { optOut } from '../../src/main/store/incoming-effects.ts'
import { ownMail } from '../../src/main/store/own-mail.ts'
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

it('nobody who replied, bounced, complained or opted out gets anything more, by whatever they are known', async () => {
  const d = `d${w.n}.test`
  const [reply, colleague, alias, plain, hard, spam, stop, mailto, page, quiet] = people(10, d) as [
    string,
    ...string[],
  ] as string[]
  const all = [reply, colleague, alias, plain, hard, spam, stop, mailto, page, quiet] as string[]
  const name = await engage(all)
  const to = w.address
  const sendOf = (contact: string) => w.s.send(name, contact)
  const marked = (await sendOf(mailto as string)).public_id
  const told = w.s.notes.length
  await w.s.client.today.seen()
  await comesBack(w.s, w.id, [
    letter({ from: `Ada <${reply}>`, to, answers: [idTo(reply as string)], text: 'Yes.\r\n\r\n> Hello' }),
    letter({ from: `boss@${d}`, to, answers: ['<else@x.test>', idTo(colleague as string)] }),
    letter({ from: alias as string, to: 'somebody@else.test', answers: [idTo(alias as string)] }),
    letter({ from: plain as string, to, subject: 'A question' }),
    bounce(to, hard as string, '5.1.1', idTo(hard as string)),
    complaint(to, spam as string, idTo(spam as string)),
    complaint(to, quiet as string, idTo(quiet as string), 'auth-failure'),
    letter({ from: stop as string, to, text: 'unsubscribe', answers: [idTo(stop as string)] }),
    letter({ from: mailto as string, to, subject: `unsubscribe ${marked}`, text: '' }),
  ])
  const { room } = w.s.engine
  const row = room.store.get<{ id: number; e: number; c: number }>(
    'SELECT id, enrollment_id AS e, contact_id AS c FROM sends WHERE public_id = ?',
    (await sendOf(page as string)).public_id,
  )
  const asked = {
    address: page as string,
    sendId: row?.id ?? null,
    enrollmentId: row?.e ?? null,
    contactId: row?.c ?? null,
    at: w.s.now(),
    how: 'one_click' as const,
    evidence: [{ rule: 'One click, RFC 8058', found: 'POST' }],
  }
  let made = 0
  const deciding = { now: w.s.now(), newId: () => `page${w.n}-${++made}` }
  const first = room.store.write((tx) => optOut(tx, asked, deciding))
  expect(first.again).toBe(false)
  expect(room.store.write((tx) => optOut(tx, asked, deciding))).toEqual({ ...first, again: true })
  await friday()

  const states = Object.fromEntries(
    (await w.s.client.enrollments.list({ sequence: name, limit: 500 })).rows.map((r) => [r.contact, r.state]),
  )
  expect(states).toEqual({
    [reply as string]: 'replied',
    [colleague as string]: 'replied',
    [alias as string]: 'replied',
    [plain as string]: 'replied',
    [hard as string]: 'bounced',
    [spam as string]: 'unsubscribed',
    [stop as string]: 'unsubscribed',
    [mailto as string]: 'unsubscribed',
    [page as string]: 'unsubscribed',
    [quiet as string]: 'finished',
  })
  for (const contact of all) expect([contact, mailTo(contact)]).toEqual([contact, contact === quiet ? 3 : 1])
  const suppressed = (await w.s.client.suppressions.list({ search: 'p' })).rows.filter((x) => x.value.endsWith(d))
  expect(suppressed.map(({ value, source }) => `${value} ${source}`).sort()).toEqual(
    [`${hard} bounce`, `${spam} complaint`, `${stop} opt_out`, `${mailto} opt_out`, `${page} opt_out`].sort(),
  )
  const [why] = await messages(colleague as string)
  const { evidence } = await w.s.client.incoming.get({ public_id: why?.public_id ?? '' })
  expect(evidence).toContainEqual({ rule: 'Answers our email', found: idTo(colleague as string) })
  expect(evidence).toContainEqual({
    rule: 'Written from another address',
    found: `boss@${d}, about our email to ${colleague}`,
  })
  expect((await messages(reply as string))[0]).toMatchObject({
    kind: 'reply',
    text: 'Yes.',
    state: 'done',
    can_undo: true,
    consequence: [`“${name}” is over for Ada: replied. 2 planned emails are withdrawn.`],
  })
  expect((await messages(quiet as string))[0]).toMatchObject({
    kind: 'complaint',
    state: 'none',
    consequence: ['Reported as auth-failure: nobody complained.'],
  })
  const { away } = await w.s.client.today.overview()
  expect(away).toMatchObject({ replies: 4, bounces: 1, complaints: 1, opt_outs: 3, absences: 0 })
  const report = await w.s.client.reports.sequence({ sequence: name })
  expect(report).toMatchObject({ engaged: 10, conserved: true })
  // many at once are one note
  expect(w.s.notes.slice(told).filter((each) => each.startsWith('incoming:'))).toHaveLength(1)
})

it('an absence moves the next email to the day of return, the later ones follow, and a soft bounce moves nothing', async () => {
  const d = `away${w.n}.test`
  const [away = '', far = '', soft = '', late = ''] = people(4, d)
  const name = await engage([away, far, soft, late])
  const iso = (days: number) => new Date(w.day + days * DAY).toISOString().slice(0, 10)
  await comesBack(w.s, w.id, [
    absence(away, w.address, `I am out of the office until ${iso(10)}.`, [idTo(away)]),
    absence(far, w.address, `I am out of the office until ${iso(60)}.`, [idTo(far)]),
    bounce(w.address, soft, '4.2.2', idTo(soft)),
  ])
  const [note] = await messages(away)
  expect(note).toMatchObject({ kind: 'absence', state: 'done' })
  expect((await messages(far))[0]).toMatchObject({ state: 'none', can_undo: false })
  expect((await messages(soft))[0]).toMatchObject({ kind: 'bounce', hard: false, state: 'none' })
  await w.s.goTo(w.day + 13 * HOUR)
  const next = await w.s.send(name, away, 2)
  expect(next.at >= (note?.return_date ?? 'none')).toBe(true)
  expect(next.why_short).toMatch(/^The contact is away until \w{3} \d/)
  await friday()
  expect([away, far, soft, late].map(mailTo)).toEqual([1, 3, 3, 3])
  expect(await w.s.enrollment(name, away)).toMatchObject({ state: 'active' })
  await w.s.goTo(w.day + 18 * DAY)
  expect(mailTo(away)).toBe(3)
  const [, second, third] = w.server.arrivals.filter((a) => a.to === away)
  expect(new Date(second?.at ?? 0).toISOString().slice(0, 10)).toBe(note?.return_date)
  expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(12 * HOUR)
})

it('three soft bounces in a row stop it; the email that bounced is never sent again', async () => {
  const [full = ''] = people(1, `soft${w.n}.test`)
  const name = await w.s.engage({ sender: w.address, contacts: [full], steps: [...steps, { days: 1 }] })
  for (let day = 0; day < 3; day++) {
    await w.s.goTo(w.day + day * DAY + 20 * HOUR)
    expect(mailTo(full)).toBe(day + 1)
    await comesBack(w.s, w.id, [bounce(w.address, full, '4.2.2', idTo(full))])
  }
  await friday()
  expect(mailTo(full)).toBe(3)
  expect(await w.s.enrollment(name, full)).toMatchObject({
    state: 'bounced',
    reason: expect.stringMatching(/^3 emails/),
  })
  expect((await w.s.client.suppressions.list({ search: full })).rows).toEqual([])
})

it('a reply that comes while the next email is being handed over: that one arrives, nothing after it', async () => {
  const [busy = ''] = people(1, `flight${w.n}.test`)
  const name = await engage([busy])
  const id = idTo(busy)
  let came: Promise<void> | null = null
  w.server.deed = ({ phase }) => {
    if (phase !== 'dot') return undefined
    const { room } = w.s.engine
    const account = accountByPublicId(room.store, w.id)
    if (account && !came)
      came = takeIn(
        room,
        account,
        [arrived(letter({ from: busy, to: w.address, answers: [id] }), w.s.now())],
        cursorAfter(w.s.now()),
      )
    return '451 4.3.0 busy'
  }
  await w.s.goTo(w.day + DAY + 20 * HOUR)
  w.server.deed = () => undefined
  await came
  await friday()
  expect(mailTo(busy)).toBe(1)
  expect(await w.s.states(name)).toEqual({ sent: 1, withdrawn: 2 })
  // it was in flight then, so it had not been withdrawn with the others: taken back, it goes on too
  const [reply] = await messages(busy)
  await w.s.client.incoming.undo({ public_id: reply?.public_id ?? '' })
  await w.s.goTo(w.day + 11 * DAY)
  expect(mailTo(busy)).toBe(3)
})

it('copies in two folders, our own mail, mail to many and strangers change nothing', async () => {
  const d = `same${w.n}.test`
  const [a = '', b = '', c = ''] = people(3, d)
  const name = await engage([a, b, c])
  const reply = letter({ from: a, to: w.address, answers: [idTo(a)] })
  await comesBack(w.s, w.id, [reply])
  await comesBack(w.s, w.id, [reply], 'All Mail')
  expect(await messages(a)).toHaveLength(1)
  await comesBack(w.s, w.id, [
    letter({ from: w.address, to: b, answers: [idTo(b)] }),
    letter({
      from: b,
      to: w.address,
      subject: 'News of the week',
      more: ['List-Id: <news.same.test>', 'List-Unsubscribe: <mailto:x@same.test>'],
    }),
    letter({ from: 'stranger@nowhere.test', to: w.address }),
    w.server.arrivals.find((each) => each.to === c)?.raw ?? '',
  ])
  expect(await messages(b)).toEqual([])
  expect(await w.s.enrollment(name, b)).toMatchObject({ state: 'active' })
  expect(await w.s.enrollment(name, c)).toMatchObject({ state: 'active' })
  // by hand, in the Sent folder: the sequence makes room for its sender, where the policy says so
  const { store } = w.s.engine.room
  const row = accountByPublicId(store, w.id)
  const mails = [{ at: w.s.now(), messageId: '<hand@x.test>', inReplyTo: [], references: [idTo(b)] }]
  await w.s.client.workspace.update({ policy: { stop_on_own_mail: false } })
  expect(store.write((tx) => ownMail(tx, row?.id ?? 0, mails, w.s.now()))).toBe(0)
  await w.s.client.workspace.update({ policy: { stop_on_own_mail: null } })
  expect(store.write((tx) => ownMail(tx, row?.id ?? 0, mails, w.s.now()))).toBe(1)
  expect(await w.s.enrollment(name, b)).toMatchObject({ state: 'stopped' })
})

it('a bounce or an answer that names an unsure email proves that it left', async () => {
  const [a = '', b = ''] = people(2, `proof${w.n}.test`)
  w.server.once('dot', 'take-drop')
  const name = await w.s.engage({ sender: w.address, contacts: [a], steps })
  await mondayNoon()
  expect((await w.s.send(name, a)).state).toBe('unsure')
  await comesBack(w.s, w.id, [letter({ from: b, to: w.address, answers: [idTo(a)] })])
  expect((await w.s.send(name, a)).state).toBe('sent')
  expect(await w.s.enrollment(name, a)).toMatchObject({ state: 'replied' })
  expect((await messages(a))[0]?.consequence).toContain('An email that nobody was sure of is known to have left.')
})
