/** A new version, from a place of the test's own: found, loaded, and put in the program's place when it is quit. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, type Home, isReal, test } from './desktop.ts'
import { callOver } from './port.ts'

const newer = '#!/bin/sh\n# 9.9.9\nexit 0\n'

/** What the place says of the newer version. */
function about(): string {
  const sha512 = createHash('sha512').update(newer).digest('base64')
  const size = Buffer.byteLength(newer)
  const file = `  - url: Cadenza-9.9.9.AppImage\n    sha512: ${sha512}\n    size: ${size}`
  return `version: 9.9.9\nfiles:\n${file}\npath: Cadenza-9.9.9.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-11-22T00:00:00.000Z'\n`
}

/** What electron-builder puts beside an AppImage, served as it is; paths that are not there are refused. */
async function feed(files: Record<string, string>) {
  const server = createServer((request, response) => {
    const text = files[new URL(request.url ?? '/', 'http://feed').pathname]
    if (text === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Length': Buffer.byteLength(text) }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The surroundings of an installed AppImage that was packed with this place for updates. */
function installed({ folder }: Home, url: string) {
  const resources = join(folder, 'resources')
  const program = join(folder, 'Cadenza.AppImage')
  mkdirSync(resources)
  writeFileSync(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: cadenza-updater\n`,
  )
  writeFileSync(program, '#!/bin/sh\n# 0.1.0\n')
  chmodSync(program, 0o755)
  const env = {
    STANDIN_PACKAGED: '1',
    STANDIN_RESOURCES: resources,
    APPIMAGE: program,
    XDG_CACHE_HOME: join(folder, 'cache'),
  }
  return { env, program }
}

if (!isReal) {
  test('it is found when asked for, loaded, and takes over when Cadenza is quit', async ({ launch, home }) => {
    await using place = await feed({ '/latest-linux.yml': about(), '/Cadenza-9.9.9.AppImage': newer })
    const { env, program } = installed(home, place.url)
    const desktop = await launch({ env })
    const window = await desktop.firstWindow()
    const [before] = await callOver(window, [['shell/update/get']])
    expect(before?.body).toEqual({ state: 'idle', version: null, words: null })
    await callOver(window, [['shell/update/check']])
    const state = async () => (await callOver(window, [['shell/update/get']]))[0]?.body
    await expect.poll(state).toEqual({ state: 'ready', version: '9.9.9', words: null })
    expect(readFileSync(program, 'utf8')).toContain('# 0.1.0')
    await desktop.close()
    expect(readFileSync(program, 'utf8')).toBe(newer)
  })

  test('a version that is there to be found and not to be loaded has failed, and Cadenza goes on', async ({
    launch,
    home,
  }) => {
    await using place = await feed({ '/latest-linux.yml': about() })
    const { env } = installed(home, place.url)
    const desktop = await launch({ env })
    const window = await desktop.firstWindow()
    await callOver(window, [['shell/update/check']])
    const state = async () => (await callOver(window, [['shell/update/get']]))[0]?.body
    await expect.poll(state).toMatchObject({ state: 'failed', version: null })
    expect(desktop.said).toEqual([])
    expect(await home.cadenza('status')).toMatchObject({ running: true })
  })

  test('a place that has nothing is said to have failed, and Cadenza goes on', async ({ launch, home }) => {
    await using place = await feed({})
    const { env } = installed(home, place.url)
    const desktop = await launch({ env })
    const window = await desktop.firstWindow()
    const [checked, status] = await callOver(window, [['shell/update/check'], ['workspace/status']])
    expect(checked?.body).toMatchObject({
      state: 'failed',
      version: null,
      words: expect.stringContaining('latest-linux.yml'),
    })
    expect(status?.body).toMatchObject({ running: true })
  })
}
