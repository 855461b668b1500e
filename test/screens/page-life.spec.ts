/** What a page goes through: its host starts again, is updated, or the page itself is loaded anew. Nothing written is lost. */
import type { Page } from '@playwright/test'
import { barriers, type Engine, expect, go, pictures, startEngine, test, tourSeen } from './rig.ts'

// what is killed and started again is a program of its own
test.use({ apart: true })

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
/** Emails begin as rich text; a plain field is easier to look into. */
const asPlain = (page: Page) =>
  region(page, 'Step 1').locator('.seq-html').getByText('Plain text', { exact: true }).click()
const textOf = (page: Page) => region(page, 'Step 1').getByRole('textbox', { name: 'Text' })
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })
const locked = (page: Page) => page.getByRole('dialog', { name: 'This browser needs its key.' })

/** Whether the dialog lies over the text, and is no window to it. */
const covered = (page: Page) =>
  textOf(page).evaluate((field) => {
    const { x, y } = field.getBoundingClientRect()
    const over = document.elementFromPoint(x + 5, y + 5)?.closest('dialog')
    return over !== null && over !== undefined && /^rgb\(/.test(getComputedStyle(over).backgroundColor)
  })

/** Let in, without the watch for errors in the console: here requests are meant to fail. */
async function opened(page: Page, engine: Engine): Promise<void> {
  await tourSeen(engine.client)
  await page.goto(engine.address)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}

async function write(page: Page, name: string): Promise<void> {
  await go(page, '/sequences/new')
  await page.getByRole('textbox', { name: 'Name of the sequence' }).fill(name)
  await asPlain(page)
  await region(page, 'Step 1').getByRole('textbox', { name: 'Subject' }).fill('A question')
  await textOf(page).fill('An hour of writing')
}

const startedAgain = (engine: Engine) => startEngine(engine.data, 'Europe/Paris', Number(new URL(engine.origin).port))

test('a host that was killed and started again costs nothing of what is being written', async ({ page, engine }) => {
  await opened(page, engine)
  await write(page, 'Kept')
  await textOf(page).press('End')
  await engine.stop('SIGKILL')
  await expect(page.getByText('Cadenza does not answer.')).toBeVisible()
  await textOf(page).pressSequentially(', and more')
  const again = await startedAgain(engine)
  try {
    await expect(locked(page)).toBeVisible()
    expect(await covered(page), 'nothing of the page is seen or reached').toBe(true)
    await page.keyboard.press('Escape')
    await expect(locked(page)).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'locked-again')
    const field = page.getByRole('textbox', { name: 'Or paste it here' })
    await expect(field).toBeFocused()
    await field.fill(`${again.origin}/#code=wrong`)
    await field.press('Enter')
    await expect(page.getByText('This address lets nobody in')).toBeVisible()
    await field.fill(again.address)
    await field.press('Enter')
    await expect(locked(page)).toHaveCount(0)
    await expect(textOf(page)).toBeFocused()
    await expect(textOf(page)).toHaveValue('An hour of writing, and more')
    await save(page).click()
    await expect(page.getByText('Kept is saved')).toBeVisible()
    const [made] = await again.client.sequences.list()
    expect(await again.client.sequences.get({ public_id: made?.public_id ?? '' })).toMatchObject({
      name: 'Kept',
      steps: [{ subject: 'A question', text: 'An hour of writing, and more' }],
    })
  } finally {
    await again.stop()
  }
})

test('a new address in any tab lets the waiting page in, and none of them moves it', async ({
  page,
  context,
  engine,
}) => {
  await opened(page, engine)
  await write(page, 'Two tabs')
  for (const way of ['another tab', 'this tab'] as const) {
    await engine.stop()
    const again = await startedAgain(engine)
    Object.assign(engine, again)
    await expect(locked(page)).toBeVisible()
    const other = await context.newPage()
    if (way === 'another tab') {
      await other.goto(again.address)
      await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible()
    } else await page.evaluate((to) => window.location.assign(to), again.address)
    await other.close()
    await expect(locked(page)).toHaveCount(0)
    expect(new URL(page.url()).hash).toBe('#/sequences/new')
    await expect(textOf(page)).toHaveValue('An hour of writing')
  }
  await save(page).click()
  await expect(page.getByText('Two tabs is saved')).toBeVisible()
})

test('what was not saved is offered again after a reload; over a newer version, saving asks', async ({
  page,
  engine,
}) => {
  await opened(page, engine)
  page.on('dialog', (dialog) => void dialog.accept())
  const keptFor = (id: string) => page.evaluate((of) => localStorage.getItem(`cadenza-draft ${of}`) ?? '', id)
  await write(page, 'Draft')
  await expect.poll(() => keptFor('new')).toContain('An hour of writing')
  await page.reload()
  await expect(page.getByText('This computer kept it.')).toBeVisible()
  await expect(textOf(page)).toHaveText('')
  expect(await barriers(page)).toEqual([])
  await pictures(page, 'sequence-offered')
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(textOf(page)).toHaveValue('An hour of writing')
  await save(page).click()
  await expect(page.getByText('Draft is saved')).toBeVisible()
  await expect.poll(() => keptFor('new')).toBe('')

  const [{ public_id = '' } = {}] = await engine.client.sequences.list()
  await textOf(page).fill('Mine')
  await expect.poll(() => keptFor(public_id)).toContain('Mine')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Put it back' })).toBeVisible()
  await engine.client.sequences.update({ public_id, version: 1, steps: [{ subject: 'A question', text: 'Theirs' }] })
  await expect(page.getByText('saving asks which of both counts')).toBeVisible()
  await page.getByRole('button', { name: 'Put it back' }).click()
  await save(page).click()
  await page.getByRole('button', { name: 'Save mine over it' }).click()
  await expect(page.getByText('Draft is saved').first()).toBeVisible()
  expect(await engine.client.sequences.get({ public_id })).toMatchObject({ version: 3, steps: [{ text: 'Mine' }] })
  await page.reload()
  await expect(textOf(page)).toHaveValue('Mine')
  await expect(page.getByRole('button', { name: 'Put it back' })).toHaveCount(0)
})

test('a screen whose code is gone says that Cadenza was updated; one not loaded yet opens when Cadenza answers', async ({
  page,
  engine,
}) => {
  await opened(page, engine)
  await page.route('**/assets/calendar-*.js', (route) => route.fulfill({ status: 404 }))
  await go(page, '/calendar')
  await expect(page.getByRole('heading', { name: 'Cadenza was updated.' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await pictures(page, 'updated')
  await page.unroute('**/assets/calendar-*.js')
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('heading', { name: 'Calendar', exact: true })).toBeVisible()
  await engine.stop()
  await go(page, '/outbox')
  await expect(page.getByRole('heading', { name: 'This screen was not loaded yet.' })).toBeVisible()
  const again = await startedAgain(engine)
  try {
    await expect(locked(page)).toBeVisible()
    await page.evaluate((to) => window.location.assign(to), again.address)
    await expect(page.getByRole('heading', { name: 'Outbox', exact: true })).toBeVisible()
  } finally {
    await again.stop()
  }
})

test('a new sequence is not called wrong before anything was written, and stays in place when it is saved', async ({
  app,
}) => {
  await go(app, '/sequences/new')
  await asPlain(app)
  const first = region(app, 'Step 1')
  const wrong = app.getByRole('list', { name: /^What is wrong/ })
  const subject = first.getByRole('textbox', { name: 'Subject' })
  await subject.fill('A question')
  await expect(app.getByRole('region', { name: 'Preview' }).getByRole('heading')).toHaveText('A question')
  await expect(wrong).toHaveCount(0)
  await subject.pressSequentially(' of {{ frist_name')
  await expect(subject).not.toHaveAttribute('aria-invalid', 'true')
  await textOf(app).focus()
  await expect(wrong).toBeVisible()
  await expect(subject).toHaveAttribute('aria-invalid', 'true')
  await subject.fill('A question')
  await expect(subject).not.toHaveAttribute('aria-invalid', 'true')
  await app.getByRole('textbox', { name: 'Name of the sequence' }).fill('In place')
  await app.getByRole('button', { name: 'Add a step' }).click()
  await save(app).click()
  await expect(wrong.first()).toBeVisible()
  await expect(app.getByText('It was not saved.')).toBeVisible()
  await textOf(app).fill('First')
  await region(app, 'Step 2')
    .getByRole('button', { name: /^Step 2/ })
    .click()
  const second = region(app, 'Step 2').getByRole('textbox', { name: 'Text' })
  await second.fill('Second')
  await save(app).click()
  await expect(app.getByText('In place is saved')).toBeVisible()
  await expect(second).toBeFocused()
  await expect(app.getByRole('tab', { name: 'Emails', selected: true })).toBeVisible()
  await go(app, '/sequences')
  await app.getByRole('link', { name: 'New sequence' }).first().click()
  await expect(textOf(app)).toHaveText('')
})
