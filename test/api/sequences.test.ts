import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { engaged } from '../work/engaged.ts'
import { addContacts, type World } from '../work/world.ts'

const two = [
  { subject: 'Hello {{ first_name }}', text: 'First' },
  { subject: '', text: 'Second', delay: { days: 2 } },
]

describe('the list', () => {
  let w: World
  beforeEach(async () => {
    w = await engaged(3, { loops: false })
  })
  afterEach(() => w.stop())

  it('tells drafts, running, paused and finished apart, with how far each is', async () => {
    const client = w.engine.client()
    await client.sequences.create({ name: 'Alba', steps: two })
    const before = await client.sequences.list()
    expect(before.map(({ name, state }) => [name, state])).toEqual([
      ['Alba', 'draft'],
      ['Story', 'running'],
    ])
    const progress = before[1]?.progress
    const sends = (await client.sends.list({ sequence: 'Story' })).rows
    const times = sends.map((send) => send.at).sort()
    expect(progress).toMatchObject({
      sandbox: true,
      engaged: 3,
      contacts: { pending: 3, active: 0, paused: 0, finished: 0 },
      emails: { planned: 9, sent: 0, unsure: 0 },
      first: null,
      next: times[0],
      finish: times.at(-1),
    })
    const id = before[1]?.public_id ?? ''
    expect(await client.sequences.pause({ public_id: id })).toMatchObject({ state: 'paused' })
    for (const { public_id } of (await client.enrollments.list({ sequence: 'Story' })).rows)
      await client.enrollments.stop({ public_id })
    expect((await client.sequences.list({ state: 'finished' })).map(({ name }) => name)).toEqual(['Story'])
    expect(await client.sequences.list({ state: 'running' })).toEqual([])
  })

  it('is searched and sorted', async () => {
    const client = w.engine.client()
    for (const name of ['Zoo', 'apple', 'Zen']) await client.sequences.create({ name, steps: two })
    const names = async (input: Parameters<typeof client.sequences.list>[0]) =>
      (await client.sequences.list(input)).map(({ name }) => name)
    expect(await names({ search: 'z' })).toEqual(['Zen', 'Zoo'])
    expect(await names({ search: '%' })).toEqual([])
    expect(await names({ sort: 'name' })).toEqual(['apple', 'Story', 'Zen', 'Zoo'])
    expect((await names({ sort: 'engaged' }))[0]).toBe('Story')
    expect((await names({ sort: 'next' }))[0]).toBe('Story')
    expect((await names({ sort: 'finish' }))[0]).toBe('Story')
  })

  it('leaves archived ones out, and nothing that is under way can be archived', async () => {
    const client = w.engine.client()
    const made = await client.sequences.create({ name: 'Old', steps: two })
    const running = await client.sequences.get({ public_id: 'Story' })
    await expect(client.sequences.archive({ public_id: running.public_id })).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('3 contacts under way'),
    })
    expect(await client.sequences.archive({ public_id: made.public_id })).toMatchObject({ archived: true })
    expect((await client.sequences.list()).map(({ name }) => name)).toEqual(['Story'])
    expect((await client.sequences.list({ show: 'archived' })).map(({ name }) => name)).toEqual(['Old'])
    addContacts(w.engine, [{ address: 'late@x.example', first_name: 'Ada' }])
    await expect(client.schedule.engage({ sequence: 'Old', contacts: ['late@x.example'] })).rejects.toMatchObject({
      code: 'state',
    })
    expect(await client.sequences.unarchive({ public_id: made.public_id })).toMatchObject({ archived: false })
  })
})

describe('a sequence nobody was engaged in', () => {
  let w: World
  beforeEach(async () => {
    w = await engaged(1, { loops: false })
  })
  afterEach(() => w.stop())
  const file = Buffer.from('some bytes')

  it('is edited freely: steps move and go, files stay by their hash', async () => {
    const client = w.engine.client()
    const made = await client.sequences.create({
      name: 'Draft',
      steps: [
        { ...(two[0] as (typeof two)[0]), attachments: [{ name: 'a.txt', content: file.toString('base64') }] },
        ...two.slice(1),
      ],
    })
    const whole = await client.sequences.get({ public_id: made.public_id })
    expect(whole.steps[0]).toMatchObject({ text: 'First', used: false, attachments: [{ name: 'a.txt', size: 10 }] })
    const [kept] = whole.steps[0]?.attachments ?? []
    const updated = await client.sequences.update({
      public_id: made.public_id,
      version: 1,
      name: 'Better',
      steps: [
        { from: 2, subject: 'Now first', text: 'Second' },
        {
          from: 1,
          subject: '',
          text: 'First',
          delay: { days: 3, at: '14:00' },
          attachments: [{ name: 'b.txt', hash: kept?.hash ?? '' }],
        },
        { subject: '', text: 'Third', delay: { days: 1 } },
      ],
    })
    expect(updated).toMatchObject({
      name: 'Better',
      version: 2,
      consequence: { applied: true, words: ['No email that is planned changes.'] },
      steps: [
        { subject: 'Now first', days: 0, hour: null },
        { text: 'First', days: 3, hour: 14, attachments: [{ name: 'b.txt', size: 10 }] },
        { text: 'Third' },
      ],
    })
    const less = await client.sequences.update({
      public_id: made.public_id,
      version: 2,
      steps: [{ subject: 'One', text: 'Only' }],
    })
    expect(less.steps.map(({ text }) => text)).toEqual(['Only'])
    const { store } = w.engine.room
    expect(
      store.all(
        `SELECT count(*) as n FROM sequence_versions v JOIN sequences s ON s.id = v.sequence_id WHERE s.name = 'Better'`,
      ),
    ).toEqual([{ n: 1 }])
    expect(store.all('SELECT count(*) as n FROM attachments')).toEqual([{ n: 0 }])
  })

  it('is not overwritten by whoever looked at it too early, nor given a file that is gone', async () => {
    const client = w.engine.client()
    const { public_id } = await client.sequences.create({ name: 'Draft', steps: two })
    await client.sequences.update({ public_id, version: 1, name: 'Draft 2' })
    await expect(client.sequences.update({ public_id, version: 1, name: 'Draft 3' })).rejects.toMatchObject({
      code: 'stale_version',
      data: { version: 2 },
    })
    const attachments = [{ name: 'x', hash: '0'.repeat(64) }]
    await expect(
      client.sequences.update({ public_id, version: 2, steps: [{ subject: 'a', text: 'b', attachments }] }),
    ).rejects.toMatchObject({ code: 'invalid_sequence' })
    await expect(
      client.sequences.update({ public_id, version: 2, steps: [{ subject: 'a {{ oops', text: 'b' }] }),
    ).rejects.toMatchObject({
      code: 'invalid_sequence',
      message: expect.stringMatching(/Step 1: subject, line 1, column 3/),
    })
    expect(await client.sequences.get({ public_id })).toMatchObject({ name: 'Draft 2', version: 2, steps: [{}, {}] })
  })

  it('is duplicated with its text, and without its contacts', async () => {
    const client = w.engine.client()
    const original = await client.sequences.get({ public_id: 'Story' })
    const copy = await client.sequences.duplicate({ public_id: original.public_id })
    expect(copy).toMatchObject({ name: 'Story (copy)', state: 'draft', version: 1, enrolled: 0 })
    const texts = async (id: string) =>
      (await client.sequences.get({ public_id: id })).steps.map(({ subject, text, days }) => [subject, text, days])
    expect(await texts(copy.public_id)).toEqual(await texts(original.public_id))
  })
})
