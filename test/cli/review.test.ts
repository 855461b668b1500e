/** Looking through emails before anybody is engaged, by command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  writeFileSync(at('list.csv'), 'email,First name\nada@x.test,Ada\nben@x.test,Ben\ncy@x.test,Cy\n')
  await sequence('Hello', [
    { subject: 'Hi {{ first_name }}', text: 'Hello {{ first_name }}' },
    { text: 'Did you see it, {{ first_name }}?', delay: { days: 1 } },
  ])
  await ok('init', '--name', 'Me', '--address', 'me@mine.test', '--zone', 'Europe/Paris')
  await ok('import', at('list.csv'))
  await ok('sequences', 'add', at('Hello.json'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const sequence = (name: string, steps: object[]) => writeFileSync(at(`${name}.json`), JSON.stringify({ name, steps }))
const run = (...argv: string[]) => cadenza([...argv, '--data', at('data')], {})
const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).stdout)
async function ok(...argv: string[]) {
  const ran = await run(...argv)
  expect(ran, argv.join(' ')).toMatchObject({ code: 0 })
  return ran.stdout
}
const states = async (...argv: string[]) =>
  (await json('review', 'list', 'Hello', ...argv)).rows.map((row: { contact: string; state: string }) => [
    row.contact,
    row.state,
  ])

test('shows each email, keeps what was approved or edited, and engaging takes that along', async () => {
  const shown = await ok('review', 'list', 'Hello')
  expect(shown).toContain('1 of 3  Ada <ada@x.test>  from ')
  expect(shown).toContain('\nnot reviewed yet\n\nHi Ada\nHello Ada\n')
  expect(shown).toContain('Step 1: 0 of 3 reviewed.')
  expect(await ok('review', 'list', 'Hello', '--limit', '1')).toContain('… and more: --limit 4 shows them.')

  expect(await ok('review', 'approve', 'Hello', 'ada@x.test')).toBe('Step 1 to ada@x.test will leave as it is now.\n')
  writeFileSync(at('own.txt'), '\uFEFFDear Ben,\nby hand — only for you\n')
  expect(await ok('review', 'edit', 'Hello', 'BEN@x.test', at('own.txt'))).toBe(
    'Step 1 to ben@x.test will leave with this text, as "Hi Ben".\n',
  )
  // the subject alone leaves the text as it is, and a follow-up is called after it
  const edited = await json('review', 'edit', 'Hello', 'ben@x.test', '--subject', 'For you, Ben')
  expect(edited).toMatchObject({ contact: 'ben@x.test', step: 1, title: 'For you, Ben', how: 'edited' })
  expect(await ok('review', 'list', 'Hello', '--contact', 'ben@x.test')).toContain(
    'edited by hand\n\nFor you, Ben\nDear Ben,\nby hand — only for you\n',
  )
  expect(await ok('review', 'list', 'Hello', '--contact', 'ben@x.test', '--step', '2')).toContain('Re: For you, Ben')
  // approving keeps what was written by hand
  expect(await ok('review', 'approve', 'Hello', 'ben@x.test')).toContain('will leave as it was edited')
  expect(await states()).toEqual([
    ['ada@x.test', 'approved'],
    ['ben@x.test', 'edited'],
    ['cy@x.test', 'open'],
  ])
  expect(await states('--only', 'open')).toEqual([['cy@x.test', 'open']])
  expect(await ok('review', 'approve', 'Hello', '--all', '--step', '2')).toBe(
    'Approved 3 emails. Step 2: 3 of 3 reviewed.\n',
  )
  expect(await json('review', 'reset', 'Hello', 'cy@x.test', '--step', '2')).toEqual({ dropped: 1 })

  await ok('engage', 'Hello', '--yes')
  const emails: { contact: string; step: number; public_id: string }[] = await json('sends', 'list')
  const own = await Promise.all(
    emails.map(async ({ contact, step, public_id }) => {
      const { own, text } = await json('sends', 'text', public_id)
      return [contact, step, own?.how ?? null, text]
    }),
  )
  expect(own.sort()).toEqual([
    ['ada@x.test', 1, 'reviewed', 'Hello Ada'],
    ['ada@x.test', 2, 'reviewed', 'Did you see it, Ada?'],
    ['ben@x.test', 1, 'edited', 'Dear Ben,\nby hand — only for you\n'],
    ['ben@x.test', 2, 'reviewed', 'Did you see it, Ben?'],
    ['cy@x.test', 1, null, 'Hello Cy'],
    ['cy@x.test', 2, null, 'Did you see it, Cy?'],
  ])
})

test('what a step gives otherwise by now is said, engages nobody, and is approved again or forgotten', async () => {
  const { rows } = await json('review', 'list', 'Hello')
  const [first] = rows as { base: string }[]
  await ok('review', 'approve', 'Hello', '--all')
  writeFileSync(at('list.csv'), 'email,First name\nada@x.test,Adele\nben@x.test,Benno\ncy@x.test,Cyrus\n')
  await ok('import', at('list.csv'))
  const shown = await ok('review', 'list', 'Hello', '--only', 'changed')
  expect(shown).toContain('was approved, but its step gives this by now\n\nHi Adele\nHello Adele\n')
  expect(shown).toContain('Step 1: 0 of 3 reviewed.')
  expect(await run('engage', 'Hello', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('are other') })
  // what was seen is another text by now
  expect(await run('review', 'approve', 'Hello', 'ada@x.test', '--base', first?.base ?? '')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is another one by now'),
  })
  // all: only what nobody has looked at yet
  expect(await ok('review', 'approve', 'Hello', '--all')).toContain(
    'Approved 0 emails. Step 1: 0 of 3 reviewed.\n3 emails',
  )
  await ok('review', 'approve', 'Hello', 'ada@x.test')
  expect(await ok('review', 'reset', 'Hello', 'ben@x.test', 'cy@x.test')).toContain('Forgot 2 emails')
  expect(await states()).toEqual([
    ['ada@x.test', 'approved'],
    ['ben@x.test', 'open'],
    ['cy@x.test', 'open'],
  ])
  await ok('engage', 'Hello', '--yes')
  expect(await ok('review', 'reset', 'Hello', '--all')).toBe('Nothing was approved or edited there.\n')
})

test('says what can’t be approved, who is not written to, and which options contradict each other', async () => {
  writeFileSync(at('nameless.csv'), 'email\nnobody@x.test\n')
  await ok('import', at('nameless.csv'))
  sequence('Odd', [
    { subject: 'Hi', text: 'Hello' },
    { delay: { days: 1 }, text: 'A', variants: { B: { weight: 1, text: 'B' } } },
    { delay: { days: 1 }, kind: 'task', subject: 'Call' },
  ])
  await ok('sequences', 'add', at('Odd.json'))
  const drawn = await run('review', 'list', 'Odd', '--step', '2', '--limit', '1')
  expect(drawn).toMatchObject({ code: 0, stderr: expect.stringContaining('It has variants') })
  expect(await run('review', 'approve', 'Odd', 'ada@x.test', '--step', '2')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Step 2 has variants'),
  })
  expect(await ok('review', 'list', 'Odd', '--step', '3')).toContain('Step 3 is a task')
  expect(await run('review', 'list', 'Odd', '--step', '4')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no step 4'),
  })
  expect(await run('review', 'approve', 'Hello', 'eve@x.test')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"eve@x.test" would not be written to'),
  })
  for (const [argv, words] of [
    [['approve', 'Hello'], 'or all of them with --all'],
    [['approve', 'Hello', 'ada@x.test', '--all'], 'or all of them with --all'],
    [['approve', 'Hello', '--all', '--base', 'x'], 'is of one email'],
    [['reset', 'Hello'], 'or all of them with --all'],
    [['edit', 'Hello', 'ada@x.test'], 'Give a file with the text'],
    [['list', 'Hello', '--group', 'Team', '--assign', 'mine'], 'leave --sender and --assign out'],
  ] as const)
    expect(await run('review', ...argv), argv.join(' ')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    })
  const bad = await run('review', 'edit', 'Hello', 'ada@x.test', '--subject', 'Hi {{ first_name }}')
  expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('as it stands') })
})

test('deals contacts out as it is told, or says what it drew', async () => {
  const { rows } = await json('review', 'list', 'Hello')
  const dealt = ['--assign', 'selected', '--sender', rows[0].account]
  const drawn = await run('review', 'list', 'Hello', ...dealt)
  const [, seed = ''] = /Give --seed (\d+) to the next review, and to engage\./.exec(drawn.stderr) ?? []
  expect(drawn.code).toBe(0)
  expect(seed).not.toBe('')
  const again = await run('review', 'approve', 'Hello', 'cy@x.test', ...dealt, '--seed', seed)
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(await json('review', 'list', 'Hello', ...dealt, '--seed', seed)).toMatchObject({
    seed: Number(seed),
    reviewed: 1,
  })
  await ok('engage', 'Hello', '--yes', ...dealt, '--seed', seed)
})

test('names what a step cannot give, approves the rest, and ends with 1', async () => {
  const long = 'x'.repeat(9_000)
  writeFileSync(
    at('long.csv'),
    `email,First name,About\nada@x.test,Ada,short\ncy@x.test,Cy,${long}\nben@x.test,Ben,s\n`,
  )
  await ok('import', at('long.csv'))
  sequence('Long', [{ subject: 'Hi', text: '{{ about }}'.repeat(300) }])
  await ok('sequences', 'add', at('Long.json'))
  expect(await ok('review', 'list', 'Long', '--contact', 'cy@x.test')).toContain('its step gives nothing: ')
  const approved = await run('review', 'approve', 'Long', '--all')
  expect(approved).toMatchObject({ code: 1, stderr: expect.stringContaining('be approved: the step gives') })
  expect(approved.stdout).toMatch(/^Approved 2 emails\. Step 1: 2 of 3 reviewed\.\n {2}cy@x\.test: .+\n$/)
})
