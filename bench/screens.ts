/**
 * The screens as a person has them: the built page, served by the built program over a workspace of a million contacts
 * and hundreds of thousands of planned emails, in real Chromium. Frames and moments describe the machine as well as the
 * page, and are compared with what an eye notices; pages of lists are compared with the first page of the same list.
 *
 * node bench/screens.ts [contacts] [engaged] [runs] [seconds]
 */
import { type Browser, chromium, type Page } from '@playwright/test'
import { launchOptions } from '../test/screens/chromium.ts'
import { type Engine, startEngine } from '../test/screens/engine.ts'
import { firstLoad } from './screens-bytes.ts'
import { byHand, type Frames, load, loadRows, openPage, scroll, scrollBare } from './screens-page.ts'
import { seeded } from './screens-seed.ts'
import { slide } from './screens-slider.ts'

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const rounded = (value: number) => Math.round(value * 10) / 10

/** Rows of a page, and how many pages down the deep one is. */
const [perPage, depth] = [100, 300]

type List = (after: string | undefined) => Promise<{ rows: unknown[]; next: string | null }>

/** Every way a list is walked through, by name. */
const lists = ({ client }: Engine): Record<string, List> => {
  const contacts = (more: object) => (after: string | undefined) =>
    client.contacts.list({ limit: perPage, after, ...more })
  const sends = (more: object) => (after: string | undefined) => client.sends.list({ limit: perPage, after, ...more })
  return {
    'contacts as added': contacts({}),
    'contacts by name': contacts({ sort: 'name' }),
    'contacts by address, from z': contacts({ sort: 'address', order: 'desc' }),
    'contacts by company': contacts({ sort: 'company' }),
    'contacts, active': contacts({ state: 'active' }),
    emails: sends({}),
    'emails, last first': sends({ sort: '-leaves' }),
    'emails, planned': sends({ state: 'planned' }),
    'emails of a sender': sends({ sender: 'sender7@example.com' }),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** ms for the first page and for one far down, medians taken in turn. */
async function firstAndDeep(list: List): Promise<{ first: number; deep: number }> {
  let after: string | undefined
  for (let page = 0; page < depth; page++) {
    const { rows, next } = await list(after)
    // the last one may have few rows
    if (next === null || rows.length < perPage) break
    after = next
  }
  const [first, deep]: [number[], number[]] = [[], []]
  for (let i = 0; i < 15; i++) {
    first.push(await timed(() => list(undefined)))
    deep.push(await timed(() => list(after)))
  }
  return { first: median(first), deep: median(deep) }
}

async function pages(engine: Engine): Promise<{ deepPage: number; slowestPage: number }> {
  let [deepPage, slowestPage] = [0, 0]
  for (const [name, list] of Object.entries(lists(engine))) {
    const { first, deep } = await firstAndDeep(list)
    console.log(`   ${name}: first page ${rounded(first)} ms, page ${depth} ${rounded(deep)} ms`)
    deepPage = Math.max(deepPage, Math.round((100 * deep) / first) / 100)
    slowestPage = Math.max(slowestPage, rounded(Math.max(first, deep)))
  }
  return { deepPage, slowestPage }
}

async function loading(browser: Browser, engine: Engine, runs: number) {
  const first = await openPage(browser)
  await load(first, engine.address)
  const all = []
  for (let i = 0; i < runs; i++) {
    const page = await openPage(browser, first.context())
    all.push(await load(page, `${engine.origin}/`))
    await page.context().close()
  }
  const figures = {
    firstPaint: rounded(median(all.map((each) => each.firstPaint))),
    interactive: rounded(median(all.map((each) => each.interactive))),
  }
  return { first, figures }
}

const told = ({ rows, frames, p99, worst, over32, longestTask, longestWork }: Frames): string =>
  `${rows} rows in ${frames} frames: p99 ${rounded(p99)} ms, worst ${rounded(worst)} ms, ${over32} over 32 ms; ` +
  `longest task ${rounded(longestTask)} ms (${rounded(longestWork)} ms of processor time)`

const worstOf = (all: Frames[], figure: 'worst' | 'p99' | 'longestWork'): number =>
  rounded(Math.max(...all.map((each) => each[figure])))

/** Throws a list from its top, turns the wheel on by hand, and throws it again far down. */
async function list(browser: Browser, page: Page, path: string, seconds: number, deep: number) {
  await page.evaluate((to) => {
    window.location.hash = to
  }, path)
  await page.locator('.table [data-row="0"]').waitFor()
  const top = await scroll(browser, page, seconds)
  console.log(`   ${path}: ${told(top)}`)
  const hand = await scroll(browser, page, seconds, byHand)
  console.log(`   ${path}, by hand: ${told(hand)}`)
  await loadRows(page, deep)
  const far = await scroll(browser, page, seconds)
  console.log(`   ${path}, ${deep} rows down: ${told(far)}`)
  return { top, hand, far }
}

/** The engine's own answers that a screen waits for, in ms. */
async function answers({ client }: Engine): Promise<Record<string, number>> {
  const asked = {
    status: () => client.workspace.status(),
    contacts: () => client.contacts.count(),
    emails: () => client.sends.counts(),
    sequences: () => client.sequences.list(),
  }
  const times = []
  for (const [name, ask] of Object.entries(asked)) {
    const runs = []
    for (let i = 0; i < 5; i++) runs.push(await timed(ask))
    times.push([`answer ${name}`, rounded(median(runs))] as const)
  }
  return Object.fromEntries(times)
}

export async function benchScreens(contacts = 1_000_000, engaged = 100_000, runs = 5, seconds = 6) {
  const data = await seeded({ contacts, engaged })
  const start = performance.now()
  const engine = await startEngine(data)
  const started = performance.now() - start
  const browser = await chromium.launch(launchOptions)
  try {
    const { first, figures } = await loading(browser, engine, runs)
    const { js, css } = await firstLoad(first)
    const answered = await answers(engine)
    const deep = Math.min(contacts / 10, 20_000)
    const bare = await scrollBare(browser, seconds)
    console.log(`   a bare list: ${told(bare)}`)
    const people = await list(browser, first, '/contacts', seconds, deep)
    const emails = await list(browser, first, '/outbox?tab=all', seconds, deep)
    const all = [people.top, people.far, emails.top, emails.far]
    const hands = [people.hand, emails.hand]
    const slider = await slide(browser, first, runs)
    console.log(
      `   what if: first answer after ${slider.frames} frames, the exact one after ${rounded(slider.exact)} ms; ` +
        `worst frame ${rounded(slider.worst)} ms, longest task ${rounded(slider.longestWork)} ms of processor time`,
    )
    return {
      started: rounded(started),
      ...figures,
      js: rounded(js / 1000),
      css: rounded(css / 1000),
      ...answered,
      ...(await pages(engine)),
      worstFrame: worstOf(all, 'worst'),
      over32: all.reduce((sum, { over32 }) => sum + over32, 0),
      longestWork: worstOf(all, 'longestWork'),
      bareWorst: rounded(bare.worst),
      // frames are drawn in software here, and the plainest list drops some: the page is held to what that one does
      frameRatio: Math.round(100 * Math.max(...all.map((each) => bare.frames / each.frames))) / 100,
      handWorst: worstOf(hands, 'worst'),
      handWork: worstOf(hands, 'longestWork'),
      sliderFrames: slider.frames,
      sliderExact: rounded(slider.exact),
      sliderWork: rounded(slider.longestWork),
    }
  } finally {
    await browser.close()
    await engine.stop()
  }
}
