/** The whole job of a new user, by what is on screen: first run, list, sequence, schedule, sandbox, report. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, watched } from './rig.ts'
import { type Stage, stage } from './stage.ts'

const csv = `Email,First name,Company
ada@engines.example,Ada,Analytical Engines
grace@harbor.example,Grace,Harbor Systems
katherine@orbital.example,Katherine,Orbital
nobody,,
`

const next = (app: Page) => app.locator('[data-next]').click()

async function tour(app: Page): Promise<void> {
  await app.getByRole('textbox', { name: 'Your name' }).fill('Nora Linde')
  await next(app)
  await next(app)
  await expect(app.getByText('1,800 emails to 600 people')).toBeVisible()
  await next(app)
  await app.getByRole('button', { name: 'Import contacts' }).click()
}

async function importList(app: Page, { story }: Stage): Promise<void> {
  const file = join(story.folder, 'contacts.csv')
  writeFileSync(file, csv)
  await app.locator('input[type=file]').setInputFiles(file)
  await app.getByRole('button', { name: 'See what will happen' }).click()
  await expect(app.getByText('3 new contacts come in.')).toBeVisible()
  await app.getByRole('button', { name: 'Import 3 contacts' }).click()
  await expect(app.getByText('3 contacts imported')).toBeVisible()
  await app.getByRole('link', { name: 'Show the contacts' }).click()
  await expect(app.getByRole('row', { name: /Grace/ })).toBeVisible()
}

async function writeSequence(app: Page): Promise<void> {
  await app.getByRole('link', { name: 'Sequences', exact: true }).click()
  await app.getByRole('link', { name: 'New sequence' }).first().click()
  await app.getByRole('textbox', { name: 'Name of the sequence' }).fill('Hello')
  const step = (name: string) => app.getByRole('region', { name, exact: true })
  await step('Step 1').locator('.seq-html').getByText('Plain text', { exact: true }).click()
  await step('Step 1').getByRole('textbox', { name: 'Subject' }).fill('A question, {{ first_name | default: "hello" }}')
  await step('Step 1').getByRole('textbox', { name: 'Text' }).fill('How does {{ company }} plan its mail?')
  await expect(app.getByRole('region', { name: 'Preview' })).toContainText('plan its mail?')
  await app.getByRole('button', { name: 'Add a step' }).click()
  await step('Step 2').getByRole('textbox', { name: 'Text' }).fill('Did my question reach you?')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Hello is saved')).toBeVisible()
}

async function scheduleIt(app: Page): Promise<void> {
  await app.getByRole('link', { name: 'Schedule…' }).click()
  await expect(app.getByText('3 contacts get Hello.')).toBeVisible()
  await next(app)
  await expect(app.getByText('The last email leaves')).toBeVisible()
  await next(app)
  await next(app)
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect(app.getByRole('heading', { name: '3 contacts engaged.' })).toBeVisible()
}

stage.use({ at: '2026-11-09T08:30:00Z' })
stage.setTimeout(150_000)

stage('from the first start to the report, with nothing but what is on screen', async ({ page, stage: on }) => {
  const { story } = on
  const job = async (app: Page) => {
    await tour(app)
    await importList(app, on)
    await writeSequence(app)
    await scheduleIt(app)
    await story.goTo('2026-11-09T10:30:00Z')
    await app.getByRole('button', { name: 'See the calendar' }).click()
    await expect(app.getByRole('grid').first()).toBeVisible()
    await app.getByRole('link', { name: 'Sandbox inbox' }).click()
    await expect(app.getByText('A question, Ada').first()).toBeVisible()
    await app.getByRole('link', { name: 'Outbox' }).click()
    await expect(app.getByRole('row', { name: /Ada/ }).first()).toBeVisible()
  }
  for (const { public_id } of await story.client.views.list({ screen: 'tour' }))
    await story.client.views.remove({ public_id })
  const opened = (app: Page) => expect(app.getByRole('textbox', { name: 'Your name' })).toBeVisible()
  await watched(page, on.origin, on.loginUrl(), job, opened)
  // the follow-up leaves three working days later; a browser's session has ended by then, and a new address lets it in. A page
  // that stayed open would meet that end in the middle of what is watched
  await page.goto('about:blank')
  await story.goTo('2026-11-12T18:00:00Z')
  const end = async (app: Page) => {
    await app.getByRole('link', { name: 'Sequences', exact: true }).click()
    await app.getByRole('row', { name: /Hello/ }).click()
    await app.getByRole('tab', { name: 'Report' }).click()
    await expect(app.getByText('All 3 contacts have been written to.')).toBeVisible()
  }
  await watched(page, on.origin, on.loginUrl(), end)
  const { sequence, emails, conserved, sandbox, enrollments } = await story.client.reports.sequence({
    sequence: 'Hello',
  })
  expect({ sequence, sent: emails.sent, conserved, sandbox, enrollments }).toMatchObject({
    sequence: 'Hello',
    sent: 6,
    conserved: true,
    sandbox: true,
    enrollments: { finished: 3 },
  })
})
