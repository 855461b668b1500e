/** Everything of a data folder goes, with what the keychain holds of it, and nothing of anybody else. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Keychain } from '../../src/main/ports.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza, type Terminal } from './terminal.ts'

let folder: string
let data: string
let keychain: ReturnType<typeof memoryKeychain> & Keychain
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-remove-'))
  data = join(folder, 'data')
  const memory = memoryKeychain()
  keychain = { ...memory, entries: async () => [...memory.all] }
  // of another workspace of the same person
  keychain.all.set('another-account', 'theirs')
  const add = ['accounts', 'add', 'anna@example.com', '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
  expect(await run([...add, '--user', 'anna', '--password-stdin'], { stdin: 'secret\n' })).toMatchObject({ code: 0 })
  expect(await run(['backup', 'create'])).toMatchObject({ code: 0 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (argv: string[], terminal: Terminal = {}) => cadenza([...argv, '--data', data], { keychain, ...terminal })

test('without --yes it says what would go, and nothing does', async () => {
  const before = [readdirSync(data).sort(), [...keychain.all.keys()]]
  const { code, stdout } = await run(['remove-data'])
  expect(code).toBe(0)
  expect(stdout).toContain('cadenza.sqlite')
  expect(stdout).toMatch(/\d secrets? in the keychain/)
  expect(stdout).toContain('Nothing was changed')
  expect(keychain.all.size).toBe(before[1]?.length)
  expect(existsSync(join(data, 'cadenza.sqlite'))).toBe(true)
})

test('with --yes folder, backups and the keychain’s entries go; entries of others stay', async () => {
  expect(keychain.all.size).toBeGreaterThan(1)
  expect(await run(['remove-data', '--yes', '--json'])).toMatchObject({ code: 0 })
  expect([...keychain.all.keys()]).toEqual(['another-account'])
  expect(existsSync(data)).toBe(false)
  expect(await run(['remove-data', '--yes'])).toMatchObject({ code: 1 })
})

test('what somebody else put into the folder stays, and is named', async () => {
  writeFileSync(join(data, 'thesis.txt'), 'mine')
  const { stdout } = await run(['remove-data', '--yes'])
  expect(stdout).toContain('left there: thesis.txt')
  expect(readdirSync(data)).toEqual(['thesis.txt'])
})

test('a keychain that can’t be read is no reason to forget what is in it: nothing goes unless that is said', async () => {
  const locked = { ...keychain, trouble: async () => 'The keychain is locked.' }
  const { code, stderr } = await run(['remove-data', '--yes'], { keychain: locked })
  expect([code, stderr.includes('--leave-keychain')]).toEqual([1, true])
  expect(existsSync(join(data, 'cadenza.sqlite'))).toBe(true)
  expect(await run(['remove-data', '--yes', '--leave-keychain'], { keychain: locked })).toMatchObject({ code: 0 })
  expect(existsSync(data)).toBe(false)
})

test('a folder that a running Cadenza holds is left alone', async () => {
  const { takeLock } = await import('../../src/main/host/lock.ts')
  const lock = takeLock(data, { command: 'cadenza serve', now: Date.now() })
  try {
    expect(await run(['remove-data', '--yes'])).toMatchObject({ code: 1 })
    expect(existsSync(join(data, 'cadenza.sqlite'))).toBe(true)
  } finally {
    lock.release()
  }
})
