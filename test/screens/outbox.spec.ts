import { barriers, go, pictures, expect as usual } from './rig.ts'
import { smallTeam } from './small-team.ts'
import { stage as test } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

test.use({ at: '2026-11-09T07:40:00Z', before: { live: smallTeam } })
test.setTimeout(150_000)

const slot = '2026-11-13'

test('an unsure email shows its evidence and three equal decisions, and is closed by one of them', async ({
  app,
  stage: { story },
}) => {
  await go(app, '/outbox')
  const card = app.getByRole('article', { name: /Unsure email to/ })
  await expect(card.getByRole('heading', { name: 'The line dropped before the server answered.' })).toBeVisible()
  await expect(card.getByText('The server asked for the text, and it began to leave.')).toBeVisible()
  await expect(card.getByRole('button', { name: 'Send it again' })).toBeEnabled()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'outbox')
  await card.getByRole('button', { name: 'It was sent' }).click()
  await expect(app.getByText('Closed as sent')).toBeVisible()
  await expect(card).toBeHidden()
  expect(await story.client.unsure.list()).toEqual([])
})

test('tabs and search find emails', async ({ app }) => {
  await go(app, '/outbox')
  const grid = app.getByRole('grid', { name: 'Emails' })
  await app.getByText(/^Needs you \d/).click()
  await expect(grid.getByRole('row', { name: /Email to Ada, waiting/ })).toHaveCount(2)
  await expect(grid).toContainText('wrong password')
  await app.getByText(/^Refused \d/).click()
  await expect(grid).toContainText('550 5.1.1 no such user here')
  await app.getByText(/^All \d/).click()
  await app.getByRole('searchbox', { name: 'Name, address or subject' }).fill('giulia@')
  await expect(grid.getByRole('row', { name: /Email to/ })).toHaveCount(3)
})

test('filters narrow the list, and the address keeps them', async ({ app }) => {
  await go(app, '/outbox?tab=all&search=giulia')
  const grid = app.getByRole('grid', { name: 'Emails' })
  await app.getByRole('button', { name: 'Filter' }).click()
  await app.getByRole('checkbox', { name: 'Planned', exact: true }).check()
  await expect(grid.getByRole('row', { name: /Email to/ })).toHaveCount(2)
  expect(await barriers(app)).toEqual([])
  await app.keyboard.press('Escape')
  await app.reload()
  await expect(grid.getByRole('row', { name: /Email to/ })).toHaveCount(2)
  await app.getByRole('button', { name: 'Remove the filter State Planned' }).click()
  await expect(grid.getByRole('row', { name: /Email to/ })).toHaveCount(3)
})

test('an email opens with its reasons, its letter and its tries, and is moved with the consequence shown first', async ({
  app,
  stage: { story },
}) => {
  const { rows } = await story.client.sends.list({ contact: 'clara@maison-orel.example' })
  const [sent, planned] = rows
  await go(app, `/outbox?open=${sent?.public_id}`)
  const panel = app.getByRole('region', { name: 'Email' })
  await panel.getByRole('tab', { name: /Tries/ }).click()
  await expect(panel.getByText('The server took it')).toBeVisible()
  await go(app, `/outbox?open=${planned?.public_id}`)
  await panel.getByRole('tab', { name: 'Email' }).click()
  await expect(panel.getByText('Once more')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await panel.getByRole('button', { name: 'Move…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Move this email' })
  await dialog.getByRole('textbox', { name: 'Day' }).fill('2026-11-14')
  await expect(dialog.getByText(/nothing is sent on that weekday/)).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Day' }).fill(slot)
  await expect(dialog.getByText(/It leaves in the Fri/)).toBeVisible()
  await expect(dialog.getByText(/Step 3 moves from/)).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await app.screenshot({ path: 'test-results/screens/outbox-move.png' })
  await dialog.getByRole('button', { name: 'Move the email' }).click()
  await expect(app.getByText('1 email moved')).toBeVisible()
  await story.goTo(story.now() + 120_000)
  const after = await story.client.sends.get({ public_id: planned?.public_id ?? '' })
  expect(after.slot.slice(0, 10)).toBe(slot)
})

test('several are held and cancelled by keyboard, and a toast takes each back', async ({ app, stage: { story } }) => {
  await go(app, '/outbox')
  const grid = app.getByRole('grid', { name: 'Emails' })
  await grid
    .getByRole('row', { name: /Email to/ })
    .first()
    .focus()
  await app.keyboard.press('x')
  await app.keyboard.press('j')
  await app.keyboard.press('x')
  await expect(app.getByText('2 selected')).toBeVisible()
  await app.getByRole('button', { name: 'Hold' }).click()
  await expect(app.getByText('2 emails on hold')).toBeVisible()
  expect((await story.client.sends.list({ states: ['held'] })).rows).toHaveLength(2)
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByText('2 emails released')).toBeVisible()
  expect((await story.client.sends.list({ states: ['held'] })).rows).toHaveLength(0)

  await grid
    .getByRole('row', { name: /Email to/ })
    .first()
    .focus()
  await app.keyboard.press('x')
  await app.getByRole('button', { name: 'Cancel…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Cancel this email?' })
  await expect(dialog.getByText(/is not sent to/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel the email' }).click()
  await expect(app.getByText('1 email cancelled')).toBeVisible()
  expect(
    (await story.client.sends.list({ state: 'withdrawn' })).rows.filter((row) => row.can.includes('restore')),
  ).toHaveLength(1)
  await app.getByRole('button', { name: 'Undo' }).last().click()
  await expect(app.getByText('1 email put back')).toBeVisible()
  expect(
    (await story.client.sends.list({ state: 'withdrawn' })).rows.filter((row) => row.can.includes('restore')),
  ).toHaveLength(0)
})
