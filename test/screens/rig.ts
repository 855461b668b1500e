/**
 * A browser before the real program: each test gets an engine of its own, opened as `cadenza serve` opens it, on an empty
 * data folder, and a page that was let in with the one-time address. `client` asks the same engine through the same
 * contract, to bring about what a screen is to show.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Page, expect as soon } from '@playwright/test'
import { theatre } from './bundle.ts'
import { type Engine, startEngine } from './engine.ts'
import { kept } from './kept-page.ts'

export { alwaysOpen, type Engine, startEngine } from './engine.ts'

const root = join(import.meta.dirname, '../..')
const program = { page: join(root, 'out/renderer'), worker: join(root, 'out/main/worker.js') }

/** Waits longer than Playwright's five seconds: an engine runs beside the browser, and a plan takes its time there. */
export const expect = soon.configure({ timeout: 20_000 })

/** Lets the page in, and afterwards fails on whatever went wrong in it: errors, refused styles, foreign requests. */
export async function watched(
  page: Page,
  origin: string,
  address: string,
  use: (page: Page) => Promise<void>,
  arrived = (there: Page): Promise<void> => expect(there.getByRole('navigation', { name: 'Main' })).toBeVisible(),
): Promise<void> {
  const trouble: string[] = []
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('request', (request) => {
    if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).host !== new URL(origin).host)
      trouble.push(`asked for ${request.url()}`)
  })
  await page.goto(address)
  await arrived(page)
  await use(page)
  expect(trouble, 'what went wrong in the page').toEqual([])
}

/** Without it an empty workspace opens the first-run tour instead of Today. */
export const tourSeen = (client: Engine['client']) => client.views.save({ screen: 'tour', name: 'seen', query: {} })

interface Rig {
  /** True: the program in a process of its own, which can be killed, and which keeps its threads to itself. */
  apart: boolean
  engine: Engine
  /** A page that was let in, on Today. What the page says in its console and every request that leaves are watched. */
  app: Page
}

export const test = kept.extend<Rig>({
  apart: [false, { option: true }],
  engine: async ({ apart }, use) => {
    const engine = apart ? await startEngine() : await (await theatre()).openInside(program)
    await use(engine)
    await engine.stop()
    rmSync(engine.data, { recursive: true, force: true })
  },
  app: async ({ page, engine }, use) => {
    await tourSeen(engine.client)
    await watched(page, engine.origin, engine.address, use)
  },
})

/** Goes to an address of the program: `go(app, '/outbox?tab=waiting')`. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to
  }, path)
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** axe as the builder brings it along, to be put into a page once and not for each look. */
const axeSource = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
)
const looked = { runOnly: { type: 'tag' as const, values: tags }, resultTypes: ['violations' as const] }

type Found = Awaited<ReturnType<AxeBuilder['analyze']>>
type Axe = { run(of: Document, options: object): Promise<Found> }

/** Frames are looked into by the builder alone, which makes a page of its own for gathering and takes its time. */
async function looks(page: Page): Promise<Pick<Found, 'violations' | 'passes'>> {
  if (page.frames().length > 1) return new AxeBuilder({ page }).options(looked).analyze()
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  return page.evaluate(async (options) => {
    // half way from one colour to another is no contrast to judge; what turns for ever is not waited for
    const moving = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    await Promise.allSettled(moving.map((one) => one.finished))
    const { violations, passes } = await (window as unknown as { axe: Axe }).axe.run(document, options)
    return { violations, passes }
  }, looked)
}

/** What axe finds on the page, as "rule: element", for comparing with none. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations, passes } = await looks(page)
  expect(passes.length, 'rules that axe has looked at').toBeGreaterThan(10)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}

const shots = join(root, 'test-results/screens')
const sizes = { '1280x800': [1280, 800], '1920x1080': [1920, 1080] } as const

/**
 * Pictures of a screen in both themes and sizes, kept for people to look at; nothing is compared. Only `npm run pictures`
 * takes them: they are most of a test's time.
 */
export async function pictures(page: Page, name: string): Promise<void> {
  if (!process.env.CADENZA_PICTURES) return
  mkdirSync(shots, { recursive: true })
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    for (const [size, [width, height]] of Object.entries(sizes)) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: join(shots, `${name}-${scheme}-${size}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  await page.setViewportSize({ width: 1280, height: 720 })
}
