/** Which senders' servers count when the size of an email is looked at, and the check of what is saved. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Story, story } from '../work/story.ts'

let s: Story
beforeAll(async () => {
  s = await story('2026-11-23T07:30:00Z')
})
afterAll(() => s.stop())

const file = (bytes: number) => ({ name: 'offer.pdf', content: Buffer.alloc(bytes, 7).toString('base64') })
const sizes = async (sequence: string, accounts?: string[]) =>
  (await s.client.sequences.check({ sequence, ...(accounts ? { accounts } : {}) })).problems
    .filter(({ code }) => code === 'files_large')
    .map(({ step, variant, severity, message }) => [step, variant, severity, message])

const said = (takes: string) => [
  1,
  null,
  'error',
  `With its files the email has about 1.4 MB; 127.0.0.1 takes ${takes}. Link to "offer.pdf" instead of attaching it.`,
]

it('what an account’s own server said last counts, of the senders that are chosen', async () => {
  await s.client.sequences.create({
    name: 'Heavy',
    steps: [{ subject: 'Hello', text: 'See the file.', attachments: [file(1024 * 1024)] }],
  })
  const small = await s.account('small@example.com')
  const large = await s.account('large@example.com')
  small.server.offers = ['SIZE 1048576']
  large.server.offers = ['SIZE 52428800']
  // nobody was asked yet
  expect(await sizes('Heavy')).toEqual([])
  for (const { id } of [small, large])
    expect(await s.client.accounts.test({ public_id: id })).toMatchObject({ ok: true })
  expect(await sizes('Heavy')).toEqual([said('1.0 MB')])
  expect(await sizes('Heavy', [large.id])).toEqual([])
  expect(await sizes('Heavy', [large.id, small.id])).toEqual([said('1.0 MB')])

  // an email that leaves is asked too, and a server that names no limit any more has none
  small.server.offers = []
  await s.engage({ sender: 'small@example.com', contacts: ['one@sizes.test'] })
  await s.goTo('2026-11-23T10:00:00Z')
  expect(small.server.arrivals).toHaveLength(1)
  expect(await sizes('Heavy', [small.id])).toEqual([])
  large.server.offers = ['SIZE 524288']
  await s.engage({ sender: 'large@example.com', contacts: ['two@sizes.test'] })
  await s.goTo('2026-11-23T12:00:00Z')
  expect(await sizes('Heavy', [large.id])).toEqual([said('0.5 MB')])

  // of another server nothing is known
  await s.client.accounts.update({ public_id: large.id, smtp_host: 'localhost' })
  expect(await sizes('Heavy', [large.id])).toEqual([])
})

it('checks what is saved as it checks what is being written, variants and files included', async () => {
  const steps = [
    {
      subject: 'RE: {{ first_nam }}',
      text: 'Hi {{ first_name }}',
      variants: [{ key: 'B', subject: 'Hello', text: 'a {first_name}' }],
    },
    { kind: 'task' as const, note: 'Call them.', subject: '', delay: { days: 1 } },
    { subject: '', text: 'Still {{ comapny | default: "there" }}?', delay: { days: 2 } },
  ]
  const made = await s.client.sequences.create({ name: 'Saved', steps })
  const written = steps.map(
    ({ note, delay, ...step }: (typeof steps)[number] & { note?: string; delay?: object }) => step,
  )
  const checked = await s.client.sequences.check({ sequence: 'Saved' })
  expect(checked).toEqual(await s.client.sequences.check({ steps: written }))
  expect(checked.problems.map(({ step, variant, code }) => [step, variant, code])).toEqual([
    [1, null, 'reply_mark'],
    [1, null, 'unknown_variable'],
    [1, 'B', 'single_braces'],
    [3, null, 'unknown_variable'],
  ])

  for (const [input, code] of [
    [{}, 'bad_request'],
    [{ sequence: made.public_id, steps: written }, 'bad_request'],
    [{ sequence: 'Nobody' }, 'not_found'],
  ] as const)
    await expect(s.client.sequences.check(input as { sequence: string })).rejects.toMatchObject({ code })
})
