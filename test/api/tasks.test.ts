import { expect, it } from 'vitest'
import { story } from '../work/story.ts'

const text = (subject: string, more: object = {}) => ({ subject, text: `Text of ${subject}`, ...more })

async function withTask(contacts = ['a@x.test', 'b@x.test']) {
  const s = await story('2026-11-23T08:00:00Z')
  const { id, server } = await s.account('anna@example.com')
  await s.client.contacts.create({ address: contacts[0] as string, first_name: 'Ada' })
  for (const address of contacts.slice(1)) await s.client.contacts.create({ address, first_name: 'Bob' })
  await s.client.sequences.create({
    name: 'With a call',
    steps: [
      text('Hi'),
      { kind: 'task', subject: 'Call {{ them }}', note: 'Ask about the offer', delay: { days: 1, at: '10:00' } },
      text('', { delay: { days: 2, at: '11:00' } }),
    ],
  })
  await s.client.schedule.engage({
    sequence: 'With a call',
    contacts,
    senders: [{ account: id }],
    start: '2026-11-23T10:00',
  })
  const list = async (show: 'open' | 'coming' | 'over') => (await s.client.tasks.list({ show })).rows
  const emails = async () =>
    (await s.sends('With a call')).map((row) => `${row.contact} ${row.step} ${row.state} ${row.slot.slice(5, 16)}`)
  return { s, server, list, emails }
}

it('a task waits for a person, holds what follows, and the next delay counts from when it was done', async () => {
  const { s, server, list, emails } = await withTask()
  try {
    expect(await emails()).toEqual([
      'a@x.test 1 planned 11-23T09:00',
      'a@x.test 3 planned 11-26T10:00',
      'b@x.test 1 planned 11-23T09:00',
      'b@x.test 3 planned 11-26T10:00',
    ])
    expect(
      (await list('coming')).map((task) => [task.contact, task.title, task.note, task.due.slice(5, 16), task.can]),
    ).toEqual([
      ['a@x.test', 'Call {{ them }}', 'Ask about the offer', '11-24T09:00', ['skip']],
      ['b@x.test', 'Call {{ them }}', 'Ask about the offer', '11-24T09:00', ['skip']],
    ])
    const early = (await list('coming'))[0]?.public_id as string
    await expect(s.client.tasks.done({ public_id: early })).rejects.toThrow('Step 1 to a@x.test is not over yet')

    await s.goTo('2026-11-27T09:00:00+01:00')
    // nothing but the first emails has left: the day of the third step has gone by
    expect(server.arrivals.length).toBe(2)
    const open = await list('open')
    expect(open.map(({ contact, state, can }) => [contact, state, can])).toEqual([
      ['a@x.test', 'open', ['done', 'skip']],
      ['b@x.test', 'open', ['done', 'skip']],
    ])
    const waiting = await s.send('With a call', 'a@x.test', 3)
    expect([waiting.shown_state, waiting.why_short]).toEqual([
      'waiting',
      'Waits for the task of step 2 to be done or skipped',
    ])

    const task = await s.client.tasks.done({ public_id: open[0]?.public_id as string, remark: 'wants a quote' })
    expect([task.state, task.remark, task.can]).toEqual(['done', 'wants a quote', ['undo']])
    await s.goTo('2026-11-27T09:05:00+01:00')
    // two working days after Friday the 27th
    expect((await s.send('With a call', 'a@x.test', 3)).slot.slice(5, 16)).toBe('12-01T10:00')
    const again = await s.client.tasks.undo({ public_id: task.public_id })
    expect(again.state).toBe('open')
    await s.client.tasks.done({ public_id: task.public_id })
    await s.goTo('2026-12-01T12:00:00+01:00')
    expect(server.arrivals.length).toBe(3)
    await expect(s.client.tasks.undo({ public_id: task.public_id })).rejects.toThrow(
      'Step 3 to a@x.test is over already',
    )
    expect(await s.enrollment('With a call', 'a@x.test')).toMatchObject({ state: 'finished' })
    expect((await list('over')).map(({ contact, state }) => [contact, state])).toEqual([['a@x.test', 'done']])

    // the other one's is skipped: what follows goes on from then
    await s.client.tasks.skip({ public_id: open[1]?.public_id as string })
    await s.goTo('2026-12-04T12:00:00+01:00')
    expect(server.arrivals.length).toBe(4)
    const [sequence] = await s.client.sequences.list()
    expect(sequence?.progress.emails).toMatchObject({ planned: 0, sent: 4, withdrawn: 0 })
  } finally {
    await s.stop()
  }
}, 60_000)

it('a sequence of nothing but tasks, and a task with a text, are refused', async () => {
  const s = await story('2026-11-23T08:00:00Z')
  try {
    const make = (steps: object[]) => s.client.sequences.create({ name: 'x', steps: steps as never })
    await expect(make([{ kind: 'task', subject: '', note: 'Call' }])).rejects.toThrow('A sequence begins with an email')
    await expect(make([text('Hi'), { kind: 'task', subject: 'Call', text: 'x', delay: { days: 1 } }])).rejects.toThrow(
      'Step 2: it is a task, which has no "text"',
    )
    await expect(make([text('Hi'), { kind: 'task', subject: '', delay: { days: 1 } }])).rejects.toThrow('Say in "note"')
  } finally {
    await s.stop()
  }
})
