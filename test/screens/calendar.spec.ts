import { rmSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { shortDay } from '../../src/renderer/words/calendar.ts'
import { barriers, type Engine, expect, go, pictures, test, tourSeen } from './rig.ts'

/** Windows of every day and hour: the test runs at any hour, and nothing leaves before the start, which is far ahead. */
const far = '2031-03-03'

async function planned(engine: Engine, contacts = 60): Promise<void> {
  const { client } = engine
  await client.workspace.update({ days_off: ['2031-03-05'] })
  const senders: string[] = []
  for (const [name, limits] of [
    ['Anna Lindqvist', ['20/hour', '60/day']],
    ['Marc Delacroix', ['10/hour', '40/day']],
  ] as const) {
    const address = `${name.split(' ')[0]?.toLowerCase()}@team.test`
    const made = await client.accounts.create({
      permits: ['role', 'more'],
      from_email: address,
      from_name: name,
      smtp_host: '127.0.0.1',
      smtp_port: 2525,
      smtp_protocol: 'none',
      quotas: [...limits],
    })
    await client.accounts.activate({ public_id: made.public_id })
    senders.push(address)
  }
  const later = { subject: '', text: 'Once more' }
  await client.sequences.create({
    name: 'Spring',
    steps: [
      { subject: 'Hello', text: 'Hello' },
      { ...later, delay: { days: 2 } },
    ],
  })
  const names = Array.from({ length: contacts }, (_, i) => `p${i}@people.test`)
  const file = `${engine.data}.csv`
  writeFileSync(file, `email,first_name\n${names.map((address, i) => `${address},Person ${i}`).join('\n')}\n`)
  await engine.cadenza('import', file)
  rmSync(file)
  await client.schedule.engage({
    sequence: 'Spring',
    contacts: names,
    assign: 'selected',
    senders: senders.map((account) => ({ account })),
    start: `${far}T10:00`,
    seed: 4,
  })
}

const cell = (page: Page, name: RegExp) => page.getByRole('gridcell', { name })

test('nothing is planned yet: one sentence, and where to go', async ({ app }) => {
  await go(app, '/calendar')
  await expect(app.getByText('No emails are planned yet.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await app.getByRole('link', { name: 'Go to the sequences' }).click()
  await expect.poll(() => new URL(app.url()).hash).toContain('/sequences')
})

test('a week by keyboard: slots, their emails with reasons, other weeks and views', async ({ app, engine }) => {
  await planned(engine)
  await go(app, `/calendar?date=${far}`)
  const grid = app.getByRole('grid', { name: 'Week by hour' })
  await expect(cell(app, /Monday 3 March, 10:00: 30 emails.*Anna 20 of 20, full; Marc 10 of 10, full/)).toBeVisible()
  await expect(cell(app, /Wednesday 5 March: Day off, no sending/)).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await cell(app, /Monday 3 March, 10:00/).focus()
  await app.keyboard.press('ArrowRight')
  await app.keyboard.press('ArrowRight')
  await expect(cell(app, /Thursday 6 March, 10:00/)).toBeFocused()
  await app.keyboard.press('ArrowUp')
  await expect(cell(app, /Thursday 6 March, 09:00/)).toBeFocused()
  await app.keyboard.press('PageDown')
  await expect(cell(app, /Monday 10 March, 09:00/)).toBeFocused()
  await app.keyboard.press('PageUp')
  await expect(cell(app, /March, 09:00/).first()).toBeVisible()
  await cell(app, /Monday 3 March, 10:00/).focus()
  await app.keyboard.press('Enter')
  const panel = app.getByRole('region', { name: 'Selected slot' })
  await expect(panel.getByText('30 emails in this slot')).toBeVisible()
  await expect(panel.getByRole('listitem')).toHaveCount(30)
  await panel.getByRole('button', { name: /^10:/ }).first().click()
  await expect(panel.getByText(/^Why at 10:/)).toBeVisible()
  await expect(panel.getByRole('link', { name: 'Open email' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'calendar')
  await panel.getByRole('button', { name: 'Close the panel' }).click()
  await expect(grid).toBeVisible()
})

test('the same plan as a score, a month and a day', async ({ app, engine }) => {
  await planned(engine)
  await go(app, `/calendar?date=${far}`)
  for (const [view, name] of [
    ['Score', 'Senders by hour'],
    ['Month', 'March 2031 by day'],
    ['Day', 'Monday 3 March by hour'],
  ] as const) {
    await app.getByRole('radiogroup', { name: 'View' }).getByText(view, { exact: true }).click()
    await expect(app.getByRole('grid', { name })).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, `calendar-${view.toLowerCase()}`)
  }
})

test('what if: the sentence and the cells follow the slider, Put back puts back, Apply does it', async ({
  app,
  engine,
}) => {
  await planned(engine, 200)
  await go(app, `/calendar?date=${far}`)
  const panel = app.getByRole('region', { name: 'What if' })
  const limit = panel.getByRole('slider', { name: 'Daily limit of Marc' })
  await expect(limit).toBeVisible()
  const before = (await engine.client.calendar.range({ from: far, to: far })).finish
  await limit.focus()
  for (let i = 0; i < 6; i++) await app.keyboard.press('ArrowRight')
  await expect(panel.getByRole('heading')).toContainText(/The last email would leave/)
  await expect(panel.getByText(/Only what has not left yet/)).toBeVisible()
  await expect(cell(app, /with what you try/).first()).toBeVisible()
  await pictures(app, 'calendar-what-if')
  expect(await barriers(app)).toEqual([])
  await panel.getByRole('button', { name: 'Put back' }).click()
  await expect(panel.getByRole('heading')).toHaveText('What if…')
  await expect(cell(app, /with what you try/)).toHaveCount(0)
  expect((await engine.client.calendar.range({ from: far, to: far })).finish).toBe(before)
  await limit.focus()
  for (let i = 0; i < 6; i++) await app.keyboard.press('ArrowRight')
  await panel.getByRole('button', { name: 'Apply…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Apply what you tried' })
  await expect(dialog.getByText(/marc@team.test: 10 an hour, 40 a day becomes 10 an hour, \d+ a day\./)).toBeVisible()
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(app.getByText('The plan was changed')).toBeVisible()
  const marc = (await engine.client.accounts.list()).find(({ from_email: address }) => address === 'marc@team.test')
  expect(marc?.quotas[1]).not.toBe('40/day')
})

test('a slider is answered by a worker of the page while the engine says nothing, and as the engine would', async ({
  app,
  engine,
}) => {
  await planned(engine, 200)
  let silent = false
  const held: (() => void)[] = []
  const later = (pass: () => void) => void (silent ? held.push(pass) : pass())
  const known = Promise.withResolvers<void>()
  // of this engine alone: the page is kept for other tests
  await app.routeWebSocket(`${engine.origin.replace('http', 'ws')}/ws`, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => later(() => server.send(message)))
    server.onMessage((message) => {
      later(() => socket.send(message))
      if (message.toString().includes('"groups"')) known.resolve()
    })
  })
  await app.reload()
  await go(app, `/calendar?date=${far}`)
  const panel = app.getByRole('region', { name: 'What if' })
  const limit = panel.getByRole('slider', { name: 'Daily limit of Marc' })
  await limit.focus()
  await known.promise
  silent = true
  for (let i = 0; i < 6; i++) await app.keyboard.press('ArrowRight')
  const marc = (await engine.client.accounts.list()).find(({ from_email: address }) => address === 'marc@team.test')
  const day = Number(await limit.getAttribute('aria-valuenow'))
  const wish = { limits: { [marc?.public_id ?? '']: ['10/hour', `${day}/day`] }, from: far, to: far }
  let would: string | null = null
  for await (const event of await engine.client.calendar.what_if(wish))
    if (event.kind === 'coarse') would = event.finish
  expect([day > 40, would]).toEqual([true, expect.any(String)])
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date(would ?? 0))
  await expect(panel.getByRole('heading')).toContainText('The last email would leave')
  await expect(panel.getByRole('heading').locator('.now-b')).toHaveText(shortDay(date))
  // it is an estimate: the cells wait for the plan
  await expect(cell(app, /with what you try/)).toHaveCount(0)
  silent = false
  for (const pass of held) pass()
  await expect(cell(app, /with what you try/).first()).toBeVisible()
})

test.describe('with a program that can be killed', () => {
  test.use({ apart: true })
  test('a slider still says what would be when the engine is gone, and that nothing can be applied', async ({
    page,
    engine,
  }) => {
    await planned(engine, 200)
    await tourSeen(engine.client)
    const known = page
      .waitForEvent('websocket')
      .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => payload.toString().includes('"groups"')))
    await page.goto(engine.address)
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await go(page, `/calendar?date=${far}`)
    const panel = page.getByRole('region', { name: 'What if' })
    const limit = panel.getByRole('slider', { name: 'Daily limit of Marc' })
    await limit.focus()
    await known
    await engine.stop('SIGKILL')
    await expect(page.getByText('What is shown may be old')).toBeVisible()
    await limit.focus()
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight')
    await expect(panel.getByRole('heading')).toContainText('The last email would leave')
    await expect(panel.getByText('Cadenza does not answer, so nothing was done.')).toBeVisible()
    await expect(panel.getByRole('button', { name: 'Apply…' })).toBeDisabled()
  })
})

test('an email is dragged onto a slot, with what that moves said before; and moved by keys', async ({
  app,
  engine,
}) => {
  await planned(engine, 12)
  await go(app, `/calendar?date=${far}&slot=${far}T10`)
  const panel = app.getByRole('region', { name: 'Selected slot' })
  const row = panel.getByRole('button', { name: /^10:/ }).first()
  await expect(row).toBeVisible()
  const target = await cell(app, /Tuesday 4 March, 14:00/).boundingBox()
  const from = await row.boundingBox()
  if (!target || !from) throw new Error('nothing to drag')
  await app.mouse.move(from.x + 60, from.y + 10)
  await app.mouse.down()
  await app.mouse.move(from.x + 20, from.y + 30, { steps: 4 })
  await app.mouse.move(target.x + 20, target.y + 10, { steps: 8 })
  await expect(app.getByText('Let go to move it here')).toBeVisible()
  await app.mouse.up()
  await expect(app.getByText(/leaves in the Tue 4 Mar, 14:00 slot/)).toBeVisible()
  await expect(cell(app, /Tuesday 4 March, 14:00: 1 email/)).toBeVisible()
  await panel.getByRole('button', { name: /^10:/ }).first().click()
  await panel.getByRole('button', { name: 'Move…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Move email' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
})
