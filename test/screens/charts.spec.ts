/** Charts in the reports: what they show, where their bars lead, and the pictures that are made of them. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { busyWeek } from './busy-week.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage } from './stage.ts'
import { twoWays } from './two-ways.ts'

const expect = usual.configure({ timeout: 20_000 })

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: busyWeek } })
stage.setTimeout(200_000)

const figure = (text: string | null): number => Number((/: ([\d,]+)$/.exec(text ?? '')?.[1] ?? 'x').replaceAll(',', ''))

async function saved(app: Page, chart: string, of: string, kind: 'PNG' | 'SVG'): Promise<Buffer> {
  const coming = app.waitForEvent('download')
  await app.getByRole('button', { name: `Picture… ${chart}` }).click()
  await app.getByRole('menuitem', { name: `Save as ${kind}` }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe(`${chart} ${of}.${kind.toLowerCase()}`)
  return readFileSync(await download.path())
}

/** How many different colours a picture has, as the browser reads it. */
async function coloursOf(app: Page, png: Buffer): Promise<{ width: number; height: number; colours: string[] }> {
  return app.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }))
      const on = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D
      on.drawImage(bitmap, 0, 0)
      const { data } = on.getImageData(0, 0, bitmap.width, bitmap.height)
      const seen = new Map<string, number>()
      for (let at = 0; at < data.length; at += 4) {
        const key = `#${[0, 1, 2].map((part) => (data[at + part] ?? 0).toString(16).padStart(2, '0')).join('')}`
        seen.set(key, (seen.get(key) ?? 0) + 1)
      }
      const colours = [...seen].filter(([, n]) => n > 40).map(([key]) => key)
      return { width: bitmap.width, height: bitmap.height, colours }
    },
    [...png],
  )
}

stage(
  'bars of a sequence lead to what they count, and a chart is saved as it looks',
  async ({ app, stage: { story } }) => {
    const { client } = story
    const sequence = (await client.sequences.list()).find(({ name }) => name === 'Autumn check-in')
    const refused: string[] = []
    app.on('console', (said) => void (said.type() === 'error' && refused.push(said.text())))
    await go(app, `/sequences/${sequence?.public_id}?tab=report`)
    const time = app.getByRole('region', { name: 'Over time' })
    await expect(time.getByRole('link').first()).toBeVisible()
    await expect(app.getByRole('region', { name: 'Funnel by step' }).getByRole('link').first()).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'report-charts')

    const box = (await time.locator('figure').boundingBox()) as { width: number; height: number }
    const png = await saved(app, 'Over time', 'Autumn check-in', 'PNG')
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    const { width, height, colours } = await coloursOf(app, png)
    expect([width, height]).toEqual([2 * Math.ceil(box.width + 32), 2 * Math.ceil(box.height + 32)])
    expect(colours).toEqual(expect.arrayContaining(['#fbfaf8', '#2b35c4']))

    const svg = (await saved(app, 'Over time', 'Autumn check-in', 'SVG')).toString()
    const parsed = await app.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, 'image/svg+xml')
      return {
        error: read.querySelector('parsererror')?.textContent ?? null,
        words: [...read.querySelectorAll('text')].map((piece) => piece.textContent),
        paths: read.querySelectorAll('path').length,
      }
    }, svg)
    expect(parsed.error).toBeNull()
    expect(parsed.words).toEqual(expect.arrayContaining(['Over time: Autumn check-in', 'Sent', 'To come']))
    expect(parsed.paths).toBeGreaterThan(5)
    expect(svg).not.toMatch(/var\(|color-mix|class=|style=|href/)

    // one stop for Tab, then arrows
    const bars = time.getByRole('link')
    await bars.first().focus()
    await app.keyboard.press('ArrowRight')
    await expect(bars.nth(1)).toBeFocused()
    expect(await time.locator('.chart-drawing').first().locator('a[tabindex="0"]').count()).toBe(1)

    const small = app.getByRole('region', { name: 'Funnel by step' }).getByRole('link', { name: /^Step 1, refused: / })
    const n = figure(await small.getAttribute('aria-label'))
    expect(n).toBeGreaterThan(0)
    await small.click()
    await expect(app).toHaveURL(/#\/outbox\?/)
    await expect(app.getByRole('grid').getByRole('row')).toHaveCount(n + 1)
    expect(refused).toEqual([])
  },
)

stage('the team, by week and by day, as a chart and as a table, in the dark and in another zone', async ({ app }) => {
  await app.emulateMedia({ colorScheme: 'dark' })
  await go(app, '/reports?from=2026-11-09&to=2026-11-20')
  const time = app.getByRole('region', { name: 'Over time' })
  await expect(time.getByRole('link').first()).toBeVisible()
  await time.getByText('Week', { exact: true }).click()
  await expect(app).toHaveURL(/by=week/)
  await expect(time.getByRole('link', { name: /, sent: / })).toHaveCount(1)
  const n = figure(await time.getByRole('link', { name: /, sent: / }).getAttribute('aria-label'))
  const { colours } = await coloursOf(app, await saved(app, 'Over time', '2026-11-09 to 2026-11-20', 'PNG'))
  expect(colours).toEqual(expect.arrayContaining(['#19181c', '#a9b1ff']))
  await time.getByRole('button', { name: 'As table: Over time' }).click()
  const table = app.getByRole('table', { name: 'Over time' })
  await expect(table.getByRole('row', { name: /^All/ }).getByRole('link').first()).toHaveText(n.toLocaleString('en-GB'))
  expect(await barriers(app)).toEqual([])
  await app.getByRole('combobox', { name: 'Days of' }).fill('Tokyo')
  await app.getByRole('option', { name: 'Asia/Tokyo' }).click()
  await expect(app).toHaveURL(/zone=Asia/)
  await app.getByRole('tab', { name: 'Deliverability' }).click()
  await expect(
    app.getByRole('region', { name: 'Domains that got the most emails' }).getByRole('link').first(),
  ).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'reports-domains-chart')
})

stage.describe('written in two ways', () => {
  stage.use({ before: { live: twoWays } })

  stage(
    'a variant’s share has its interval and leads to those who replied, and what came back stands below',
    async ({ app, stage: { story } }) => {
      const sequence = (await story.client.sequences.list()).find(({ name }) => name === 'Two ways')
      await go(app, `/sequences/${sequence?.public_id}?tab=report`)
      const shares = app.getByRole('region', { name: 'Share of replies by variant' })
      await expect(shares.getByRole('link')).toHaveCount(2)
      expect(await barriers(app)).toEqual([])
      await pictures(app, 'report-two-ways-top')
      await shares.scrollIntoViewIfNeeded()
      await pictures(app, 'report-two-ways')
      const time = app.getByRole('region', { name: 'Over time' })
      for (const what of ['answered', 'nobody there', 'opted out']) {
        const bars = time.getByRole('link', { name: new RegExp(`, ${what}: `) })
        expect(await bars.count(), what).toBeGreaterThan(0)
      }
      const name = (await shares.getByRole('link').first().getAttribute('aria-label')) ?? ''
      const report = await story.client.reports.sequence({ sequence: 'Two ways' })
      const first = report.perVariant.find(({ variant }) => name.startsWith(`Step 1 ${variant}`))
      await shares.getByRole('link').first().click()
      await expect(app).toHaveURL(/variant=/)
      await expect(app.getByRole('grid').getByRole('row')).toHaveCount((first?.replied ?? -1) + 1)
    },
  )
})
