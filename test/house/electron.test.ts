/**
 * Electron's own list of twenty, as docs/security.md answers it: each row names tests that are there. What can be read off
 * the program's text is read here; what must be seen running is in test/shell.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { root } from './house.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const page = read('docs/security.md')

/** Rows of the table under the heading "Electron’s list of twenty": number, item, how, tests. */
const rows = [...page.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(([, number, item, how, tests]) => ({
  number: Number(number),
  item,
  how,
  tests: [...(tests ?? '').matchAll(/`(test\/[\w./-]+)`(?: “([^”]+)”)?/g)].map(([, file = '', title]) => ({
    file,
    title,
  })),
}))

test('docs/security.md answers all twenty, each with a test that is there', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  for (const { number, item, tests } of rows) {
    expect(tests.length, `${number} ${item}`).toBeGreaterThan(0)
    for (const { file, title } of tests) {
      expect(existsSync(join(root, file)), file).toBe(true)
      if (title) expect(read(file).replaceAll('\\', ''), `${number}: ${file}`).toContain(title)
    }
  }
})

test.each(['The ways in', 'Addresses and paths from outside'])(
  'each row of “%s” in docs/security.md has a test that is there',
  (heading) => {
    const [, section = ''] = page.split(`\n## ${heading}\n`)
    const places = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| (?!place|way in|-)/.test(line))
    expect(places.length).toBeGreaterThan(12)
    for (const line of places) {
      const tests = [...line.matchAll(/`(test\/[\w./-]+)`(?: “([^”]+)”)?/g)]
      expect(tests.length, line).toBeGreaterThan(0)
      for (const [, file = '', title = ''] of tests) expect(read(file).replaceAll('\\', ''), line).toContain(title)
    }
  },
)

const sources = ['src/main/host/desktop', 'src/preload'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [`${folder}/${name}`, read(`${folder}/${name}`).replace(/\/\*[\s\S]*?\*\//g, '')] as const),
)

/** Settings and calls that would take a wall away; none of them is written anywhere in the desktop's own code. */
const never = [
  'webSecurity',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'enableBlinkFeatures',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'allowpopups',
  'appendSwitch',
  'appendArgument',
  'no-sandbox',
  'executeJavaScript',
  'insertCSS',
  'loadFile',
  'certificate-error',
  'setCertificateVerifyProc',
  'contextBridge',
  'exposeInMainWorld',
  'bypassCSP',
  'corsEnabled',
  'allowServiceWorkers',
  'registerFileProtocol',
  'interceptFileProtocol',
]

test.each(never)('%s is nowhere in the desktop’s code', (word) => {
  expect(sources.length).toBeGreaterThan(15)
  expect(sources.filter(([, text]) => text.includes(word)).map(([name]) => name)).toEqual([])
})

test('one address is loaded, and it is of our own scheme', () => {
  const calls = sources.flatMap(([name, text]) =>
    [...text.matchAll(/\.loadURL\(([^)]*\)?)/g)].map(([, what]) => `${name}: ${what}`),
  )
  expect(calls).toEqual(['src/main/host/desktop/window.ts: addressOf(route)'])
  expect(read('src/main/host/desktop/scheme.ts')).toMatch(/const home = `\$\{scheme\}:\/\/\$\{host\}\/index\.html`/)
})

test('windows are made in one place, and addresses leave through one check', () => {
  const making = (call: string) => sources.filter(([, text]) => text.includes(call)).map(([name]) => name)
  expect(making('new BrowserWindow(')).toEqual(['src/main/host/desktop/window.ts'])
  expect(making('new WebContentsView(')).toEqual([])
  expect(making('openExternal(')).toEqual(['src/main/host/desktop/guards.ts'])
  expect(read('src/main/host/desktop/guards.ts')).toContain('if (mayOpenOutside(url)) shell.openExternal(url)')
})

test('one channel is listened to, one message is posted, and nothing is invoked', () => {
  const calls = sources.flatMap(([, text]) => [...text.matchAll(/ipc(?:Main|Renderer)\.(\w+)/g)].map(([call]) => call))
  expect(calls.sort()).toEqual(['ipcMain.off', 'ipcMain.on', 'ipcRenderer.postMessage'])
})

test('Electron is pinned exactly, and the version that is installed is that one', () => {
  const lock = JSON.parse(read('package-lock.json'))
  expect(pkg.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(lock.packages['node_modules/electron'].version).toBe(pkg.devDependencies.electron)
})
