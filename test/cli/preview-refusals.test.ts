/** What is refused, with which exit code, and in which words: always the option, its value and what to do. */
import { expect, test } from 'vitest'
import { cadenza } from './terminal.ts'

const refusals: [argv: string, code: number, words: (string | RegExp)[]][] = [
  ['--count 3 --zone Mars/Olympus', 2, ['--zone', 'Mars/Olympus', 'Europe/Paris']],
  ['--count 3 --zone +02:00', 2, ['--zone', '+02:00']],
  ['--count 3 --seed -1', 2, ['--seed', '-1', '4294967295']],
  ['--count 3 --seed 4294967296', 2, ['--seed', '4294967296']],
  ['--count x', 2, ['--count', "'x'", 'whole number']],
  ['--count 0', 2, ['--count', "'0'"]],
  ['--count 3 --per-day 0', 2, ['--per-day', "'0'"]],
  ['--count 3 --per-hour 1.5', 2, ['--per-hour', "'1.5'"]],
  ['--count 3 --sender nobody', 2, ['--sender', "'nobody'", '@']],
  ['--count 3 --sender a@b.c=x', 2, ['--sender', 'a@b.c=x', 'weight']],
  ['--count 3 --sender a@b.c=0', 2, ['--sender', 'weight']],
  ['--count 3 --sender a@b.c --sender A@B.C', 2, ['--sender', 'twice']],
  ['--count 3 --sender a@b.c --sender d@b.c --assign mine', 2, ['--assign', 'mine', 'selected']],
  ['--count 3 --assign everybody', 2, ['--assign', 'everybody', 'mine, owners, selected']],
  ['--count 3 --assign owners', 2, ['--assign', 'owners', '--contacts']],
  ['--count 3 --limit 50/hour', 2, ['--limit', '50/hour', '*:50/hour']],
  ['--count 3 --limit *:50/fortnight', 2, ['--limit', '*:50/fortnight', 'hour']],
  ['--count 3 --limit *:0/hour', 2, ['--limit', '*:0/hour']],
  ['--count 3 --limit boss@b.c:5/hour', 2, ['--limit', 'boss@b.c', 'me@example.com']],
  ['--count 3 --limit me@example.com:5/hour --managed', 2, ['--limit', 'me@example.com']],
  ['--count 3 --window mon-fri', 2, ['--window', 'mon-fri', 'mon-fri 09:00-18:00']],
  ['--count 3 --step 3', 2, ['--step', "'3'", '+3d@14:00']],
  ['--count 3 --step +3d@14:30', 2, ['--step', '14:30', '14:00']],
  ['--count 3 --step +0d', 2, ['--step', '+0d', '1 to 365']],
  ['--count 3 --step +3d@20:00', 1, ['--step', '+3d@20:00', 'Mon–Fri 09:00–18:00']],
  ['--count 3 --day-off 2026-02-30', 2, ['--day-off', '2026-02-30']],
  ['--count 3 --holidays XX', 2, ['--holidays', 'XX', 'FR']],
  ['--count 3 --holidays France', 2, ['--holidays', 'France', 'FR']],
  ['--count 3 --now soon', 2, ['--now', 'soon', '2026-11-23T10:40']],
  ['--count 3 --contacts x.csv', 2, ['--count', '--contacts']],
  ['', 2, ['--contacts', '--count']],
  ['--contacts /nowhere/x.csv', 1, ['/nowhere/x.csv']],
  ['--count 3 --cuont 4', 2, ['--cuont', 'Did you mean --count?']],
  // --now is Monday 23 November 2026, 10:40.
  ['--count 3 --start 2026-11-20T10:00', 1, ['--start', 'past', '2026-11-23T11:00']],
  ['--count 3 --start 2026-11-23T10:00', 1, ['--start', 'past', '2026-11-23T11:00']],
  ['--count 3 --start 2026-11-25T10:30', 1, ['--start', 'hour', '2026-11-25T10:00', '2026-11-25T11:00']],
  ['--count 3 --start 2026-11-28T10:00', 1, ['--start', 'windows', '2026-11-27T17:00', '2026-11-30T09:00']],
  ['--count 3 --start 2026-11-25T20:00', 1, ['--start', 'windows', '2026-11-25T17:00', '2026-11-26T09:00']],
  [
    '--count 3 --start 2026-12-25T10:00 --holidays FR',
    1,
    ['--start', 'day off', '2026-12-24T17:00', '2026-12-28T09:00'],
  ],
  [
    '--count 3 --start 2027-03-28T02:00 --window daily=01:00-04:00',
    1,
    ['--start', "doesn't exist", '2027-03-28T03:00'],
  ],
  ['--count 3 --start tomorrow', 2, ['--start', 'tomorrow', '2026-11-23T10:00']],
  ['--count 3 --start 2026-13-40T10:00', 2, ['--start', '2026-13-40T10:00']],
]

test.each(refusals)('%s', async (line, code, words) => {
  const argv = line
    .split(' ')
    .filter(Boolean)
    .map((word) => word.replace('daily=', 'daily '))
  const base = ['preview', '--now', '2026-11-23T10:40', '--zone', 'Europe/Paris']
  const ran = await cadenza(line.includes('--now') ? ['preview', ...argv] : [...base, ...argv])
  expect(ran.stdout).toBe('')
  expect(ran.code).toBe(code)
  for (const word of words) expect(ran.stderr).toMatch(word instanceof RegExp ? word : literally(word))
})

const literally = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))

test('a list without the column owner says which columns there are', async () => {
  const ran = await cadenza(['preview', '--contacts', '-', '--assign', 'owners'], {
    stdin: 'email,City\na@c.test,Lyon\n',
  })
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('"City"')
})

test('a file that is no list is refused as a whole', async () => {
  const ran = await cadenza(['preview', '--contacts', '-'], { stdin: 'just some words\nand more\n' })
  expect(ran).toMatchObject({ code: 1, stdout: '' })
})

test('with --json the refusal is one line of JSON', async () => {
  const ran = await cadenza(['preview', '--json', '--count', '3', '--start', '2001-01-01T10:00'])
  expect(ran.stdout).toBe('')
  expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'invalid_slot', message: expect.stringContaining('--start') })
  const use = await cadenza(['preview', '--json', '--count', 'x'])
  expect(JSON.parse(use.stderr)).toMatchObject({ code: 'usage' })
})

test('help is help, and names the exit codes', async () => {
  const ran = await cadenza(['--help'])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toContain('Exit codes')
  expect((await cadenza(['preview', '--help'])).stdout).toContain('--per-hour')
  for (const group of [[], ['accounts']]) {
    const shown = await cadenza(group)
    expect(shown).toMatchObject({ code: 2, stdout: '' })
    expect(shown.stderr).toMatch(/^Usage: /)
    expect(shown.stderr).not.toContain('outputHelp')
  }
  expect((await cadenza(['prevew'])).stderr).toContain('Did you mean preview?')
  // not the help of what comes before it
  const asked = await cadenza(['sequence', '--help'])
  expect(asked).toMatchObject({ code: 2, stdout: '' })
  expect(asked.stderr).toContain('Did you mean sequences?')
  expect((await cadenza(['contacts', 'nosuch', '-h'])).stderr).toContain("unknown command 'nosuch'")
  expect((await cadenza(['contacts', '--help'])).code).toBe(0)
})
