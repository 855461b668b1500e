/**
 * Texts that try to run or to fetch something, in every field that a person, a list, a colleague or a message can fill, and
 * real Chromium before all of it: nothing runs, nothing is asked for, nothing is even stopped by the page's policy, because
 * nothing of it became more than text. `npm run test:all` takes a sample, the soak all 300 (CADENZA_PAYLOADS sets how many).
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Browser, BrowserContext, Frame } from '@playwright/test'
import { size } from '../size.ts'
import { type Payload, payloads, some } from './payloads.ts'
import { plant } from './planted.ts'
import { expect, go } from './rig.ts'
import { stage } from './stage.ts'

const chosen = some(Number(process.env.CADENZA_PAYLOADS ?? size(16, payloads.length)))

/** A workspace each: one that fails names few, and more than these at once is a list that nobody looks at. */
const lots = Array.from({ length: Math.ceil(chosen.length / 25) }, (_, at) => chosen.slice(at * 25, at * 25 + 25))

/** Of these so many are let loose in a page without guards: tabs that print and open others are slow to go. */
const loose = some(Math.min(chosen.length, 60))

/** What had its way: scripts that ran, dialogs that opened, and whoever outside was asked. */
interface Deeds {
  ran: string[]
  dialogs: string[]
  asked: string[]
  /** What the page's policy had to stop: it got further than it should have. */
  stopped: string[]
}

/** Stands for the whole internet: every connection that leaves this computer comes here, early ones of the browser too. */
async function internet(asked: string[]) {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(404).end()
  })
  server.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Nothing There\r\n\r\n')
  })
  return listening(server)
}

async function listening(server: Server) {
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', () => open()))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((done) => server.close(() => done()))
  }
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** A browser of its own, for which the internet is ours; what happens in any page or frame of it is written down. */
async function watchedBrowser(browser: Browser, use: (context: BrowserContext, deeds: Deeds) => Promise<void>) {
  const deeds: Deeds = { ran: [], dialogs: [], asked: [], stopped: [] }
  const outside = await internet(deeds.asked)
  const context = await browser.newContext({ proxy: { server: outside.address, bypass: '127.0.0.1' } })
  await context.exposeBinding('ran', (_, id: string) => void deeds.ran.push(id))
  context.on('dialog', (dialog) => {
    deeds.dialogs.push(dialog.message())
    void dialog.dismiss().catch(() => {})
  })
  context.on('console', (message) => {
    if (/Content Security Policy|Blocked script execution/i.test(message.text())) deeds.stopped.push(message.text())
  })
  try {
    await use(context, deeds)
  } finally {
    await context.close()
    await outside.stop()
  }
}

/** Follows whatever looks as if it led somewhere, as a curious person would. Only what is made of planted text. */
const pokes = () => {
  for (const element of document.querySelectorAll<HTMLElement>('a, area, button, summary')) {
    element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
    element.click()
  }
}

/** Whether a screen shows these letters, or anything at all, and waits for nothing more. */
const isThere = (letters: string): boolean => {
  const main = document.querySelector('main') ?? document.body
  if ((main.textContent ?? '').trim().length < 20 || main.querySelector('[aria-busy=true]')) return false
  const written = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value)
  return `${main.textContent} ${written.join(' ')}`.includes(letters)
}

/** What in this document is more than text: handlers, programs as addresses, and addresses of the payloads'. */
const alive = (letter: boolean): string[] =>
  [...document.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes]
      .filter(({ name, value }) => {
        if (/^on/i.test(name) || /^\s*(?:java|vb)\s*script\s*:/i.test(value))
          return !['value', 'title', 'aria-label', 'placeholder', 'data-value', 'alt'].includes(name)
        const loads = /^(?:src|srcset|poster|data|background|action|formaction|ping|xlink:href)$/i.test(name)
        const leads = name === 'href' && !(letter && element.localName === 'a')
        return (loads || leads) && value.includes('evil.example')
      })
      .map(({ name, value }) => `<${element.localName} ${name}="${value}">`),
  )

stage.setTimeout(180_000 + Math.max(loose.length, lots[0]?.length ?? 0) * 20_000)

/** The places of a page that looks after nothing: text, values, addresses, words of a script, and what is read twice. */
const careless: ((text: string) => string)[] = [
  (text) => text,
  (text) => `<input title="${text}"><p title='${text}'>x</p>`,
  (text) => `<p title=${text}>x</p>`,
  (text) => {
    const value = text.replaceAll('"', '&quot;')
    return `<a href="${value}">x</a><iframe src="${value}"></iframe><form action="${value}"><button>x</button></form>`
  },
  (text) => `<textarea>${text}</textarea>`,
  (text) => `<title>${text}</title>`,
  (text) => `<style>${text}</style>`,
  (text) => `<!-- ${text} -->`,
  (text) => `<script>const said = "${text}"</script>`,
  (text) => `<script>const said = '${text}'</script>`,
  (text) => `<script>const said = \`${text}\`</script>`,
  (text) =>
    `<p>${text}</p><p></p><script>const [a, b] = document.querySelectorAll('p'); b.innerHTML = a.textContent</script>`,
  (text) =>
    `<p></p><script>document.querySelector('p').innerHTML = decodeURIComponent(decodeURIComponent(${JSON.stringify(encodeURIComponent(text)).replaceAll('</', '<\\/')}))</script>`,
]

stage('the payloads are real: an unguarded page runs most of them', async ({ browser }) => {
  await watchedBrowser(browser, async (context, deeds) => {
    const texts = new Map(loose.map(({ id, text }) => [id, text]))
    const page = await listening(
      createServer((request, response) => {
        const [, id = '', place = ''] = (request.url ?? '').split('/')
        const text = texts.get(id)
        const frames = careless.map((_, at) => `<iframe src="/${id}/${at}"></iframe>`).join('')
        const html = text === undefined ? '' : place === '' ? frames : (careless[Number(place)]?.(text) ?? '')
        response.writeHead(html === '' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
        response.end(`<!doctype html><body>${html}`)
      }),
    )
    let real = 0
    for (const { id } of loose) {
      const tab = await context.newPage()
      const before = { dialogs: deeds.dialogs.length }
      await tab.goto(`${page.address}/${id}`, { waitUntil: 'commit' }).catch(() => {})
      await tab.waitForLoadState('load', { timeout: 1000 }).catch(() => {})
      for (const frame of tab.frames()) void frame.evaluate(pokes).catch(() => {})
      const isReal = () =>
        deeds.ran.includes(id) ||
        deeds.asked.some((each) => each.includes(`${id}.`)) ||
        deeds.dialogs.length > before.dialogs
      await expect
        .poll(isReal, { timeout: size(2000, 6000), intervals: [20, 50, 100] })
        .toBe(true)
        .then(
          () => real++,
          () => {},
        )
      // one that prints or opens others may take its time; the context takes it along
      void tab.close().catch(() => {})
    }
    await page.stop()
    console.log(`${real} of ${loose.length} payloads run or ask in an unguarded page`)
    expect(real / loose.length).toBeGreaterThan(0.6)
  })
})

const lists = [
  ...['/', '/sequences', '/people', '/calendar', '/outbox?tab=all', '/outbox?tab=sent', '/replies', '/reports'],
  ...['/contacts', '/contacts?tab=companies', '/contacts?tab=suppressions', '/contacts/import', '/mailboxes'],
  ...['/mailboxes/groups', '/mailboxes/connect', '/requests', '/domains', '/sandbox', '/sequences/new'],
  ...[
    'workspace',
    'hours',
    'policy',
    'seats',
    'delegation',
    'exchange',
    'suppression',
    'sign-in',
    'secrets',
    'keys',
  ].map((section) => `/settings/${section}`),
  ...['outward', 'backups', 'safety', 'about'].map((section) => `/settings/${section}`),
]

/** The screen may have put another letter in its place meanwhile. */
const unlessGone =
  <T>(frame: Frame, instead: T) =>
  (error: Error): T => {
    if (frame.isDetached()) return instead
    throw error
  }

/** Addresses of the program that hold a text themselves: whoever makes somebody follow a link chooses it. */
const inAddresses = ({ text }: Payload): string[] => {
  const said = encodeURIComponent(text)
  return [`/contacts?search=${said}`, `/letter?text=${said}`, `/join?text=${said}`, `/${said}`]
}

for (const lot of lots)
  stage(
    `in every field of people, lists, colleagues and mail they stay text: ${lot[0]?.id}–${lot.at(-1)?.id}`,
    async ({ browser, stage: { story, origin, loginUrl } }) => {
      const planted = await plant(story, lot)
      let letters = 0
      const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)
      await watchedBrowser(browser, async (context, deeds) => {
        const app = await context.newPage()
        await app.goto(loginUrl())
        await expect(app.getByRole('navigation', { name: 'Main' })).toBeVisible()
        const living: string[] = []
        let screens = 0
        const look = async (path: string, shows: string) => {
          // the story's time stands still, and nobody looks at thousands of screens in one moment
          await story.goTo(story.now() + 2000)
          await go(app, path)
          await app.waitForFunction(isThere, shows, { timeout: 60_000 }).catch(async (error: Error) => {
            const there = await app.locator('body').textContent()
            throw new Error(`${path} does not show ${shows} but: ${there}`, { cause: error })
          })
          // beside what is written stands the letter, as its reader would get it
          if (/^\/sequences\/[\w-]{8,}$/.test(path))
            await app.locator('.seq-preview iframe, .seq-preview [role=alert]').first().waitFor()
          for (const frame of app.frames()) {
            const inLetter = frame !== app.mainFrame()
            const found = await frame.evaluate(alive, inLetter).catch(unlessGone(frame, []))
            living.push(...found.map((each) => `${path}: ${each}`))
            if (!inLetter) continue
            letters++
            await frame.evaluate(pokes).catch(unlessGone(frame, undefined))
          }
          expect(app.url().startsWith(`${origin}/`), `${path} leads away`).toBe(true)
          screens++
        }
        for (const path of lists) await look(path, '')
        for (const [at, { payload, paths }] of planted.pages.entries()) {
          for (const path of paths) await look(path, payload.id)
          if (at % size(4, 1) === 0) for (const path of inAddresses(payload)) await look(path, '')
        }
        console.log(
          `${lot.length} payloads, ${sum(planted.taken)} texts in ${Object.keys(planted.taken).length} fields, ${screens} screens and ${letters} letters in frames looked at`,
        )
        console.log('taken', JSON.stringify(planted.taken), 'refused', JSON.stringify(planted.refused))
        expect({ ...deeds, living }).toEqual({ ran: [], dialogs: [], asked: [], stopped: [], living: [] })
        expect(context.pages()).toEqual([app])
      })
      // most of it is really there, and seen
      expect(letters).toBeGreaterThan(lot.length * 0.7)
      expect(sum(planted.taken)).toBeGreaterThan(lot.length * 15)
    },
  )
