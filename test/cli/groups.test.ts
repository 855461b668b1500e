/** Delivery groups and an account's history by command line. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

const keychain = memoryKeychain()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], { keychain })
const said = async (...argv: string[]) => {
  const ran = await run(...argv)
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return ran.stdout
}

test('groups are made, filled, renamed, listed and removed, and an account tells its history', async () => {
  for (const name of ['anna', 'marc'])
    await said('accounts', 'add', `${name}@example.com`, '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none')
  await said('accounts', 'activate', 'anna@example.com')
  expect(await said('groups', 'create', 'North', '--account', 'anna@example.com')).toContain('has anna@example.com.')
  expect(await said('groups', 'add', 'north', 'marc@example.com')).toContain('has anna@example.com, marc@example.com.')
  expect(await said('groups', 'rename', 'North', 'Far north')).toContain('"Far north"')
  expect(await said('groups', 'list')).toMatch(/Far north .*1 of 2/)
  expect(await said('groups', 'drop', 'Far north', 'marc@example.com')).toContain('has anna@example.com.')
  const history = JSON.parse(await said('accounts', 'history', 'anna@example.com', '--json')) as {
    rows: { kind: string }[]
  }
  expect(history.rows.map(({ kind }) => kind)).toEqual(['changed', 'activated'])
  expect(await said('accounts', 'history', 'marc@example.com')).toContain('delivery group')
  expect(await said('groups', 'remove', 'Far north')).toContain('Nothing was removed.')
  expect(await said('groups', 'remove', 'Far north', '--yes')).toContain('Removed the group "Far north".')
  expect(JSON.parse(await said('groups', 'list', '--json'))).toEqual([])
  expect(await run('groups', 'rename', 'Nowhere', 'X')).toMatchObject({ code: 1 })
  expect(await run('engage', 'Autumn', '--group', 'North', '--assign', 'mine', '--yes')).toMatchObject({ code: 2 })
})
