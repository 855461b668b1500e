/** Permissions to send, on their page: asked for, granted, answered, looked into, taken away; and a letter on its own. */
import { barriers, expect, go, pictures } from './rig.ts'
import { permissions, person } from './several-people.ts'
import { stage as test } from './stage.ts'

test.use({ at: '2026-11-02T08:12:00Z', before: { live: permissions } })

test('permissions are asked for and granted, answered, looked into and taken away', async ({
  app,
  stage: { story },
}) => {
  await go(app, '/settings/delegation')
  const left = app.getByRole('region', { name: 'Ask to send for someone' })
  const right = app.getByRole('region', { name: 'Let someone send for you' })
  await expect(left.getByRole('listitem')).toHaveCount(3)
  await expect(left.getByRole('listitem').filter({ hasText: 'Marc' })).toContainText('You can send for Marc')
  await expect(left.getByRole('listitem').filter({ hasText: 'Marc' })).toContainText('2 emails planned')
  await expect(left.getByRole('listitem').filter({ hasText: 'Léa' })).toContainText('“Please ask me in January.”')
  await expect(right.getByRole('listitem').filter({ hasText: 'Paul' })).toContainText('Expired')
  expect(await barriers(app)).toEqual([])

  // what would happen is said while one types; who may not is not asked
  const address = right.getByLabel('Their address')
  const grant = right.getByRole('button', { name: 'Grant permission' })
  await address.fill('nobody@else.test')
  await expect(right).toContainText('Nobody of this workspace has this address')
  await expect(grant).toBeDisabled()
  await address.fill('olga@haldenroux.example')
  await expect(right).toContainText('no access to delegated sending')
  await address.fill('jonas@ricci-studio.example')
  await expect(right).toContainText('Another domain, so Jonas has to accept.')
  await address.fill('clara.berg@haldenroux.example')
  await expect(right).toContainText('Same domain as yours: Clara can send for you as soon as you grant it.')
  await app.keyboard.press('Escape')
  await pictures(app, 'delegation')
  await address.press('Enter')
  await expect(right.getByRole('listitem').filter({ hasText: 'Clara' })).toContainText('Clara can send for you')
  // the list of people doesn’t stand over what was done, and leaves out who can already
  await expect(app.getByRole('option')).toHaveCount(0)
  await address.click()
  await expect(app.getByRole('option', { name: 'jonas@ricci-studio.example' })).toBeVisible()
  await expect(app.getByRole('option', { name: 'clara.berg@haldenroux.example' })).toHaveCount(0)
  await app.keyboard.press('Escape')

  // whoever is asked answers here
  const ines = right.getByRole('listitem').filter({ hasText: 'Ines' })
  await expect(ines).toContainText('Waits for you')
  await ines.getByRole('button', { name: 'Accept, Ines Roux' }).click()
  await expect(app.getByRole('dialog')).toContainText('within your limits')
  await app.keyboard.press('Escape')
  await expect(ines.getByRole('button', { name: 'Accept, Ines Roux' })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('dialog').getByRole('button', { name: 'Accept' })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(ines).toContainText('Ines can send for you')
  // the button is gone; who goes on with the keyboard is still there
  await expect(ines).toBeFocused()
  await app.keyboard.press('Tab')
  await expect(ines.getByRole('button', { name: 'Review, Ines Roux' })).toBeFocused()

  // emails under it are listed; then it is given back
  await left.getByRole('button', { name: 'See emails, Marc Delacroix' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByRole('row', { name: 'Ada' })).toHaveCount(2)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'delegation-emails')
  await app.keyboard.press('Escape')
  await left.getByRole('button', { name: 'Give back, Marc Delacroix' }).click()
  await expect(dialog.getByLabel('Withdraw them')).toBeChecked()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'delegation-revoke')
  await dialog.getByRole('button', { name: 'Give it back' }).click()
  await expect(left.getByRole('listitem').filter({ hasText: 'Marc' })).toContainText('Revoked')
  const { rows } = await story.client.sends.list({ tab: 'all', contact: 'clara@maison-orel.example' })
  expect(rows.map(({ state }) => state)).toEqual(['withdrawn'])
})

test('the From menu tells my mailboxes from delegated ones', async ({ app, stage: { story } }) => {
  const { name } = (await story.client.sequences.list())[0] ?? { name: '' }
  const { public_id } = (await story.client.sequences.list()).find((one) => one.name === name) ?? { public_id: '' }
  await go(app, `/schedule/${public_id}?step=senders`)
  await app.getByRole('combobox', { name: 'From' }).click()
  await expect(app.getByText('My mailboxes')).toBeVisible()
  await expect(app.getByText('Delegated', { exact: true }).first()).toBeVisible()
  await pictures(app, 'delegation-from')
  await app.getByRole('option', { name: 'marc.delacroix@haldenroux.example' }).click()
  await expect(app.getByRole('listbox')).toBeHidden()
  await expect(app.getByRole('combobox', { name: 'From' })).toHaveValue('marc.delacroix@haldenroux.example')
  expect(await barriers(app)).toEqual([])
})

test('a letter is looked at on its own page, and nothing follows by itself', async ({ app }) => {
  await go(app, '/letter?text=cadenza%3A%2F%2Fletter%23bm90aGluZw')
  await expect(app.getByRole('alert')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'letter-unreadable')
  await app.getByRole('button', { name: 'Another letter' }).click()
  await expect(app.getByRole('button', { name: 'Look at it' })).toBeDisabled()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'letter-paste')
})

test('a signed letter is answered where it is read, and handed over by whoever wrote it', async ({
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Studio' })
  const jonas = await person(story, 'Vera Ricci', 'vera@ricci-studio.example')
  const asked = await jonas.as.delegations.request({ address: 'anna.lindqvist@haldenroux.example' })
  const { link } = await jonas.as.delegations.letter({ public_id: asked.public_id })
  await go(app, `/letter?text=${encodeURIComponent(link)}`)
  await expect(app.getByText('Words of its key')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'letter')
  await app.getByRole('button', { name: 'Accept' }).click()
  await expect(app.getByRole('link', { name: 'Go to Delegation' })).toBeVisible()
  expect((await jonas.as.delegations.list({ side: 'delegate' })).rows[0]).toMatchObject({ state: 'active', live: true })
  await pictures(app, 'letter-done')

  // opened once more it says what became of it, and leads there
  await go(app, `/letter?text=${encodeURIComponent(link)}&again`)
  await app.reload()
  await expect(
    app.getByText(/used already. Each works once. It was accepted on .*: Vera Ricci can send for/),
  ).toBeVisible()
  await expect(app.getByText('If you accept')).toHaveCount(0)
  await expect(app.getByRole('button', { name: 'Accept' })).toHaveCount(0)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'letter-again')

  await app.getByRole('link', { name: 'Go to Delegation' }).click()
  const left = app.getByRole('region', { name: 'Ask to send for someone' })
  await left.getByLabel('Their address').fill('jonas@ricci-studio.example')
  await app.keyboard.press('Escape')
  await left.getByRole('button', { name: 'Ask for permission' }).click()
  await expect(left.getByRole('listitem').filter({ hasText: 'Jonas' })).toContainText('Pending')
  const open = left.getByRole('button', { name: 'Letter, Jonas Ricci' })
  await open.or(app.getByRole('dialog')).first().waitFor()
  if (!(await app.getByRole('dialog').isVisible())) await open.click()
  await expect(app.getByRole('dialog').getByLabel('Link', { exact: true })).toHaveValue(/^cadenza:\/\/letter#/)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'letter-hand-over')
})
