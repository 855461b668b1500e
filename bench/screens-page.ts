/** What a real browser shows of the built page: when it is there, and how evenly it scrolls. */
import type { Browser, BrowserContext, Page } from '@playwright/test'

/** Runs in the page before its own code: notes when the screen was there, and every frame while asked to. */
function watch(): void {
  const noted = { shown: 0, tasks: [] as { start: number; end: number }[], frames: [] as number[], isOn: false }
  Object.assign(window, { noted })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      noted.tasks.push({ start: startTime, end: startTime + duration })
  }).observe({ type: 'longtask', buffered: true })
  const look = () => {
    if (document.querySelector('#content h1') && !document.querySelector('#content [aria-busy]'))
      noted.shown = performance.now()
    else requestAnimationFrame(look)
  }
  look()
  let before = 0
  const count = (now: number) => {
    if (noted.isOn && before > 0) noted.frames.push(now - before)
    before = noted.isOn ? now : 0
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
}

interface Noted {
  noted: { shown: number; tasks: { start: number; end: number }[]; frames: number[]; isOn: boolean }
}

export interface Loaded {
  /** ms after the page was asked for: something is painted; the screen is there with its figures and takes a click. */
  firstPaint: number
  interactive: number
}

export const openPage = async (browser: Browser, cookies?: BrowserContext): Promise<Page> => {
  const state = cookies ? { storageState: await cookies.storageState() } : {}
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...state })
  const page = await context.newPage()
  await page.addInitScript(watch)
  return page
}

/** Opens the page anew, nothing of it cached. */
export async function load(page: Page, address: string): Promise<Loaded> {
  await page.goto(address)
  await page.waitForFunction(
    () =>
      (window as unknown as Noted).noted.shown > 0 && performance.getEntriesByName('first-contentful-paint').length > 0,
  )
  return page.evaluate(() => {
    const { shown, tasks } = (window as unknown as Noted).noted
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN
    const busyUntil = Math.max(0, ...tasks.filter(({ start }) => start < shown).map(({ end }) => end))
    return { firstPaint: paint, interactive: Math.max(shown, busyUntil) }
  })
}

export interface Frames {
  /** Rows that passed. */
  rows: number
  frames: number
  /** ms between two frames. */
  p99: number
  worst: number
  over32: number
  /** ms the page's thread worked at a stretch: of the wall's clock, and of its own processor time. */
  longestTask: number
  longestWork: number
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** Longest task of the page's main thread, the busiest of that name. */
function longest(trace: Buffer): { task: number; work: number } {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const runs = mains.map(({ pid, tid }) =>
    traceEvents.filter((each) => each.pid === pid && each.tid === tid && each.name.endsWith('RunTask')),
  )
  const tasks = runs.toSorted((a, b) => b.length - a.length)[0] ?? []
  const most = (kind: 'dur' | 'tdur') => tasks.reduce((found, each) => Math.max(found, each[kind] ?? 0), 0) / 1000
  return { task: most('dur'), work: most('tdur') }
}

/** px a second: as fast as a list can be thrown, and as a wheel turns under a finger. */
export const thrown = 20_000
export const byHand = 3000
const rowHeight = 40

/** Notes the frames while `work` goes on. */
export async function framesDuring(browser: Browser, page: Page, work: () => Promise<unknown>) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  await page.evaluate(() => {
    const { noted } = window as unknown as Noted
    noted.frames = []
    noted.isOn = true
  })
  await work()
  const frames = await page.evaluate(() => {
    const { noted } = window as unknown as Noted
    noted.isOn = false
    return noted.frames
  })
  const { task, work: own } = longest(await browser.stopTracing())
  const sorted = frames.toSorted((a, b) => a - b)
  return {
    frames: frames.length,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    worst: sorted.at(-1) ?? Number.NaN,
    over32: frames.filter((each) => each > 32).length,
    longestTask: task,
    longestWork: own,
  }
}

/** Turns the wheel over a list for so many seconds. */
export async function scroll(
  browser: Browser,
  page: Page,
  seconds: number,
  speed = thrown,
  list = '.table',
): Promise<Frames> {
  const box = page.locator(list)
  const { x, y } = (await box.boundingBox()) ?? { x: 0, y: 0 }
  const cdp = await page.context().newCDPSession(page)
  const top = () => box.evaluate((list) => list.scrollTop)
  const before = await top()
  const gesture = {
    x: x + 300,
    y: y + 300,
    yDistance: -speed * seconds,
    speed,
    gestureSourceType: 'mouse' as const,
  }
  const frames = await framesDuring(browser, page, () => cdp.send('Input.synthesizeScrollGesture', gesture))
  await cdp.detach()
  return { rows: Math.round(((await top()) - before) / rowHeight), ...frames }
}

/**
 * What this computer's browser makes of the plainest list there is, thrown in the same way: as large a box, rows as high,
 * one line of text in each, all there from the beginning and no script. No page can be smoother than that.
 */
export async function scrollBare(browser: Browser, seconds: number): Promise<Frames> {
  const page = await openPage(browser)
  await page.setContent(
    '<body style="margin:0"><div id="bare" style="height:640px;overflow:auto;font:13px sans-serif">',
  )
  await page.evaluate(
    ([rows, height]) => {
      const box = document.querySelector('#bare')
      for (let at = 0; at < rows; at++) {
        const row = document.createElement('div')
        row.style.cssText = `height:${height}px;contain:strict;border-bottom:1px solid #ddd;box-sizing:border-box`
        row.textContent = `Row ${at} · somebody at somewhere, and what was written to them`
        box?.append(row)
      }
    },
    [Math.ceil((thrown * seconds) / rowHeight) + 100, rowHeight] as const,
  )
  await page.evaluate(watch)
  const frames = await scroll(browser, page, seconds, thrown, '#bare')
  await page.context().close()
  return frames
}

/** Goes to the end of what is loaded, again and again, until so many rows are. */
export async function loadRows(page: Page, rows: number): Promise<void> {
  await page.locator('.table').evaluate(async (list, height) => {
    while (list.scrollHeight < height) {
      list.scrollTop = list.scrollHeight
      await new Promise((next) => requestAnimationFrame(next))
    }
  }, rows * rowHeight)
}
