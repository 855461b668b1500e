/** The main job by command line: contacts and a sequence in, a report out, on a data folder of the test's own. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cadenza, type Ran, type Terminal } from './terminal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const data = () => join(folder, 'data')
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const contacts = () =>
  file('contacts.csv', 'email,First name\nann@c.test,Ann\nbob@c.test,Bob\nbad,Bad\nann@c.test,Ann\n')
const sequence = () =>
  file(
    'hello.json',
    JSON.stringify({
      name: 'Hello',
      steps: [
        { subject: 'Hi {{ first_name }}', text: 'Hello {{ first_name }}', attachments: ['offer.txt'] },
        { text: 'Did you see it?', delay: { days: 2, at: '14:00' } },
      ],
    }),
  )

/** Runs a command on the data folder; it has to succeed. */
async function ok(argv: string[], terminal?: Terminal): Promise<Ran> {
  const ran = await cadenza([...argv, '--data', data()], terminal)
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return ran
}
const json = async <T>(argv: string[], terminal?: Terminal): Promise<T> =>
  JSON.parse((await ok([...argv, '--json'], terminal)).stdout) as T

test('from nothing to an engaged sequence and its report', async () => {
  file('offer.txt', 'An offer')
  const made = await ok(['init', '--name', 'Anna', '--address', 'anna@example.com', '--zone', 'Europe/Paris'])
  expect(made.stdout).toContain('Sandbox can send at once: 50 a day, into an inbox on this computer.')

  const dry = await json(['import', contacts(), '--dry-run'])
  expect(dry).toMatchObject({ rows: 4, imported: 2 })
  const imported = await json<Record<string, unknown>>(['import', contacts()])
  expect(imported).toEqual({
    rows: 4,
    imported: 2,
    unchanged: 0,
    updated: 0,
    refused: [
      { line: 4, column: 'email', value: 'bad', reason: 'invalid_address', message: expect.any(String) },
      { line: 5, column: 'email', value: 'ann@c.test', reason: 'duplicate', message: expect.any(String) },
    ],
  })
  expect(await json(['import', contacts()])).toMatchObject({ rows: 4, imported: 0, updated: 0, unchanged: 2 })

  const added = await json<{ steps: { attachments: string[] }[] }>(['sequences', 'add', sequence()])
  expect(added.steps[0]?.attachments).toEqual(['offer.txt'])
  expect((await ok(['sequences', 'list'])).stdout).toContain('Hello')

  const shown = await json<{ token: string; summary: { finish: string } }>(['engage', 'Hello', '--dry-run', '--sends'])
  expect(shown.summary).toMatchObject({ contacts: 2, emails: 4 })
  expect(await json(['engage', 'Hello', '--token', shown.token])).toMatchObject({ engaged: 2, sends: 4, sandbox: true })
  const twice = await cadenza(['engage', 'Hello', '--yes', '--data', data()])
  expect(twice).toMatchObject({ code: 1 })

  expect(await json<unknown[]>(['sends', 'list', '--state', 'planned'])).toHaveLength(4)
  expect((await ok(['sends', 'list', '--limit', '3'])).stdout).toContain('more')
  expect(await json(['report', 'Hello'])).toMatchObject({ engaged: 2, emails: { planned: 4 }, conserved: true })
  const report = await ok(['report', '--sequence', 'Hello'])
  // the workspace's zone, not this terminal's
  expect(report.stdout).toContain('14  ')
  expect(report.stdout).toMatch(/Adds up\s+yes/)
  const weeks = await ok(['report', 'Hello', '--by', 'week', '--format', 'csv'])
  expect(weeks.stdout).toMatch(/^date,planned,sent,refused,unsure,answered,/)
  const sum = weeks.stdout
    .trim()
    .split('\n')
    .slice(1)
    .reduce((all, line) => all + Number(line.split(',')[1]), 0)
  expect(sum).toBe(4)
  expect(await json(['status'])).toMatchObject({ planned: 4, running: false })
  expect((await ok(['pause'])).stdout).toContain('paused')
  expect((await ok(['stop'])).stdout).toContain('stopped')
  expect(await json(['resume'])).toMatchObject({ paused: false, stopped: false })
  expect(await json(['unsure', 'list'])).toEqual([])
})

test('a command that only reads makes no workspace; one that writes says that it did', async () => {
  const nothing = await cadenza(['report', 'Hello', '--data', data()])
  expect(nothing).toMatchObject({ code: 1, stdout: '' })
  expect(nothing.stderr).toContain('cadenza init')
  const made = await ok(['import', contacts()])
  expect(made.stderr).toContain(`Made a new workspace in ${data()}`)
  expect(await cadenza(['init', '--data', data()])).toMatchObject({ code: 1 })
})

test('a dry run and standard input: looks without a workspace, and makes none', async () => {
  const stdin = 'email\na@c.test\nb@c.test\n'
  const ran = await cadenza(['import', '-', '--dry-run', '--json', '--data', data()], { stdin })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toEqual({ rows: 2, imported: 2, updated: 0, unchanged: 0, refused: [] })
  expect(existsSync(data())).toBe(false)
  expect(await json(['import', '-'], { stdin })).toMatchObject({ imported: 2 })
})

test('columns can be named', async () => {
  const list = file('other.csv', 'Kontakt,Notiz\na@c.test,secret\n')
  const ran = await cadenza(['import', list, '--map', 'Kontakt', '--data', data()])
  expect(ran).toMatchObject({ code: 2 })
  expect(ran.stderr).toContain('Work mail=email')
  expect(await json(['import', list, '--map', 'Kontakt=email', '--map', 'Notiz=-'])).toMatchObject({ imported: 1 })
})

test('a folder that can not be made is refused in words', async () => {
  const ran = await cadenza(['init', '--data', join(contacts(), 'inside')])
  expect(ran).toMatchObject({ code: 1 })
  expect(ran.stderr).toContain('inside')
  expect(ran.stderr).not.toContain('    at ')
})

test('a key is shown once, with id, scopes and expiry, and can be revoked', async () => {
  await ok(['init'])
  const key = await json<{ key: string; id: string }>(['key', 'create', '--scope', 'read,write', '--days', '7'])
  expect(key).toEqual({
    key: expect.stringMatching(/^cdz_/),
    id: expect.any(String),
    scopes: ['read', 'write'],
    expires: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  expect((await ok(['key', 'list'])).stdout).not.toContain(key.key)
  expect(await json(['key', 'revoke', key.id])).toMatchObject({ id: key.id, revoked: expect.any(String) })
  expect((await cadenza(['key', 'create', '--scope', 'everything', '--data', data()])).code).toBe(2)
})

test('seats', async () => {
  await ok(['init', '--address', 'anna@example.com'])
  await ok(['seats', 'add', 'Ben', 'ben@example.com'])
  const seats = await json<{ address: string; role: string }[]>(['seats', 'list'])
  expect(seats.map(({ address, role }) => [address, role])).toEqual([
    ['anna@example.com', 'admin'],
    ['ben@example.com', 'member'],
  ])
  expect(await cadenza(['seats', 'add', 'Ben', 'BEN@example.com', '--data', data()])).toMatchObject({ code: 1 })
})

test('two commands at once take turns on the folder', async () => {
  await ok(['init'])
  const names = Array.from({ length: 5 }, (_, i) => `seat${i}@example.com`)
  const all = await Promise.all(names.map((name) => cadenza(['seats', 'add', name, name, '--data', data()])))
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
  expect(await json<unknown[]>(['seats', 'list'])).toHaveLength(6)
})

test('a wrong sequence file names every place at fault, and a missing attachment its path', async () => {
  await ok(['init'])
  const wrong = file('wrong.json', '{"name":"X","steps":[{"subject":"","texd":"Hi"}]}')
  const ran = await cadenza(['sequences', 'add', wrong, '--data', data()])
  expect(ran).toMatchObject({ code: 1, stdout: '' })
  for (const words of ['steps[0].subject', 'steps[0].texd', '"text"']) expect(ran.stderr).toContain(words)
  expect((await cadenza(['sequences', 'add', sequence(), '--data', data()])).stderr).toContain('offer.txt')
})

test('engaging asks first, and silence means no', async () => {
  file('offer.txt', 'An offer')
  await ok(['import', contacts()])
  await ok(['sequences', 'add', sequence()])
  const unasked = await cadenza(['engage', 'Hello', '--data', data()])
  expect(unasked).toMatchObject({ code: 2 })
  expect(unasked.stderr).toContain('--yes')
  const no = await cadenza(['engage', 'Hello', '--data', data()], { tty: true, typed: 'n\n' })
  expect(no).toMatchObject({ code: 130 })
  expect(await json<unknown[]>(['sends', 'list'])).toEqual([])
  const yes = await cadenza(['engage', 'Hello', '--data', data()], { tty: true, typed: 'y\n' })
  expect(yes).toMatchObject({ code: 0 })
  expect(await json<unknown[]>(['sends', 'list'])).toHaveLength(4)
})

test('doctor says what is well and what is not', async () => {
  await ok(['init'])
  const checks = await json<{ check: string; ok: boolean }[]>(['doctor'])
  expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['database', 'keychain', 'clock', 'network']))
})
