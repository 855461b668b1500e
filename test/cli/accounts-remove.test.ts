/** A mailbox removed, its drafts saved, and its contacts assigned anew, by command line. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const run = (...argv: string[]) => cadenza([...argv, '--data', join(folder, 'data')], {})
const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).stdout)

test('shows first, saves, removes, and lets the contacts go on from another mailbox', async () => {
  for (const name of ['old', 'new']) {
    const server = ['--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
    expect(await run('accounts', 'add', `${name}@example.com`, ...server)).toMatchObject({ code: 0 })
    expect(await run('accounts', 'activate', `${name}@example.com`)).toMatchObject({ code: 0 })
  }
  writeFileSync(join(folder, 'list.csv'), 'email,First name\nada@x.test,Ada\nbo@x.test,Bo\n')
  const steps = [
    { subject: 'Hi', text: 'Hello' },
    { text: 'Again', delay: { days: 1 } },
  ]
  writeFileSync(join(folder, 'hello.json'), JSON.stringify({ name: 'Hello', steps }))
  for (const argv of [
    ['import', join(folder, 'list.csv')],
    ['sequences', 'add', join(folder, 'hello.json')],
    ['engage', 'Hello', '--sender', 'old@example.com', '--yes'],
  ])
    expect(await run(...argv), argv.join(' ')).toMatchObject({ code: 0 })
  const saved = join(folder, 'drafts')

  const shown = await run('accounts', 'remove', 'old@example.com', '--tag')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toContain('2 contacts get the tag "mailbox-removed:old@example.com".')
  expect(shown.stdout).toContain('Nothing was changed. With --yes it is done.')
  expect((await json('accounts', 'list')).length).toBe(3)
  expect(await run('accounts', 'remove', 'old@example.com', '--tag', '--move-to', 'new@example.com')).toMatchObject({
    code: 2,
  })

  const first = await run('accounts', 'remove', 'old@example.com', '--send-first')
  expect(first.stdout).toMatch(/^2 emails leave next, within all limits/)
  expect(first.stdout).toContain('2 later emails to the same contacts stay planned.\nNothing was changed.')
  expect(await run('accounts', 'remove', 'old@example.com', '--send-first', '--tag')).toMatchObject({ code: 2 })
  expect((await run('accounts', 'remove', 'old@example.com', '--send-first', '--yes')).stdout).toContain(
    '2 are first in line.',
  )

  const done = await run('accounts', 'remove', 'old@example.com', '--tag', '--save-drafts', saved, '--yes')
  expect(done, done.stderr).toMatchObject({ code: 0 })
  expect(done.stderr).toContain('Saved 4 emails')
  expect(readdirSync(saved).sort()).toEqual([
    'ada@x.test step 1.eml',
    'ada@x.test step 2.eml',
    'bo@x.test step 1.eml',
    'bo@x.test step 2.eml',
  ])
  expect(readFileSync(join(saved, 'ada@x.test step 1.eml'), 'utf8')).toMatch(
    /^X-Unsent: 1\r\nFrom: old@example\.com\r\n/,
  )
  expect((await json('accounts', 'list')).map((row: { from_email: string }) => row.from_email)).not.toContain(
    'old@example.com',
  )

  const tag = ['--tag', 'mailbox-removed:old@example.com', '--to', 'new@example.com']
  expect((await run('enrollments', 'reassign', ...tag)).stdout).toContain(
    '2 contacts go on from new@example.com where they stopped: 4 emails.',
  )
  expect(await json('enrollments', 'reassign', ...tag, '--yes')).toMatchObject({ done: true, contacts: 2, emails: 4 })
  const sends = await json('sends', 'list', '--state', 'planned')
  expect(sends.map((row: { sender: string }) => row.sender)).toEqual(Array(4).fill('new@example.com'))
  expect(await run('enrollments', 'reassign', '--to', 'new@example.com')).toMatchObject({ code: 2 })
})
