/** The test's side of the stand-in: draws main's windows as Chromium pages and carries their messages. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { BrowserContext, ElectronApplication, Page } from '@playwright/test'
import { type Down, preloadHost, type Up } from './preload-host.ts'
import { guardNetwork } from './screen-network.ts'
import { type ToMain, type ToScreen, toWeb, type Web } from './wire.ts'

export type DesktopApp = Pick<ElectronApplication, 'firstWindow' | 'windows' | 'evaluate' | 'close' | 'process'> & {
  /** Resolves with the exit code when main has ended. */
  ended: Promise<number | null>
  /** What dialogs said; on the stand-in only. */
  said: { message: string; detail: string }[]
  /** What main asked to be started with once it has ended; on the stand-in only. */
  again: string[][]
}
type Answer = { value?: unknown; error?: string; web?: Web }
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
export type Ask = (m: WithoutId<Extract<ToMain, { id: number }>>) => Promise<Answer>

/** Main's process: messages to it, and questions that it answers. */
function startMain({ main, env, args = [] }: Launch) {
  const beside = (name: string) => new URL(name, import.meta.url)
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', beside('./register.ts').href, beside('./run.ts').pathname, main, ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' },
  )
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const waiting = new Map<number, (answer: Answer) => void>()
  let next = 1
  // a program that has just quit leaves a broken pipe behind: its exit tells the test, an error here would end them all
  const send = (m: ToMain) => void (child.connected && child.send(m, () => undefined))
  const ask: Ask = (m) =>
    new Promise((done) => {
      const id = next++
      waiting.set(id, done)
      send({ ...m, id } as ToMain)
    })
  void ended.then((code) => {
    for (const done of waiting.values()) done({ error: `main ended (code ${code})` })
  })
  const answered = (m: ToScreen): boolean => {
    if (!('id' in m)) return false
    waiting.get(m.id)?.(m.t === 'response' ? { web: m.web } : m)
    waiting.delete(m.id)
    return true
  }
  return { child, ended, send, ask, answered }
}

interface Box {
  queue: Down[]
  wake?: ((batch: Down[]) => void) | undefined
}

/** Windows as pages, and what travels between them and main. */
function drawWindows(context: BrowserContext, { send, ended, child }: ReturnType<typeof startMain>) {
  const pages = new Map<number, Page>()
  const busy = new Map<number, Promise<Page>>()
  const boxes = new Map<Page, Box>()
  const opened: Page[] = []
  let first: (page: Page) => void = () => {}
  const firstLoaded = new Promise<Page>((done) => {
    first = done
  })
  void ended.then(() => {
    for (const page of pages.values()) void page.close().catch(() => {})
  })
  const down = (page: Page | undefined, m: Down) => {
    const box = page && boxes.get(page)
    if (!box) return
    box.queue.push(m)
    box.wake?.(box.queue.splice(0))
    box.wake = undefined
  }
  const up = (win: number, page: Page, m: Up): unknown => {
    const box = boxes.get(page)
    if (!box) return
    if (m.k === 'hello') {
      boxes.set(page, { queue: [] })
      return send({ t: 'document', win })
    }
    if (m.k === 'poll')
      return box.queue.length > 0 ? box.queue.splice(0) : new Promise((done) => Object.assign(box, { wake: done }))
    if (m.k === 'moved') return send({ t: 'moved', win, url: m.url })
    if (m.k === 'port') return send({ t: 'port', port: m.port, data: m.data })
    return send({ t: 'ipc', win, url: page.url(), channel: m.channel, args: m.args, ports: m.ports })
  }
  const open = async (m: Extract<ToScreen, { t: 'open' }>) => {
    const page = await context.newPage()
    boxes.set(page, { queue: [] })
    await page.setViewportSize({ width: m.width, height: m.height })
    await page.exposeBinding('__standin', (_source, message: Up) => up(m.win, page, message))
    await page.addInitScript(`(${preloadHost})(function (require, module, exports) {\n${m.preload}\n})`)
    page.on('load', () => send({ t: 'loaded', win: m.win, url: page.url() }))
    page.on('close', () => send({ t: 'closed', win: m.win }))
    pages.set(m.win, page)
    return page
  }
  return {
    pages,
    windows: () => opened.filter((page) => !page.isClosed()),
    firstWindow: () =>
      Promise.race([
        firstLoaded,
        ended.then((code) =>
          Promise.reject(new Error(`no window opened; main ended with code ${code ?? child.signalCode}`)),
        ),
      ]),
    async show(m: ToScreen) {
      if (m.t === 'open') return void busy.set(m.win, open(m))
      if (!('win' in m)) return
      const page = await busy.get(m.win)
      if (m.t === 'port') return down(page, m)
      if (m.t === 'close') return void (await page?.close())
      if (m.t !== 'load' || !page) return
      await page.goto(toWeb(m.url)).catch(() => {})
      // another fragment of the same address loads nothing anew
      send({ t: 'moved', win: m.win, url: page.url() })
      if (!opened.includes(page)) opened.push(page)
      first(page)
    },
  }
}

export interface Launch {
  /** The built main bundle. */
  main: string
  env?: NodeJS.ProcessEnv
  args?: string[]
}

/** Starts the built desktop on the stand-in; the handle is what Playwright gives for the real one. */
export async function launchStandin(context: BrowserContext, launch: Launch): Promise<DesktopApp> {
  const main = startMain(launch)
  const { child, ended, send, ask } = main
  const drawn = drawWindows(context, main)
  const said: DesktopApp['said'] = []
  const again: string[][] = []
  const serve = await guardNetwork(context, { ask, send, pages: drawn.pages })
  child.on('message', (m: ToScreen) => {
    if (main.answered(m)) return
    if (m.t === 'scheme') void serve(m.scheme)
    else if (m.t === 'dialog') said.push({ message: m.message, detail: m.detail })
    else if (m.t === 'again') again.push(m.args.slice(1))
    else void drawn.show(m)
  })
  return {
    ended,
    said,
    again,
    windows: drawn.windows,
    firstWindow: drawn.firstWindow,
    async evaluate(fn: unknown, arg?: unknown) {
      const { value, error } = await ask({ t: 'evaluate', fn: String(fn), arg })
      if (error !== undefined) throw new Error(error)
      return value as never
    },
    process: () => child as never,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      // as somebody at a terminal: in order, and nobody is asked
      child.kill('SIGTERM')
      await ended
    },
  }
}
