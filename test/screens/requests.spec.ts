/** Requests on their page: asked with the rules told while one types, permitted expressly, declined with a reason. */
import { barriers, expect, go, pictures } from './rig.ts'
import { person } from './several-people.ts'
import { stage as test } from './stage.ts'

test.use({ at: '2026-11-09T07:40:00Z' })

test('a mailbox is asked for, told what stands against it, and answered', async ({ app, stage: { story } }) => {
  await story.client.seats.add({ name: 'Bob Reed', address: 'bob@example.com' })
  const wish = { seat: 'bob@example.com', confirm_theirs: true }
  await story.client.mailbox_requests.create({ ...wish, address: 'hello@example.com', note: 'For the new brand' })
  await story.client.mailbox_requests.create({ ...wish, address: 'bob.reed@other.test' })
  await story.client.limit_requests.request_review({ wanted: 120 })
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs).toContainText('3 requests wait for a decision.')
  await needs.getByRole('link', { name: 'Decide' }).click()
  const open = app.getByRole('region', { name: 'To decide' })
  await expect(open.getByRole('listitem')).toHaveCount(2)
  await expect(open).toContainText('looks like a shared address (“hello”)')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'requests')

  await app.getByRole('button', { name: 'Approve hello@example.com' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Approve' })).toBeDisabled()
  await dialog.getByLabel('Permit this shared address').check()
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(app.getByRole('region', { name: 'To be connected' })).toContainText('hello@example.com')

  // connecting it begins with what was approved, and asks for no permission that was given
  await app.getByRole('link', { name: 'Connect it' }).click()
  await expect(app.getByLabel('Address you send from')).toHaveValue('hello@example.com')
  await expect(app.getByRole('combobox', { name: 'Whose mailbox it is' })).toHaveValue('Bob Reed')
  await app.getByRole('button', { name: 'Continue' }).click()
  await expect(app.getByRole('heading', { name: 'Server' })).toBeVisible()
  await app.goBack()

  await app.getByRole('button', { name: 'Decline bob.reed@other.test' }).click()
  await dialog.getByLabel('Reason').fill('One brand is enough')
  await dialog.getByRole('button', { name: 'Decline' }).click()
  await expect(app.getByRole('region', { name: 'Decided' })).toContainText('One brand is enough')

  await app.getByRole('button', { name: 'Ask for a mailbox' }).click()
  await dialog.getByLabel('Address').fill('bob@example.com')
  await expect(dialog).toContainText('address of another seat, Bob Reed')
  await expect(dialog.getByRole('button', { name: 'Ask' })).toBeDisabled()
  await dialog.getByLabel('Address').fill('xy@else.test')
  await expect(dialog).toContainText('doesn’t look like')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'requests-ask')
  await app.keyboard.press('Escape')

  await app.getByRole('button', { name: /^Grant 120/ }).click()
  await dialog.getByRole('button', { name: 'Grant' }).click()
  await expect(app.getByRole('region', { name: 'Room' })).toContainText('of 120')
})

test('whoever asked is told on Today what was decided, until they have connected it or seen why not', async ({
  app,
  stage: { story },
}) => {
  const { id } = await person(story, 'Bob Reed', 'bob@example.com')
  await story.client.seats.update({ public_id: id, role: 'admin' })
  const row = story.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', id)
  const bob = story.engine.client({
    seatId: row?.id ?? 0,
    role: 'admin',
    scopes: ['read', 'write', 'accounts', 'admin'],
  })
  const confirmed = { confirm_theirs: true, confirm_unlike: true }
  const one = await story.client.mailbox_requests.create({ ...confirmed, address: 'second@example.com' })
  const two = await story.client.mailbox_requests.create({ ...confirmed, address: 'third@example.com' })
  await bob.mailbox_requests.decline({
    public_id: one.public_id,
    version: one.version,
    reason: 'One mailbox each, for now.',
  })
  await bob.mailbox_requests.approve({ public_id: two.public_id, version: two.version, permits: ['more'] })
  await go(app, '/')
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs).toContainText('Bob Reed declined second@example.com, today 08:40. One mailbox each, for now.')
  await expect(needs).toContainText('Bob Reed approved third@example.com, today 08:40.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'requests-decided')
  await needs.getByRole('button', { name: 'Seen' }).click()
  await expect(needs).not.toContainText('second@example.com')
  await needs.getByRole('link', { name: 'Connect it…' }).click()
  await expect(app.getByLabel('Address you send from')).toHaveValue('third@example.com')
})
