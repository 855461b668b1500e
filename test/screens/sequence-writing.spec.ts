import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, go, test } from './rig.ts'

test.setTimeout(60_000)
test.use({ trace: 'off' })

test('rich text keeps its Liquid as chips, and what it can’t hold as source', async ({ app, engine }) => {
  const html =
    '<p>Hi {{ first_name | default: "there" }},</p>\n{% if company %}\n<p>for <strong>{{ company }}</strong></p>\n{% endif %}'
  const steps = [
    { subject: 'Hello', html },
    { subject: '', html: '<div>kept</div>', delay: { days: 3 } },
  ]
  await engine.client.snippets.create({ name: 'Greeting', html: '<p>Kind regards</p>' })
  const { public_id } = await engine.client.sequences.create({ name: 'Rich', steps })
  await go(app, `/sequences/${public_id}`)
  const first = app.getByRole('region', { name: 'Step 1', exact: true })
  const text = first.getByRole('textbox', { name: 'Text', exact: true })
  await expect(text.locator('.seq-chip')).toHaveText(['first_name · there', 'if company', 'company', 'endif'])
  await expect(app.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  await text.locator('.seq-chip').first().click()
  const chip = first.getByRole('group', { name: 'The chosen variable' })
  await chip.getByRole('textbox', { name: 'For those without it' }).fill('friend')
  await chip.getByRole('button', { name: 'Keep' }).click()
  await expect(text.locator('.seq-chip').first()).toHaveText('first_name · friend')
  await text.getByText('for').click()
  await app.keyboard.press('End')
  await app.keyboard.type(' in {{ citty }}')
  await first.getByRole('button', { name: 'Table' }).click()
  await first.getByRole('button', { name: 'Insert a snippet' }).click()
  await app.getByRole('button', { name: /^Greeting/ }).click()
  await expect(text).toContainText('Kind regards')
  await expect(text.locator('.seq-chip.bad')).toHaveText('citty')
  // beside the preview's frame, which runs no scripts: axe would wait for it
  const { violations } = await new AxeBuilder({ page: app }).include('.seq-steps').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await first.getByRole('button', { name: 'Add a variant' }).click()
  await expect(first.getByRole('radio', { name: 'Variant B' })).toBeChecked()
  await app.getByRole('button', { name: /^2?\s*Step 2/, expanded: false }).click()
  const second = app.getByRole('region', { name: 'Step 2', exact: true })
  await expect(second.getByText('stays source')).toBeVisible()
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Rich is saved')).toBeVisible()
  const saved = await engine.client.sequences.get({ public_id })
  expect(saved.steps[0]?.html).toContain('{{ first_name | default: "friend" }}')
  expect(saved.steps[0]?.html).toContain('{{ citty }}')
  expect(saved.steps[0]?.html).toContain('border-collapse:collapse')
  expect(saved.steps[0]?.html).not.toContain('class=')
  expect(saved.steps[0]?.variants).toHaveLength(1)
  expect(saved.steps[1]?.html).toBe('<div>kept</div>')
})

test('a problem in rich text is marked, and its link leads to what it is about', async ({ app, engine }) => {
  const html =
    '<p>Hi {{ first_name | default: "there" }},</p>\n<p>see <a href="htps://x.example">the offer</a> for {{ citty }}</p>'
  await engine.client.contacts.create({ address: 'ada@example.com', first_name: 'Ada' })
  const { public_id } = await engine.client.sequences.create({ name: 'Led', steps: [{ subject: 'Hello', html }] })
  await go(app, `/sequences/${public_id}`)
  const step = app.getByRole('region', { name: 'Step 1', exact: true })
  const text = step.getByRole('textbox', { name: 'Text', exact: true })
  const chosen = () => app.evaluate(() => getSelection()?.toString())
  const wrong = step.getByRole('list', { name: 'What is wrong in step 1' })
  await wrong.getByRole('listitem').filter({ hasText: 'htps' }).getByRole('button').click()
  await expect(text).toBeFocused()
  await expect.poll(chosen).toBe('the offer')
  await expect(text.locator('.seq-place')).toHaveText('the offer')
  await wrong.getByRole('listitem').filter({ hasText: 'citty' }).getByRole('button').click()
  await expect(step.getByRole('group', { name: 'The chosen variable' }).getByLabel('Variable')).toHaveValue('citty')
  // Liquid that never ends is no chip: it is marked as it was typed
  await text.getByText('see').click()
  await app.keyboard.press('Home')
  await app.keyboard.type('{{ first_name, ')
  await app.getByRole('textbox', { name: 'Name of the sequence' }).focus()
  await wrong.getByRole('listitem').filter({ hasText: 'is missing' }).getByRole('button').click()
  await expect.poll(chosen).toMatch(/^\{\{ first_name/)
})

test('a problem is led to though its editor is still on the way', async ({ app, engine }) => {
  const html = '<p>see <a href="htps://x.example">the offer</a></p>'
  const { public_id } = await engine.client.sequences.create({ name: 'Early', steps: [{ subject: 'Hello', html }] })
  const held = Promise.withResolvers<void>()
  await app.route(/\/assets\/rich-[^/]*\.js$/, async (route) => {
    await held.promise
    await route.continue()
  })
  await go(app, `/sequences/${public_id}`)
  const step = app.getByRole('region', { name: 'Step 1', exact: true })
  const text = step.getByRole('textbox', { name: 'Text', exact: true })
  const wrong = step.getByRole('list', { name: 'What is wrong in step 1' })
  await wrong.getByRole('listitem').filter({ hasText: 'htps' }).getByRole('button').click()
  await expect(text).toHaveCount(0)
  held.resolve()
  await expect(text).toBeFocused()
  await expect.poll(() => app.evaluate(() => getSelection()?.toString())).toBe('the offer')
  await app.unrouteAll()
})

test('the preview shows an email as each program would, its conversation and its headers', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' })
  const html =
    '<p>Hi {{ first_name }},</p>\n<p>see <a href="https://x.example">the offer</a>.</p><p>Kind regards,<br>{{ sender.name }}</p>'
  const steps = [
    { subject: 'Hello {{ first_name }}', html },
    { subject: '', text: 'Did you see it?', delay: { days: 3 } },
  ]
  const { public_id } = await engine.client.sequences.create({ name: 'Looks', steps })
  await go(app, `/sequences/${public_id}`)
  const preview = app.getByRole('region', { name: 'Preview' })
  await expect(preview.getByRole('heading', { name: 'Hello Ada' })).toBeVisible()
  await expect(preview.getByRole('definition').filter({ hasText: 'Ada Lovelace · ada@example.com' })).toBeVisible()
  await expect(preview).toContainText('Begins a conversation.')
  const letter = preview.locator('iframe')
  const wide = (await letter.boundingBox())?.width ?? 0
  await preview.getByText('Phone').click()
  await expect.poll(async () => (await letter.boundingBox())?.width).toBeLessThanOrEqual(Math.min(375, wide))
  await preview.getByText('Dark').click()
  const colour = () =>
    letter
      .contentFrame()
      .locator('body')
      .evaluate((body) => getComputedStyle(body).color)
  await expect.poll(colour).toBe('rgb(255, 255, 255)')
  await preview.getByText('Plain text').click()
  await expect(preview.getByRole('region', { name: 'Plain text' })).toContainText('the offer [https://x.example]')
  await preview.getByRole('button', { name: 'All headers' }).click()
  await expect(preview.getByRole('row', { name: /^Message-ID </ })).toBeVisible()
  await expect(preview.getByRole('row', { name: /^In-Reply-To/ })).toHaveCount(0)
  for (const scheme of ['light', 'dark'] as const)
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      if (!process.env.CADENZA_PICTURES) continue
      await app.emulateMedia({ colorScheme: scheme })
      await app.setViewportSize({ width, height })
      await app.screenshot({ path: `test-results/preview-${scheme}-${width}.png` })
    }
  await app.getByRole('button', { name: /^2?\s*Step 2/, expanded: false }).click()
  await expect(preview.getByRole('heading', { name: 'Re: Hello Ada' })).toBeVisible()
  await expect(preview).toContainText('Answers the email before')
  await expect(preview.getByRole('row', { name: /^In-Reply-To </ })).toBeVisible()
})

/** A PNG of 64 × 32, drawn by the page itself. */
const drawn = (app: Page) =>
  app.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 32)
    const pen = canvas.getContext('2d')
    if (pen) pen.fillStyle = '#2b35c4'
    pen?.fillRect(0, 0, 64, 32)
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())
    return Array.from(bytes)
  })

test('a picture stands in the text and the preview, before and after it is saved', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'ada@example.com', first_name: 'Ada' })
  const html = '<p>Hi {{ first_name }}, this is what we drew for you.</p>'
  const { public_id } = await engine.client.sequences.create({ name: 'Shown', steps: [{ subject: 'Hello', html }] })
  await go(app, `/sequences/${public_id}`)
  const step = app.getByRole('region', { name: 'Step 1', exact: true })
  const text = step.getByRole('textbox', { name: 'Text', exact: true })
  const buffer = Buffer.from(await drawn(app))
  await text.getByText('drew for you').click()
  await app.keyboard.press('End')
  const put = (name: string) =>
    step.getByLabel('File of a picture').setInputFiles({ name, mimeType: 'image/png', buffer })
  await put('our-logo.png')
  const picture = text.getByRole('img', { name: 'our logo' })
  const size = (of: typeof picture) => of.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth)
  await expect.poll(() => size(picture)).toBe(64)
  const preview = app.getByRole('region', { name: 'Preview' }).locator('iframe').contentFrame()
  await expect.poll(() => size(preview.getByRole('img', { name: 'our logo' }))).toBe(64)
  await expect(step.getByRole('list', { name: 'Attachments' })).toContainText('our-logo.png')
  await picture.click()
  const form = step.getByRole('group', { name: 'The chosen picture' })
  await form.getByLabel('For those who don’t see it').fill('A blue field')
  await form.getByLabel('Width, px').fill('48')
  if (process.env.CADENZA_PICTURES) await app.screenshot({ path: 'test-results/picture-light-1280.png' })
  await form.getByRole('button', { name: 'Keep' }).click()
  // what is no picture is refused, and nothing is lost
  await step
    .getByLabel('File of a picture')
    .setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no') })
  await expect(step.getByRole('alert')).toContainText('no.png is no picture')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Shown is saved')).toBeVisible()
  const saved = (await engine.client.sequences.get({ public_id })).steps[0]
  expect(saved?.html).toContain('<img src="cid:our-logo" alt="A blue field" width="48">')
  expect(saved?.attachments).toMatchObject([{ name: 'our-logo.png', cid: 'our-logo', size: buffer.length }])
  await app.reload()
  await expect.poll(() => size(text.getByRole('img', { name: 'A blue field' }))).toBe(64)
  await expect.poll(() => size(preview.getByRole('img', { name: 'A blue field' }))).toBe(64)
})
