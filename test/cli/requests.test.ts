/** Requests by command line. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain: memoryKeychain() })

test('a mailbox is asked for, told what stands against it, approved with an express permission, or declined', async () => {
  await run('seats', 'add', 'Bob Reed', 'bob@example.com')
  const ask = ['requests', 'ask', 'sales@example.com', '--seat', 'bob@example.com']
  expect(await run(...ask)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Confirm that sales@example.com belongs to Bob Reed personally'),
  })
  expect(await run(...ask, '--confirm-theirs')).toMatchObject({ code: 0 })
  const listed = await run('requests', 'list')
  expect(listed.stdout).toContain('looks like a shared address ("sales")')
  expect(await run('requests', 'approve', 'sales@example.com')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('shared address'),
  })
  expect(await run('requests', 'approve', 'Sales@example.com', '--permit', 'role')).toMatchObject({
    code: 0,
    stdout: 'sales@example.com is approved.\n',
  })
  expect(await run('requests', 'decline', 'sales@example.com', '--reason', 'Changed our mind')).toMatchObject({
    stdout: 'sales@example.com is declined.\n',
  })
  const { mailboxes } = JSON.parse((await run('requests', 'list', '--json')).stdout)
  expect(mailboxes).toMatchObject([{ state: 'declined', reason: 'Changed our mind' }])
  expect(await run('requests', 'managed-review')).toMatchObject({ stdout: expect.stringContaining('Asked for 100') })
})
