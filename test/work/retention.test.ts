/** Texts of mail go after the days that a policy keeps them; what was made of them stays. */
import { expect, it } from 'vitest'
import { comesBack, letter } from './returned.ts'
import { story } from './story.ts'
import { addContacts } from './world.ts'

const DAY = 86_400_000
const monday = Date.parse('2026-11-23T08:00:00Z')
const user = 'me@example.com'
const says = 'Yes, Tuesday suits me.\n\nOn Monday you wrote:\n> Hello, a long letter'

it('keeps whole texts and sandbox mail for so many days, and for good where the policy is silent', async () => {
  const s = await story(monday)
  const { id } = await s.account(user)
  const { client } = s
  addContacts(s.engine, [{ address: 'trial@customer.test' }])
  await client.sequences.create({ name: 'Trial', steps: [{ subject: 'Tried', text: 'Hello' }] })
  const managed = (await client.accounts.list()).find(({ type }) => type === 'managed')?.public_id ?? ''
  await client.schedule.engage({
    sequence: 'Trial',
    contacts: ['trial@customer.test'],
    assign: 'selected',
    senders: [{ account: managed }],
  })
  const names = ['early@customer.test', 'late@customer.test']
  const sequence = await s.engage({ sender: user, contacts: names })
  await s.goTo(monday + 4 * 3_600_000)
  const answer = async (contact: string) => {
    const { message_id } = await s.send(sequence, contact)
    await comesBack(s, id, [letter({ from: contact, to: user, text: says, answers: [message_id ?? ''] })])
    const [row] = (await client.incoming.list({ contact })).rows
    return row?.public_id ?? ''
  }
  const early = await answer('early@customer.test')
  await s.goTo(monday + 20 * DAY)
  const late = await answer('late@customer.test')
  const texts = async () =>
    Promise.all(
      [early, late].map(async (public_id) => {
        const { text, body, state, kind } = await client.incoming.get({ public_id })
        return { text: text?.trim(), whole: body?.includes('a long letter') ?? false, state, kind }
      }),
    )
  const said = { text: 'Yes, Tuesday suits me.', state: 'done', kind: 'reply' }
  await s.goTo(monday + 45 * DAY)
  expect(await texts()).toEqual([
    { ...said, whole: true },
    { ...said, whole: true },
  ])
  expect((await client.sandbox.list({})).rows).toHaveLength(1)
  await client.workspace.update({ policy: { keep_texts_days: 30 } })
  await s.settle()
  expect(await texts()).toEqual([
    { ...said, whole: false },
    { ...said, whole: true },
  ])
  expect((await client.sandbox.list({})).rows).toEqual([])
  // and what grows old later goes by itself
  await s.goTo(monday + 51 * DAY)
  expect((await texts())[1]).toEqual({ ...said, whole: false })
  expect(await s.states(sequence)).toEqual({ sent: 2 })
  expect((await client.reports.sequence({ sequence: 'Trial' })).conserved).toBe(true)
  await s.stop()
})
