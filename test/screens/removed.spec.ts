import { existsSync } from 'node:fs'
import { barriers, expect, go, pictures, test, tourSeen } from './rig.ts'

test.use({ apart: true })

test('all data goes from this computer, after its name was typed', async ({ page: app, engine }) => {
  // not watched: at the end nobody answers this page any more
  await tourSeen(engine.client)
  await app.goto(engine.address)
  await expect(app.getByRole('navigation', { name: 'Main' })).toBeVisible()
  const { name } = await engine.client.workspace.get()
  await engine.client.backups.create()
  await go(app, '/settings/about')
  await app.getByRole('button', { name: 'Remove all data from this computer…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Remove all data from this computer?' })
  await expect(dialog).toContainText('1 backup')
  await expect(dialog).toContainText(engine.data)
  await expect(dialog).toContainText('Files that you exported stay')
  const verb = dialog.getByRole('button', { name: 'Remove everything' })
  await expect(verb).toBeDisabled()
  // without a keychain there is something more to say
  const leave = dialog.getByRole('checkbox', { name: /Leave what is in the keychain/ })
  if (await leave.isVisible()) await leave.check()
  const field = dialog.getByRole('textbox', { name: `Type ${name} to go on` })
  await field.fill(`${name}x`)
  await expect(verb).toBeDisabled()
  await field.fill(name)
  await expect(verb).toBeEnabled()
  await pictures(app, 'settings-remove-data')
  expect(await barriers(app)).toEqual([])
  await app.evaluate(() => window.localStorage.setItem('draft', 'half an email'))
  await verb.click()
  await expect(app.getByRole('heading', { name: /Your data (is being|was) removed/ })).toBeVisible()
  await expect(app.getByRole('heading', { name: 'Your data was removed, and Cadenza has ended.' })).toBeVisible()
  expect(await app.evaluate(() => window.localStorage.length)).toBe(0)
  await pictures(app, 'removed')
  await expect.poll(() => existsSync(engine.data)).toBe(false)
})
