/** Limits with a ramp-up, advanced settings and aliases of a mailbox, each said before it is done. */
import { expect } from '@playwright/test'
import { barriers, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

const address = 'anna@haldenroux.example'
let id = ''

stage.use({
  at: '2026-11-09T07:40:00Z',
  before: {
    live: async (story) => {
      ;({ id } = await story.account(address, { limits: ['50/hour', '60/day'] }))
      await story.client.groups.create({ name: 'North' })
      await story.engage({ sender: address, contacts: Array.from({ length: 60 }, (_, i) => `p${i}@there.example`) })
    },
  },
})

stage(
  'a mailbox is told to ramp up, sees what that moves before, and what it may send today after',
  async ({ app, stage: { story } }) => {
    await go(app, `/mailboxes/${id}`)
    const limits = app.getByRole('region', { name: 'Limits' })
    await limits.getByRole('button', { name: 'Change limits…' }).click()
    const dialog = app.getByRole('dialog', { name: `Limits of ${address}` })
    await dialog.getByRole('switch', { name: 'Ramp up' }).click()
    await dialog.getByRole('textbox', { name: 'On the first day' }).fill('25')
    await dialog.getByRole('textbox', { name: 'More each day' }).fill('15')
    await expect(dialog).toContainText('35 of 60 planned emails')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'mailbox-ramp-up')
    await dialog.getByRole('button', { name: 'Save limits' }).click()
    await expect(dialog).toBeHidden()
    await expect(limits).toContainText('Ramping up: 25 today, the full daily limit from Thu 12 Nov on')
    expect((await story.client.accounts.get({ public_id: id })).ramp_up).toEqual({ start: 25, step: 15 })
  },
)

stage('a signature gets looks, says what it reaches, and goes out with them', async ({ app, stage: { story } }) => {
  await go(app, `/mailboxes/${id}`)
  const advanced = app.getByRole('region', { name: 'Advanced' })
  await advanced.getByRole('button', { name: 'Change…' }).click()
  const dialog = app.getByRole('dialog', { name: `Advanced settings of ${address}` })
  await dialog.getByText('With looks').click()
  const field = dialog.getByRole('textbox', { name: 'Signature', exact: true })
  await field.click()
  await dialog.getByRole('button', { name: 'Bold' }).click()
  await app.keyboard.type('Anna Lindqvist')
  await dialog.getByRole('button', { name: 'Bold' }).click()
  await app.keyboard.press('Enter')
  await app.keyboard.type('Sales ')
  await dialog.getByRole('button', { name: 'Picture' }).click()
  await app.getByLabel('Address of the picture').fill('https://haldenroux.example/logo.png')
  await app.getByLabel('For those who don’t see it').fill('Haldenroux')
  await app.getByRole('button', { name: 'Insert picture' }).click()
  // chosen, it says where it lies, and can be changed; Enter keeps that, and saves nothing else
  await field.locator('.seq-chip.picture').click()
  const chosen = dialog.getByRole('group', { name: 'The chosen picture' })
  await expect(chosen.getByLabel('Address of the picture')).toHaveValue('https://haldenroux.example/logo.png')
  await pictures(app, 'mailbox-signature-picture')
  await chosen.getByLabel('For those who don’t see it').fill('Maison Haldenroux')
  await app.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await expect(dialog).toContainText('No planned email has a signature.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailbox-signature')
  await dialog.getByRole('button', { name: 'Save settings' }).click()
  await expect(dialog).toBeHidden()
  await expect(advanced).toContainText('Anna Lindqvist')
  expect(await story.client.accounts.get({ public_id: id })).toMatchObject({
    signature: null,
    signature_html:
      '<strong>Anna Lindqvist</strong><br>\nSales <img src="https://haldenroux.example/logo.png" alt="Maison Haldenroux">',
  })
})

stage(
  'how its mail looks and its part among others are set; an alias needs a word, and then writes',
  async ({ app, stage: { story } }) => {
    await go(app, `/mailboxes/${id}`)
    const advanced = app.getByRole('region', { name: 'Advanced' })
    await advanced.getByRole('button', { name: 'Change…' }).click()
    const dialog = app.getByRole('dialog', { name: `Advanced settings of ${address}` })
    await dialog.getByLabel('Name readers see').fill('Anna Lindqvist')
    await dialog.getByRole('textbox', { name: 'Signature', exact: true }).fill('Anna Lindqvist\nwww.haldenroux.example')
    await dialog.getByLabel('Tracking domain').fill('not a host')
    await dialog.getByRole('combobox', { name: 'Delivery group' }).click()
    await app.getByRole('option', { name: 'North' }).click()
    await dialog.getByRole('button', { name: 'Save settings' }).click()
    await expect(dialog).toContainText('“not a host” is no host name')
    await dialog.getByLabel('Tracking domain').fill('links.haldenroux.example')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'mailbox-advanced')
    await dialog.getByRole('button', { name: 'Save settings' }).click()
    await expect(advanced).toContainText('links.haldenroux.example')
    await expect(advanced).toContainText('North')
    expect(await story.client.accounts.get({ public_id: id })).toMatchObject({
      from_name: 'Anna Lindqvist',
      signature: 'Anna Lindqvist\nwww.haldenroux.example',
      name: address,
    })

    const aliases = app.getByRole('region', { name: 'Aliases' })
    await aliases.getByRole('button', { name: 'Add an alias…' }).click()
    const add = app.getByRole('dialog', { name: `Add an alias of ${address}` })
    await add.getByLabel('Address', { exact: true }).fill('sales@haldenroux.example')
    await add.getByRole('button', { name: 'Add alias' }).click()
    await expect(add).toContainText('Confirm that sales@haldenroux.example belongs to')
    await add.getByRole('checkbox', { name: /personally/ }).check()
    await add.getByRole('button', { name: 'Add alias' }).click()
    await expect(add.getByRole('alert')).toHaveCount(0)
    await expect(add.getByText('looks like a shared address')).toHaveCount(1)
    await add.getByRole('checkbox', { name: 'Permit this shared address' }).check()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'mailbox-alias')
    await add.getByRole('button', { name: 'Add alias' }).click()
    await expect(aliases).toContainText('sales@haldenroux.example')
    await pictures(app, 'mailbox-page')
    await aliases.getByRole('button', { name: 'Name of sales@haldenroux.example' }).click()
    const rename = app.getByRole('dialog', { name: 'Name readers see beside sales@haldenroux.example' })
    await rename.getByLabel('Name readers see').fill('Haldenroux Sales')
    expect(await barriers(app)).toEqual([])
    await rename.getByRole('button', { name: 'Save name' }).click()
    await expect(aliases).toContainText('Haldenroux Sales')
    expect(await story.client.aliases.list({ public_id: id })).toMatchObject([{ name: 'Haldenroux Sales' }])
    await aliases.getByRole('button', { name: 'Remove sales@haldenroux.example' }).click()
    await app.getByRole('dialog').getByRole('button', { name: 'Remove alias' }).click()
    await expect(aliases).toContainText('No alias yet.')
    expect(await story.client.aliases.list({ public_id: id })).toEqual([])
  },
)
