/** A step may say nothing to somebody, though nothing is missing: nobody is sent that, and it is said before. */
import { expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const DAY = 86_400_000
const onlySome = '{% if company %}How is {{ company }}?{% endif %}'

async function ready(steps: { subject: string; text?: string; html?: string; delay?: { days: number } }[]) {
  const name = `Empty ${w.n}`
  const [full, bare] = [`full-${w.n}@empty.test`, `bare-${w.n}@empty.test`]
  await w.s.client.contacts.create({ address: full, first_name: 'Ada', company: 'Engines' })
  await w.s.client.contacts.create({ address: bare, first_name: 'Ben' })
  const { public_id } = await w.s.client.sequences.create({ name, steps })
  const wish = { sequence: name, contacts: [full, bare], senders: [{ account: w.address }] }
  const leftOut = async () => {
    const { excluded } = await w.s.client.schedule.preview(wish)
    return excluded.map(({ contact, reason, message }) => [contact, reason, message])
  }
  return { name, public_id, full, bare, wish, leftOut }
}
const without = (step: number, what: string, who: string) =>
  `tep ${step} would reach ${who} without a ${what}, as its conditions leave nothing of it for them`

it.each([
  ['a text', [{ subject: 'Tea', text: onlySome }], 1, 'text'],
  ['HTML', [{ subject: 'Tea', html: `<p>${onlySome}</p>` }], 1, 'text'],
  ['a subject', [{ subject: onlySome, text: 'Hello' }], 1, 'subject'],
  ['a signature and nothing else', [{ subject: 'Tea', html: `<p>${onlySome}</p><p>{{ signature }}</p>` }], 1, 'text'],
  ['a filter', [{ subject: 'Tea', text: '{{ company | default: "-" | remove: "-" }}' }], 1, 'text'],
  [
    'a step further on',
    [
      { subject: 'Tea', text: 'Hi' },
      { subject: '', text: onlySome, delay: { days: 1 } },
    ],
    2,
    'text',
  ],
])('%s: whom it would reach empty is left out, and named with the step', async (_, steps, step, what) => {
  const { bare, wish, leftOut } = await ready(steps)
  const why = `Step ${step} would reach ${bare} without a ${what}. Write what everybody gets, or theirs by hand.`
  expect(await leftOut()).toEqual([[bare, 'empty_email', why]])
  const { calendar } = await w.s.client.schedule.preview({ ...wish, calendar: true })
  expect(calendar?.groups).toMatchObject([
    { reason: 'empty_email', count: 1, empty: [{ step, part: what, contacts: 1 }] },
  ])
  expect(await w.s.client.schedule.engage(wish)).toMatchObject({ engaged: 1 })
})

it('what is said outside of the conditions, or a follow-up without a subject of its own, leaves nobody out', async () => {
  const { leftOut } = await ready([
    { subject: 'Tea', text: `Hello. ${onlySome}` },
    { subject: onlySome, text: '{% if company %}a{% else %}b{% endif %}', delay: { days: 1 } },
  ])
  expect(await leftOut()).toEqual([])
})

it('a review says it, approves nothing empty, and who is written to by hand is engaged', async () => {
  const { name, full, bare, wish, leftOut } = await ready([{ subject: 'Tea', text: onlySome }])
  const { contacts, rows } = await w.s.client.schedule.review(wish)
  expect([contacts, rows.map(({ contact, trouble }) => [contact, trouble])]).toEqual([
    2,
    [
      [full, null],
      [bare, `s${without(1, 'text', bare)}`],
    ],
  ])
  const row = rows[1] as (typeof rows)[number]
  const of = { sequence: name, contact: row.contact_id, account: row.account, base: row.base, step: 1 }
  await expect(w.s.client.schedule.keep_reviewed(of)).rejects.toThrow(
    `There is nothing to approve: s${without(1, 'text', bare)}.`,
  )
  await expect(w.s.client.schedule.keep_reviewed({ ...of, subject: 'Tea', text: ' ' })).rejects.toThrow(/no text/)
  await w.s.client.schedule.keep_reviewed({ ...of, subject: 'Tea', text: 'Tea, Ben?' })
  expect(await leftOut()).toEqual([])
  expect(await w.s.client.schedule.engage(wish)).toMatchObject({ engaged: 2 })
  await w.s.goTo(w.day + DAY)
  const texts = await Promise.all(w.server.arrivals.map(async ({ raw }) => (await parseMessage(Buffer.from(raw))).text))
  expect(texts.map((text) => text?.split(/\r?\n/)[0]).sort()).toEqual(['How is Engines?', 'Tea, Ben?'])
})

it('what became empty after it was planned is held, and says why; with a text again it leaves', async () => {
  const { name, full, wish } = await ready([{ subject: 'Tea', text: onlySome }])
  await w.s.client.schedule.engage(wish)
  const { rows } = await w.s.client.contacts.list({ search: full })
  const public_id = rows[0]?.public_id ?? ''
  await w.s.client.contacts.update({ public_id, company: null })
  await w.s.goTo(w.day + DAY)
  expect(w.server.arrivals).toEqual([])
  const [held] = await w.s.sends(name)
  expect(held).toMatchObject({ state: 'planned', contact: full })
  expect(JSON.stringify(held)).toContain(`s${without(1, 'text', full)}`)
  const shown = await w.s.client.sends.text({ public_id: held?.public_id ?? '' })
  expect(shown.trouble).toBe(`s${without(1, 'text', full)}`)
  await w.s.client.contacts.update({ public_id, company: 'Engines' })
  await w.s.client.sends.release({ public_id: held?.public_id ?? '' })
  await w.s.goTo(w.day + 3 * DAY)
  expect(w.server.arrivals).toHaveLength(1)
})
