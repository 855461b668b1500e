/** What a toast offers to take back may be refused by then: the person is told, wherever they are by now. */
import { expect, go } from './rig.ts'
import { stage } from './stage.ts'

const address = 'ada@example.com'
stage.use({
  before: {
    live: async (story) => {
      await story.account(address, { password: 'a-password' })
    },
  },
})

stage('an undo that is refused says so, and why', async ({ app, stage: { story } }) => {
  const found = async () => (await story.client.accounts.list()).find((row) => row.from_email === address)
  const id = { public_id: (await found())?.public_id ?? '' }
  await go(app, '/mailboxes')
  await app
    .getByRole('article', { name: address })
    .getByRole('button', { name: `More for ${address}` })
    .click()
  await app.getByRole('menuitem', { name: 'Deactivate…' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  const undo = app.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeVisible()
  // Somebody moves the account to another server meanwhile: its password is gone with that.
  await story.client.accounts.update({ ...id, smtp_host: 'localhost' })
  await app.getByRole('link', { name: 'Contacts' }).click()
  await undo.click()
  const told = app.getByRole('alert').filter({ hasText: '“Undo” was refused' })
  await expect(told).toContainText('has no password yet')
  expect((await found())?.status).toBe('inactive')
})
