/** A build takes the place of the one before as a whole: whoever packs or runs it meanwhile never has half of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error a plain script
import { putInPlace, whileItStays } from '../../scripts/built.mjs'
import { root } from './house.ts'

let folder: string
let to: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-built-'))
  to = join(folder, 'out')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A build with its name in each of its files. */
function made(name: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, 'main'), { recursive: true })
  for (const file of ['a', 'b', 'main/c']) writeFileSync(join(path, file), name)
  return path
}
const held = () => ['a', 'b', 'main/c'].map((file) => readFileSync(join(to, file), 'utf8'))

test('it takes the place of nothing and of another one, and leaves nothing beside it', () => {
  for (const name of ['first', 'second']) {
    putInPlace(made(name), to)
    expect(held()).toEqual([name, name, name])
    expect(readdirSync(folder)).toEqual(['out'])
  }
})

test('several at once: one of them is there, whole', async () => {
  const script = `const { putInPlace } = await import(${JSON.stringify(join(root, 'scripts/built.mjs'))})
    for (const made of process.argv.slice(2)) putInPlace(made, process.argv[1])`
  const ended = (child: ChildProcess) => new Promise((done) => child.on('close', done))
  const builders = ['x', 'y', 'z'].map((who) => {
    const names = Array.from({ length: 40 }, (_, i) => made(`${who}${i}`))
    return ended(spawn(process.execPath, ['--input-type=module', '-e', script, to, ...names], { stdio: 'inherit' }))
  })
  expect(await Promise.all(builders)).toEqual([0, 0, 0])
  const [name] = held()
  expect(held()).toEqual([name, name, name])
  expect(readdirSync(folder)).toEqual(['out'])
})

test('what was done while another one was put there is done again, whether it failed or not', () => {
  putInPlace(made('before'), to)
  const seen: string[] = []
  const result = whileItStays(to, () => {
    const [name = ''] = held()
    seen.push(name)
    if (seen.length === 1) putInPlace(made('between'), to)
    if (seen.length === 2) {
      putInPlace(made('after'), to)
      throw new Error('a file was gone')
    }
    return name
  })
  expect([result, seen]).toEqual(['after', ['before', 'between', 'after']])
})

test('what fails for itself fails, and so does what never finds it unchanged', () => {
  putInPlace(made('one'), to)
  let tries = 0
  const fails = () => {
    tries++
    throw new Error('for itself')
  }
  expect(() => whileItStays(to, fails)).toThrow('for itself')
  expect(tries).toBe(1)
  expect(() => whileItStays(join(folder, 'none'), fails)).toThrow('for itself')
  expect(() => whileItStays(to, () => putInPlace(made(`again${tries++}`), to))).toThrow(/put in place anew 5 times/)
})
