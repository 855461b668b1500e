/** A slider of the calendar's what-if panel: how soon it answers, and whether the page stays awake meanwhile. */
import type { Browser, Page } from '@playwright/test'
import { framesDuring } from './screens-page.ts'

export interface Slider {
  /** Frames from the key until the first answer is drawn, and ms until the exact one has come; medians. */
  frames: number
  exact: number
  longestWork: number
  worst: number
}

interface Told {
  answer: Promise<number>
}

/** Counts the frames from the next key to the next change of the sentence above the sliders. */
function count(): void {
  const sentence = document.querySelector('.cal-whatif [aria-live]')
  const answer = new Promise<number>((resolve) => {
    let frames = 0
    const next = () => {
      frames++
      requestAnimationFrame(next)
    }
    document.addEventListener('keydown', () => requestAnimationFrame(next), { once: true, capture: true })
    const seen = new MutationObserver(() => {
      seen.disconnect()
      // drawn with the frame that follows
      requestAnimationFrame(() => resolve(frames))
    })
    if (sentence) seen.observe(sentence, { childList: true, subtree: true, characterData: true })
  })
  Object.assign(window, { answer })
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Moves the first slider and puts it back, again and again. */
export async function slide(browser: Browser, page: Page, runs: number): Promise<Slider> {
  let told: () => void = () => {}
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => payload.toString().includes('"exact"') && told()),
  )
  // loaded anew, because a socket is only seen from its beginning
  await page.goto(`${new URL(page.url()).origin}/#/calendar`)
  await page.reload()
  const panel = page.locator('.cal-whatif')
  const thumb = panel.getByRole('slider').first()
  await thumb.waitFor()
  const [frames, exact]: [number[], number[]] = [[], []]
  const turn = async (key: string) => {
    const came = new Promise<void>((resolve) => {
      told = resolve
    })
    await thumb.focus()
    await page.evaluate(count)
    const start = performance.now()
    await page.keyboard.press(key)
    frames.push(await page.evaluate(() => (window as unknown as Told).answer))
    await came
    exact.push(performance.now() - start)
    // by the keyboard: before a click Playwright itself looks in the page for what is under it, in the same task
    await panel.locator('button').first().press('Enter')
    await panel.locator('button').first().isDisabled()
  }
  // the first one reads the plan, as opening the calendar has begun to
  await turn('ArrowRight')
  frames.pop()
  exact.pop()
  const during = await framesDuring(browser, page, async () => {
    for (let i = 0; i < runs; i++) await turn(i % 2 ? 'ArrowLeft' : 'ArrowRight')
  })
  return { frames: median(frames), exact: median(exact), longestWork: during.longestWork, worst: during.worst }
}
