/**
 * One page that a worker's tests use one after another. Opening a page of its own for each, with a process behind it that
 * compiles the program's scripts anew, was a third of a short test's time. Nothing is left between tests: storage, cookies,
 * permissions, sizes, listeners, routes and further tabs are taken away, and each engine has an address of its own.
 */
import { type Browser, type BrowserContext, type Page, test } from '@playwright/test'

const listened = [
  'console',
  'dialog',
  'download',
  'pageerror',
  'popup',
  'request',
  'requestfailed',
  'response',
] as const
const desk = { width: 1280, height: 720 }

export interface Kept {
  context: BrowserContext
  page: Page
}

export interface Lent {
  kept: () => Promise<Kept>
}

async function tidied({ context, page }: Kept): Promise<void> {
  for (const other of context.pages()) if (other !== page) await other.close()
  for (const what of listened) page.removeAllListeners(what)
  context.removeAllListeners('page')
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.unrouteAll({ behavior: 'ignoreErrors' })
  const { origin } = new URL(page.url())
  if (origin !== 'null') {
    const browser = await context.newCDPSession(page)
    const storageTypes = 'cookies,indexeddb,local_storage,cache_storage,service_workers'
    await browser.send('Storage.clearDataForOrigin', { origin, storageTypes })
    await browser.detach()
    await page.evaluate(() => sessionStorage.clear())
  }
  // what was not saved asks before a page is left; without a listener it is let go
  await page.goto('about:blank')
  await context.clearCookies()
  await context.clearPermissions()
  await page.emulateMedia({
    colorScheme: null,
    contrast: null,
    forcedColors: null,
    media: null,
    reducedMotion: 'reduce',
  })
  await page.setViewportSize(desk)
}

/** Nothing fades or slides: waiting for that was a tenth of the work, and what only works while something fades is found. */
async function opened(browser: Browser): Promise<Kept> {
  const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce' })
  return { context, page: await context.newPage() }
}

/** Playwright's `test` with a page and a context that are kept. A page that a test broke is replaced. */
export const kept = test.extend<object, Lent>({
  kept: [
    async ({ browser }, use) => {
      let present: Kept | undefined
      await use(async () => {
        if (present?.page.isClosed()) {
          await present.context.close()
          present = undefined
        }
        present ??= await opened(browser)
        return present
      })
      await present?.context.close()
    },
    { scope: 'worker' },
  ],
  context: async ({ kept }, use) => {
    const present = await kept()
    await use(present.context)
    await tidied(present).catch(() => present.page.close())
  },
  page: async ({ kept, context }, use) => {
    const { page } = await kept()
    if (page.context() !== context) throw new Error('the page is of another context')
    await use(page)
  },
})
