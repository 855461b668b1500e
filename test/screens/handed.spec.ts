/** A mailbox that was handed to this computer: what waits for a person is said where they look, as far as its password. */
import type { Story } from '../work/story.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno, idOf, twoComputers } from './several-people.ts'
import { stage as test } from './stage.ts'

/** As the other computer told it: Anna's mailbox is handed from there to this one. Its password was never here. */
async function handed(s: Story): Promise<void> {
  await twoComputers(s)
  const account = await idOf(s, anna)
  await s.engine.room.ports.keychain.remove(account)
  s.engine.room.store.write((tx) =>
    tx.run(
      `UPDATE accounts SET home_device = 'laptop00000000000000', epoch = 2, handing_epoch = 2, has_secret = 0,
         handing_to = (SELECT device FROM workspace),
         homes = json_object('1', json_object('device', (SELECT device FROM workspace)),
           '2', json_object('device', 'laptop00000000000000'))
       WHERE public_id = ?`,
      account,
    ),
  )
  s.engine.changes.tell('accounts', 'sends')
}

test.use({ at: '2026-11-09T07:40:00Z', before: { live: handed } })

test('the sidebar counts what leaves from elsewhere as soon as a file has said so', async ({
  app,
  stage: { story },
}) => {
  const foot = app.getByRole('region', { name: 'Next email leaves' })
  await expect(foot).toContainText('10 emails wait')
  const { store } = story.engine.room
  const account = await idOf(story, anna)
  store.write((tx) =>
    tx.run('UPDATE accounts SET handing_epoch = NULL, handing_to = NULL WHERE public_id = ?', account),
  )
  // what taking in a file tells of where only a home has changed
  story.engine.changes.tell('accounts')
  await expect(foot).toContainText('13 emails leave from other computers', { timeout: 5000 })
})

test('whoever it was handed to is told to take it up, and then to enter its password', async ({
  app,
  stage: { story },
}) => {
  await go(app, '/')
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs).toContainText('Bruno’s ThinkPad has handed anna@haldenroux.example to this computer.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'handed-today')

  await go(app, '/mailboxes')
  const row = app.getByRole('article', { name: anna })
  await expect(row).toContainText('Nothing leaves until you take it up. 10 emails wait until then.')
  await expect(row).toContainText('Next emailwhen it is taken up')
  await expect(row).not.toContainText('Active')
  // nothing here could be tested: its password is on the other one
  await expect(row.getByRole('button', { name: 'Test', exact: true })).toHaveCount(0)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'handed-mailboxes')
  await row.getByRole('button', { name: 'Take up…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('Its password is not on this computer')
  await dialog.getByRole('button', { name: 'Take up' }).click()

  await expect(row).toContainText(`The password of ${anna} is not on this computer: enter it, or nothing leaves.`)
  await expect(row).toContainText('Waiting')
  await pictures(app, 'handed-password')
  await go(app, '/')
  await expect(needs).toContainText(`The password of ${anna} is not on this computer`)
  await needs.getByRole('button', { name: 'Open the mailbox' }).or(needs.getByRole('link')).first().click()
  await app.getByRole('button', { name: 'Enter the password…' }).click()
  await dialog.getByLabel('Password', { exact: true }).fill('secret words')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByText('is not on this computer')).toHaveCount(0)
  expect(await story.client.homes.get({ public_id: await idOf(story, anna) })).toMatchObject({
    standing: 'home',
    trouble: null,
  })
})

test('a mailbox whose computer was taken out of the team is pointed to until it is taken over', async ({
  app,
  stage: { story },
}) => {
  await go(app, '/')
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs).not.toContainText('out of the team')
  const other = (await story.client.devices.list()).devices.find(({ name }) => name === 'Bruno’s ThinkPad')
  await story.client.devices.revoke({ public_id: other?.public_id ?? '' })
  await expect(needs).toContainText(`${bruno} is sent from Bruno’s ThinkPad, which is out of the team.`)
  await pictures(app, 'handed-orphan')
  const waits = needs.getByRole('listitem').filter({ hasText: bruno })
  await waits.getByRole('link', { name: 'Open the mailbox' }).click()
  await expect(app.getByRole('button', { name: 'Take over…' })).toBeVisible()
})
