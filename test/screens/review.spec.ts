import { barriers, go, pictures, expect as usual } from './rig.ts'
import { smallTeam } from './small-team.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

test.use({ at: '2026-11-09T07:40:00Z', before: { live: smallTeam } })
test.setTimeout(150_000)

test('a planned email is written anew for its contact alone, and goes back to its step', async ({
  app,
  stage: { story },
}) => {
  const { rows } = await story.client.sends.list({ contact: 'clara@maison-orel.example', state: 'planned' })
  const [planned] = rows
  await go(app, `/outbox?open=${planned?.public_id}`)
  const panel = app.getByRole('region', { name: 'Email' })
  await panel.getByRole('button', { name: 'Edit…' }).click()
  const dialog = app.getByRole('dialog', { name: /Edit the email to/ })
  await expect(dialog.getByRole('textbox', { name: 'Text' })).toHaveValue('Once more')
  await expect(dialog.getByRole('button', { name: 'Keep this text' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Dear {{ first_name }}')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByText(/would be sent as it stands/)).toBeVisible()
  await dialog.getByText('Rich text').click()
  const rich = dialog.getByRole('textbox', { name: 'Text', exact: true })
  await rich.fill('Dear Clara, the oak samples are ready.')
  await rich.press('ControlOrMeta+a')
  await dialog.getByRole('button', { name: 'Bold' }).click()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'own-text')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.getByText('Written by hand')).toBeVisible()
  await panel.getByRole('tab', { name: 'Email' }).click()
  await expect(panel.getByText('a text for this contact alone')).toBeVisible()
  await pictures(app, 'own-text-kept')
  const kept = await story.client.sends.text({ public_id: planned?.public_id ?? '' })
  expect(kept.html).toBe('<p><strong>Dear Clara, the oak samples are ready.</strong></p>')
  await panel.getByRole('button', { name: 'Edit…' }).click()
  await dialog.getByRole('button', { name: 'Back to the step’s text' }).click()
  await expect(panel.getByText('Written by hand')).toBeHidden()
  expect((await story.client.sends.text({ public_id: planned?.public_id ?? '' })).own).toBeNull()
})

test('emails are looked through before anybody is engaged: approved by key, edited, and taken along', async ({
  app,
  stage: { story },
}) => {
  const { client } = story
  const contacts = ['odile', 'pieter', 'quentin'].map((name) => `${name}@atelier-nord.example`)
  for (const address of contacts)
    await client.contacts.create({
      address,
      first_name: (address.split('@')[0] as string).replace(/^./, (c) => c.toUpperCase()),
    })
  const { public_id } = await client.sequences.create({
    name: 'Oak samples',
    steps: [
      { subject: 'Oak for {{ first_name }}', text: 'Dear {{ first_name }}, shall I send you samples?' },
      { subject: '', text: 'Did they arrive, {{ first_name }}?', delay: { days: 2 } },
    ],
  })
  const ids = await Promise.all(
    contacts.map(async (address) => (await client.contacts.list({ search: address, limit: 1 })).rows[0]?.public_id),
  )
  await go(app, `/schedule/${public_id}?step=summary&contacts=${encodeURIComponent(JSON.stringify(ids))}`)
  await app.getByRole('button', { name: 'Review emails…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Review emails' })
  await expect(dialog.getByText('0 of 3 contacts reviewed')).toBeVisible()
  await expect(dialog.getByRole('heading', { name: 'Oak for Odile' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Approve' }).press('Enter')
  await expect(dialog.getByText('1 of 3 contacts reviewed')).toBeVisible()
  await expect(dialog.getByRole('heading', { name: 'Oak for Pieter' })).toBeVisible()
  await pictures(app, 'review')
  await dialog.getByRole('button', { name: 'Approve' }).press('e')
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('Walnut for Pieter')
  await pictures(app, 'review-edit')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByRole('heading', { name: 'Walnut for Pieter' })).toBeVisible()
  await expect(dialog.getByText('Written by hand')).toBeVisible()
  await dialog.getByRole('button', { name: 'Approve' }).press('ArrowLeft')
  await expect(dialog.getByText('Approved', { exact: true })).toBeVisible()
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect
    .poll(async () =>
      (await client.sends.list({ sequence: 'Oak samples' })).rows
        .flatMap(({ own, title }) => (own ? [title] : []))
        .sort(),
    )
    .toEqual(['Oak for Odile', 'Walnut for Pieter'])
})

test('an email that would be empty can’t be approved, only written by hand, and its reader is engaged then', async ({
  app,
  stage: { story },
}) => {
  const { client } = story
  const { public_id: ben } = await client.contacts.create({ address: 'ben@atelier-nord.example', first_name: 'Ben' })
  const { public_id: ada } = await client.contacts.create({ address: 'ada@atelier-nord.example', company: 'Nord' })
  const { public_id } = await client.sequences.create({
    name: 'For companies',
    steps: [{ subject: 'Oak', html: '<p>{% if company %}How is {{ company }}?{% endif %}</p>' }],
  })
  const wish = `contacts=${encodeURIComponent(JSON.stringify([ben, ada]))}`
  await go(app, `/schedule/${public_id}?step=contacts&${wish}`)
  await app.getByText('An email would be empty for them').click()
  await expect(app.getByText('Step 1 would reach ben@atelier-nord.example without a text.')).toBeVisible()
  await go(app, `/schedule/${public_id}?step=summary&${wish}`)
  await app.getByRole('button', { name: 'Review emails…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Review emails' })
  await expect(dialog.getByText(/It can’t be approved: step 1 would reach ben@.* without a text/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Approve' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Edit', exact: true }).click()
  await dialog.getByText('Plain text', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Dear Ben')
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('Oak')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByText('Written by hand')).toBeVisible()
  await expect(dialog.getByText(/can’t be approved/)).toBeHidden()
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect
    .poll(async () =>
      (await client.sends.list({ sequence: 'For companies' })).rows.map(({ own }) => own?.how ?? '').sort(),
    )
    .toEqual(['', 'edited'])
})

test('where every email would be empty the summary says which step, leads there, and lets them be written by hand', async ({
  app,
  stage: { story },
}) => {
  const { client } = story
  const { public_id: ben } = await client.contacts.create({ address: 'ben@atelier-nord.example', first_name: 'Ben' })
  const { public_id } = await client.sequences.create({
    name: 'For companies',
    steps: [{ subject: 'Oak', text: '{% if company %}How is {{ company }}?{% endif %}' }],
  })
  const wish = `contacts=${encodeURIComponent(JSON.stringify([ben]))}`
  await go(app, `/schedule/${public_id}?step=contacts&${wish}`)
  await expect(app.getByText('Step 1 would reach 1 contact without a text.')).toBeVisible()
  await pictures(app, 'empty-left-out')
  await app.getByRole('button', { name: 'Next: senders' }).click()
  await pictures(app, 'empty-senders')
  await app.getByRole('button', { name: 'Next: start and pace' }).click()
  await app.getByRole('button', { name: 'Next: summary' }).click()
  await expect(app.getByText('Nobody is left to write to.')).toBeVisible()
  await expect(app.getByText('Step 1 would reach 1 contact without a text.')).toBeVisible()
  await expect(app.getByRole('link', { name: 'Open step 1' })).toHaveAttribute('href', /step=1/)
  await expect(app.getByRole('button', { name: 'Engage contacts' })).toBeDisabled()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'empty-nobody')
  await app.getByRole('button', { name: 'Review emails…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Review emails' })
  await expect(dialog.getByText(/It can’t be approved: step 1/)).toBeVisible()
  await pictures(app, 'empty-review')
  await dialog.getByRole('button', { name: 'Edit', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Dear Ben')
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('Oak')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByText('Written by hand')).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(app.getByRole('button', { name: 'Engage contacts' })).toBeEnabled()
})

test('saving a sequence says whose text stays, and lets it be replaced', async ({ app, stage: { story } }) => {
  const { client } = story
  const { rows } = await client.sends.list({ contact: 'clara@maison-orel.example', state: 'planned' })
  const [planned] = rows
  if (!planned) throw new Error('nothing is planned')
  const { public_id } = planned
  await client.sends.rewrite({ public_id, subject: '', text: 'Dear Clara, by hand' })
  const sequence = (await client.sequences.list()).find(({ name }) => name === planned.sequence)?.public_id ?? ''
  const save = async (text: string) => {
    await go(app, `/sequences/${sequence}`)
    const step = app.getByRole('region', { name: `Step ${planned.step}`, exact: true })
    if (!(await step.getByRole('textbox', { name: 'Text', exact: true }).isVisible()))
      await app.getByRole('button', { name: new RegExp(`Step ${planned.step}`), expanded: false }).click()
    await step.getByRole('textbox', { name: 'Text', exact: true }).fill(text)
    await app.getByRole('button', { name: 'Save', exact: true }).click()
  }
  await save('Anew')
  const dialog = app.getByRole('dialog', { name: 'Save what is written?' })
  await expect(dialog.getByText(/keeps the text that a person wrote or approved for it/)).toBeVisible()
  const listed = dialog.getByRole('list', { name: 'Emails with a text of their own' })
  await expect(listed.getByRole('link')).toHaveAttribute('href', new RegExp(public_id))
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'own-text-save')
  await dialog.getByRole('button', { name: 'Save and change them' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await client.sends.text({ public_id })).template?.text).toBe('Anew')
  expect((await client.sends.text({ public_id })).text).toBe('Dear Clara, by hand')
  await save('Anew again')
  await dialog.getByRole('radio', { name: 'Replace it with the step’s text' }).check()
  await expect(dialog.getByText(/among them loses the text/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Save and change them' }).click()
  await expect.poll(async () => (await client.sends.text({ public_id })).text).toBe('Anew again')
  expect((await client.sends.text({ public_id })).own).toBeNull()
})

test('a step is sent to oneself from the editor, unsaved, and what became of it is told there', async ({
  app,
  stage: { story },
}) => {
  const { client } = story
  await client.contacts.create({ address: 'odile@atelier-nord.example', first_name: 'Odile' })
  const { public_id } = await client.sequences.create({
    name: 'Oak samples',
    steps: [
      { subject: 'Oak for {{ first_name }}', text: 'Dear {{ first_name }}, shall I send you samples?' },
      { subject: '', text: 'Did they arrive, {{ first_name }}?', delay: { days: 2 } },
    ],
  })
  await go(app, `/sequences/${public_id}`)
  const preview = app.getByRole('region', { name: 'Preview' })
  await expect(preview.getByRole('heading', { name: 'Oak for Odile' })).toBeVisible()
  await app.getByRole('textbox', { name: 'Subject' }).first().fill('Walnut for {{ first_name }}')
  await expect(preview.getByRole('heading', { name: 'Walnut for Odile' })).toBeVisible()
  await preview.getByRole('button', { name: 'Send me a test' }).click()
  const tests = async () => (await client.sends.list({ tab: 'all' })).rows.filter(({ kind }) => kind === 'test')
  await expect.poll(async () => (await tests()).length).toBe(1)
  await story.settle()
  await expect(preview.getByText(/^Sent to .+ from anna@haldenroux\.example at/)).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'test-send')
  expect((await client.sequences.get({ public_id })).steps[0]?.subject).toBe('Oak for {{ first_name }}')
  // of another step nothing is told
  await app.getByRole('button', { name: /^2?\s*Step 2/, expanded: false }).click()
  await expect(preview.getByText(/^Sent to/)).toBeHidden()
  await client.accounts.update({ public_id: (await tests())[0]?.account_id ?? '', quotas: ['1/hour'] })
  await preview.getByRole('button', { name: 'Send me a test' }).click()
  await expect.poll(async () => (await tests()).length).toBe(2)
  await story.settle()
  await expect(preview.getByText(/^It waits, and leaves/)).toBeVisible()
  await pictures(app, 'test-send-waits')
  await go(app, `/outbox?tab=all&open=${(await tests()).find(({ state }) => state === 'sent')?.public_id}`)
  await expect(app.getByRole('region', { name: 'Email' }).getByText('A test, sent to oneself')).toBeVisible()
  await pictures(app, 'test-send-outbox')
})
