import { readFileSync } from 'node:fs'
import { barriers, expect, go, pictures, test } from './rig.ts'

test('what whoever helps gets is shown whole before it is saved or copied', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'canary@customer.example', first_name: 'Canary' })
  await go(app, '/settings/about')
  await app.getByRole('button', { name: 'Diagnostics…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Diagnostics' })
  const all = dialog.getByRole('region', { name: 'All that is in it' })
  await expect(all).toContainText('"tables"')
  await expect(all).not.toContainText(/canary/i)
  await pictures(app, 'settings-diagnostics')
  expect(await barriers(app)).toEqual([])
  await all.focus()
  await app.keyboard.press('End')
  await expect.poll(() => all.evaluate((element) => element.scrollTop)).toBeGreaterThan(0)
  const shown = await all.textContent()
  const saving = app.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file…' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toMatch(/^cadenza-diagnostics-\d{4}-\d\d-\d\d\.json$/)
  // what is saved is what was shown, to the last letter
  expect(readFileSync(await saved.path(), 'utf8')).toBe(shown)
  await app.keyboard.press('Escape')
  await expect(app.getByRole('button', { name: 'Diagnostics…' })).toBeFocused()
})
