/** What a new user does with a workbook, by what is on screen: import, mailboxes, a sequence, a look through. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import writeExcelFile from 'write-excel-file/node'
import type { ImapRig } from '../rig/imap-server.ts'
import type { LedgerServer } from '../rig/ledger.ts'
import { size } from '../size.ts'
import type { Story } from '../work/story.ts'
import { go, expect as hasty, pictures } from './rig.ts'

const expect = hasty.configure({ timeout: 20_000 })

const given = ['Amina', 'Beatriz', 'Rémi', 'Pieter', 'Chloé', 'Paolo', 'Clara', 'Nora', 'Lukas', 'Jonas']
const family = ['Vermeer', 'Wójcik', 'Sørensen', 'Costa', 'Moreau', 'Novák', 'Ricci']
const lands = [
  ['France', '+33 1 42 68 53'],
  ['Germany', '+49 30 9018'],
  ['United Kingdom', '+44 20 7946'],
  ['Netherlands', '+31 20 794'],
]
/** Rows that can be written to; twelve more can't, or come twice. */
export const good = size(138, 488)

function rows(): string[][] {
  const people = Array.from({ length: good }, (_, n) => {
    const first = n % 61 === 7 ? '' : (given[n % 10] as string)
    const host = n % 41 === 5 ? 'gone.example' : n % 97 === 3 ? 'slow.example' : `firm${n % 30}.example`
    const [land, phone] = lands[n % 4] as [string, string]
    return [
      `person${n}@${host}`,
      first,
      family[n % 7] as string,
      n % 9 === 0 ? '' : `Firm ${n % 30}`,
      land,
      `${phone} ${1000 + n}`,
      n % 3 ? 'oak' : 'walnut',
    ]
  })
  const again = [3, 40, 77, 114, 120, 131].map((n) =>
    (people[n] as string[]).map((cell, i) => (i === 0 ? cell.toUpperCase() : cell)),
  )
  const bad = [
    ['no address', 'Bad'],
    ['', 'Nobody'],
    ['two@@ats.example', 'Two'],
    ['space in@firm1.example', 'Space'],
    ['@firm2.example', 'At'],
    ['trailing@', 'Trail'],
  ].map((row) => [...row, '', '', '', '', ''])
  return [...people, ...again, ...bad]
}

/** A PNG of 64 × 32, drawn by the page itself. */
const drawn = (app: Page) =>
  app.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 32)
    const pen = canvas.getContext('2d')
    if (pen) pen.fillStyle = '#2b35c4'
    pen?.fillRect(0, 0, 64, 32)
    return Array.from(new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()))
  })

const next = (app: Page) => app.locator('[data-next]').click()

export async function bringIn(app: Page, story: Story): Promise<void> {
  const file = join(story.folder, 'autumn fair.xlsx')
  await writeExcelFile(
    [['E-mail', 'First name', 'Last name', 'Company', 'Country', 'Phone', 'Favourite wood'], ...rows()].map((row) =>
      row.map((value) => ({ value, type: String })),
    ) as never,
  ).toFile(file)
  await app.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts', exact: true }).click()
  await pictures(app, 'sheet-contacts-empty')
  await app
    .getByRole('link', { name: /Import/ })
    .first()
    .click()
  await pictures(app, 'sheet-import-start')
  await app.locator('input[type=file]').setInputFiles(file)
  await expect(app.getByRole('button', { name: 'See what will happen' })).toBeVisible()
  await pictures(app, 'sheet-import-columns')
  await app.getByRole('button', { name: 'See what will happen' }).click()
  await expect(app.getByText('new contacts come in.')).toBeVisible()
  await pictures(app, 'sheet-import-check')
  await app.getByRole('button', { name: /^Import \d+ contacts/ }).click()
  await expect(app.getByText(/contacts imported/)).toBeVisible()
  await pictures(app, 'sheet-import-done')
  await app.getByRole('link', { name: 'Show the contacts' }).click()
  await expect(app.getByRole('row', { name: /Amina/ }).first()).toBeVisible()
  await pictures(app, 'sheet-contacts')
  await app.getByRole('row', { name: /Amina/ }).first().click()
  await pictures(app, 'sheet-contact')
}

export async function connect(app: Page, name: string, smtp: LedgerServer, imap: ImapRig): Promise<void> {
  await go(app, '/mailboxes/connect')
  await app.getByLabel('Address you send from').fill(`${name}@haldenroux.example`)
  await app.getByRole('radio', { name: /Another mail server/ }).check({ force: true })
  await app.getByRole('button', { name: 'Continue' }).click()
  await app.getByRole('textbox', { name: 'Server' }).fill(smtp.host)
  await app.getByRole('textbox', { name: 'Port' }).fill(String(smtp.port))
  await app.getByRole('combobox', { name: 'Encryption' }).click()
  await app.getByRole('option', { name: 'None' }).click()
  await app.getByRole('textbox', { name: 'Port' }).fill(String(smtp.port))
  await app.getByRole('textbox', { name: 'Password' }).fill('pw')
  await pictures(app, `sheet-connect-${name}`)
  if (await app.getByLabel('Let the password travel readable').count())
    await app.getByLabel('Let the password travel readable').check()
  await app.getByLabel('Read this mailbox too (IMAP)').check()
  const reading = app.getByRole('group', { name: 'Reading' })
  await reading.getByRole('textbox', { name: 'Server' }).fill(imap.host)
  await reading.getByRole('combobox', { name: 'Encryption' }).click()
  await app.getByRole('option', { name: 'None' }).last().click()
  await reading.getByRole('textbox', { name: 'Port' }).fill(String(imap.port))
  await pictures(app, `sheet-connect-reading-${name}`)
  await app.getByRole('button', { name: 'Test connection' }).click()
  await expect(app.getByText('What was sent is in the folder “Sent”.')).toBeVisible()
  await pictures(app, `sheet-connect-tested-${name}`)
  await app.getByRole('button', { name: 'Continue' }).click()
  await expect(app.getByRole('textbox', { name: 'An hour' })).toBeVisible()
  await pictures(app, `sheet-connect-limits-${name}`)
  await app.getByRole('textbox', { name: 'An hour' }).fill('120')
  await app.getByRole('textbox', { name: /^A day/ }).fill('700')
  await app.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(app.getByRole('article', { name: `${name}@haldenroux.example` })).toContainText('Active')
  await pictures(app, 'sheet-mailboxes')
}

export async function write(app: Page): Promise<void> {
  await app.getByRole('link', { name: 'Sequences', exact: true }).click()
  await pictures(app, 'sheet-sequences-empty')
  await app.getByRole('link', { name: 'New sequence' }).first().click()
  await app.getByRole('textbox', { name: 'Name of the sequence' }).fill('Autumn fair')
  const step = (n: number) => app.getByRole('region', { name: `Step ${n}`, exact: true })
  await step(1).getByRole('textbox', { name: 'Subject' }).fill('Wood for {{ first_name | default: "you" }}')
  await pictures(app, 'sheet-editor-new')
  await step(1).getByText('Rich text', { exact: true }).click()
  const text = step(1).getByRole('textbox', { name: 'Text', exact: true })
  await text.click()
  await app.keyboard.type('Kind regards, Anna')
  await step(1).getByRole('button', { name: 'Insert a snippet' }).click()
  await pictures(app, 'sheet-editor-snippet')
  await app.getByRole('textbox', { name: 'Keep this text as a snippet' }).fill('Greeting')
  await app.getByRole('button', { name: 'Keep as a snippet' }).click()
  await expect(app.getByText('Greeting is a snippet now')).toBeVisible()
  await text.click()
  await app.keyboard.press('ControlOrMeta+a')
  await app.keyboard.type('Hello {{ first_name | default: "there" }},')
  await app.keyboard.press('Enter')
  await app.keyboard.type('how does {{ company }} choose its {{ favourite_wood }}?')
  await app.keyboard.press('Enter')
  const buffer = Buffer.from(await drawn(app))
  await step(1).getByLabel('File of a picture').setInputFiles({ name: 'oak-leaf.png', mimeType: 'image/png', buffer })
  await expect(text.getByRole('img', { name: 'oak leaf' })).toBeVisible()
  await app.keyboard.press('ControlOrMeta+End')
  await app.keyboard.press('Enter')
  await step(1).getByRole('button', { name: 'Insert a snippet' }).click()
  await app.getByRole('button', { name: /^Greeting/ }).click()
  await expect(text).toContainText('Kind regards, Anna')
  await text.getByText('how does').click({ position: { x: 20, y: 8 } })
  await app.keyboard.press('Home')
  await app.keyboard.press('Shift+End')
  await step(1).getByRole('button', { name: 'Depends on a condition' }).click()
  await expect(text.locator('.seq-chip.rule')).toHaveCount(2)
  await pictures(app, 'sheet-editor-one')
  await step(1).getByRole('button', { name: 'Add a variant' }).click()
  await step(1).getByRole('textbox', { name: 'Subject' }).fill('A question about {{ favourite_wood }}')
  await app.getByRole('button', { name: 'Add a step' }).click()
  await step(2)
    .getByRole('textbox', { name: 'Text' })
    .fill('Did my question reach you, {{ first_name | default: "dear reader" }}?')
  await app.getByRole('button', { name: 'Add a step' }).click()
  await step(3).getByRole('textbox', { name: 'Text' }).fill('A last word: we have {{ favourite_wood }} until Friday.')
  await pictures(app, 'sheet-editor-three')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Autumn fair is saved')).toBeVisible()
  await pictures(app, 'sheet-editor-saved')
}

export async function schedule(app: Page): Promise<void> {
  await app.getByRole('link', { name: 'Schedule…' }).click()
  await expect(app.getByText('get Autumn fair')).toBeVisible()
  await pictures(app, 'sheet-wizard-contacts')
  await next(app)
  await app.getByRole('radio', { name: 'Select senders' }).check()
  await pictures(app, 'sheet-wizard-senders')
  await next(app)
  await pictures(app, 'sheet-wizard-when')
  await next(app)
  await expect(app.getByRole('button', { name: 'Engage contacts' })).toBeEnabled()
  await pictures(app, 'sheet-wizard-summary')
  await app.getByRole('button', { name: 'Review emails…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Review emails' })
  await expect(dialog.getByRole('heading', { name: /^Wood for/ })).toBeVisible()
  await pictures(app, 'sheet-review-one')
  await dialog.getByText('Email 2', { exact: true }).click()
  await expect(dialog.getByText(`0 of ${good} contacts reviewed`)).toBeVisible()
  for (const n of [1, 2, 3]) {
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await expect(dialog.getByText(`${n} of ${good} contacts reviewed`)).toBeVisible()
  }
  await dialog.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByRole('textbox', { name: 'Text' }).fill('I kept a board of walnut for you.')
  await pictures(app, 'sheet-review-edit')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByText(`4 of ${good} contacts reviewed`)).toBeVisible()
  await pictures(app, 'sheet-review-kept')
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Engage contacts' }).click()
  await expect(app.getByRole('heading', { name: `${good} contacts engaged.` })).toBeVisible()
  await pictures(app, 'sheet-engaged')
  await app.getByRole('button', { name: 'Open the report' }).click()
  await expect(app.getByText('Does it add up?')).toBeVisible()
  await pictures(app, 'sheet-report-before')
}
