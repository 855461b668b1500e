/** An edit of a used sequence that leaves somebody's email empty says so beforehand, and names exactly those who are held for it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weeks } from './weeks.ts'

const w = weeks()
const DAY = 86_400_000
const onlySome = '{% if company %}How is {{ company }}?{% endif %}'

type Step = { subject: string; text: string; delay?: { days: number }; variants?: object[] }
let made = 0
async function engaged(companies: readonly boolean[], steps: Step[]) {
  const n = ++made
  const contacts = companies.map((_, i) => `p${i}@empties${n}.test`)
  for (const [i, address] of contacts.entries())
    await w.s.client.contacts.create({ address, company: companies[i] ? `Engines ${i}` : null })
  const name = `Empties ${n}`
  const { public_id } = await w.s.client.sequences.create({ name, steps: steps as never })
  await w.s.client.schedule.engage({ sequence: name, contacts, senders: [{ account: w.address }] })
  await w.s.settle()
  type More = Partial<Parameters<typeof w.s.client.sequences.update>[0]>
  const update = async (steps: Step[], more: More = {}) => {
    const { version } = await w.s.client.sequences.get({ public_id })
    return w.s.client.sequences.update({ public_id, version, steps: steps as never, ...more })
  }
  const planned = async () => (await w.s.sends(name)).filter(({ state }) => state === 'planned')
  /** Who gets nothing of a step, as its email itself says. */
  const emptyOf = async (step: number) => {
    const rows = (await planned()).filter((each) => each.step === step)
    const texts = await Promise.all(
      rows.map(async ({ contact, public_id }) => ({ contact, ...(await w.s.client.sends.text({ public_id })) })),
    )
    return texts.filter(({ trouble }) => / without a (text|subject)/.test(trouble ?? '')).map(({ contact }) => contact)
  }
  return { name, contacts, update, planned, emptyOf }
}
const two: Step[] = [
  { subject: 'Tea', text: 'Hello' },
  { subject: '', text: 'Once more', delay: { days: 1 } },
]
const [first, second] = two as [Step, Step]

it('names whom which step would reach without what, and counts the others', async () => {
  const { contacts, update } = await engaged([false, false, false, true, false], two)
  const { consequence } = await update(
    [
      { ...first, subject: onlySome },
      { ...second, text: onlySome },
    ],
    {
      dry_run: true,
    },
  )
  const named = [contacts[0], contacts[1], contacts[2]]
  expect(consequence.steps.map(({ empty }) => empty)).toEqual([
    [{ part: 'subject', contacts: 4, first: named }],
    [{ part: 'text', contacts: 4, first: named }],
  ])
  const who = `${contacts[0]}, ${contacts[1]}, ${contacts[2]} and 1 more`
  expect(consequence.words).toContain(
    `${who} would get step 2 without a text, as its conditions leave nothing of it for them: those emails will be held back until something is written for them.`,
  )
})

it('one is told of as one; what was written for somebody by hand isn’t empty, until it is replaced', async () => {
  const { contacts, update, planned } = await engaged([false, false, true], two)
  const byHand = (await planned()).find(({ step, contact }) => step === 2 && contact === contacts[0])
  await w.s.client.sends.rewrite({ public_id: byHand?.public_id ?? '', subject: '', text: 'By hand' })
  const steps = [first, { ...second, text: onlySome }]
  const { consequence: keep } = await update(steps, { dry_run: true })
  expect(keep.steps[1]?.empty).toEqual([{ part: 'text', contacts: 1, first: [contacts[1]] }])
  expect(keep.words.join(' ')).toContain(
    `${contacts[1]} would get step 2 without a text, as its conditions leave nothing of it for them: that email will be held back`,
  )
  const { consequence: replace } = await update(steps, { dry_run: true, own_texts: 'replace' })
  expect(replace.steps[1]?.empty).toMatchObject([{ contacts: 2, first: [contacts[0], contacts[1]] }])
})

it('says nothing of what another edit did, nor of those who lack a variable', async () => {
  const { update } = await engaged([false, true], two)
  const { consequence } = await update([first, { ...second, text: '{{ company }}' }])
  expect(consequence.steps[1]).toMatchObject({ missing: [{ variable: 'company', contacts: 1 }], empty: [] })
  await update([first, { ...second, text: onlySome }])
  const later = await update([first, { ...second, text: onlySome, delay: { days: 2 } }], { dry_run: true })
  expect(later.consequence.steps.map(({ empty }) => empty)).toEqual([[], []])
})

it('whatever is written, in whichever variant: those who are named are those whose email then says nothing', async () => {
  const text = fc.constantFrom(
    'Hello',
    onlySome,
    '{% unless company %}Where are you?{% endunless %}',
    '{{ signature }}',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 2, maxLength: 3 }),
      text,
      text,
      fc.boolean(),
      async (companies, a, b, inVariants) => {
        const { update, emptyOf } = await engaged(companies, two)
        const steps = [
          first,
          { ...second, text: a, ...(inVariants ? { variants: [{ key: 'B', weight: 1, subject: '', text: b }] } : {}) },
        ]
        const { consequence } = await update(steps)
        const said = consequence.steps[1]?.empty.flatMap(({ first }) => first) ?? []
        expect(said.sort()).toEqual((await emptyOf(2)).sort())
      },
    ),
    { numRuns: 12 },
  )
})

it('who was named is held when the time comes, and leaves once something is written for them', async () => {
  const { name, contacts, update } = await engaged([false, true], two)
  const { consequence } = await update([first, { ...second, text: onlySome }])
  expect(consequence.steps[1]?.empty).toMatchObject([{ first: [contacts[0]] }])
  await w.s.goTo(w.day + 5 * DAY)
  const left = (await w.s.sends(name)).filter(({ step, state }) => step === 2 && state === 'planned')
  expect(left.map(({ contact }) => contact)).toEqual([contacts[0]])
  await update([first, { ...second, text: `Hello. ${onlySome}` }])
  await w.s.client.sends.release({ public_id: left[0]?.public_id ?? '' })
  await w.s.end()
  expect((await w.s.sends(name)).every(({ state }) => state === 'sent')).toBe(true)
})
