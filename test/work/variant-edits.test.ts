/** One variant of a used step is edited: those who have it are reached, and nobody who has another. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { weeks } from './weeks.ts'

const w = weeks()
const onlySome = '{% if company %}How is {{ company }}?{% endif %}'

type Way = { subject: string; text: string }
type Step = Way & {
  from?: number
  weight?: number
  winner?: string
  variants?: (Way & { key: string; weight?: number })[]
}
const a: Way = { subject: 'Tea', text: 'Hello' }
const b: Way = { subject: 'Tea?', text: 'The other way' }
const inTwo = (own: Way, other: Way): Step => ({ ...own, from: 1, variants: [{ ...other, key: 'B' }] })

let made = 0
/** A sequence of one step for some contacts, of whom none has a company. */
async function engaged(count: number, step: Step) {
  const n = ++made
  const name = `Variants ${n}`
  const contacts = Array.from({ length: count }, (_, i) => `p${i}@variants${n}.test`)
  for (const address of contacts) await w.s.client.contacts.create({ address })
  const { from: _, ...first } = step
  const { public_id } = await w.s.client.sequences.create({ name, steps: [first] as never })
  await w.s.client.schedule.engage({ sequence: name, contacts, senders: [{ account: w.address }] })
  await w.s.settle()
  type More = Partial<Parameters<typeof w.s.client.sequences.update>[0]>
  const update = async (now: Step, more: More = {}) => {
    const { version } = await w.s.client.sequences.get({ public_id })
    return w.s.client.sequences.update({ public_id, version, steps: [now] as never, ...more })
  }
  const emails = await w.s.sends(name)
  const id = (contact: string) => emails.find((each) => each.contact === contact)?.public_id ?? ''
  /** What everybody's email says, by contact. */
  const says = async () =>
    new Map(
      await Promise.all(
        contacts.map(async (contact) => {
          const { subject, text } = await w.s.client.sends.text({ public_id: id(contact) })
          return [contact, `${subject}: ${text}`] as const
        }),
      ),
    )
  const write = (contact: string) =>
    w.s.client.sends.rewrite({ public_id: id(contact), subject: 'By hand', text: `Only for ${contact}` })
  return { contacts, update, says, write }
}
const others = (before: Map<string, string>, after: Map<string, string>) =>
  [...before].flatMap(([contact, text]) => (after.get(contact) === text ? [] : [contact]))

it('an edit of A counts, names and asks about those who have A, and leaves texts by hand in B alone', async () => {
  const { contacts, update, says, write } = await engaged(24, inTwo(a, b))
  const first = await says()
  const [ofA, ofB] = [a, b].map(({ text }) => contacts.filter((contact) => first.get(contact)?.endsWith(text)))
  if (!ofA || !ofB || ofA.length < 3 || ofB.length < 1) throw new Error('the split is too small for this test')
  const [handA, handB] = [ofA[0], ofB[0]] as [string, string]
  for (const contact of [handA, handB]) await write(contact)
  const before = await says()
  const anew = inTwo({ ...a, text: 'Hello anew' }, b)
  const { consequence: keep } = await update(anew, { dry_run: true })
  expect(keep.steps).toMatchObject([{ new_text: ofA.length - 1, own_text: 1 }])
  expect(keep.words).toEqual([
    `${ofA.length - 1} emails of step 1 that have not left yet take the new text.`,
    '1 email of step 1 keeps the text that a person wrote or approved for it.',
  ])
  expect(keep.emails.map(({ contact }) => contact).sort()).toEqual(ofA.slice(1).sort())
  expect(keep.own.emails.map(({ contact }) => contact)).toEqual([handA])
  const { consequence } = await update(anew, { own_texts: 'replace', own_token: keep.own.token })
  expect(consequence.steps).toMatchObject([{ new_text: ofA.length, own_text: 1 }])
  const after = await says()
  expect(others(before, after).sort()).toEqual([...ofA].sort())
  expect(after.get(handB)).toBe(`By hand: Only for ${handB}`)
})

it('whom a variable or a condition of B would leave out is counted among those who have B', async () => {
  const { contacts, update, says } = await engaged(24, inTwo(a, b))
  const first = await says()
  const ofB = contacts.filter((contact) => first.get(contact)?.endsWith(b.text)).length
  expect(ofB).toBeGreaterThan(0)
  expect(ofB).toBeLessThan(24)
  const lacking = await update(inTwo(a, { ...b, text: 'At {{ company }}' }), { dry_run: true })
  expect(lacking.consequence.steps[0]).toMatchObject({
    new_text: ofB,
    missing: [{ variable: 'company', contacts: ofB }],
  })
  const empty = await update(inTwo(a, { ...b, text: onlySome }))
  expect(empty.consequence.steps[0]?.empty).toMatchObject([{ part: 'text', contacts: ofB }])
  // what an edit of B left behind is no matter of one of A
  const later = await update(inTwo({ ...a, text: 'Hello anew' }, { ...b, text: onlySome }), { dry_run: true })
  expect(later.consequence.steps[0]).toMatchObject({ new_text: 24 - ofB, missing: [], empty: [] })
})

const text = fc.constantFrom('Hello', 'The other way', 'A third')
const weight = fc.integer({ min: 1, max: 5 })
const way = fc.record({ subject: fc.constantFrom('Tea', 'Tea?'), text })
const step = fc
  .record({
    own: way,
    weight,
    variants: fc.array(fc.tuple(way, weight), { maxLength: 2 }),
    winner: fc.option(fc.constantFrom('A', 'B'), { nil: null }),
  })
  .map(({ own, weight: share, variants, winner }): Step => {
    if (variants.length === 0) return { ...own, from: 1 }
    const ways = variants.map(([each, of], i) => ({ ...each, key: 'BC'[i] as string, weight: of }))
    return { ...own, from: 1, weight: share, variants: ways, ...(winner === null ? {} : { winner }) }
  })

it('whatever is edited, added or chosen: those who are named are those whose email then says something else', async () => {
  await fc.assert(
    fc.asyncProperty(step, step, fc.boolean(), async (from, to, byHand) => {
      const { contacts, update, says, write } = await engaged(5, from)
      if (byHand) await write(contacts[0] as string)
      const before = await says()
      const said = await update(to).catch((error: { code: string }) => error)
      // a variant that some have can't go without a winner
      if ('code' in said) {
        expect(said.code).toBe('state')
        return
      }
      const { emails, steps } = said.consequence
      const reached = others(before, await says()).sort()
      expect(emails.map(({ contact }) => contact).sort()).toEqual(reached)
      expect(steps[0]?.new_text).toBe(reached.length)
    }),
    { numRuns: size(15, 150) },
  )
})
