import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { engaged } from '../work/engaged.ts'
import { type Story, story } from '../work/story.ts'

const monday = '2026-11-23T08:00:00Z'

describe('a sequence in use', () => {
  let s: Story
  let name: string
  let server: Awaited<ReturnType<Story['account']>>['server']
  beforeEach(async () => {
    s = await story(monday)
    const account = await s.account('anna@example.com', { limits: ['2/hour'] })
    server = account.server
    name = await s.engage({ sender: account.id, contacts: ['a@x.test', 'b@x.test', 'c@x.test'], steps: [{ days: 2 }] })
    await s.goTo('2026-11-23T09:30:00Z')
  })
  afterEach(() => s.stop())
  const get = () => s.client.sequences.get({ public_id: name })
  type Steps = NonNullable<Parameters<typeof s.client.sequences.update>[0]['steps']>
  const change = async (steps: Steps, dry_run = false) => {
    const { public_id, version } = await get()
    return s.client.sequences.update({ public_id, version, steps, dry_run })
  }
  const texts = () => server.arrivals.map(({ to, raw }) => [to, raw.split('\r\n\r\n').at(-1)?.trim()])
  const first = { from: 1, subject: 'Hello', text: 'Hello anew' }
  const second = { from: 2, subject: '', text: 'Once more', delay: { days: 2 } }

  it('gives the new text to those who have not had the step, and to nobody twice', async () => {
    const had = texts().map(([to]) => to)
    expect(had.length).toBe(2)
    const changed = await change([first, second])
    expect(changed.consequence.words).toEqual(['1 email of step 1 that has not left yet takes the new text.'])
    await s.end()
    const sent = texts()
    expect(sent.filter(([, text]) => text === 'Hello anew').map(([to]) => to)).toEqual(
      ['a@x.test', 'b@x.test', 'c@x.test'].filter((to) => !had.includes(to)),
    )
    expect(sent.length).toBe(6)
    expect(new Set(sent.map((each) => each.join(' '))).size).toBe(6)
    expect(await s.client.reports.sequence({ sequence: name })).toMatchObject({ conserved: true, emails: { sent: 6 } })
  })

  it('finds new times behind a changed delay, exactly as the dry run said', async () => {
    const later = { ...second, delay: { days: 5, at: '15:00' } }
    const { steps: wholeSteps } = await get()
    const same = { from: 1, subject: wholeSteps[0]?.subject ?? '', text: 'Hello' }
    const dry = await change([same, later], true)
    const before = (await s.sends(name)).map(({ slot }) => slot)
    expect((await get()).version).toBe(1)
    expect(dry.consequence).toMatchObject({
      applied: false,
      steps: [{ change: 'same' }, { change: 'changed', new_time: 3, new_text: 0 }],
    })
    const done = await change([same, later])
    expect(done.consequence).toEqual({ ...dry.consequence, applied: true })
    const rows = (await s.sends(name)).filter(({ step }) => step === 2)
    expect(rows.map(({ slot }) => slot)).toEqual(
      Array(3)
        .fill(null)
        .map((_, i) => (i < 2 ? '2026-11-30T14:00:00.000Z' : '2026-11-30T15:00:00.000Z')),
    )
    expect((await s.sends(name)).map(({ slot }) => slot)).not.toEqual(before)
    expect(done.consequence.finish.after).toBe(
      rows
        .map(({ at }) => at)
        .sort()
        .at(-1),
    )
    await s.end()
    expect(texts().length).toBe(6)
  })

  it('keeps its steps in place, and says why', async () => {
    const { public_id, version } = await get()
    for (const [steps, step] of [
      [[first], 2],
      [
        [
          { ...first, from: 2 },
          { ...second, from: 1 },
        ],
        1,
      ],
    ] as [Steps, number][])
      await expect(s.client.sequences.update({ public_id, version, steps })).rejects.toMatchObject({
        code: 'state',
        message: expect.stringContaining(`Step ${step} is in use: 3 contacts were engaged`),
      })
    expect((await get()).version).toBe(version)
    expect((await get()).steps.map(({ used }) => used)).toEqual([true, true])
  })

  it('takes a step on at the end: those under way get it, those who are over do not', async () => {
    const [gone] = (await s.client.enrollments.list({ sequence: name })).rows
    await s.client.enrollments.stop({ public_id: gone?.public_id ?? '' })
    const third = { subject: 'A third', text: 'Number three', delay: { days: 1 } }
    const done = await change([{ ...first, text: 'Hello' }, second, third])
    expect(done.consequence.words).toContain(
      "Step 3 is new. 2 contacts under way get it; those whose sequence is over don't.",
    )
    const rows = (await s.sends(name)).filter(({ step }) => step === 3)
    expect(rows.map(({ contact, state }) => [contact, state])).toEqual([
      ['b@x.test', 'planned'],
      ['c@x.test', 'planned'],
    ])
    await s.end()
    expect(texts().filter(([, text]) => text === 'Number three').length).toBe(2)
    const report = await s.client.reports.sequence({ sequence: name })
    expect(report).toMatchObject({ conserved: true, enrollments: { stopped: 1, finished: 2 } })
    const fourth = { ...third, text: 'Too late' }
    await change([{ ...first, text: 'Hello' }, second, third, fourth])
    await s.end()
    expect(texts().some(([, text]) => text === 'Too late')).toBe(false)
    const back = await change([{ ...first, text: 'Hello' }, second, third])
    expect(back.steps.length).toBe(3)
    expect(await s.client.reports.sequence({ sequence: name })).toMatchObject({ conserved: true })
  })

  it('refuses an hour at which nothing ever opens, and stays as it was', async () => {
    await expect(change([first, { ...second, delay: { days: 2, at: '03:00' } }])).rejects.toMatchObject({
      code: 'invalid_sequence',
      data: { step: 2 },
    })
    expect((await get()).version).toBe(1)
  })

  it('says whom a new variable would hold back', async () => {
    const dry = await change(
      [
        { ...first, text: 'At {{ company }}' },
        { ...second, text: '{{ company }}' },
      ],
      true,
    )
    expect(dry.consequence.steps.map(({ missing }) => missing)).toEqual([
      [{ variable: 'company', contacts: 1 }],
      [{ variable: 'company', contacts: 3 }],
    ])
    expect(dry.consequence.words.join(' ')).toContain('3 contacts still to get step 2 have no company')
  })

  it('lets nobody write what leaves from the mailbox of another', async () => {
    await s.client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    const bob = s.engine.client({ seatId: 2, role: 'member', scopes: roleScopes.member })
    const { public_id, version } = await get()
    await expect(bob.sequences.update({ public_id, version, steps: [first, second] })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await bob.sequences.update({ public_id, version, name: 'Only its name' })).toMatchObject({ version: 2 })
  })

  it('makes an email again that was just being made ready', async () => {
    const { store } = s.engine.room
    const [waiting] = (await s.sends(name)).filter(({ state, step }) => state === 'planned' && step === 1)
    const id = waiting?.public_id ?? ''
    store.write((tx) => tx.run('UPDATE sends SET at = ? WHERE public_id = ?', s.now(), id))
    await change([first, second])
    // A claim compares this instant with the one it was read with.
    expect(store.get('SELECT at FROM sends WHERE public_id = ?', id)).toEqual({ at: s.now() + 1 })
  })
})

it('leaves a rehearsal at the version it began with when steps go', async () => {
  const w = await engaged(2, { loops: false })
  const client = w.engine.client()
  const { public_id, version } = await client.sequences.get({ public_id: 'Story' })
  const shorter = await client.sequences.update({ public_id, version, steps: [{ subject: 'One', text: 'Only' }] })
  expect(shorter.consequence.words).toEqual([
    'A rehearsal under way in the sandbox goes on with the version it began with.',
  ])
  expect(shorter.steps.length).toBe(1)
  expect(await client.reports.sequence({ sequence: 'Story' })).toMatchObject({
    conserved: true,
    emails: { planned: 6 },
  })
  await w.stop()
})
