/** A sequence is edited while some of its unsent emails have a text of their own: they keep it, or lose it, as was chosen. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { textHash } from '../../src/main/store/own-text.ts'
import { weeks } from './weeks.ts'
import { addContacts } from './world.ts'

const w = weeks()
const DAY = 86_400_000
const steps = [
  { subject: 'Tea for {{ first_name }}', text: 'Hello {{ first_name }}' },
  { subject: '', text: 'Did you see it, {{ first_name }}?', delay: { days: 1 } },
]
const anew = (changes: readonly number[]) =>
  steps.map((step, i) => (changes.includes(i + 1) ? { ...step, text: `Anew ${i + 1}, {{ first_name }}` } : step))

let made = 0
async function engaged(count: number) {
  const n = ++made
  const name = `Edits ${n}`
  const contacts = Array.from({ length: count }, (_, i) => `p${i}@edits${n}.test`)
  addContacts(
    w.s.engine,
    contacts.map((address, i) => ({ address, first_name: `Zoe${i}` })),
  )
  const { public_id } = await w.s.client.sequences.create({ name, steps })
  await w.s.client.schedule.engage({ sequence: name, contacts, senders: [{ account: w.address }] })
  await w.s.settle()
  type More = Partial<Parameters<typeof w.s.client.sequences.update>[0]>
  const update = async (changes: readonly number[], more: More = {}) => {
    const { version } = await w.s.client.sequences.get({ public_id })
    return w.s.client.sequences.update({ public_id, version, steps: anew(changes) as never, ...more })
  }
  const emails = await w.s.sends(name)
  const id = (contact: number, step: number) =>
    emails.find((each) => each.contact === contacts[contact] && each.step === step)?.public_id ?? ''
  const write = (contact: number, step: number, text: string) =>
    w.s.client.sends.rewrite({ public_id: id(contact, step), subject: step === 1 ? 'By hand' : '', text })
  const text = async (contact: number, step: number) => w.s.client.sends.text({ public_id: id(contact, step) })
  return { name, contacts, update, id, write, text }
}

it('whatever was written and whatever is edited: kept texts stay to the letter, replaced ones are the step’s', async () => {
  const contacts = 3
  const some = fc.subarray([1, 2])
  const writing = fc.array(some, { minLength: contacts, maxLength: contacts })
  await fc.assert(
    fc.asyncProperty(
      writing,
      fc.subarray([1, 2], { minLength: 1 }),
      fc.boolean(),
      async (written, changes, isReplaced) => {
        const { update, write, text } = await engaged(contacts)
        for (const [contact, own] of written.entries())
          for (const step of own) await write(contact, step, `Own ${step}`)
        const before = new Map<string, string>()
        for (const [contact, own] of written.entries())
          for (const step of own) before.set(`${contact} ${step}`, textHash(await text(contact, step)))
        const shown = await update(changes, { dry_run: true })
        const own = (step: number) => written.filter((each) => each.includes(step)).length
        const inTheWay = changes.reduce((sum, step) => sum + own(step), 0)
        expect([shown.consequence.own.count, shown.consequence.own.emails.length]).toEqual([inTheWay, inTheWay])
        const own_texts = isReplaced ? ('replace' as const) : ('keep' as const)
        const choice = { own_texts, own_token: shown.consequence.own.token }
        const tried = await update(changes, { ...choice, dry_run: true })
        const done = await update(changes, choice)
        expect(done.consequence).toEqual({ ...tried.consequence, applied: true })
        for (const step of [1, 2]) {
          const isChanged = changes.includes(step)
          expect(done.consequence.steps[step - 1]).toMatchObject({
            new_text: isChanged ? contacts - (isReplaced ? 0 : own(step)) : 0,
            own_text: isChanged ? own(step) : 0,
          })
          for (let contact = 0; contact < contacts; contact++) {
            const now = await text(contact, step)
            const isFrozen = written[contact]?.includes(step) === true && !(isReplaced && isChanged)
            if (isFrozen) expect(textHash(now)).toBe(before.get(`${contact} ${step}`))
            else {
              expect(now.own).toBeNull()
              const given = anew(changes)[step - 1]?.text.replace('{{ first_name }}', `Zoe${contact}`)
              expect(now.text).toBe(given)
            }
          }
        }
      },
    ),
    { numRuns: 8 },
  )
})

it('says who keeps what, and sends what was said', async () => {
  const { name, contacts, update, id, write } = await engaged(3)
  await write(0, 1, 'Only for you')
  await write(1, 2, 'Another step')
  const { consequence } = await update([1], { dry_run: true })
  expect(consequence.words).toEqual([
    '2 emails of step 1 that have not left yet take the new text.',
    '1 email of step 1 keeps the text that a person wrote or approved for it.',
  ])
  expect(consequence.own).toMatchObject({
    count: 1,
    become: 'kept',
    emails: [{ public_id: id(0, 1), step: 1, contact: contacts[0], name: 'Zoe0', how: 'edited', by: 'Me' }],
  })
  const replaced = await update([1], { dry_run: true, own_texts: 'replace' })
  expect(replaced.consequence.words).toEqual([
    '3 emails of step 1 that have not left yet take the new text.',
    '1 email of step 1 among them loses the text that a person wrote or approved for it.',
  ])
  await update([1], { own_texts: 'replace', own_token: consequence.own.token })
  expect((await w.s.sends(name)).filter(({ own }) => own).map(({ public_id }) => public_id)).toEqual([id(1, 2)])
  await w.s.goTo(w.day + 4 * DAY)
  const arrived = await Promise.all(
    w.server.arrivals.map(async ({ to, raw }) => [to, (await parseMessage(Buffer.from(raw))).text?.split(/\r?\n/)[0]]),
  )
  const of = (contact: number) => arrived.flatMap(([to, text]) => (to === contacts[contact] ? [text] : []))
  expect([of(0), of(1), of(2)]).toEqual([
    ['Anew 1, Zoe0', 'Did you see it, Zoe0?'],
    ['Anew 1, Zoe1', 'Another step'],
    ['Anew 1, Zoe2', 'Did you see it, Zoe2?'],
  ])
})

it('replaces nothing that was not shown, and never what may have left already', async () => {
  const { name, contacts, update, id, write, text } = await engaged(2)
  await write(0, 1, 'One')
  const { consequence } = await update([1], { dry_run: true })
  await write(1, 1, 'Written meanwhile')
  const choice = { own_texts: 'replace' as const, own_token: consequence.own.token }
  await expect(update([1], choice)).rejects.toMatchObject({ code: 'conflict', data: { count: 2 } })
  expect((await text(1, 1)).text).toBe('Written meanwhile')
  // the first one may have left, and is to be repeated as it was
  w.server.once('dot', 'take-drop')
  await w.s.goTo(w.day + DAY - 3_600_000)
  const unsure = (await w.s.sends(name)).find(({ state }) => state === 'unsure')
  if (!unsure) throw new Error('none is unsure')
  expect((await update([1], { dry_run: true, own_texts: 'replace' })).consequence.own.count).toBe(0)
  await w.s.client.unsure.settle({ public_id: unsure.public_id, decision: 'again' })
  const done = await update([1], { own_texts: 'replace' })
  expect([done.consequence.own.count, done.consequence.steps[0]?.new_text]).toEqual([0, 0])
  const contact = contacts.indexOf(unsure.contact)
  expect(id(contact, 1)).toBe(unsure.public_id)
  expect((await w.s.sends(name)).find(({ public_id }) => public_id === unsure.public_id)?.own?.how).toBe('edited')
})

it('a variant that is dealt or wins counts whom it reaches, not whose text stays', async () => {
  const { update, write } = await engaged(3)
  await write(0, 1, 'Only for you')
  const variants = [{ key: 'B', subject: 'B', text: 'B' }]
  const winning = [{ ...steps[0], variants, winner: 'B' }, steps[1]] as never
  const kept = await update([], { steps: winning, dry_run: true })
  expect(kept.consequence.steps[0]).toMatchObject({ new_text: 2, own_text: 1 })
  const replaced = await update([], { steps: winning, own_texts: 'replace' })
  expect(replaced.consequence.steps[0]).toMatchObject({ new_text: 3, own_text: 1 })
})

it('choosing a winner keeps texts of their own or replaces those that were shown, and says so before', async () => {
  const { name, write, text } = await engaged(6)
  const { public_id } = await w.s.client.sequences.get({ public_id: name })
  const version = async () => (await w.s.client.sequences.get({ public_id })).version
  const variants = [{ key: 'B', subject: 'B', text: 'B' }]
  await w.s.client.sequences.update({
    public_id,
    version: await version(),
    steps: [{ ...steps[0], variants }, steps[1]] as never,
  })
  const everyone = [0, 1, 2, 3, 4, 5]
  const all = async () => Promise.all(everyone.map(async (contact) => (await text(contact, 1)).text))
  const dealt = await all()
  // two whose variant loses, whichever fell to more
  const isB = dealt.filter((each) => each === 'B').length > 3
  const [own, late] = everyone.filter((contact) => (dealt[contact] === 'B') === isB) as [number, number]
  await write(own, 1, 'Only for you')
  const variant = isB ? ('A' as const) : ('B' as const)
  const wish = { public_id, version: await version(), step: 1, variant }
  const { consequence } = await w.s.client.sequences.choose_winner({ ...wish, dry_run: true })
  expect(consequence.words).toContain('1 email of step 1 keeps the text that a person wrote or approved for it.')
  await w.s.client.sequences.choose_winner(wish)
  const won = (contact: number) => (variant === 'B' ? 'B' : `Hello Zoe${contact}`)
  expect(await all()).toEqual(everyone.map((contact) => (contact === own ? 'Only for you' : won(contact))))
  // the other one after all, and theirs too: exactly those that were shown
  const back = {
    ...wish,
    version: await version(),
    variant: isB ? ('B' as const) : ('A' as const),
    own_texts: 'replace' as const,
  }
  const told = (await w.s.client.sequences.choose_winner({ ...back, dry_run: true })).consequence
  expect(told.own).toMatchObject({ count: 1, become: 'replaced', emails: [{ step: 1, how: 'edited' }] })
  expect(told.words).toContain('1 email of step 1 among them loses the text that a person wrote or approved for it.')
  await write(late, 1, 'Only for you, too')
  await expect(w.s.client.sequences.choose_winner({ ...back, own_token: told.own.token })).rejects.toMatchObject({
    code: 'conflict',
    data: { count: 2 },
  })
  const { consequence: seen } = await w.s.client.sequences.choose_winner({ ...back, dry_run: true })
  await w.s.client.sequences.choose_winner({ ...back, own_token: seen.own.token })
  expect(await all()).toEqual(everyone.map((contact) => (isB ? 'B' : `Hello Zoe${contact}`)))
})

it('whoever gets another variant is named with it, by a dry run and by the choice itself', async () => {
  const contacts = 16
  const { name, update, write, text, contacts: all } = await engaged(contacts)
  const { public_id } = await w.s.client.sequences.get({ public_id: name })
  const [first, ...others] = steps
  const variants = [{ key: 'B' as const, subject: 'Tea?', text: 'The other way' }]
  const split = await update([], { steps: [{ ...first, from: 1, variants }, ...others] as never })
  // all are dealt: named is to whom the new variant fell, for the others' email says what it said
  const texts = await Promise.all(all.map((_, contact) => text(contact, 1)))
  const dealt = new Map(all.map((contact, i) => [contact, texts[i]?.text === 'The other way' ? 'B' : 'A']))
  expect(new Set(dealt.values())).toEqual(new Set(['A', 'B']))
  const named = (rows: typeof split.consequence.emails) =>
    rows.map(({ contact, step, variant }) => [contact, step, variant]).sort()
  const winners = all.filter((contact) => dealt.get(contact) === 'B')
  expect(named(split.consequence.emails)).toEqual(winners.map((contact) => [contact, 1, 'B']).sort())
  expect(split.consequence.words).toContain(
    winners.length === 1
      ? '1 email of step 1 that has not left yet gets another variant, dealt by weight.'
      : `${winners.length} emails of step 1 that have not left yet get another variant, dealt by weight.`,
  )

  // one that loses a text of its own says something else too; one in the variant that wins keeps it without a question
  const own = all.findIndex((contact) => dealt.get(contact) === 'A')
  const inB = all.findIndex((contact) => dealt.get(contact) === 'B')
  for (const contact of [own, inB]) await write(contact, 1, 'Only for you')
  const choice = { public_id, step: 1, variant: 'B' as const }
  const version = () => w.s.client.sequences.get({ public_id }).then((row) => row.version)
  const kept = await w.s.client.sequences.choose_winner({ ...choice, version: await version(), dry_run: true })
  const losers = all.filter((contact, i) => dealt.get(contact) === 'A' && i !== own)
  expect(kept.consequence.own.count).toBe(1)
  expect(named(kept.consequence.emails)).toEqual(losers.map((contact) => [contact, 1, 'B']).sort())
  expect(kept.consequence.steps[0]?.new_text).toBe(losers.length)
  const more = { own_texts: 'replace' as const, own_token: kept.consequence.own.token }
  const done = await w.s.client.sequences.choose_winner({ ...choice, ...more, version: await version() })
  expect(named(done.consequence.emails)).toEqual([...losers, all[own]].map((contact) => [contact, 1, 'B']).sort())
  expect(done.consequence.steps[0]?.new_text).toBe(losers.length + 1)
  expect((await text(inB, 1)).text).toBe('Only for you')
})
