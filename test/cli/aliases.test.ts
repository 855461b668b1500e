/** Aliases and ramp-up by command line: a mailbox writes from another address, and begins with little. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
const keychain = memoryKeychain()
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  const add = ['accounts', 'add', 'anna@example.com', '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
  expect((await run(add)).code).toBe(0)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain })
const json = async (argv: string[]) => JSON.parse((await run([...argv, '--json'])).stdout)

test('an alias is added with its words, listed and removed', async () => {
  const add = ['accounts', 'aliases', 'add', 'anna@example.com', 'sales@example.net']
  const refused = await run(add)
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('Confirm that sales@example.net belongs to')
  const added = await run([...add, '--theirs', '--permit', 'role', '--permit', 'more', '--name', 'Sales'])
  expect(added, added.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Added sales@example\.net \(/) })
  const list = ['accounts', 'aliases', 'list', 'anna@example.com']
  expect(await json(list)).toEqual([{ public_id: expect.any(String), email: 'sales@example.net', name: 'Sales' }])
  expect((await run(list)).stdout).toContain('sales@example.net')
  const removed = await run(['accounts', 'aliases', 'remove', 'anna@example.com', 'Sales@Example.net'])
  expect(removed, removed.stderr).toMatchObject({ code: 0, stdout: 'Removed sales@example.net.\n' })
  expect(await json(list)).toEqual([])
})

test('a ramp-up is set, shown and taken away; anything else than 20+10 is told how to write it', async () => {
  const set = ['accounts', 'set', 'anna@example.com']
  expect(await json([...set, '--ramp-up', '20+10'])).toMatchObject({ ramp_up: { start: 20, step: 10 } })
  expect(await json([...set, '--no-ramp-up'])).toMatchObject({ ramp_up: null })
  const wrong = await run([...set, '--ramp-up', '20'])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Write it as 20+10') })
})

test('--from names the one sender: it excludes --sender, and an address nobody has is said', async () => {
  const engage = ['engage', 'Any', '--dry-run']
  const both = await run([...engage, '--from', 'a@example.com', '--sender', 'b@example.com'])
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('leave --sender out') })
})
