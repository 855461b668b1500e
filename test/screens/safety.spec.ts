import { barriers, expect, go, pictures, test, tourSeen } from './rig.ts'

test('a backup is put back with two clicks; every screen then says what is held, and how to go on', async ({
  page: app,
  engine,
}) => {
  // let in without the watch for errors in the console: while Cadenza starts anew, requests are meant to fail
  await tourSeen(engine.client)
  await app.goto(engine.address)
  await expect(app.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await go(app, '/settings/backups')
  await app.getByRole('button', { name: 'Back up now' }).click()
  const row = app.getByRole('row', { name: /By hand/ })
  await expect(row).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'backups')
  await row.getByRole('button', { name: /^Restore/ }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click()
  // the answer comes before Cadenza goes: nothing is said to have failed, and the question is gone
  await expect(app.getByText('Cadenza starts anew', { exact: true })).toBeVisible()
  await expect(app.getByRole('dialog')).toHaveCount(0)
  const banner = app.getByRole('alert').filter({ hasText: 'A backup was put back.' })
  await expect(banner).toBeVisible({ timeout: 30_000 })
  await go(app, '/outbox')
  await expect(banner).toBeVisible()
  await banner.getByRole('link', { name: 'See why, and go on' }).click()
  await expect(banner.getByRole('link')).toHaveCount(0)
  await app.getByRole('button', { name: 'Compare with the Sent folders' }).click()
  await expect(app.getByText('there is nothing to compare')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'safe-mode')
  await app.getByRole('button', { name: 'Let this copy send' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Let this copy send' }).click()
  await expect(banner).toHaveCount(0)
})
