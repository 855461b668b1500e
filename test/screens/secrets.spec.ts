import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { barriers, expect, go, pictures, test } from './rig.ts'

test('passwords move into a vault, which is locked after a start and opened on the screen', async ({ app, engine }) => {
  await go(app, '/settings/secrets')
  await expect(app.getByText('In the keychain of this computer')).toBeVisible()
  await app.getByRole('button', { name: 'Use a vault instead…' }).click()
  const dialog = app.getByRole('dialog')
  const make = dialog.getByRole('button', { name: 'Make the vault' })
  await dialog.getByLabel('New passphrase').fill('correct horse battery')
  await dialog.getByLabel('Once more').fill('correct horse')
  await expect(dialog.getByText('This is not what stands above.')).toBeVisible()
  await expect(make).toBeDisabled()
  await dialog.getByLabel('Once more').fill('correct horse battery')
  await pictures(app, 'settings-vault-make')
  expect(await barriers(app)).toEqual([])
  await make.click()
  await expect(app.getByText('In a vault with a passphrase')).toBeVisible()
  const file = join(engine.data, 'secrets.vault')
  expect(existsSync(file)).toBe(true)
  const made = await engine.client.accounts.create({
    from_email: 'anna@example.com',
    smtp_host: 'smtp.example.com',
    smtp_port: 587,
    smtp_protocol: 'starttls',
    password: 'CANARY-anna',
  })
  expect(made.has_smtp_password).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain(made.public_id)
  expect(readFileSync(file, 'utf8')).not.toContain('CANARY')
  await app.getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(
    app.getByText('The vault is locked. Mail that needs a password waits until you unlock it.'),
  ).toBeVisible()
  await pictures(app, 'settings-vault-locked')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('button', { name: 'Unlock…' }).click()
  await dialog.getByLabel('Passphrase').fill('wrong horse battery')
  await dialog.getByRole('button', { name: 'Unlock' }).click()
  await expect(dialog.getByText('The passphrase doesn’t open the vault.', { exact: false })).toBeVisible()
  await dialog.getByLabel('Passphrase').fill('correct horse battery')
  await dialog.getByRole('button', { name: 'Unlock' }).click()
  await expect(app.getByRole('button', { name: 'Change passphrase…' })).toBeVisible()
  expect(await engine.client.secrets.status()).toMatchObject({ place: 'vault', locked: false })
})
