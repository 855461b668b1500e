/** A file that whoever helps gets: written for its owner to read first, and never over another. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-diagnostics-'))
  const add = ['accounts', 'add', 'anna@example.com', '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
  expect(await run([...add, '--user', 'anna', '--password-stdin'], 'canary-password\n')).toMatchObject({ code: 0 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (argv: string[], stdin?: string) =>
  cadenza([...argv, '--data', join(folder, 'data')], stdin === undefined ? {} : { stdin })

test('is written for its owner alone, and counts in a worker as it does in line', async () => {
  const file = join(folder, 'told.json')
  const { code, stdout } = await run(['diagnostics', file])
  expect([code, stdout]).toEqual([0, `Wrote ${file}. Read it before you send it; nothing was sent.\n`])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  const told = JSON.parse(readFileSync(file, 'utf8'))
  expect(told.mailboxes).toContainEqual(expect.objectContaining({ address: 'a…@e….com', sending: 'none 2525' }))
  expect(told.tables).toContainEqual(expect.objectContaining({ table: 'contacts', rows: 0 }))
  expect(readFileSync(file, 'utf8')).not.toMatch(/canary|anna@/)
  const again = await run(['diagnostics', file])
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('there is such a file already') })
})

test('is printed where no file is named', async () => {
  const { stdout } = await run(['diagnostics'])
  expect(JSON.parse(stdout)).toMatchObject({ about: expect.stringContaining('Nobody is sent this'), log: [] })
  expect(await cadenza(['diagnostics', '--data', join(folder, 'none')])).toMatchObject({ code: 1 })
})
