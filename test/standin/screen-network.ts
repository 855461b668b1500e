/** Nothing leaves the computer; main's own scheme is answered by main, and going elsewhere is main's to decide. */
import type { BrowserContext, Page, Request, Route } from '@playwright/test'
import type { Ask } from './screen.ts'
import type { ToMain } from './wire.ts'

interface Guarded {
  ask: Ask
  send: (m: ToMain) => void
  pages: Map<number, Page>
}

/** The page a request is of; none for the first one of a window that is only being opened. */
function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page()
  } catch {
    return undefined
  }
}

/** @returns a function that lets main answer for a scheme */
export async function guardNetwork(context: BrowserContext, { ask, send, pages }: Guarded) {
  const winOf = (page: Page | null | undefined) => [...pages].find(([, each]) => each === page)?.[0]
  await context.route(/^https?:/, async (route) => {
    const request = route.request()
    const page = pageOf(request)
    const win = winOf(page)
    if (win !== undefined) {
      const isMainFrame = request.frame() === page?.mainFrame()
      if (request.isNavigationRequest()) await ask({ t: 'navigate', win, url: request.url(), isMainFrame })
      return route.abort()
    }
    const born = page ?? context.waitForEvent('page')
    await route.abort()
    const popup = await born
    const from = winOf(await popup.opener())
    if (from !== undefined) send({ t: 'popup', win: from, url: request.url() })
    await popup.close()
  })
  const answer = async (route: Route) => {
    const request = route.request()
    const { web } = await ask({
      t: 'request',
      url: request.url(),
      method: request.method(),
      headers: request.headers(),
      body: request.postDataBuffer(),
    })
    if (!web) return route.abort()
    await route.fulfill({ status: web.status, headers: Object.fromEntries(web.headers), body: Buffer.from(web.body) })
  }
  return (scheme: string) => context.route(new RegExp(`^https://[^/]+\\.${scheme}\\.localhost/`), answer)
}
