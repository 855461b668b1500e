/** What writing an email offers beside typing: snippets kept and changed, a slash by keyboard, conditions. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, go, pictures, test } from './rig.ts'

test.setTimeout(240_000)
test.use({ trace: 'off' })

const stepOf = (app: Page, n: number) => app.getByRole('region', { name: `Step ${n}`, exact: true })
const textOf = (app: Page, n: number) => stepOf(app, n).getByRole('textbox', { name: 'Text', exact: true })
const menuOf = (app: Page) => app.getByRole('listbox', { name: 'Put in' })
/** Beside the preview's frame, which runs no scripts: axe would wait for it. */
async function barriersIn(app: Page, place: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: app }).include(place).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
const chosenIn = (app: Page) => menuOf(app).getByRole('option', { selected: true })

test('snippets are found, renamed, rewritten and removed in one place, and a removed one comes back', async ({
  app,
  engine,
}) => {
  const { client } = engine
  await client.snippets.create({ name: 'Kind regards', html: '<p>Kind regards,<br>{{ sender.name }}</p>' })
  await client.snippets.create({ name: 'Where to find us', html: '<p>12 rue de Seine, third floor</p>' })
  await client.snippets.create({
    name: 'Legal',
    html: '<div style="color:#888">Registered in Paris</div>',
    everybody: true,
  })
  const { public_id } = await client.sequences.create({
    name: 'Pieces',
    steps: [{ subject: 'Hello', html: '<p>Hi {{ first_name | default: "there" }},</p>' }],
  })
  await go(app, `/sequences/${public_id}`)
  await stepOf(app, 1).getByRole('button', { name: 'Insert a snippet' }).click()
  await app.getByRole('button', { name: 'Manage snippets…' }).click()
  const all = app.getByRole('dialog', { name: 'Snippets' })
  await expect(all.getByRole('region', { name: 'Your own' }).getByRole('listitem')).toHaveCount(2)
  await expect(all.getByRole('region', { name: 'Everybody’s' }).getByRole('listitem')).toHaveCount(1)
  // variables by name, as in a subject
  const regards = all.getByRole('listitem').filter({ hasText: 'Kind regards' })
  await expect(regards.locator('.seq-chip')).toHaveText('sender.name')
  await expect(regards).not.toContainText('{{')
  expect(await barriersIn(app, '.snip-all')).toEqual([])
  await pictures(app, 'snippets-all')
  const search = all.getByRole('textbox', { name: 'Find by name or text' })
  await expect(search).toBeFocused()
  await search.fill('seine')
  await expect(all.getByRole('listitem')).toHaveText([/Where to find us/])
  await search.fill('nothing like it')
  await expect(all).toContainText('No snippet has “nothing like it” in its name or text.')
  await search.fill('')

  // renamed and rewritten; a slash and its Escape are the text's own affair
  await all.getByRole('button', { name: 'Edit Kind regards' }).click()
  const one = app.getByRole('dialog', { name: 'Edit Kind regards' })
  await expect(one.getByRole('textbox', { name: 'Its text' })).toBeVisible()
  await expect(one.getByRole('textbox', { name: 'Its name' })).toBeFocused()
  await pictures(app, 'snippet-edited')
  await one.getByRole('textbox', { name: 'Name' }).fill('Best wishes')
  const text = one.getByRole('textbox', { name: 'Its text' })
  await text.getByText('Kind regards').click()
  await app.keyboard.press('Control+End')
  await app.keyboard.type(' /')
  await expect(menuOf(app)).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(menuOf(app)).toHaveCount(0)
  await expect(one).toBeVisible()
  await app.keyboard.press('Backspace')
  await app.keyboard.type(', Paris')
  // closing loses nothing unasked, and Escape answers the question alone
  await app.keyboard.press('Escape')
  const question = app.getByRole('dialog', { name: 'Close without saving?' })
  await expect(question).toBeVisible()
  await pictures(app, 'snippet-lose')
  await app.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(one).toContainText(', Paris')
  await one.getByRole('button', { name: 'Close', exact: true }).click()
  await question.getByRole('button', { name: 'Go on writing' }).click()
  await expect(question).toBeHidden()
  await expect(one).toContainText(', Paris')
  await one.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByText('Best wishes is changed')).toBeVisible()
  await expect(all.getByRole('listitem').filter({ hasText: 'Best wishes' })).toContainText('Paris')

  // what rich text can't hold is source
  await all.getByRole('button', { name: 'Edit Legal' }).click()
  const legal = app.getByRole('dialog', { name: 'Edit Legal' })
  await expect(legal.getByRole('textbox', { name: 'Its text, as HTML source' })).toHaveValue(/<div style/)
  await pictures(app, 'snippet-source')
  await legal.getByRole('button', { name: 'Cancel' }).click()
  await expect(search).toBeFocused()

  // removed, and brought back from where that is said
  await all.getByRole('button', { name: 'Remove Where to find us' }).click()
  await expect(all.getByRole('listitem')).toHaveCount(2)
  await expect(app.getByText('Where to find us is no snippet any more')).toBeVisible()
  await pictures(app, 'snippet-removed')
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(all.getByRole('listitem')).toHaveCount(3)
  await app.keyboard.press('Escape')
  await expect(all).toBeHidden()
  await expect(stepOf(app, 1).getByRole('button', { name: 'Insert a snippet' })).toBeFocused()
  expect((await client.snippets.list()).map(({ name }) => name).sort()).toEqual([
    'Best wishes',
    'Legal',
    'Where to find us',
  ])
})

test('a snippet that is closed unsaved is lost only when that is said, and the focus comes back', async ({
  app,
  engine,
}) => {
  const { client } = engine
  await client.snippets.create({ name: 'Legal', html: '<div style="color:#888">Registered in Paris</div>' })
  const { public_id } = await client.sequences.create({
    name: 'Pieces',
    steps: [{ subject: 'Hello', html: '<p>Hi</p>' }],
  })
  await go(app, `/sequences/${public_id}`)
  const insert = stepOf(app, 1).getByRole('button', { name: 'Insert a snippet' })
  const manage = async () => {
    await insert.click()
    await app.getByRole('button', { name: 'Manage snippets…' }).click()
  }
  await manage()
  const all = app.getByRole('dialog', { name: 'Snippets' })
  const legal = app.getByRole('dialog', { name: 'Edit Legal' })
  await all.getByRole('button', { name: 'Edit Legal' }).click()
  await legal.getByRole('textbox', { name: 'Name' }).fill('Small print')
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Close and lose it' }).click()
  await expect(app.getByRole('dialog')).toBeHidden()
  await expect(insert).toBeFocused()
  await manage()
  await expect(all.getByRole('listitem')).toHaveText([/^Legal/])
  // nothing written: nothing asked
  await all.getByRole('button', { name: 'Edit Legal' }).click()
  await expect(legal.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(app.getByRole('dialog')).toBeHidden()
  expect((await client.snippets.list()).map(({ name }) => name)).toEqual(['Legal'])
})

test('a slash puts in what is chosen by keyboard, and is a slash after Escape', async ({ app, engine }) => {
  const { client } = engine
  await client.contacts.create({ address: 'ada@example.com', first_name: 'Ada', company: 'Acme' })
  await client.snippets.create({ name: 'Kind regards', html: '<p>Kind regards</p>' })
  const { public_id } = await client.sequences.create({
    name: 'Slashed',
    steps: [{ subject: 'Hello', html: '<p>Hi</p>' }],
  })
  await go(app, `/sequences/${public_id}`)
  const text = textOf(app, 1)
  await text.click()
  await app.keyboard.press('Control+End')
  await app.keyboard.type(' /')
  await expect(menuOf(app)).toBeVisible()
  await pictures(app, 'slash-menu')
  expect(await barriersIn(app, '.seq-slash')).toEqual([])
  // the one that is chosen is always in sight
  await app.keyboard.press('ArrowUp')
  await expect(chosenIn(app)).toBeInViewport({ ratio: 1 })
  await pictures(app, 'slash-menu-last')
  await app.keyboard.press('ArrowDown')
  await app.keyboard.type('first')
  await expect(chosenIn(app)).toHaveText('First name')
  await app.keyboard.press('Enter')
  await expect(text.locator('.seq-chip')).toHaveText([/^first_name/])
  await expect(text).not.toContainText('/')
  await app.keyboard.type(' and/or /regards')
  await app.keyboard.press('Escape')
  await expect(menuOf(app)).toHaveCount(0)
  await expect(text).toContainText('and/or /regards')
  // what was refused stays text; another slash asks again
  await app.keyboard.type(' /kind')
  await app.keyboard.press('Tab')
  await expect(text).toContainText('Kind regards')
  await app.keyboard.type(' /')
  await expect(menuOf(app)).toBeVisible()
  await app.getByRole('textbox', { name: 'Name of the sequence' }).click()
  await expect(menuOf(app)).toHaveCount(0)
})

test('a condition goes around what is chosen, the caret stays inside, and Ctrl+End leaves it', async ({
  app,
  engine,
}) => {
  const { public_id } = await engine.client.sequences.create({
    name: 'Depends',
    steps: [{ subject: 'Hello', html: '<p>Hi</p>' }],
  })
  await go(app, `/sequences/${public_id}`)
  const text = textOf(app, 1)
  await text.click()
  await app.keyboard.press('Control+End')
  await app.keyboard.type(' ')
  await stepOf(app, 1).getByRole('button', { name: 'Depends on a condition' }).click()
  await expect(text).toBeFocused()
  await app.keyboard.type('inside')
  await app.keyboard.press('Control+End')
  await app.keyboard.type(' after')
  await pictures(app, 'condition')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Depends is saved')).toBeVisible()
  expect((await engine.client.sequences.get({ public_id })).steps[0]?.html).toBe(
    '<p>Hi {% if company %}inside{% endif %} after</p>',
  )
})

test('a new sequence begins as rich text', async ({ app }) => {
  await go(app, '/sequences/new')
  await expect(stepOf(app, 1).getByRole('radio', { name: 'Rich text' })).toBeChecked()
  await pictures(app, 'sequence-new')
})
