/** `npm start`: the desktop where there can be one, else one line and the same application in the browser. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error a script without types, tested here
import { electronPath, readyElectron } from '../../scripts/electron.mjs'
import { root } from './house.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function start(args: string[], env: Record<string, string | undefined> = {}) {
  const data = ['--data', join(folder, 'data')]
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...args, ...data], {
    env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, SSH_CONNECTION: undefined, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { child, ended, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
}

async function stop({ child, ended }: ReturnType<typeof start>) {
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
}

test('without a display it says so in one line and opens the headless host', async () => {
  const started = start(['--port', '0', '--json'])
  expect((await started.lines.next()).value).toBe(
    'No desktop window: this computer has no display. Opening Cadenza in the browser; Ctrl-C ends it.',
  )
  const { origin, address } = JSON.parse((await started.lines.next()).value ?? '') as {
    origin: string
    address: string
  }
  expect(address.startsWith(`${origin}/#code=`)).toBe(true)
  expect(await (await fetch(`${origin}/health`)).json()).toEqual({ ok: true })
  await stop(started)
})

test('--web says nothing about windows, and hands the one-time address to the browser of the system', async () => {
  const opened = join(folder, 'opened')
  const command = join(folder, 'xdg-open')
  writeFileSync(command, `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`)
  chmodSync(command, 0o755)
  const PATH = [folder, process.env.PATH].join(delimiter)
  const started = start(['--web', '--port', '0', '--json'], { DISPLAY: ':99', PATH })
  const { address } = JSON.parse((await started.lines.next()).value ?? '') as { address: string }
  await expect.poll(() => existsSync(opened), { timeout: 20_000 }).toBe(true)
  expect(readFileSync(opened, 'utf8')).toBe(address)
  await stop(started)
})

test('--desktop without a display ends with the reason', async () => {
  const started = start(['--desktop'])
  expect((await started.lines.next()).value).toBe('No desktop window: this computer has no display.')
  expect(await started.ended).toBe(1)
})

/** A place to download from that takes the request and never answers. */
async function silentMirror() {
  let asked = 0
  const server = createServer(() => {
    asked++
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    asked: () => asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a download that does not begin is given up, remembered for the day, and tried again on demand', async () => {
  // Where the binary is here there is nothing to download.
  if (electronPath()) {
    expect(existsSync(electronPath())).toBe(true)
    return
  }
  const mirror = await silentMirror()
  const before = process.env.ELECTRON_MIRROR
  process.env.ELECTRON_MIRROR = mirror.url
  const said: string[] = []
  const memory = join(folder, 'cache/no-electron')
  const wish = {
    env: {},
    platform: 'darwin',
    memory,
    patience: { first: 1500, stall: 1500 },
    say: (text: string) => said.push(text),
  }
  try {
    await expect(readyElectron(wish)).rejects.toThrow('Electron could not be downloaded (no answer within 1.5 s)')
    expect(said).toEqual([expect.stringMatching(/^Fetching Electron [\d.]+, once…$/)])
    await expect(readyElectron(wish)).rejects.toThrow(
      'could not be downloaded today; npm start -- --desktop tries again',
    )
    expect(said).toHaveLength(1)
    await expect(readyElectron({ ...wish, force: true })).rejects.toThrow('no answer within 1.5 s')
    expect(said).toHaveLength(2)
    expect(mirror.asked()).toBeGreaterThan(0)
  } finally {
    if (before === undefined) delete process.env.ELECTRON_MIRROR
    else process.env.ELECTRON_MIRROR = before
    mirror.close()
  }
})

test('a download is forbidden by a variable', async () => {
  if (electronPath()) {
    expect(existsSync(electronPath())).toBe(true)
    return
  }
  const wish = { env: { CADENZA_NO_DOWNLOAD: '1' }, platform: 'darwin' }
  await expect(readyElectron(wish)).rejects.toThrow('CADENZA_NO_DOWNLOAD forbids fetching it')
})
