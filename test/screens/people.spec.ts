import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

const spring = ['ada@reader.test', 'bo@reader.test', 'cleo@reader.test', 'dan@reader.test', 'eve@reader.test']
const autumn = ['fay@shop.test', 'gil@shop.test', 'hana@shop.test']

stage.use({
  at: '2026-11-09T07:40:00Z',
  before: {
    live: async (story) => {
      await story.account('first@haldenroux.example')
      await story.account('second@haldenroux.example')
      const steps = [{ days: 1 }, { days: 3 }]
      await story.engage({ sender: 'first@haldenroux.example', contacts: spring, steps })
      await story.engage({ sender: 'second@haldenroux.example', contacts: autumn, steps })
      await story.goTo('2026-11-09T18:00:00Z')
      const { rows } = await story.client.enrollments.list({ search: 'hana@shop.test' })
      await story.client.enrollments.stop({ public_id: rows[0]?.public_id ?? '' })
    },
  },
})

stage('people in sequences are found, chosen, tagged, moved and paused', async ({ app, stage: { story } }) => {
  await go(app, '/people')
  const grid = app.getByRole('grid', { name: 'People in sequences' })
  await expect(grid.getByRole('row')).toHaveCount(9)
  await expect(app.getByRole('link', { name: 'People in sequences' })).toBeVisible()
  await expect(app.getByRole('button', { name: /^All/ })).toHaveAttribute('aria-pressed', 'true')
  expect(await barriers(app)).toEqual([])

  // a state is in the address, and comes back with it
  await app.getByRole('button', { name: /^Stopped/ }).click()
  await expect(app).toHaveURL(/state=stopped/)
  await expect(grid.getByRole('row')).toHaveCount(2)
  await app.reload()
  await expect(grid.getByRole('row')).toHaveCount(2)
  await app.getByRole('button', { name: /^Stopped/ }).click()

  // found by mailbox, all chosen, tagged
  await app.getByRole('button', { name: 'Filter' }).click()
  await app.getByRole('combobox', { name: 'From' }).click()
  await app.getByRole('option', { name: 'second@haldenroux.example' }).click()
  await app.keyboard.press('Escape')
  await expect(grid.getByRole('row')).toHaveCount(4)
  await grid.getByRole('checkbox').first().check()
  await app.getByRole('button', { name: 'Tag…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Add' }).fill('second')
  await app.keyboard.press('Enter')
  await expect(dialog).toContainText('3 contacts get “second”.')
  await dialog.getByRole('button', { name: 'Tag 3 contacts' }).click()
  await expect(app.getByText('3 contacts tagged')).toBeVisible()
  expect((await story.client.enrollments.list({ tag: 'second' })).rows).toHaveLength(3)

  // moved to the other mailbox, told before, with whoever stays
  await grid.getByRole('checkbox').first().check()
  await app.getByRole('button', { name: 'Move to a mailbox…' }).click()
  await dialog.getByRole('combobox', { name: 'From now on from' }).click()
  await app.getByRole('option', { name: 'first@haldenroux.example' }).click()
  await expect(dialog).toContainText('2 contacts are written to from first@haldenroux.example')
  await expect(dialog).toContainText('1 contact stays as it is')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'people-move')
  await dialog.getByRole('button', { name: 'Move 2 contacts' }).click()
  await expect(app.getByText('2 contacts moved')).toBeVisible()
  await expect(grid.getByRole('row')).toHaveCount(2)

  // paused by the keyboard, and taken back
  await go(app, '/people?search=ada@reader.test')
  await expect(grid).toContainText('ada@reader.test')
  await expect(grid.getByRole('row')).toHaveCount(2)
  await grid.getByRole('checkbox').nth(1).focus()
  await app.keyboard.press('Space')
  await app.getByRole('button', { name: 'Pause…' }).click()
  await expect(dialog).toContainText('1 contact stands still')
  await dialog.getByRole('button', { name: 'Pause 1 contact' }).click()
  await expect(grid).toContainText('Paused')
  await app.getByRole('alert').filter({ hasText: '1 contact paused' }).getByRole('button', { name: 'Undo' }).click()
  await expect(grid).toContainText('Under way')

  // nobody is like that, and the way back
  await go(app, '/people?search=nobody-at-all')
  await app.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(grid.getByRole('row')).toHaveCount(9)
  await grid.getByRole('row').nth(1).getByText('Ada').click()
  await expect(app).toHaveURL(/contacts\//)
})
