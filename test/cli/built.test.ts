/** The built program as a process of its own: what only a process shows. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
// @ts-expect-error a plain script
import { build } from '../../scripts/built.mjs'
import { built, root } from './terminal.ts'

const program = join(root, 'out/main/cli.js')
beforeAll(() => {
  if (!existsSync(program)) expect(build()).toBe(true)
})
let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('preview reads a list from standard input, needs no data folder and makes none', async () => {
  const env = { HOME: folder, XDG_DATA_HOME: folder, CADENZA_DATA: join(folder, 'data') }
  const argv = [
    'preview',
    '--contacts',
    '-',
    '--now',
    '2026-11-20T17:30',
    '--zone',
    'Europe/Paris',
    '--json',
    '--seed',
    '1',
  ]
  const ran = await built(argv, { stdin: 'email\na@c.test\n', env })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout).slots).toMatchObject([{ start: '2026-11-23T09:00:00.000+01:00', emails: 1 }])
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

test('exit codes', async () => {
  expect((await built(['preview', '--count', '1', '--json'])).code).toBe(0)
  expect((await built(['preview', '--count', '1', '--start', '2001-01-01T09:00'])).code).toBe(1)
  expect((await built(['preview', '--count', 'x'])).code).toBe(2)
  expect((await built(['nonsense'])).code).toBe(2)
})

test('writes a dossier as PDF and a workbook: what packages bring along is in the bundle', async () => {
  const data = ['--data', join(folder, 'data')]
  const [list, pdf, xlsx] = ['list.csv', 'dossier.pdf', 'all.xlsx'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(list, 'email\nada@shop.test\n')
  for (const argv of [
    ['init', '--zone', 'UTC'],
    ['import', list],
    ['contacts', 'dossier', 'ada@shop.test', '--pdf', pdf],
    ['contacts', 'export', '--xlsx', xlsx],
  ])
    expect([argv[0], await built([...argv, ...data])]).toMatchObject([argv[0], { code: 0 }])
  expect(readFileSync(pdf, 'latin1')).toMatch(/^%PDF-/)
  expect(readFileSync(xlsx, 'latin1')).toMatch(/^PK/)
})

test('a reader that leaves early ends it quietly', async () => {
  const argv = [
    'preview',
    '--count',
    '100000',
    '--json',
    '--sends',
    '--limit',
    '*:100000/hour',
    '--limit',
    '*:100000/day',
  ]
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let complaints = ''
  child.stderr.on('data', (piece) => {
    complaints += piece
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise((done) => child.on('close', done))
  expect([code, complaints]).toEqual([0, ''])
})

/** Starts `serve` and waits for what it announces. */
async function serve(
  data: string,
): Promise<{ child: ChildProcess; announced: { address: string; port: number; pid: number } }> {
  const child = spawn(process.execPath, [program, 'serve', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) return { child, announced: JSON.parse(line) }
  throw new Error('serve ended without a word')
}

test('serve: others are sent to it, a second one is told who holds the folder, SIGTERM ends it well', async () => {
  const data = join(folder, 'data')
  const { child, announced } = await serve(data)
  expect(announced.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=/)
  expect((await fetch(`http://127.0.0.1:${announced.port}/health`)).status).toBe(200)

  const status = await built(['status', '--json', '--data', data])
  expect(JSON.parse(status.stdout)).toMatchObject({ running: true })
  const key = await built(['key', 'create', '--json', '--data', data])
  expect(JSON.parse(key.stdout)).toMatchObject({ key: expect.stringMatching(/^cdz_/) })

  // streams and refusals come through the socket too
  const imported = await built(['import', '-', '--json', '--data', data], { stdin: 'email\na@c.test\nbad\n' })
  expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 2, imported: 1, refused: [{ line: 3 }] })
  const refused = await built(['report', 'Nothing', '--json', '--data', data])
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'not_found' })

  const second = await built(['serve', '--data', data])
  expect(second.code).toBe(1)
  expect(second.stderr).toContain(String(announced.pid))
  expect(second.stderr).toContain('cadenza serve')

  const ended = new Promise((done) => child.on('close', (code, signal) => done([code, signal])))
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(JSON.parse((await built(['status', '--json', '--data', data])).stdout)).toMatchObject({ running: false })
})
