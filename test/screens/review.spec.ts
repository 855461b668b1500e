import { barriers, go, pictures, expect as usual } from './rig.ts'
import { smallTeam } from './small-team.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

test.use({ at: '2026-11-09T07:40:00Z', before: { live: smallTeam } })
test.setTimeout(150_000)

test('a planned email is written anew for its contact alone, and goes back to its step', async ({
  app,
  stage: { story },
}) => {
  const { rows } = await story.client.sends.list({ contact: 'clara@maison-orel.example', state: 'planned' })
  const [planned] = rows
  await go(app, `/outbox?open=${planned?.public_id}`)
  const panel = app.getByRole('region', { name: 'Email' })
  await panel.getByRole('button', { name: 'Edit…' }).click()
  const dialog = app.getByRole('dialog', { name: /Edit the email to/ })
  await expect(dialog.getByRole('textbox', { name: 'Text' })).toHaveValue('Once more')
  await expect(dialog.getByRole('button', { name: 'Keep this text' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Dear {{ first_name }}')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog.getByText(/would be sent as it stands/)).toBeVisible()
  await dialog.getByText('Rich text').click()
  const rich = dialog.getByRole('textbox', { name: 'Text', exact: true })
  await rich.fill('Dear Clara, the oak samples are ready.')
  await rich.press('ControlOrMeta+a')
  await dialog.getByRole('button', { name: 'Bold' }).click()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'own-text')
  await dialog.getByRole('button', { name: 'Keep this text' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.getByText('Written by hand')).toBeVisible()
  await panel.getByRole('tab', { name: 'Email' }).click()
  await expect(panel.getByText('a text for this contact alone')).toBeVisible()
  await pictures(app, 'own-text-kept')
  const kept = await story.client.sends.text({ public_id: planned?.public_id ?? '' })
  expect(kept.html).toBe('<p><strong>Dear Clara, the oak samples are ready.</strong></p>')
  await panel.getByRole('button', { name: 'Edit…' }).click()
  await dialog.getByRole('button', { name: 'Back to the step’s text' }).click()
  await expect(panel.getByText('Written by hand')).toBeHidden()
  expect((await story.client.sends.text({ public_id: planned?.public_id ?? '' })).own).toBeNull()
})
