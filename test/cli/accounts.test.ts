/** Sending accounts by command line; above all, where the password goes and where it doesn't. */
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryKeychain } from '../work/world.ts'
import { cadenza, type Terminal } from './terminal.ts'

const secret = 'canary-7f3a pässword'
let folder: string
let keychain: ReturnType<typeof memoryKeychain>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  keychain = memoryKeychain()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const add = ['accounts', 'add', 'anna@example.com', '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
const run = (argv: string[], terminal: Terminal = {}) =>
  cadenza([...argv, '--data', join(folder, 'data')], { keychain, ...terminal })

/** The password is in the keychain, and in nothing that was printed or written. */
function expectKept(printed: string): void {
  expect([...keychain.all.values()]).toContain(secret)
  expect(printed).not.toContain('canary')
  for (const name of readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true }))
    if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name)).includes('canary')).toBe(false)
}

test('a password on standard input', async () => {
  const ran = await run([...add, '--user', 'anna', '--password-stdin', '--json'], { stdin: `${secret}\n` })
  expect(ran).toMatchObject({ code: 0 })
  expect(JSON.parse(ran.stdout)).toMatchObject({
    from_email: 'anna@example.com',
    status: 'pending',
    has_smtp_password: true,
  })
  expectKept(ran.stdout + ran.stderr)
})

test('a password on a file descriptor', async () => {
  writeFileSync(join(folder, 'secret'), `${secret}\n`)
  const fd = openSync(join(folder, 'secret'), 'r')
  const ran = await run([...add, '--user', 'anna', '--password-fd', String(fd)])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expectKept(ran.stdout + ran.stderr)
})

test('a password typed at the prompt, which echoes nothing and lets one correct oneself', async () => {
  const ran = await run([...add, '--user', 'anna'], { tty: true, typed: `${secret}x\u007f\r` })
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expect(ran.stderr).toContain('Password for anna')
  expectKept(ran.stdout + ran.stderr)
})

test('no password option without a terminal is refused, and so is a password as an argument', async () => {
  const silent = await run([...add, '--user', 'anna'])
  expect(silent).toMatchObject({ code: 2 })
  expect(silent.stderr).toContain('--password-fd')
  expect(await run([...add, '--password', secret])).toMatchObject({ code: 2 })
})

test('Ctrl-C at the prompt adds nothing', async () => {
  expect(await run([...add, '--user', 'anna'], { tty: true, typed: 'half\u0003' })).toMatchObject({ code: 130 })
  expect(await run(['accounts', 'list'])).toMatchObject({ code: 1 })
})

test('list, test, activate and deactivate by address or id', async () => {
  expect(await run([...add, '--limit', '20/hour', '--limit', '30-40/day'])).toMatchObject({ code: 0 })
  const list = JSON.parse((await run(['accounts', 'list', '--json'])).stdout) as {
    from_email: string
    public_id: string
  }[]
  expect(list.map(({ from_email }) => from_email)).toContain('anna@example.com')
  const id = list.find(({ from_email }) => from_email === 'anna@example.com')?.public_id ?? ''
  expect((await run(['accounts', 'list'])).stdout).toContain('20 an hour')
  expect((await run(['accounts', 'activate', 'ANNA@example.com'])).stdout).toContain('active')
  expect((await run(['accounts', 'deactivate', id])).stdout).toContain('inactive')
  // nobody listens there
  const tested = await run(['accounts', 'test', 'anna@example.com', '--json'])
  expect(tested).toMatchObject({ code: 1 })
  expect(JSON.parse(tested.stdout)).toMatchObject({ ok: false })
  const unknown = await run(['accounts', 'test', 'nobody@example.com'])
  expect(unknown).toMatchObject({ code: 1 })
  expect(unknown.stderr).toContain('anna@example.com')
})
