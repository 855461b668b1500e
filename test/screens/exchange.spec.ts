/** Workspace files by hand: written for whoever knows a passphrase, looked at before anything changes, taken in. */
import { barriers, expect, go, pictures } from './rig.ts'
import { stage as test } from './stage.ts'

test('alone there is nothing to exchange; shared, a file is written, looked at and taken in', async ({
  app,
  stage: { story },
}) => {
  await go(app, '/settings/exchange')
  await expect(app.getByText('This workspace is on one computer alone.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await story.client.devices.begin({ name: 'Studio desktop' })
  await story.client.contacts.create({ address: 'clara@maison-orel.example', first_name: 'Clara' })
  await app.reload()
  const file = app.getByRole('region', { name: 'Workspace file' })
  await expect(file).toBeVisible()
  await expect(app.getByRole('table', { name: 'Computers' })).toContainText('Studio desktop')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'exchange')

  // the passphrase is typed twice, and what is written is a download here
  await file.getByRole('button', { name: 'Export' }).click()
  const dialog = app.getByRole('dialog')
  const write = dialog.getByRole('button', { name: 'Export' })
  await expect(dialog.getByRole('radio', { name: 'Whoever knows a passphrase' })).toBeFocused()
  await dialog.getByLabel('Passphrase', { exact: true }).fill('four simple words here')
  await expect(write).toBeDisabled()
  await dialog.getByLabel('Once more').fill('four simple words there')
  await expect(dialog.getByText('The two are not the same.')).toBeVisible()
  await dialog.getByLabel('Once more').fill('four simple words here')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'exchange-export')
  const coming = app.waitForEvent('download')
  await write.click()
  const path = await (await coming).path()
  await expect(dialog.getByRole('status')).toContainText('Whoever knows the passphrase can open it.')
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused()
  await app.keyboard.press('Enter')

  // it asks for the passphrase, says what it would change, and changes nothing that is here already
  await file.getByRole('button', { name: 'Import' }).click()
  await dialog.locator('input[type=file]').setInputFiles(path)
  const passphrase = dialog.getByLabel('Passphrase', { exact: true })
  await passphrase.fill('not the one')
  await dialog.getByRole('button', { name: 'Look at it' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not the one that the file was sealed with')
  await passphrase.fill('four simple words here')
  await dialog.getByRole('button', { name: 'Look at it' }).click()
  await expect(dialog.getByText('Everything in it is here already.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'exchange-import')
  // nothing is left to do
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  // a browser names no folder: the command that does is shown whole, ready to be copied
  const folder = app.getByRole('region', { name: 'Shared folder' })
  await folder.getByRole('button', { name: 'Choose a folder' }).click()
  await expect(dialog).toContainText('cadenza workspace folder "/whole/path/of/the/folder"')
  await dialog.getByLabel('Whole path of the folder').fill('/srv/team')
  await expect(dialog).toContainText('cadenza workspace folder "/srv/team"')
  await expect(dialog.getByRole('button', { name: 'Copy command' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'exchange-folder')
})
