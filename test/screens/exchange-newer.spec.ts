/** A workspace file of a later version of Cadenza: the page says so and what to do, and nothing is changed. */
import { randomBytes } from 'node:crypto'
import { Encrypter } from 'age-encryption'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage as test } from './stage.ts'

const passphrase = 'four simple words here'

/** Its first line names a format that nobody knows yet; what follows is for that version to read. */
async function newerFile(): Promise<Buffer> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(12)
  encrypter.setPassphrase(passphrase)
  return Buffer.from(
    await encrypter.encrypt(Buffer.concat([Buffer.from('cadenza workspace file 2\n'), randomBytes(90)])),
  )
}

test('a file of a newer version is refused in words that say what to do', async ({ app, stage: { story } }) => {
  await story.client.devices.begin({ name: 'Studio desktop' })
  await go(app, '/settings/exchange')
  await app.getByRole('region', { name: 'Workspace file' }).getByRole('button', { name: 'Import' }).click()
  const dialog = app.getByRole('dialog')
  const file = { name: 'team.cadenza', mimeType: 'application/octet-stream', buffer: await newerFile() }
  await dialog.locator('input[type=file]').setInputFiles(file)
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await dialog.getByRole('button', { name: 'Look at it' }).click()
  const alert = dialog.getByRole('alert')
  await expect(alert).toContainText('written by a newer version of Cadenza')
  await expect(alert).toContainText('Update Cadenza')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'exchange-newer')
  // there is nothing to go on with but another file
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: 'Look at it' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Another file' }).click()
  await expect(dialog.getByRole('button', { name: 'Choose the file' })).toBeVisible()
})
