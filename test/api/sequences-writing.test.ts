import { expect, it } from 'vitest'
import { addContacts, type World, world } from '../work/world.ts'

const now = Date.parse('2026-11-23T09:00:00Z')

async function office(): Promise<World> {
  const w = await world(now, { loops: false })
  addContacts(w.engine, [
    { address: 'ada@x.example', first_name: 'Ada' },
    { address: 'bob@y.example' },
    { address: 'cyd@y.example', first_name: '<b>Cyd</b>' },
  ])
  w.engine.room.store.write((tx) => {
    tx.run(`UPDATE contacts SET fields = '{"plan":"gold"}', company = 'Acme' WHERE address LIKE 'ada%'`)
    tx.run(`UPDATE contacts SET fields = '{"plan":" ","city":"Oslo"}' WHERE address LIKE 'bob%'`)
  })
  return w
}

it('says of each step what is wrong, with line and column', async () => {
  const w = await office()
  const client = w.engine.client()
  const found = await client.sequences.check({
    steps: [
      {
        subject: 'Re: {{ first_name }}',
        text: 'Hi {{ frist_name | default: "you" }},\n\n  {{ company }} {first_name}',
      },
      { subject: '', text: 'a\n  {{ first_name | shout }}' },
      { subject: 'x'.repeat(120), html: '<p>{% if plan %}{{ plan }}{% endif %}</p>', text: '' },
      { subject: '', text: ' ' },
    ],
  })
  expect(found.looked_at).toBe(3)
  expect(
    found.problems.map(({ step, part, line, column, severity, message }) => [
      step,
      part,
      line,
      column,
      severity,
      message,
    ]),
  ).toEqual([
    [1, 'subject', 1, 1, 'warning', expect.stringContaining('"Re:" misleads')],
    [
      1,
      'subject',
      1,
      8,
      'warning',
      '1 of 3 contacts has no first_name and would be left out. A fallback lets that one in.',
    ],
    [1, 'text', 1, 7, 'warning', 'No contact has "frist_name". Did you mean {{ first_name }}?'],
    [1, 'text', 3, 6, 'warning', '2 of 3 contacts have no company and would be left out. A fallback lets them in.'],
    [1, 'text', 3, 17, 'warning', '"{first_name}" has single braces, so it stays as it is. Write {{first_name}}.'],
    [2, 'text', 2, 3, 'error', 'There is no filter "shout".'],
    [3, 'subject', null, null, 'warning', 'The subject has 120 characters. Most inboxes show about 60 of them.'],
    [4, 'step', null, null, 'error', 'The email is empty.'],
  ])
  expect(found.variables).toEqual([
    { name: 'first_name', steps: [1], fallback: false, known: true, near: null, missing: 1 },
    { name: 'company', steps: [1], fallback: false, known: true, near: null, missing: 2 },
    { name: 'frist_name', steps: [1], fallback: true, known: false, near: 'first_name', missing: 3 },
    { name: 'plan', steps: [3], fallback: true, known: true, near: null, missing: 2 },
  ])
  await w.stop()
})

it('shows a gap where it is, and not where the same name has a fallback', async () => {
  const w = await office()
  const { problems } = await w.engine.client().sequences.check({
    steps: [
      {
        subject: 'Hello {{ first_name | default: "there" }}',
        text: 'Hi {{ first_name | default: "there" }}',
        variants: [{ key: 'B', subject: 'A question, {{ first_name }}', text: 'Hi' }],
      },
      { subject: '', text: 'Once more, {{ first_name }}' },
    ],
  })
  expect(
    problems
      .filter(({ code }) => code === 'missing_values')
      .map(({ step, variant, part, line, column }) => [step, variant, part, line, column]),
  ).toEqual([[1, 'B', 'subject', 1, 16]])
  await w.stop()
})

it('says what the template language means', async () => {
  const w = await world(now, { loops: false })
  const client = w.engine.client()
  const texts = ['{{ a', '{% if a', '{% if a %}b', 'b{% endif %}', '{{ }}', '{{ a || b }}', '{% include "x" %}']
  const { problems } = await client.sequences.check({ steps: texts.map((text) => ({ subject: 'Hi', text })) })
  expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
    '"{{ a" is not closed: }} is missing.',
    '"{% if a" is not closed: %} is missing.',
    '{% if a %} is not closed: {% endif %} is missing.',
    'There is no {% endif %}, or nothing that it ends.',
    'Nothing that can be read stands between {{ and }}.',
    'After | comes the name of a filter, such as default: "there".',
    'There is no {% include %}, or nothing that it ends.',
  ])
  await w.stop()
})

it('looks at every way to write a step, at its files and at what the server takes, each with its code', async () => {
  const w = await office()
  const { problems } = await w.engine.client().sequences.check({
    steps: [
      {
        subject: 'Hi {{ First_Name | default: "you" }}',
        html: '<p>Words enough for everybody. <a href="www.x.example">Look</a><img src="cid:a"></p>',
        attachments: [],
        variants: [{ key: 'B', subject: 'LOOK AT THIS OFFER', text: 'Hello.' }],
      },
      { kind: 'task', subject: '' },
      { thread: 'new', subject: '', text: 'Hello.' },
    ],
  })
  expect(problems.map(({ step, variant, part, code, severity }) => [step, variant, part, code, severity])).toEqual([
    [1, null, 'html', 'cid_missing', 'error'],
    [1, null, 'subject', 'wrong_case', 'warning'],
    [1, null, 'html', 'link_scheme', 'warning'],
    [1, 'B', 'subject', 'caps_subject', 'warning'],
    [3, null, 'subject', 'no_subject', 'error'],
  ])
  await w.stop()
})

it('counts nobody twice against a step that needs nothing, and knows the sender', async () => {
  const w = await office()
  const fine = await w.engine.client().sequences.check({
    steps: [{ subject: 'Hi', text: '{{ email }} {{ sender.name }} {{ domain }} {% assign x = "y" %}{{ x }}' }],
  })
  expect(fine.problems).toEqual([])
  await w.stop()
})

it('renders a step for a contact, and names what the contact lacks', async () => {
  const w = await office()
  const client = w.engine.client()
  const steps = [
    { subject: 'Hello {{ first_name }}', html: '<p>Dear {{ first_name }}, <a href="https://x.example">see</a></p>' },
    { subject: '', text: 'From {{ sender.address }} to {{ company | default: "you" }}' },
  ]
  const ada = await client.sequences.render({ steps, step: 1, contact: 'ADA@x.example' })
  expect(ada).toMatchObject({
    contact: { address: 'ada@x.example', name: 'Ada' },
    subject: 'Hello Ada',
    html: '<p>Dear Ada, <a href="https://x.example">see</a></p>',
    text: 'Dear Ada, see [https://x.example]',
    missing: [],
    problem: null,
  })
  const bob = await client.sequences.render({ steps, step: 1, contact: 'bob@y.example' })
  expect(bob).toMatchObject({ subject: 'Hello ⟦first_name⟧', missing: ['first_name'] })
  const cyd = await client.sequences.render({ steps, step: 1 })
  expect(cyd.html).toContain('Dear &lt;b&gt;Cyd&lt;/b&gt;,')
  const second = await client.sequences.render({ steps, step: 2, contact: 'ada@x.example' })
  expect(second).toMatchObject({ subject: 'Re: Hello Ada', html: null, text: `From ${second.from.address} to Acme` })
  const named = (of: typeof second) => Object.fromEntries(of.headers.map(({ name, value }) => [name, value]))
  expect(named(ada)).toMatchObject({ To: 'Ada <ada@x.example>', Subject: 'Hello Ada', 'MIME-Version': '1.0' })
  expect(named(ada)['In-Reply-To']).toBeUndefined()
  expect(named(second)).toMatchObject({
    Subject: 'Re: Hello Ada',
    'In-Reply-To': named(ada)['Message-ID'],
    References: named(ada)['Message-ID'],
    'List-Unsubscribe': expect.stringContaining(`<mailto:${second.from.address}?subject=`),
  })
  const fresh = await client.sequences.render({
    steps: [steps[0] as (typeof steps)[0], { subject: 'Anew', text: 'b', thread: 'new' }],
    step: 2,
  })
  expect(fresh.subject).toBe('Anew')
  expect(named(fresh)['In-Reply-To']).toBeUndefined()
  const again = await client.sequences.render({ steps, step: 2, contact: 'bob@y.example' })
  expect(again).toMatchObject({ subject: 'Re: Hello ⟦first_name⟧', missing: [] })
  const broken = await client.sequences.render({ steps: [{ subject: 'a', text: 'b\n{{ c' }], step: 1 })
  expect(broken).toMatchObject({ problem: { step: 1, part: 'text', line: 2, column: 1, severity: 'error' } })
  await expect(client.sequences.render({ steps, step: 3 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(client.sequences.render({ steps, step: 1, contact: 'no@one.example' })).rejects.toMatchObject({
    code: 'not_found',
  })
  const made = await client.sequences.create({ name: 'Kept', steps: [{ subject: 'Kept', text: 'text' }] })
  expect(await client.sequences.render({ sequence: made.public_id, step: 1 })).toMatchObject({ subject: 'Kept' })
  await w.stop()
})

it('renders for somebody made up while there is no contact', async () => {
  const w = await world(now, { loops: false })
  const shown = await w.engine
    .client()
    .sequences.render({ steps: [{ subject: 'a', text: 'Hi {{ first_name }}' }], step: 1 })
  expect(shown).toMatchObject({ contact: { public_id: null, name: 'Ada Lovelace' }, text: 'Hi Ada' })
  await w.stop()
})

it('knows which variables contacts have, how many and for example', async () => {
  const w = await office()
  const { variables, looked_at } = await w.engine.client().sequences.variables()
  expect(looked_at).toBe(3)
  expect(variables.map(({ name, kind, contacts, sample }) => [name, kind, contacts, sample])).toEqual([
    ['first_name', 'built-in', 2, '<b>Cyd</b>'],
    ['last_name', 'built-in', 0, null],
    ['company', 'built-in', 1, 'Acme'],
    ['email', 'built-in', 3, null],
    ['domain', 'built-in', 3, null],
    ['owner', 'built-in', 0, null],
    ['zone', 'built-in', 0, null],
    ['city', 'own', 1, 'Oslo'],
    ['plan', 'own', 1, 'gold'],
    ['sender.name', 'sender', 3, null],
    ['sender.address', 'sender', 3, null],
    ['signature', 'sender', 3, null],
  ])
  await w.stop()
})

it('gives the bytes of what hangs on an email, and of nothing else', async () => {
  const w = await office()
  const client = w.engine.client()
  const content = Buffer.from('picture').toString('base64')
  const step = { subject: 'a', html: '<img src="cid:x">', attachments: [{ name: 'x.png', content, cid: 'x' }] }
  const { public_id } = await client.sequences.create({ name: 'With', steps: [step] })
  const other = await client.sequences.create({ name: 'Without', steps: [{ subject: 'a', text: 'b' }] })
  const hash = (await client.sequences.get({ public_id })).steps[0]?.attachments[0]?.hash ?? ''
  expect(await client.sequences.attachment({ public_id, hash })).toEqual({ content })
  for (const wrong of [
    { public_id: other.public_id, hash },
    { public_id, hash: '0'.repeat(64) },
  ])
    await expect(client.sequences.attachment(wrong)).rejects.toMatchObject({ code: 'not_found' })
  await w.stop()
})
