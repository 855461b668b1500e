/** The built program meets an error that nobody caught: it ends, says so, and writes down why, without what is secret. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'

const program = new URL('../../out/main/cli.js', import.meta.url).pathname
const thrower = new URL('./crash-on-signal.mjs', import.meta.url).href
let folder: string
let child: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-crash-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  code: number | null
  said: string
}

/** Serves the folder until a signal makes it throw. */
async function crashed(signal: NodeJS.Signals): Promise<Ended> {
  const args = ['--import', thrower, program, 'serve', '--port', '0', '--json', '--data', join(folder, 'data')]
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  child = running
  let said = ''
  running.stderr.on('data', (piece) => {
    said += piece
  })
  const ended = new Promise<Ended>((done) => running.once('close', (code) => done({ code, said })))
  await new Promise((done) => createInterface({ input: running.stdout }).once('line', done))
  running.kill(signal)
  return ended
}

const entries = () =>
  readFileSync(join(folder, 'data/cadenza.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; message: string; origin?: string; error?: string })

test('an error ends it with the exit code of a failure, one sentence, and its whole course in the log', async () => {
  const { code, said } = await crashed('SIGUSR2')
  expect(code).toBe(1)
  expect(said).toMatch(/^Cadenza had to stop, by a fault of its own: TypeError: nobody expected password=\*\*\*\n/m)
  expect(said).toContain(join(folder, 'data/cadenza.log'))
  expect(said).not.toMatch(/canary|^\s+at /m)
  const last = entries().at(-1)
  expect(last).toMatchObject({ level: 'error', message: 'it crashed', origin: 'uncaughtException' })
  expect(last?.error).toMatch(/TypeError: nobody expected password=\*\*\*\n\s+at /)
  expect(readFileSync(join(folder, 'data/cadenza.log'), 'utf8')).not.toContain('canary')
  // the folder is nobody's, and the next start has it; a promise that fails is an error like any other
  const again = await crashed('SIGWINCH')
  expect([again.code, again.said.includes('a promise that nobody kept')]).toEqual([1, true])
  expect(entries().at(-1)).toMatchObject({ message: 'it crashed', origin: 'unhandledRejection' })
})
