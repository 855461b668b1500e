/** Scheduling a sequence: every step looked at in a full workspace, and the whole job by keyboard alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Story } from '../work/story.ts'
import { alwaysOpen, barriers, go, expect as hasty, pictures, test } from './rig.ts'
import { stage } from './stage.ts'

/** A plan takes its time where the machine has other things to do. */
const expect = hasty.configure({ timeout: 20_000 })

const given =
  'Amina Beatriz Rémi Pieter Chloé Paolo Clara Nora Lukas Jonas Élodie Giulia Ingrid Yara Tomasz Søren'.split(' ')
const family =
  'Vermeer Wójcik Sørensen Costa Moreau Novák Ricci Keller Garnier Roth Almeida Okafor Aubert Fontaine'.split(' ')
const plain = (text: string) => text.normalize('NFD').replace(/[^\w]/g, '').toLowerCase()

/** A list with people who lack a name, an owner each, and a tag for some. */
function csv(people: number): string {
  const lines = ['Email,First name,Last name,Company,Owner,Tags']
  for (let n = 0; n < people; n++) {
    const first = given[n % given.length] as string
    const last = family[Math.floor(n / given.length) % family.length] as string
    const name = n % 160 === 7 ? '' : first
    lines.push(
      `${plain(first)}.${plain(last)}${n}@firm${n % 40}.example,${name},${last},Firm ${n % 40},anna.lindqvist@haldenroux.example,${n % 4 === 0 ? 'autumn' : ''}`,
    )
  }
  return `${lines.join('\n')}\n`
}

async function imported({ client, folder }: Story, people: number): Promise<void> {
  const file = join(folder, 'people.csv')
  writeFileSync(file, csv(people))
  const steps = await client.contacts.import({ file })
  for (let step = await steps.next(); !step.done; ) step = await steps.next()
}

/** Monday 9 November 2026, 10:40 in Paris: three mailboxes, one of another seat, some of it planned already. */
async function autumn(s: Story): Promise<void> {
  const { client } = s
  await client.workspace.update({ holidays: 'FR', name: 'Haldenroux' })
  await imported(s, 2506)
  await client.seats.add({ name: 'Tomasz', address: 'tomasz.wolny@haldenroux.example' })
  const mailbox = (address: string, limits: string[], seat?: string) =>
    s.account(address, { limits, ...(seat ? { seat } : {}) } as Parameters<Story['account']>[1])
  await mailbox('anna.lindqvist@haldenroux.example', ['50/hour', '400/day'], 'anna.lindqvist@haldenroux.example')
  await mailbox('marc.delacroix@haldenroux.example', ['40/hour', '300/day'])
  await mailbox('ines.roux@haldenroux.example', ['30/hour', '200/day'])
  await mailbox('tomasz.wolny@haldenroux.example', ['30/hour'], 'tomasz.wolny@haldenroux.example')
  await client.suppressions.add({ value: 'firm39.example' })
  await client.sequences.create({
    name: 'Spring viewing',
    steps: [
      { subject: 'Invitation', text: 'Hello' },
      { subject: '', text: 'Again', delay: { days: 3, at: '16:00' } },
    ],
  })
  await client.sequences.create({
    name: 'Autumn check-in',
    steps: [
      { subject: 'Hello {{ first_name }}', text: 'How is the winter list?' },
      { subject: '', text: 'Did it reach you?', delay: { days: 4, at: '11:00' } },
      { subject: '', text: 'A last word', delay: { days: 5 } },
    ],
  })
  const { rows } = await client.contacts.list({ limit: 500 })
  const accounts = ['anna.lindqvist', 'marc.delacroix', 'ines.roux'].map((name) => ({
    account: `${name}@haldenroux.example`,
  }))
  await client.schedule.engage({
    sequence: 'Spring viewing',
    contacts: rows.slice(0, 240).map(({ address }) => address),
    assign: 'selected',
    senders: accounts,
    start: '2026-11-10T13:00',
    per_hour: 40,
  })
}

async function wizardOf(app: Page, s: Story): Promise<void> {
  const sequence = (await s.client.sequences.list()).find(({ name }) => name === 'Autumn check-in')
  await go(app, `/schedule/${sequence?.public_id}`)
  await expect(app.getByText('get Autumn check-in')).toBeVisible()
}

const next = (app: Page) => app.locator('[data-next]').click()

stage.describe('in a full workspace', () => {
  stage.use({ at: '2026-11-09T09:40:00Z', before: { live: autumn } })
  stage.setTimeout(180_000)

  stage('every step, in both themes and without barriers', async ({ app, stage: { story } }) => {
    await wizardOf(app, story)
    for (const name of ['No first_name', 'On the suppression list']) await app.getByRole('button', { name }).click()
    await expect(app.getByRole('textbox', { name: /^first_name of/ }).first()).toBeVisible()
    await pictures(app, 'wizard-contacts')
    expect(await barriers(app)).toEqual([])
    await next(app)
    await app.getByRole('radio', { name: 'Select senders' }).check()
    await expect(app.getByText('Held back by')).toBeVisible()
    await pictures(app, 'wizard-senders')
    expect(await barriers(app)).toEqual([])
    await next(app)
    await app.getByRole('button', { name: 'See what would help' }).click()
    await expect(app.getByText('would finish').first()).toBeVisible()
    await pictures(app, 'wizard-help')
    await app.getByRole('button', { name: 'Close', exact: true }).click()
    await pictures(app, 'wizard-when')
    expect(await barriers(app)).toEqual([])
    for (const view of ['Day', 'Month', 'Score']) {
      await app.getByRole('radiogroup', { name: 'View' }).getByText(view).click()
      await pictures(app, `wizard-${view.toLowerCase()}`)
    }
    expect(await barriers(app)).toEqual([])
    await next(app)
    await expect(app.getByRole('button', { name: 'Engage contacts' })).toBeEnabled()
    await pictures(app, 'wizard-summary')
    expect(await barriers(app)).toEqual([])
  })
})

/** What the keyboard is on: how a screen reader would call it. */
const focused = (app: Page) =>
  app.evaluate(() => {
    const at = document.activeElement as HTMLElement | null
    return at?.getAttribute('aria-label') ?? at?.closest('label')?.textContent ?? at?.textContent ?? ''
  })

/** Presses Tab until that is reached; a walk without end fails. */
async function tabTo(app: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < 60; i++) {
    await app.keyboard.press('Tab')
    const at = (await focused(app)).trim()
    if (wanted.test(at)) return
    passed.push(at)
  }
  throw new Error(`Tab never came to ${wanted}; it passed ${passed.join(' | ')}`)
}

test('from contacts to engaged, with the keyboard alone, into the sandbox', async ({ app, engine }) => {
  test.setTimeout(120_000)
  await alwaysOpen(engine.client)
  const file = join(engine.data, 'people.csv')
  writeFileSync(file, csv(80))
  await engine.cadenza('import', file)
  const sequence = await engine.client.sequences.create({
    name: 'By keyboard',
    steps: [
      { subject: 'Hello {{ first_name | default: "there" }}', text: 'How are you?' },
      { subject: '', text: 'And now?', delay: { days: 2 } },
    ],
  })
  await go(app, `/schedule/${sequence.public_id}`)
  await expect(app.getByText('80 contacts get By keyboard.')).toBeVisible()
  await tabTo(app, /^Next: senders/)
  await app.keyboard.press('Enter')
  await expect(app.getByText('Nothing leaves this computer')).toBeVisible()
  await expect(app.getByText('The last email leaves')).toBeVisible()
  await tabTo(app, /^Next: start and pace/)
  await app.keyboard.press('Enter')
  // the pencil: a date that is past is refused, with the open slots beside it
  await tabTo(app, /^Type the date and the hour/)
  await app.keyboard.press('Enter')
  await app.getByRole('textbox', { name: 'Date' }).fill('2020-01-06')
  await tabTo(app, /^Use this hour/)
  await app.keyboard.press('Enter')
  await expect(app.getByText('is in the past')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Next: summary' })).toBeDisabled()
  const nearest = app.getByRole('alert').getByRole('button')
  await nearest.focus()
  await app.keyboard.press('Enter')
  await expect(app.getByText('The last email leaves')).toBeVisible()
  // the calendar itself: an arrow down from where it starts, and Enter
  const start = app.locator('[data-slot].start')
  const before = await start.getAttribute('data-slot')
  await start.focus()
  await app.keyboard.press('ArrowRight')
  await app.keyboard.press('Enter')
  await expect(start).not.toHaveAttribute('data-slot', before ?? '')
  await expect(app.getByText('Draft kept,')).toBeVisible()
  await tabTo(app, /^Next: summary/)
  await app.keyboard.press('Enter')
  await expect(app.getByText('Nothing leaves this computer.')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Engage contacts' })).toBeEnabled()
  await tabTo(app, /^Engage contacts/)
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: '80 contacts engaged.' })).toBeFocused()
  await pictures(app, 'wizard-engaged')
  expect(await barriers(app)).toEqual([])
  const { rows } = await engine.client.enrollments.list({ sequence: sequence.public_id, limit: 500 })
  expect(rows).toHaveLength(80)
  expect(await engine.client.views.list({ screen: 'schedule-draft' })).toEqual([])
  await tabTo(app, /^Open the report/)
  await app.keyboard.press('Enter')
  await expect.poll(() => new URL(app.url()).hash).toContain(`/sequences/${sequence.public_id}?tab=report`)
})

test('what somebody else changed meanwhile is shown as a correction, and asked again', async ({ app, engine }) => {
  await alwaysOpen(engine.client)
  const file = join(engine.data, 'people.csv')
  writeFileSync(file, csv(60))
  await engine.cadenza('import', file)
  const { public_id } = await engine.client.sequences.create({
    name: 'Changing',
    steps: [{ subject: 'Hello', text: 'How are you?' }],
  })
  await go(app, `/schedule/${public_id}?step=summary`)
  const engage = app.getByRole('button', { name: 'Engage contacts' })
  await expect(engage).toBeEnabled()
  // two opt out in the moment between look and press: the page has not heard of it yet
  await app.evaluate(() => {
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (data) {
      window.setTimeout(() => send.call(this, data), String(data).includes('schedule/preview') ? 1500 : 0)
    }
  })
  await engine.client.suppressions.add({ value: 'firm7.example' })
  await engage.click()
  await expect(app.getByText('The plan has changed since you saw it.')).toBeVisible()
  await expect(app.locator('.was').getByText('60')).toBeVisible()
  await expect(engage).toBeEnabled()
  await engage.click()
  await expect(app.getByRole('heading', { name: '58 contacts engaged.' })).toBeVisible()
})

test('a draft is kept and opened again; what is missing is mended where it stands', async ({ app, engine }) => {
  await alwaysOpen(engine.client)
  const file = join(engine.data, 'people.csv')
  writeFileSync(file, csv(40))
  await engine.cadenza('import', file)
  const { public_id } = await engine.client.sequences.create({
    name: 'Kept',
    steps: [{ subject: 'Hello {{ first_name }}', text: 'How are you?' }],
  })
  await go(app, `/schedule/${public_id}`)
  await expect(app.getByText('39 contacts get Kept.')).toBeVisible()
  await app.getByRole('button', { name: 'No first_name' }).click()
  const missing = app.getByRole('textbox', { name: /^first_name of/ })
  await missing.fill('Nora')
  await missing.press('Enter')
  await expect(app.getByText('40 contacts get Kept.')).toBeVisible()
  await app.getByRole('radio', { name: 'Contacts with a tag' }).check()
  await expect(app.getByText('10 contacts get Kept.')).toBeVisible()
  await expect(app.getByText('Draft kept,')).toBeVisible()
  await app.reload()
  await expect(app.getByText('10 contacts get Kept.')).toBeVisible()
  await expect(app.getByText('Your draft of')).toBeVisible()
  await app.getByRole('button', { name: 'Start over' }).click()
  await expect(app.getByText('40 contacts get Kept.')).toBeVisible()
})
