/** The `desktop` fixture: the built app in Electron where its binary is there (or ELECTRON=1), else on the stand-in. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  _electron,
  type Browser,
  type BrowserContext,
  test as base,
  type Page,
  expect as plain,
} from '@playwright/test'
import Database from 'better-sqlite3'
import { type DesktopApp, launchStandin } from '../standin/screen.ts'

export const root = join(import.meta.dirname, '../..')
const main = join(root, 'out/main/index.js')
const pathFile = join(root, 'node_modules/electron/path.txt')
export const isReal =
  process.env.ELECTRON !== '0' &&
  existsSync(pathFile) &&
  existsSync(join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8')))

interface Launch {
  args?: string[]
  env?: Record<string, string>
}

/** What a test needs of a data folder, besides the app that runs on it. */
export interface Home {
  folder: string
  /** Runs the command line on the folder, while the desktop runs there too; what it prints as JSON. */
  cadenza<T = Record<string, unknown>>(...argv: string[]): Promise<T>
  /** Reads the database beside the engine. */
  rows<T>(sql: string): T[]
  log(): string
}

const run = promisify(execFile)

function createHome(folder: string): Home {
  return {
    folder,
    async cadenza(...argv) {
      const args = [join(root, 'out/main/cli.js'), ...argv, '--json', '--data', folder]
      const { stdout } = await run(process.execPath, args, { env: { ...process.env, TZ: 'UTC' } })
      return JSON.parse(stdout)
    },
    rows(sql) {
      const db = new Database(join(folder, 'cadenza.sqlite'), { readonly: true })
      try {
        return db.prepare(sql).all() as never
      } finally {
        db.close()
      }
    },
    log: () => readFileSync(join(folder, 'cadenza.log'), 'utf8'),
  }
}

async function launchReal({ args = [], env }: Required<Launch>): Promise<DesktopApp> {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({ args: [root, ...sandbox, ...args], env })
  const child = app.process()
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  return Object.assign(app, { ended, said: [], again: [] })
}

interface Fixtures {
  home: Home
  launch: (launch?: Launch) => Promise<DesktopApp>
  desktop: DesktopApp
  window: Page
}

export const test = base.extend<Fixtures, { chromium: Browser | undefined }>({
  chromium: [
    async ({ playwright, launchOptions }, use) => {
      const browser = isReal ? undefined : await playwright.chromium.launch(launchOptions)
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
  home: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cadenza-shell-'))
    await use(createHome(folder))
    rmSync(folder, { recursive: true, force: true })
  },
  launch: async ({ home, chromium }, use) => {
    const apps: DesktopApp[] = []
    const contexts: BrowserContext[] = []
    await use(async ({ args = [], env = {} } = {}) => {
      const own = { CADENZA_DATA: home.folder, XDG_CONFIG_HOME: join(home.folder, 'config'), NODE_OPTIONS: '' }
      const all = { ...process.env, ...own, ...env } as Record<string, string>
      const context = await chromium?.newContext()
      if (context) contexts.push(context)
      const app = context
        ? await launchStandin(context, { main, args, env: all })
        : await launchReal({ args, env: all })
      apps.push(app)
      return app
    })
    for (const app of apps) await app.close()
    for (const context of contexts) await context.close()
  },
  desktop: async ({ launch }, use) => use(await launch()),
  window: async ({ desktop }, use) => use(await desktop.firstWindow()),
})
/** Patient: beside each test an engine and a browser start, and two processors may have other work. */
export const expect = plain.configure({ timeout: 20_000 })
