import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildHost } from '../kill/build.ts'
import { type KeyringHome, type KeyringState, makeKeyringHome, runWithKeyring } from '../servers/keyring.ts'
import { scratch } from '../work/world.ts'

/** Copies of the data beside a real keyring of the desktop, which goes on from one run to the next. */

let program: string
let home: KeyringHome
let base: string

beforeAll(async () => {
  program = await buildHost('test/servers/guarded-program.ts')
  home = makeKeyringHome()
  base = mkdtempSync(join(scratch, 'cadenza-guarded-'))
})
afterAll(() => {
  rmSync(program)
  home.remove()
  rmSync(base, { recursive: true, force: true })
})

const at = (name: string) => join(base, name)
const copy = (from: string, to: string) => cpSync(at(from), at(to), { recursive: true, preserveTimestamps: true })

async function open(state: KeyringState, orders: [name: string, count: number, end: 'stop' | 'kill'][], keys = home) {
  const argv = orders.map(([name, count, end]) => `${at(name)}:${count}:${end}`)
  const { stdout, stderr } = await runWithKeyring(keys, state, [process.execPath, program, ...argv])
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  expect(lines, stderr).toHaveLength(orders.length)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('the keyring tells the newest copy from every other, and what it can not tell sends nothing', async () => {
  mkdirSync(at('data'))
  expect(await open('unlocked', [['data', 3, 'kill']])).toMatchObject([{ state: 'normal', taken: 3 }])
  // with its log, as the kill left it
  for (const name of ['beside', 'locked', 'bare', 'foreign']) copy('data', name)
  const [again, beside] = await open('unlocked', [
    ['data', 2, 'stop'],
    ['beside', 1, 'stop'],
  ])
  expect(again).toMatchObject({ state: 'normal', taken: 2 })
  expect(beside).toMatchObject({ state: 'safe', reason: 'older', taken: 0 })
  rmSync(at('data'), { recursive: true })
  copy('locked', 'data')
  expect(await open('unlocked', [['data', 1, 'stop']])).toMatchObject([{ state: 'safe', reason: 'older', taken: 0 }])

  const empty = makeKeyringHome()
  const [locked, bare, foreign] = await Promise.all([
    open('locked', [['locked', 1, 'stop']]),
    open('no-service', [['bare', 1, 'stop']]),
    open('unlocked', [['foreign', 1, 'stop']], empty),
  ])
  empty.remove()
  const said = (words: RegExp) => expect.stringMatching(words)
  expect(locked).toMatchObject([{ state: 'unreadable', taken: 0, said: said(/locked.*Nothing is sent until/) }])
  expect(bare).toMatchObject([
    { state: 'unreadable', taken: 0, said: said(/no Secret Service.*Nothing is sent until/) },
  ])
  expect(foreign).toMatchObject([{ state: 'safe', reason: 'copied', taken: 0 }])
})
