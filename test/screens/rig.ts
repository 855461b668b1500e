/**
 * A browser before the real program: each test gets an engine of its own, started as a person starts it, on an empty
 * data folder, and a page that was let in with the one-time address. `client` asks the same engine through the same
 * contract, to bring about what a screen is to show.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { test as base, expect, type Page } from '@playwright/test'
import type { Client } from '../../src/shared/contract/index.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'scripts/cadenza.mjs')
const run = promisify(execFile)

export interface Engine {
  data: string
  origin: string
  /** Lets one browser in, once. */
  address: string
  client: Client
  /** Runs a command of the program on this engine's folder; what it printed. */
  cadenza(...args: string[]): Promise<string>
  /** Ends the program as Ctrl-C does; starting it again gives a new address. */
  stop(): Promise<void>
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`cadenza serve said nothing: ${said}`)
}

/** Starts the program on a folder; an empty one becomes a workspace in `zone`. */
export async function startEngine(
  data = mkdtempSync(join(tmpdir(), 'cadenza-screen-')),
  zone = 'Europe/Paris',
): Promise<Engine> {
  const environment = { ...process.env, TZ: zone }
  const child = spawn(process.execPath, [program, 'serve', '--data', data, '--port', '0', '--json'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { address, origin } = JSON.parse(await firstLine(child)) as { address: string; origin: string }
  const cadenza = async (...args: string[]) =>
    (await run(process.execPath, [program, ...args, '--data', data], { cwd: root, env: environment })).stdout
  const made = await cadenza('key', 'create', '--scope', 'read,write,accounts,admin', '--json')
  const { key } = JSON.parse(made) as { key: string }
  const link = new RPCLink({ url: `${origin}/rpc`, headers: { authorization: `Bearer ${key}` } })
  return {
    data,
    origin,
    address,
    client: createORPCClient(link),
    cadenza,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Sending hours that are always open: a test must not depend on the hour it runs at. */
export const alwaysOpen = (client: Client) =>
  client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })

/** Lets the page in, and afterwards fails on whatever went wrong in it: errors, refused styles, foreign requests. */
export async function watched(
  page: Page,
  origin: string,
  address: string,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const trouble: string[] = []
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('request', (request) => {
    if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).host !== new URL(origin).host)
      trouble.push(`asked for ${request.url()}`)
  })
  await page.goto(address)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await use(page)
  expect(trouble, 'what went wrong in the page').toEqual([])
}

interface Rig {
  engine: Engine
  /** A page that was let in, on Today. What the page says in its console and every request that leaves are watched. */
  app: Page
}

export const test = base.extend<Rig>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from the pattern
  engine: async ({}, use) => {
    const engine = await startEngine()
    await use(engine)
    await engine.stop()
    rmSync(engine.data, { recursive: true, force: true })
  },
  app: async ({ page, engine }, use) => watched(page, engine.origin, engine.address, use),
})

/** Goes to an address of the program: `go(app, '/outbox?tab=waiting')`. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to
  }, path)
}

/** What axe finds on the page, as "rule: element", for comparing with none. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}

const shots = join(root, 'test-results/screens')
const sizes = { '1280x800': [1280, 800], '1920x1080': [1920, 1080] } as const

/** Pictures of a screen in both themes and sizes, kept for people to look at; nothing is compared. */
export async function pictures(page: Page, name: string): Promise<void> {
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

export { expect }
