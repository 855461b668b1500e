/** What an installed Cadenza is made of: packed by the real electron-builder over a made-up Electron. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { root } from './house.ts'

interface Packed {
  /** What was in out/ when it was packed. */
  built: string[]
  files: string[]
  manifest: Record<string, unknown>
  unpacked: string
  updates: boolean
  fuses: Record<string, string>
}

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'cadenza-package-'))
const pack = async (name: string, ...more: string[]): Promise<Packed> => {
  const args = [join(root, 'scripts/package-check.mjs'), join(folder, name), ...more]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 })
  return JSON.parse(stdout)
}

let packed: Packed
beforeAll(async () => {
  packed = await pack('plain')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file below a folder of the repository, as it lies in the archive. */
const below = (path: string) =>
  readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.svg'))
    .map((entry) => `${entry.parentPath.slice(root.length).replaceAll('\\', '/')}/${entry.name}`)

test('it holds all of the built program and the marks of the tray, and nothing that is only for building', () => {
  const inside = new Set(packed.files)
  for (const path of [
    '/out/main/index.js',
    '/out/main/worker.js',
    '/out/preload/index.cjs',
    '/out/renderer/index.html',
  ])
    expect(inside).toContain(path)
  const program = packed.built.filter((path) => !path.endsWith('.map'))
  const wanted = [...program, ...below('resources/icons/tray'), '/resources/icons/icon.png', '/package.json']
  expect(wanted.filter((path) => !inside.has(path))).toEqual([])
  const top = packed.files.filter((path) => path.lastIndexOf('/') === 0)
  expect(top.sort()).toEqual(['/node_modules', '/out', '/package.json', '/resources'])
  expect(packed.manifest).toMatchObject({
    name: 'cadenza',
    version: pkg.version,
    type: 'module',
    main: 'out/main/index.js',
  })
})

test('of the packages only the native ones are packed, and their code lies outside the archive', () => {
  const modules = packed.files.filter((path) => /^\/node_modules\/[^/]+$/.test(path))
  expect(modules.sort()).toEqual(['/node_modules/better-sqlite3', '/node_modules/keytar'])
  const native = packed.files.filter((path) => path.endsWith('.node'))
  expect(native).toHaveLength(2)
  expect(native.filter((path) => !existsSync(packed.unpacked + path))).toEqual([])
})

test('the fuses are set: no Node in disguise, nothing loaded but our archive, and that unchanged', () => {
  expect(packed.fuses).toMatchObject({
    RunAsNode: 'off',
    EnableCookieEncryption: 'on',
    EnableNodeOptionsEnvironmentVariable: 'off',
    EnableNodeCliInspectArguments: 'off',
    EnableEmbeddedAsarIntegrityValidation: 'on',
    OnlyLoadAppFromAsar: 'on',
    LoadBrowserProcessSpecificV8Snapshot: 'off',
    GrantFileProtocolExtraPrivileges: 'off',
  })
})

test('it looks for updates only if it was packed with a place for them', async () => {
  expect(packed.updates).toBe(false)
  const feed = ['-c.publish.provider=generic', '-c.publish.url=https://updates.example.invalid']
  expect((await pack('fed', ...feed)).updates).toBe(true)
})
