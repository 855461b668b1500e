/** Scheduling a sequence: every step looked at in a full workspace, and the whole job by keyboard alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Story } from '../work/story.ts'
import { alwaysOpen, barriers, expect, go, pictures, test } from './rig.ts'
import { stage } from './stage.ts'

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
