import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
const keychain = memoryKeychain()
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain })
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('a list is taken in, shown, given out; a contact is erased, and named where it would come back', async () => {
  const people = file('people.csv', 'email\nann@away.test\nbob@away.test\n')
  expect((await run('import', people)).code).toBe(0)
  const block = file('block.csv', 'domain,reason\nrival.test,competitor\nnonsense,\nbob@away.test,asked\n')
  expect((await run('suppressions', 'import', block, '--dry-run')).stdout).toMatch(
    /^3 rows: 2 would be added, 0 known, 1 refused\.\n0 planned emails would be withdrawn, of 0 contacts\.\n.*\n *3 +nonsense/s,
  )
  expect((await run('suppressions', 'import', block)).stdout).toMatch(/^3 rows: 2 added, 0 known, 1 refused/)
  expect((await run('suppressions', 'add', 'x@y.test', '--reason', 'asked by phone')).stdout).toMatch(
    /^x@y\.test: asked by phone/,
  )
  expect((await run('suppressions', 'remove', 'x@y.test')).stdout).toMatch(/^x@y\.test is off the list/)
  expect((await run('contacts', 'erase', 'ann@away.test')).stdout).toMatch(/^This would go: ann@away\.test/)
  expect((await run('contacts', 'erase', 'ann@away.test', '--yes')).stdout).toMatch(/^Gone: ann@away\.test/)
  const again = JSON.parse((await run('import', people, '--json')).stdout)
  expect(again).toMatchObject({ rows: 2, imported: 0, refused: [{ line: 2, reason: 'erased' }] })
  const { stdout } = await run('suppressions', 'export')
  expect(
    stdout
      .slice(1)
      .split('\r\n')
      .map((line) => line.replace(/[0-9a-f]{64}/, 'HASH').replace(/,[^,]*$/, '')),
  ).toEqual([
    'kind,value,reason,source',
    'hash,HASH,erased on request: not to be written to again,erased',
    'address,bob@away.test,asked,import',
    'domain,rival.test,competitor,import',
    '',
  ])
  expect((await run('suppressions', 'remove', 'rival.test')).stdout).toMatch(/^rival\.test is off the list/)
})
