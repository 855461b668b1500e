import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

test.use({ at: '2026-11-10T09:24:00Z' })

test('a mailbox has a page: sending, reading set up in place, and what was counted outside', async ({ app, stage }) => {
  const { story } = stage
  const { id } = await story.account('anna@example.com', { limits: ['30/hour', '200/day'] })
  await go(app, '/mailboxes')
  await app.getByRole('link', { name: 'anna@example.com' }).click()
  const reading = app.getByRole('region', { name: 'Reading' })
  await expect(reading).toContainText('mail that you send from elsewhere does not count')
  await reading.getByRole('button', { name: 'Set up reading…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Reading anna@example.com' })
  await expect(dialog.getByLabel('Server')).toHaveValue('imap.example.com')
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await dialog.getByLabel('Server').fill('127.0.0.1')
  await dialog.getByLabel('Port').fill('1')
  await dialog.getByRole('textbox', { name: 'Password' }).fill('secret')
  await dialog.getByRole('button', { name: 'Test and save' }).click()
  await expect(dialog).toContainText('No server answered at 127.0.0.1:1 (connection refused).')
  await dialog.getByRole('button', { name: 'Save without a working test' }).click()
  await expect(reading).toContainText('The Sent folder could not be counted.')
  story.engine.room.store.write((tx) => {
    for (const [uid, ago] of [5, 50, 500].entries())
      tx.run(
        `INSERT INTO outside_sends (account_id, at, uid_validity, uid)
         SELECT id, ?, '1', ? FROM accounts WHERE public_id = ?`,
        story.now() - ago * 60_000,
        uid + 1,
        id,
      )
  })
  story.engine.changes.tell('accounts')
  await expect(reading).toContainText('2 in the last hour, 3 in the last 24 hours')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'mailbox')
  await go(app, '/mailboxes')
  await expect(app.getByText('3 of these sent outside Cadenza')).toBeVisible()
})
