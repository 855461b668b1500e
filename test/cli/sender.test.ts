/** Sender hosts from both sides of the command line: a workspace that hands in, and the host that it gave leave to. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type * as z from 'zod'
import { type Host, openHost } from '../../src/main/host/cli/serve.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import { connectSocket } from '../../src/main/host/socket-client.ts'
import { type SenderHost, startSenderHost } from '../../src/main/sender-host.ts'
import type { SenderHosts } from '../../src/shared/contract/sender-hosts.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza, type Ran, root, type Terminal } from './terminal.ts'

let folder: string
let postgres: Postgres
let ledger: LedgerServer
let serving: Host | null = null
let sending: SenderHost | null = null
const keychains = { desk: memoryKeychain(), north: memoryKeychain() }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
})
afterAll(async () => {
  await sending?.stop()
  await serving?.stop()
  await ledger?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const on = (who: 'desk' | 'north', argv: string[], terminal: Terminal = {}): Promise<Ran> =>
  cadenza([...argv, '--data', join(folder, who)], { keychain: keychains[who], ...terminal })
const sender = (...argv: string[]) => on('desk', ['sender', ...argv])
async function ok(ran: Promise<Ran>): Promise<string> {
  const found = await ran
  expect(found, found.stderr).toMatchObject({ code: 0 })
  return found.stdout
}
const shown = async () => JSON.parse(await ok(sender('status', '--json'))) as z.infer<typeof SenderHosts>
const states = async () =>
  (JSON.parse(await ok(on('desk', ['sends', 'list', '--json']))) as { state: string }[]).map(({ state }) => state)

/** `cadenza serve` in this process. */
const serve = () => {
  const mute = () => Object.assign(new PassThrough().resume(), { isTTY: false })
  return openHost(
    join(folder, 'desk'),
    { port: 0 },
    {
      stdin: Readable.from([]),
      stdout: mute(),
      stderr: mute(),
      env: {},
      clock: systemClock,
      dice: systemDice,
      keychain: keychains.desk,
      zone: 'UTC',
      words: [],
      page: join(root, 'out/renderer'),
    },
  )
}

test('a queue, a host, leave, on: hosts send; off: this computer does', async () => {
  await ok(on('desk', ['init', '--name', 'Anna', '--address', 'anna@acme.test']))
  expect(await ok(sender('status'))).toContain('This computer sends everything itself.')
  await ok(
    on('desk', [
      ...['accounts', 'add', 'anna@acme.test', '--host', '127.0.0.1', '--port', `${ledger.port}`, '--protocol', 'none'],
      ...['--permit', 'role'],
    ]),
  )
  await ok(on('desk', ['accounts', 'activate', 'anna@acme.test']))

  expect(await ok(sender('queue', 'set', postgres.url))).toBe(`The queue is ${postgres.url}. It answers.\n`)
  const key = (await ok(on('north', ['sender', 'key']))).trim()
  expect(await ok(sender('add', 'north', key))).toContain('cadenza sender grant ACCOUNT --to north')
  const file = join(folder, 'anna.grant')
  const early = await sender('on', 'anna@acme.test')
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('No sender host was given leave') })
  const given = await sender('grant', 'Anna@acme.test', '--to', 'North', '--out', file)
  expect(given).toMatchObject({ code: 0, stdout: `${file}\n` })
  expect(given.stderr).toContain('Only north can open it. Bring it there, and say: cadenza sender take anna.grant')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const sealed = readFileSync(file)
  expect(await sender('grant', 'anna@acme.test', '--to', 'north', '--out', file)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('stays as it is'),
  })
  expect(readFileSync(file)).toEqual(sealed)
  expect(await ok(on('north', ['sender', 'take', file]))).toContain('may send from anna@acme.test')
  expect(await ok(sender('on', 'anna@acme.test'))).toContain('Sender hosts send for anna@acme.test from now on')
  expect(await shown()).toMatchObject({
    queue: { address: postgres.url, has_password: false, trouble: null },
    hosts: [{ name: 'north', key, accounts: [{ address: 'anna@acme.test' }], sent: 0 }],
    accounts: [{ address: 'anna@acme.test', state: 'on', unfit: null, away: 0 }],
  })

  writeFileSync(join(folder, 'people.csv'), 'email\nbo@there.test\ncy@there.test\n')
  writeFileSync(
    join(folder, 'hello.json'),
    JSON.stringify({ name: 'Hello', steps: [{ subject: 'Hi', text: 'Hello' }] }),
  )
  await ok(on('desk', ['import', join(folder, 'people.csv')]))
  await ok(on('desk', ['sequences', 'add', join(folder, 'hello.json')]))
  await ok(
    on('desk', [
      ...['engage', 'Hello', '--sender', 'anna@acme.test', '--window', 'daily 00:00-24:00', '--start', 'now'],
      ...['--json'],
    ]),
  )
  serving = await serve()
  sending = await startSenderHost({
    url: postgres.url,
    name: 'north',
    drawer: keychains.north,
    clock: systemClock,
    log: { info() {}, warn() {}, error() {} },
    atOnce: 2,
  })
  const client = connectSocket(join(folder, 'desk', 'engine.sock'))
  for (const { public_id } of (await client.sends.list({})).rows) await client.sends.send_now({ public_id })
  await waitFor('both to be sent', async () => (await states()).every((state) => state === 'sent'))
  expect(await ok(sender('status'))).toMatch(/north +anna@acme\.test +2/)

  for (const address of ['ben@acme.test', 'cleo@acme.test']) {
    const server = ['--host', '127.0.0.1', '--port', `${ledger.port}`, '--protocol', 'none']
    await ok(on('desk', ['accounts', 'add', address, ...server, '--permit', 'role', '--permit', 'more']))
  }
  const both = ['ben@acme.test', 'cleo@acme.test']
  const files = both.map((address) => join(folder, 'leave', `${address}.grant`))
  expect(
    (await sender('grant', ...both, 'nobody@acme.test', '--to', 'north', '--out', join(folder, 'leave'))).code,
  ).toBe(1)
  expect((await shown()).hosts[0]?.accounts).toHaveLength(1)
  expect(await ok(sender('grant', ...both, '--to', 'north', '--out', join(folder, 'leave')))).toBe(
    `${files.join('\n')}\n`,
  )
  expect((await ok(on('north', ['sender', 'take', ...files]))).split('\n')).toHaveLength(3)
  await ok(sender('on', ...both))
  expect((await shown()).accounts.map(({ state }) => state)).toEqual(['on', 'on', 'on'])
  await ok(sender('off', ...both, '--wait'))
  expect((await shown()).accounts.map(({ state }) => state)).toEqual(['on', 'off', 'off'])

  expect(await ok(sender('off', 'anna@acme.test', '--wait'))).toBe('This computer sends for anna@acme.test.\n')
  const gone = await sender('remove', 'north')
  expect(gone).toMatchObject({ code: 0, stdout: 'No email is sealed to north any more.\n' })
  expect(gone.stderr).toContain('Change them at the provider: anna@acme.test')
  expect(await ok(sender('queue', 'remove'))).toContain('There is no queue any more.')
  const after = await shown()
  expect(after).toMatchObject({ queue: null, hosts: [] })
  expect(after.accounts.map(({ state, hosts }) => [state, ...hosts])).toEqual([['off'], ['off'], ['off']])
})

test('a password of the queue is taken from nowhere that others can read', async () => {
  await ok(on('desk', ['status']))
  const withPassword = (password: string) => postgres.url.replace('cadenza@', `cadenza:${password}@`)
  expect(await sender('queue', 'set', withPassword('sesame'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('CADENZA_QUEUE'),
  })
  const kept = () => [...keychains.desk.all].flatMap(([name, secret]) => (name.startsWith('queue/') ? [secret] : []))
  const set = (argv: string[], terminal: Terminal = {}) => on('desk', ['sender', 'queue', 'set', ...argv], terminal)
  await ok(set([postgres.url, '--password-stdin'], { stdin: 'open it\n' }))
  expect(kept()).toEqual(['open it'])
  expect((await shown()).queue).toMatchObject({ address: postgres.url, has_password: true })
  await ok(set([postgres.url]))
  expect(kept()).toEqual(['open it'])
  await ok(set([], { env: { CADENZA_QUEUE: withPassword('sesame') } }))
  expect(kept()).toEqual(['sesame'])
  await ok(set([postgres.url], { typed: 'by hand\r', tty: true }))
  expect(kept()).toEqual(['by hand'])
  expect(JSON.stringify(await shown())).not.toContain('by hand')
})

test('what can’t be is said in words, with what there is', async () => {
  const says = async (...argv: string[]) => (await sender(...argv)).stderr
  expect(await says('queue', 'set')).toContain('CADENZA_QUEUE')
  expect(await says('queue', 'set', 'redis://localhost')).toContain('postgres://user@host')
  expect(await says('queue', 'set', 'postgres://cadenza@127.0.0.1:1/mail')).toContain('could not be opened')
  expect(await says('add', 'south', 'age1nonsense')).toContain('cadenza sender key')
  expect(await says('remove', 'south')).toContain('There is no sender host "south"; there are: none.')
  expect(await says('on', 'nobody@acme.test')).toContain('there are: anna@acme.test')
  expect(await says('--queue', 'postgres://localhost:1/mail')).toContain('cadenza sender key')
  expect(await sender('statuss')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknown command 'statuss'"),
  })
  expect((await sender('--help')).stdout).toMatch(
    /In the workspace that hands emails in:[\s\S]*On a machine that sends:/,
  )
})
