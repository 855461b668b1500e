/** What one planned email says, by command line. */
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

test('shows an email’s text, gives it one of its own from a file or standard input, and takes that back', async () => {
  const place = (name: string) => join(folder, name)
  const run = (...argv: string[]) => cadenza([...argv, '--data', place('data')], {})
  const piped = (stdin: string, ...argv: string[]) => cadenza([...argv, '--data', place('data')], { stdin })
  const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).stdout)
  writeFileSync(place('list.csv'), 'email,First name\nada@x.test,Ada\n')
  const steps = [
    { subject: 'Hi {{ first_name }}', html: '<p>Hello <b>{{ first_name }}</b></p>', text: 'Hello {{ first_name }}' },
    { text: 'Again', delay: { days: 1 } },
  ]
  writeFileSync(place('hello.json'), JSON.stringify({ name: 'Hello', steps }))
  for (const argv of [
    ['init'],
    ['import', place('list.csv')],
    ['sequences', 'add', place('hello.json')],
    ['engage', 'Hello', '--yes'],
  ])
    expect(await run(...argv), argv.join(' ')).toMatchObject({ code: 0 })
  const emails: { step: number; public_id: string }[] = await json('sends', 'list')
  const idOf = (step: number) => emails.find((each) => each.step === step)?.public_id ?? ''
  const [first, second] = [idOf(1), idOf(2)]

  expect((await run('sends', 'text', first)).stdout).toBe('Hi Ada\nas its step gives it\n\nHello Ada\n')
  expect((await run('sends', 'text', first, '--html')).stdout).toBe('<p>Hello <b>Ada</b></p>\n')

  expect(await run('sends', 'rewrite', first)).toMatchObject({ code: 2 })
  expect(await run('sends', 'rewrite', first, '-', '--html', '-')).toMatchObject({ code: 2 })
  expect(await run('sends', 'rewrite', first, place('none.txt'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.txt'),
  })
  writeFileSync(place('own.txt'), '\uFEFFDear Ada,\nby hand — only for you\n')
  const written = await run('sends', 'rewrite', first, place('own.txt'))
  expect(written.stdout).toBe('Step 1 to ada@x.test leaves with this text, as "Hi Ada".\n')
  expect(await json('sends', 'text', first)).toMatchObject({
    subject: 'Hi Ada',
    html: null,
    text: 'Dear Ada,\nby hand — only for you\n',
    own: { how: 'edited' },
  })
  expect((await run('sends', 'text', first, '--step')).stdout).toBe('Hi Ada\nas its step gives it\n\nHello Ada\n')
  // the subject alone leaves the text as it is
  await run('sends', 'rewrite', first, '--subject', 'Only for Ada')
  expect(await json('sends', 'text', first)).toMatchObject({
    subject: 'Only for Ada',
    text: 'Dear Ada,\nby hand — only for you\n',
  })
  const answer = await piped('From a pipe\n', 'sends', 'rewrite', second, '-')
  expect(answer.stdout).toBe('Step 2 to ada@x.test leaves with this text, as "Re: Only for Ada".\n')
  const unfilled = await piped('Dear {{ first_name }}', 'sends', 'rewrite', second, '-')
  expect(unfilled).toMatchObject({ code: 1, stderr: expect.stringContaining('would be sent as it stands') })
  expect((await json('sends', 'text', second)).text).toBe('From a pipe\n')

  expect((await run('sends', 'unwrite', first)).stdout).toBe('Step 1 to ada@x.test gets the text of its step again.\n')
  expect(await json('sends', 'text', first)).toMatchObject({ subject: 'Hi Ada', own: null })
  expect(await run('sends', 'unwrite', first)).toMatchObject({ code: 1 })
})
