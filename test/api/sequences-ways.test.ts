/** Variants, winners, conversations and files of sequences, over the engine. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { people, story } from '../work/story.ts'

const text = (subject: string, more: object = {}) => ({ subject, text: `Text of ${subject}`, ...more })

it('variants are dealt once, a winner takes the unsent ones, and nobody gets a step twice', async () => {
  const s = await story('2026-11-23T08:00:00Z')
  try {
    const { id, server } = await s.account('anna@example.com', { limits: ['5/hour'] })
    const contacts = people(20, 'x.test')
    for (const address of contacts) await s.client.contacts.create({ address })
    const made = await s.client.sequences.create({
      name: 'Ways',
      steps: [
        text('Plain', {
          variants: [{ key: 'B', ...text('Other'), attachments: [{ name: 'b.txt', content: 'Qg==' }] }],
        }),
        text('', { delay: { days: 1 } }),
        text('Anew', { delay: { days: 1 }, thread: 'new' }),
        text('', { delay: { days: 1 } }),
      ],
    })
    await s.client.schedule.engage({ sequence: 'Ways', contacts, senders: [{ account: id }], start: 'now' })
    await s.goTo('2026-11-23T11:30:00+01:00')
    const { public_id } = made
    const version = async () => (await s.client.sequences.get({ public_id })).version
    const subjects = async (step: number) =>
      Object.groupBy(
        (await s.sends('Ways')).filter((row) => row.step === step),
        (row) => `${row.state} ${row.title}`,
      )
    const before = await subjects(1)
    const unsent = before['planned Other']?.length ?? 0
    expect(unsent).toBeGreaterThan(0)
    expect(before['sent Other']?.length).toBeGreaterThan(0)

    const wish = { public_id, version: await version(), step: 1, variant: 'A' }
    const said = await s.client.sequences.choose_winner({ ...wish, dry_run: true })
    expect(said.consequence).toMatchObject({
      applied: false,
      words: [
        `${unsent} ${unsent === 1 ? 'email' : 'emails'} of step 1 that ${unsent === 1 ? 'has' : 'have'} not left yet ${unsent === 1 ? 'takes' : 'take'} variant A.`,
      ],
    })
    expect(await subjects(1)).toEqual(before)
    await s.client.sequences.choose_winner(wish)
    const after = await subjects(1)
    expect(after['planned Other']).toBeUndefined()
    expect(after['sent Other']).toEqual(before['sent Other'])
    // a variant that some have may go now, because a winner takes its place; before, it might not
    await expect(s.client.sequences.choose_winner({ ...wish, version: await version(), variant: 'C' })).rejects.toThrow(
      'There are A, B',
    )
    await expect(s.client.sequences.choose_winner({ ...wish, version: await version(), step: 2 })).rejects.toThrow(
      'written in one way only',
    )

    await s.goTo('2026-12-04T18:00:00+01:00')
    expect(server.arrivals.length).toBe(80)
    const one = server.arrivals.filter(({ to }) => to === 'p0@x.test').map(({ raw }) => raw.toString())
    const header = (raw: string | undefined, name: string) =>
      new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(raw ?? '')?.[1]
    expect(one.map((raw) => header(raw, 'Subject')).slice(1)).toEqual([
      `Re: ${header(one[0], 'Subject')}`,
      'Anew',
      'Re: Anew',
    ])
    expect([header(one[2], 'In-Reply-To'), header(one[2], 'References')]).toEqual([undefined, undefined])
    expect(header(one[3], 'In-Reply-To')).toBe(header(one[2], 'Message-ID'))
    expect(header(one[3], 'References')).toBe(header(one[2], 'Message-ID'))
  } finally {
    await s.stop()
  }
}, 60_000)

it('a used variant and the kind of a used step stay, and dates that have gone by are refused', async () => {
  const s = await story('2026-11-23T08:00:00Z')
  try {
    const { id } = await s.account('anna@example.com')
    await s.client.contacts.create({ address: 'a@x.test' })
    const { public_id } = await s.client.sequences.create({
      name: 'Kept',
      steps: [text('Hi', { variants: [{ key: 'B', ...text('Ho') }] }), text('', { delay: { on: '2026-11-20' } })],
    })
    const engage = () =>
      s.client.schedule.engage({ sequence: 'Kept', contacts: ['a@x.test'], senders: [{ account: id }], start: 'now' })
    await expect(engage()).rejects.toThrow('Step 2 is set for 2026-11-20, and the first step leaves on 2026-11-23')
    const save = (version: number, steps: object[]) =>
      s.client.sequences.update({ public_id, version, steps: steps as never })
    const dated = text('', { delay: { on: '2026-12-01', at: '14:00' } })
    await save(1, [text('Hi', { variants: [{ key: 'B', ...text('Ho') }] }), dated])
    await engage()
    expect((await s.send('Kept', 'a@x.test', 2)).slot).toBe('2026-12-01T13:00:00.000Z')
    await expect(save(2, [text('Hi'), dated])).rejects.toThrow(
      "some contacts have variant B, so it can't be removed before a winner is chosen",
    )
    await expect(
      save(2, [
        text('Hi', { variants: [{ key: 'B', ...text('Ho') }] }),
        { kind: 'task', subject: 'Call', delay: { days: 1 } },
      ]),
    ).rejects.toThrow("it is an email and can't become a task")
  } finally {
    await s.stop()
  }
})

const line = fc
  .string({ minLength: 1, maxLength: 30 })
  .map((each) => `t ${each.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029{}%]/gu, '')}`.trim())
const body = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'))
const attachments = fc.array(
  fc.record({
    name: fc.constantFrom('a.txt', 'b.pdf'),
    content: fc.base64String({ maxLength: 40 }),
    cid: fc.constantFrom('logo', 'x-1'),
  }),
  { maxLength: 2 },
)
const written = fc
  .record({ subject: line, text: body, attachments })
  .chain((own) => fc.option(body).map((html) => ({ ...own, ...(html === null ? {} : { html }) })))
const delay = fc.oneof(
  fc.record({ days: fc.integer({ min: 1, max: 365 }) }),
  fc.record({ days: fc.integer({ min: 1, max: 365 }), at: fc.constantFrom('09:00', '17:00') }),
  fc.record({ on: fc.constantFrom('2026-12-01', '2027-02-28'), at: fc.constantFrom('09:00', '23:00') }),
)
const weight = fc.integer({ min: 1, max: 100 })
const email = fc
  .tuple(
    written,
    fc.subarray(['B', 'C', 'D', 'E']),
    fc.array(written, { minLength: 4, maxLength: 4 }),
    weight,
    fc.boolean(),
  )
  .map(([own, keys, others, share, won]) => ({
    ...own,
    ...(keys.length === 0
      ? {}
      : { weight: share, variants: keys.map((key, i) => ({ key, weight: share, ...(others[i] as object) })) }),
    ...(won && keys.length > 0 ? { winner: keys[0] } : {}),
  }))
const task = fc.record({ kind: fc.constant('task'), subject: line, note: body })
const later = fc.oneof(
  email,
  fc.record({ thread: fc.constant('new') }).chain((thread) => email.map((own) => ({ ...own, ...thread }))),
  task,
)

it('a sequence written as a file and read again is the same sequence, as YAML and as JSON', async () => {
  const s = await story('2026-11-23T08:00:00Z')
  try {
    const whole = async (public_id: string) => (await s.client.sequences.get({ public_id })).steps
    await fc.assert(
      fc.asyncProperty(email, fc.array(fc.tuple(later, delay), { maxLength: 3 }), async (begin, rest) => {
        const steps = [begin, ...rest.map(([step, after]) => ({ ...step, delay: after }))]
        const made = await s.client.sequences.create({ name: 'Round', steps: steps as never })
        for (const format of ['yaml', 'json'] as const) {
          const file = await s.client.sequences.export({ public_id: made.public_id, format })
          expect(file.name).toBe(`Round.${format}`)
          const again = await s.client.sequences.import({ text: file.text })
          expect(await whole(again.public_id)).toEqual(await whole(made.public_id))
        }
      }),
      { numRuns: size(25, 500) },
    )
    const read = (text: string) => s.client.sequences.import({ text })
    await expect(read('name: x\nsteps:\n  - subject: [\n')).rejects.toThrow(/not valid YAML at line \d+, column \d+/)
    await expect(read('name: x\nsteps:\n  - subject: Hi {{ a | default: "b" }}\n')).rejects.toThrow(
      'line 3, column 14: a text with a colon in it needs quotes',
    )
    await expect(read('name: x\nsteps:\n  - subject: Hi\n    txt: Hello\n')).rejects.toThrow(
      'steps[0].txt: This key is not known. Did you mean "text"?',
    )
    await expect(
      read('name: x\nsteps:\n  - subject: Hi\n    text: Hello\n    attachments: [offer.pdf]\n'),
    ).rejects.toThrow('names the file offer.pdf beside it')
    const aliases = `a0: &a0 [x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i},*a${i},*a${i}]`).join('\n')}\n`
    await expect(read(aliases)).rejects.toThrow('too many aliases')
  } finally {
    await s.stop()
  }
}, 60_000)
