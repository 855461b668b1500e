/** What a page in the desktop can do, and what it can't. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, isReal, root, test } from './desktop.ts'
import { callOver, streamOver } from './port.ts'

test('the window opens with our page in it, and the page reaches the engine over its port', async ({
  window,
  desktop,
  home,
}) => {
  await expect(window).toHaveTitle(/Cadenza/)
  await expect(window.getByRole('navigation').first()).toBeVisible()
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  const [status, workspace] = await callOver(window, [['workspace/status'], ['workspace/get']])
  expect(status).toMatchObject({ status: 200, body: { running: true, paused: false, sent_today: 0 } })
  const [row] = home.rows<{ public_id: string }>('SELECT public_id FROM workspace')
  expect(workspace?.body).toMatchObject({ public_id: row?.public_id })
})

test('the content security policy is in force, and nothing of Electron or Node reaches the page', async ({
  window,
}) => {
  const seen = await window.evaluate(async () => {
    const told = new Promise<string[]>((done) => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.push(event.effectiveDirective)
        if (violations.length === 4) done(violations.sort())
      })
    })
    const script = document.createElement('script')
    script.textContent = 'window.hacked = 1'
    const style = document.createElement('style')
    style.textContent = 'body { color: red }'
    const image = document.createElement('img')
    image.src = 'https://example.invalid/pixel.gif'
    document.body.append(script, style, image)
    await fetch('https://example.invalid/').catch(() => {})
    const world = globalThis as unknown as Record<string, unknown>
    const names = ['hacked', 'require', 'process', 'module', 'electron', 'ipcRenderer', 'Buffer', '__standin']
    return { violations: await told, found: names.filter((name) => name in world) }
  })
  expect(seen).toEqual({ violations: ['connect-src', 'img-src', 'script-src-elem', 'style-src-elem'], found: [] })
})

test('only files of the page are served, with the headers of all our answers', async ({ window }) => {
  const seen = await window.evaluate(async () => {
    const ask = async (path: string, method = 'GET') => (await fetch(path, { method })).status
    const { headers } = await fetch('/index.html')
    return {
      policy: headers.get('content-security-policy'),
      sniff: headers.get('x-content-type-options'),
      mark: (await (await fetch('/index.html')).text()).includes('cadenza-door'),
      statuses: [
        await ask('/index.html'),
        await ask('/'),
        await ask('/../../package.json'),
        await ask('/%2e%2e/%2e%2e/package.json'),
        await ask('/assets/nothing.js'),
        await ask('/index.html', 'POST'),
        await ask('/upload'),
      ],
    }
  })
  expect(seen).toEqual({
    policy:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    sniff: 'nosniff',
    mark: false,
    statuses: [200, 200, 404, 404, 404, 405, 405],
  })
})

test('a worker of the page’s own runs, and answers; one made of text does not', async ({ window }) => {
  const [file] = readdirSync(join(root, 'out/renderer/assets')).filter((name) => name.startsWith('estimate-worker-'))
  const seen = await window.evaluate(async (path) => {
    const refused = new Promise<string>((done) =>
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective)),
    )
    const own = new Worker(path, { type: 'module' })
    const answer = await new Promise((done) => {
      own.onmessage = ({ data }) => done(data)
      own.onerror = () => done('it did not start')
      own.postMessage({ change: {} })
    })
    own.terminate()
    const text = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }))
    try {
      new Worker(text)
    } catch {
      // some refuse by an event alone
    }
    return { answer, refused: await refused }
  }, `/assets/${file}`)
  // it knows no numbers yet: nothing can be estimated
  expect(seen).toEqual({ answer: null, refused: 'worker-src' })
})

test('a dropped file reaches the engine in two steps, once', async ({ window }) => {
  const taken = await window.evaluate(async () => {
    const { put } = (await (await fetch('/upload', { method: 'POST' })).json()) as { put: string }
    const body = 'email,First name\nann@c.test,Ann\n'
    const first = await fetch(put, { method: 'PUT', body })
    const again = await fetch(put, { method: 'PUT', body })
    return { ...((await first.json()) as { upload: string; size: number }), again: again.status }
  })
  expect(taken).toMatchObject({ size: 32, again: 404 })
  const input = { upload: taken.upload, name: 'list.csv' }
  const imported = await streamOver(window, 'contacts/import', input, '"imported":')
  expect(await imported()).toContain('"imported":1')
  const [count] = await callOver(window, [['contacts/count']])
  expect(count?.body).toMatchObject({ contacts: 1 })
})

test('a file is imported only if a person chose it in a dialog', async ({ window, desktop, home }) => {
  const path = join(home.folder, 'list.csv')
  writeFileSync(path, 'email\nann@c.test\n')
  const [refused, closed, ...others] = await callOver(window, [
    ['contacts/import', { file: path, dry_run: true }],
    ['shell/files/choose', { kind: 'contacts' }],
    ['contacts/inspect', { file: path }],
    ['suppressions/import', { file: path, dry_run: true }],
    ['exchange/compare', { file: path }],
    ['exchange/import', { file: path, digest: 'x' }],
  ])
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(others.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  // On a real desktop a person would have to close that dialog.
  if (!isReal) expect(closed).toEqual({ status: 200, body: null })
  await desktop.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never
  }, path)
  const [chosen, imported] = await callOver(window, [
    ['shell/files/choose', { kind: 'contacts' }],
    ['contacts/import', { file: path, dry_run: true }],
  ])
  expect(chosen?.body).toEqual({ path, name: 'list.csv', size: 17 })
  expect(imported?.status).toBe(200)
  // nor is a workspace file written, or a folder watched, where nobody chose it
  const elsewhere = join(home.folder, 'elsewhere')
  const [written, watched] = await callOver(window, [
    ['exchange/export', { file: join(elsewhere, 'team.cadenza') }],
    ['exchange/set_folder', { folder: elsewhere }],
  ])
  expect([written?.status, watched?.status]).toEqual([403, 403])
})

test('a page goes nowhere and opens nothing; the system gets websites only', async ({ window, desktop }) => {
  await desktop.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (address: string) => void opened.push(address)
  })
  // what the page itself shows meanwhile is its own affair
  const address = () => window.url().replace(/#.*/, '')
  const home = address()
  await window.evaluate(() => {
    globalThis.open('https://docs.example.invalid/')
    globalThis.open('http://plain.example.invalid/')
    globalThis.open('https://anna:secret@example.invalid/')
    globalThis.open('mailto:anna@example.invalid')
  })
  const opened = () => desktop.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  const websites = ['https://docs.example.invalid/', 'http://plain.example.invalid/']
  await expect.poll(opened).toEqual(websites)
  await window.evaluate(() => {
    location.href = 'https://example.invalid/'
  })
  await expect
    .poll(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()))
    .toContain('app://shell/')
  expect(address()).toBe(home)
  expect(desktop.windows()).toHaveLength(1)
  expect(await opened()).toEqual(websites)
})

test('only the top frame of our own page gets a port', async ({ window, desktop, home }) => {
  await expect(window).toHaveTitle(/Cadenza/)
  const answered = await desktop.evaluate(async ({ BrowserWindow, MessageChannelMain, ipcMain }) => {
    const [own] = BrowserWindow.getAllWindows()
    const ask = (senderFrame: object | null) =>
      new Promise((done) => {
        const { port1, port2 } = new MessageChannelMain()
        port1.on('message', () => done('answered'))
        port1.on('close', () => done('closed'))
        port1.start()
        port1.postMessage(JSON.stringify({ i: '1', p: { u: 'orpc://engine/workspace/status' } }))
        ipcMain.emit('cadenza:connect', { sender: own?.webContents, senderFrame, ports: [port2] })
      })
    return {
      elsewhere: await ask({ url: 'https://example.invalid/', parent: null }),
      likeOurs: await ask({ url: 'app://shell.example.invalid/index.html', parent: null }),
      within: await ask({ url: 'app://shell/index.html', parent: {} }),
      gone: await ask(null),
      ours: await ask({ url: 'app://shell/index.html', parent: null }),
    }
  })
  expect(answered).toEqual({
    elsewhere: 'closed',
    likeOurs: 'closed',
    within: 'closed',
    gone: 'closed',
    ours: 'answered',
  })
  expect(home.log()).toContain('a stranger asked for the engine')
})
