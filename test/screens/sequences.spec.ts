import { truncateSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { busyWeek } from './busy-week.ts'
import { barriers, expect, go, pictures, test } from './rig.ts'
import { stage } from './stage.ts'

// Pictures in both themes and sizes take their time beside everything else.
test.setTimeout(180_000)
// A trace puts a script of its own into the preview's frame, which runs none: the page would be blamed for it.
test.use({ trace: 'off' })

const step = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
/** The button of a closed step, which opens it. */
const open = (page: Page, name: string) =>
  step(page, name).getByRole('button', { expanded: false, name: new RegExp(`^${name}`) })

const csv = 'Email,First name,Company\nada@x.example,Ada,Acme\nbob@y.example,,Byte\n'

test('a sequence is written by keyboard alone: errors in place, preview for any contact, saved', async ({
  app,
  engine,
}) => {
  writeFileSync(`${engine.data}/people.csv`, csv)
  await engine.cadenza('import', `${engine.data}/people.csv`)
  await go(app, '/sequences')
  await expect(app.getByText('No sequence yet.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sequences-empty')
  await app.getByRole('link', { name: 'New sequence' }).first().press('Enter')

  await expect(app.getByRole('textbox', { name: 'Name of the sequence' })).toBeFocused()
  await app.keyboard.type('Winter list')
  const first = step(app, 'Step 1')
  await expect(first.getByRole('radio', { name: 'Rich text' })).toBeChecked()
  await first.locator('.seq-html').getByText('Plain text', { exact: true }).click()
  await first.getByRole('textbox', { name: 'Subject' }).focus()
  await app.keyboard.type('A question, {{ frist_name }}')
  await app.keyboard.press('Tab')
  await expect(first.getByText('No contact has “frist_name”. Did you mean {{ first_name }}?')).toBeVisible()
  await first.getByRole('textbox', { name: 'Subject' }).focus()
  await app.keyboard.press('Control+a')
  await app.keyboard.type('A question about {{ company }}')
  await app.keyboard.press('Tab')
  await app.keyboard.press('Tab')
  await expect(first.getByRole('textbox', { name: 'Text' })).toBeFocused()
  await app.keyboard.type('Hi ')
  await first.getByRole('button', { name: 'Insert a variable' }).press('Enter')
  await expect(app.locator('input:focus')).toBeVisible()
  await app.keyboard.type('first')
  await expect(app.getByRole('button', { name: /First name/ })).toBeVisible()
  await app.keyboard.press('Enter')
  await expect(first.getByRole('textbox', { name: 'Text' })).toHaveValue('Hi {{ first_name | default: "there" }}')
  await app.keyboard.type(',\n\nhow is {{ company }}?\n{{ city | shout }}')
  await app.keyboard.press('Tab')
  await first.getByRole('button', { name: 'Text, line 4, column 1' }).press('Enter')
  await expect(first.getByRole('list', { name: 'What is wrong in step 1' })).toContainText(
    'There is no filter “shout”.',
  )
  await pictures(app, 'sequence-error')
  expect(await barriers(app)).toEqual([])
  await app.keyboard.press('Shift+End')
  await app.keyboard.press('Delete')
  await expect(first.getByText('There is no filter')).toHaveCount(0)

  const preview = app.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('how is Byte?')
  await expect(preview).toContainText('Hi there,')
  await preview.getByRole('combobox', { name: 'Contact to show it for' }).click()
  await app.keyboard.type('ada')
  await app.getByRole('option', { name: /ada@x\.example/ }).click()
  await expect(preview).toContainText('Hi Ada,')
  await expect(preview.getByRole('heading')).toHaveText('A question about Acme')

  for (const number of [2, 3]) {
    await app.getByRole('button', { name: 'Add a step' }).press('Enter')
    await step(app, `Step ${number}`).getByRole('textbox', { name: 'Text' }).fill(`Once more, ${number}`)
  }
  await app.getByRole('textbox', { name: 'Working days before step 3' }).fill('2')
  await app.getByRole('combobox', { name: 'Hour of step 3' }).click()
  await app.getByRole('option', { name: '14:00' }).click()
  await expect(preview.getByRole('heading')).toHaveText('Re: A question about Acme')
  await pictures(app, 'sequence-new')
  expect(await barriers(app)).toEqual([])

  await app.getByRole('link', { name: 'Sequences', exact: true }).press('Enter')
  await expect(app.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible()
  await app.getByRole('button', { name: 'Cancel' }).press('Enter')
  await expect(app.getByRole('dialog')).toHaveCount(0)
  await app.getByRole('button', { name: 'Save', exact: true }).press('Enter')
  await expect(app.getByText('Winter list is saved')).toBeVisible()
  const [made] = await engine.client.sequences.list()
  expect(made).toMatchObject({
    name: 'Winter list',
    steps: [{ days: 0 }, { days: 3, hour: null }, { days: 2, hour: 14 }],
  })
  expect(new URL(app.url()).hash).toBe(`#/sequences/${made?.public_id}`)
  await expect(app.getByRole('link', { name: 'Schedule…' })).toHaveAttribute('href', `/#/schedule/${made?.public_id}`)
})

test('two people at once: the second one sees that, keeps what was written, and decides', async ({ app, engine }) => {
  const steps = [{ subject: 'Hello', text: 'First' }]
  const { public_id } = await engine.client.sequences.create({ name: 'Shared', steps })
  await go(app, `/sequences/${public_id}`)
  const text = app.getByRole('textbox', { name: 'Text' })
  await expect(text).toHaveValue('First')
  await text.fill('Mine')
  await engine.client.sequences.update({ public_id, version: 1, steps: [{ subject: 'Hello', text: 'Theirs' }] })
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Somebody else saved this sequence meanwhile.')).toBeVisible()
  await expect(text).toHaveValue('Mine')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sequence-conflict')
  await app.getByRole('button', { name: 'Save mine over it' }).click()
  await expect(app.getByText('Shared is saved')).toBeVisible()
  expect(await engine.client.sequences.get({ public_id })).toMatchObject({ version: 3, steps: [{ text: 'Mine' }] })
})

test('steps are moved, copied, removed and put back; HTML and files stay with them', async ({ app, engine }) => {
  const made = await engine.client.sequences.create({
    name: 'Pieces',
    steps: [
      { subject: 'One', text: 'First & <foremost>' },
      { subject: 'Two', text: 'Second', delay: { days: 2 } },
    ],
  })
  await go(app, `/sequences/${made.public_id}`)
  const first = step(app, 'Step 1')
  await first.getByText('HTML source').click()
  await expect(first.getByRole('textbox', { name: 'Text' })).toHaveValue('<p>First &amp; &lt;foremost&gt;</p>')
  await first
    .locator('input[type=file]')
    .setInputFiles({ name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(2048) })
  await expect(first.getByRole('list', { name: 'Attachments' })).toContainText('offer.pdf')
  // named by its path: as bytes it would go through the browser's own channel, which takes seconds
  const film = `${engine.data}/film.mp4`
  writeFileSync(film, '')
  truncateSync(film, 21 * 1024 * 1024)
  await first.locator('input[type=file]').setInputFiles(film)
  await expect(first.getByRole('alert')).toContainText('film.mp4 was not attached')
  const menu = app.getByRole('menu', { name: 'More for step 1' })
  await app.getByRole('button', { name: 'More for step 1' }).click()
  await menu.getByRole('menuitem', { name: 'Move down' }).click()
  await expect(step(app, 'Step 2').getByRole('textbox', { name: 'Subject' })).toHaveText('One')
  await app.getByRole('button', { name: 'More for step 1' }).click()
  await menu.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(app.getByRole('region', { name: 'Step 2' })).toHaveCount(0)
  await app.getByRole('button', { name: 'Undo' }).click()
  await open(app, 'Step 1').click()
  await expect(step(app, 'Step 1').getByRole('textbox', { name: 'Subject' })).toHaveText('Two')
  await pictures(app, 'sequence-moved')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Pieces is saved')).toBeVisible()
  expect(await engine.client.sequences.get({ public_id: made.public_id })).toMatchObject({
    steps: [
      { subject: 'Two', text: 'Second', days: 0 },
      { subject: 'One', html: '<p>First &amp; &lt;foremost&gt;</p>', attachments: [{ name: 'offer.pdf', size: 2048 }] },
    ],
  })
})

stage.describe('in the middle of the work', () => {
  stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => busyWeek(story, 240) } })
  stage.setTimeout(180_000)

  stage('the list, a step in use, and the report with its contacts', async ({ app, stage: { story } }) => {
    const { client } = story
    await client.sequences.create({ name: 'Summer fair', steps: [{ subject: 'Hello', text: 'Hi' }] })
    await go(app, '/sequences')
    const row = app.getByRole('row', { name: 'Sequence Autumn check-in' })
    await expect(row).toContainText('under way')
    await pictures(app, 'sequences')
    expect(await barriers(app)).toEqual([])
    await app.getByText('Drafts', { exact: true }).click()
    await expect(app.getByRole('row', { name: /^Sequence / })).toHaveCount(1)
    await app.getByText('Running', { exact: true }).click()
    await row.click()

    const report = await client.reports.sequence({ sequence: 'Autumn check-in' })
    await expect(app.getByRole('tab', { name: 'Report', selected: true })).toBeVisible()
    const verdict =
      report.written === report.engaged
        ? `All ${report.engaged} contacts have been`
        : `${report.written} of ${report.engaged} contacts`
    await expect(app.getByText(`${verdict} written to.`)).toBeVisible()
    const states = app.getByRole('list', { name: `${report.engaged} engaged` })
    for (const [state, n] of Object.entries(report.enrollments))
      if (state === 'active') await expect(states).toContainText(`${n}`)
    await app.waitForLoadState('networkidle')
    await pictures(app, 'sequence-report')
    expect(await barriers(app)).toEqual([])
    await states.getByRole('link', { name: /Under way/ }).click()
    await expect(app).toHaveURL(/state=active/)
    const people = app.getByRole('grid', { name: 'Contacts' })
    await expect(people.getByRole('row').nth(1)).toContainText('Under way')
    await people.scrollIntoViewIfNeeded()
    await pictures(app, 'sequence-report-people')
    const download = app.waitForEvent('download')
    await app.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toBe('Autumn check-in.csv')

    await app.getByRole('tab', { name: 'Emails' }).click()
    await open(app, 'Step 2').click()
    const second = step(app, 'Step 2')
    await expect(second).toContainText('In use: it keeps its place.')
    await expect(app.getByRole('button', { name: 'More for step 2' })).toHaveCount(0)
    await pictures(app, 'sequence-in-use')
    await second.getByRole('textbox', { name: 'Text' }).fill('Hello, did my question reach you?')
    await app.getByRole('textbox', { name: 'Working days before step 3' }).fill('6')
    await app.getByRole('button', { name: 'Save', exact: true }).click()
    const asked = app.getByRole('dialog', { name: 'Save what is written?' })
    await expect(asked).toContainText(/emails of step 2 that have not left yet take the new text/)
    await expect(asked).toContainText(/emails of step 3 get another slot/)
    await pictures(app, 'sequence-consequence')
    expect(await barriers(app)).toEqual([])
    await asked.getByRole('button', { name: 'Save and change them' }).click()
    await expect(app.getByText('Autumn check-in is saved')).toBeVisible()
    expect(await client.sequences.get({ public_id: 'Autumn check-in' })).toMatchObject({
      version: 2,
      steps: [{}, {}, { days: 6 }],
    })
    expect(await client.reports.sequence({ sequence: 'Autumn check-in' })).toMatchObject({ conserved: true })
  })
})
