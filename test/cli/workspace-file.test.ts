import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a workspace file is written, looked into and taken in by command', async () => {
  const keychain = memoryKeychain()
  const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain })
  const people = join(folder, 'people.csv')
  writeFileSync(people, 'email\nann@away.test\nbob@away.test\n')
  expect((await run('import', people)).code).toBe(0)
  const file = join(folder, 'team.cadenza')
  const alone = await run('workspace', 'export', file)
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('on one computer alone')])
  expect((await run('devices', 'begin', 'Desk')).code).toBe(0)
  expect((await run('workspace', 'export', file)).stdout).toMatch(
    /team\.cadenza: \d+ kB, \d+ changes \(everything\), for .+’s Desk\.$/m,
  )
  const foreign = await run('workspace', 'import', people)
  expect([foreign.code, foreign.stderr.split('\n')]).toEqual([
    1,
    [
      'error: This is no workspace file, or its beginning is lost. Nothing of it was taken.',
      'Choose a file that Cadenza exported: its name ends with .cadenza.',
      '',
    ],
  ])
  const compared = await run('workspace', 'compare', file)
  expect(compared.stdout).toMatch(/^team\.cadenza: written .* by .*’s Desk, \d+ kB\.\nThere is nothing new in it\.$/m)
  expect(JSON.parse((await run('workspace', 'import', file, '--json')).stdout)).toMatchObject({
    bundles: { new: 0, refused: 0 },
  })
  expect((await run('workspace', 'folder')).stdout).toBe('No folder is shared.\n')
  expect((await run('workspace', 'folder', folder)).stdout).toContain(`Shared folder: ${folder}`)
  expect((await run('workspace', 'folder', '--none')).stdout).toBe('No folder is shared.\n')
  expect((await run('workspace', 'status')).stdout).toContain('Desk (this one)')
})
