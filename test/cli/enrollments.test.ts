/** People in sequences, by command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

test('lists people in sequences, and pauses, resumes, tags, moves and stops them after showing it', async () => {
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
  expect((await run('enrollments', 'list')).stdout).toBe('Nobody is in a sequence yet.\n')
  for (const argv of [
    ['import', join(folder, 'list.csv')],
    ['sequences', 'add', join(folder, 'hello.json')],
    ['engage', 'Hello', '--sender', 'old@example.com', '--yes'],
  ])
    expect(await run(...argv), argv.join(' ')).toMatchObject({ code: 0 })
  const states = async (...more: string[]) =>
    (await json('enrollments', 'list', ...more)).map((row: { contact: string; state: string }) => [
      row.contact,
      row.state,
    ])

  const shown = await run('enrollments', 'list', '--seat', 'me', '--sort', 'next')
  expect(shown.stdout).toMatch(/State +Contact +Sequence +From +Step +Next email/)
  expect(shown.stdout).toMatch(/pending +ada@x\.test +Hello +old@example\.com +0 of 2/)

  expect(await run('enrollments', 'pause')).toMatchObject({ code: 2 })
  const told = await run('enrollments', 'pause', '--sequence', 'Hello')
  expect(told.stdout).toBe(
    '2 contacts stand still: 4 planned emails wait until you resume them.\nNothing was changed. With --yes it is done.\n',
  )
  expect((await states('--state', 'paused')).length).toBe(0)
  expect(await json('enrollments', 'pause', '--sequence', 'Hello', '--yes')).toMatchObject({ done: 2, changed: true })
  expect(await states('--state', 'paused')).toEqual([
    ['ada@x.test', 'paused'],
    ['bo@x.test', 'paused'],
  ])
  const again = await run('enrollments', 'pause', '--all', '--yes')
  expect(again.stdout).toContain('Nobody among them can be changed so.\n  ada@x.test in "Hello": it is paused already')

  const [ada] = await json('enrollments', 'list', '--search', 'ada')
  expect((await run('enrollments', 'resume', '--id', ada.public_id, '--yes')).stdout).toContain(
    '1 contact goes on where it stood: 2 emails.',
  )
  expect(await run('enrollments', 'tag', '--id', ada.public_id)).toMatchObject({ code: 2 })
  expect((await run('enrollments', 'tag', '--id', ada.public_id, '--add', 'warm', '--yes')).stdout).toContain(
    '1 contact gets “warm”.',
  )
  expect(await states('--tag', 'warm')).toEqual([['ada@x.test', 'pending']])

  const moved = await run('enrollments', 'move', '--tag', 'warm', '--to', 'new@example.com', '--yes')
  expect(moved.stdout).toContain('1 contact is written to from new@example.com instead of old@example.com: 2 emails.')
  expect(await states('--sender', 'new@example.com')).toEqual([['ada@x.test', 'pending']])

  const stopped = await run('enrollments', 'stop', '--all', '--yes')
  expect(stopped.stdout).toContain('2 contacts are taken out of their sequences: 4 planned emails are withdrawn.')
  expect(await states('--state', 'stopped', '--waits', 'held')).toEqual([])
  expect((await states('--state', 'stopped')).length).toBe(2)
  expect((await run('enrollments', 'list', '--tag', 'none')).stdout).toBe('Nobody is like that.\n')
})
