/** `cadenza sender` as its operator meets it: a key, leave sealed to it, a program with health and metrics. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
// @ts-expect-error a plain script
import { build } from '../../scripts/built.mjs'
import { sealTo } from '../../src/main/file/device-keys.ts'
import { drawerOf } from '../../src/main/host/sender/drawer.ts'
import { metricsOf } from '../../src/main/host/sender/metrics.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'
import { senderGrantName, senderKeyName } from '../../src/shared/domain/secret-name.ts'
import { cadenza, root } from '../cli/terminal.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { waitFor } from '../servers/wait.ts'
import { memoryKeychain } from '../work/world.ts'
import { type Desk, desk } from './desk.ts'

const program = join(root, 'out/main/cli.js')
let folder: string
let postgres: Postgres
let ledger: LedgerServer
let d: Desk
let child: ChildProcess | null = null

beforeAll(async () => {
  if (!existsSync(program)) expect(build()).toBe(true)
  folder = mkdtempSync(join(tmpdir(), 'cadenza-sender-'))
  postgres = await startPostgres()
  ledger = await startLedgerServer({ durable: false })
  d = await desk(postgres.url, ledger.port)
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await d?.stop()
  await ledger?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (argv: string[], keychain = memoryKeychain(), env = {}) =>
  cadenza(['sender', ...argv], { keychain, env: { CADENZA_DATA: folder, ...env } })

it('makes one key, takes leave that is sealed to it, and says what is wrong with another', async () => {
  const keychain = memoryKeychain()
  const first = await ask(['key'], keychain)
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^age1[a-z0-9]{58}\n$/) })
  expect((await ask(['key'], keychain)).stdout).toBe(first.stdout)
  const grant = Buffer.from(JSON.stringify(d.grantOf('anna')))
  const file = join(folder, 'anna.grant')
  writeFileSync(file, await sealTo([first.stdout.trim()], grant))
  expect(await ask(['take', file], keychain)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('anna@acme.test'),
  })
  expect(JSON.parse((await keychain.get(senderGrantName('anna'))) ?? '')).toEqual(d.grantOf('anna'))
  const other = await ask(['take', file])
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('not for this host') })
  expect(await ask(['take', join(folder, 'none')], keychain)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('can’t be read'),
  })
})

it('keeps key and leave as files where no keychain is, for its own user alone', async () => {
  const none = async () => {
    throw new Refusal('keychain_unavailable', 'There is no keychain here.')
  }
  const keychain = { get: none, set: none, remove: none, trouble: async () => 'There is no keychain here.' }
  expect(await cadenza(['sender', 'key'], { keychain, env: { CADENZA_DATA: folder } })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--credentials <dir>'),
  })
  const kept = join(folder, 'kept')
  const there = (...argv: string[]) =>
    cadenza(['sender', ...argv, '--credentials', kept], { keychain, env: { CADENZA_DATA: folder } })
  const key = await there('key')
  expect((await there('key')).stdout).toBe(key.stdout)
  const file = join(folder, 'kept.grant')
  writeFileSync(file, await sealTo([key.stdout.trim()], Buffer.from(JSON.stringify(d.grantOf('anna')))))
  expect(await there('take', file)).toMatchObject({ code: 0 })
  expect((await there('take', file)).code).toBe(0)
  const modes = readdirSync(kept).map((name) => [name, statSync(join(kept, name)).mode & 0o777])
  expect(modes.sort()).toEqual([
    ['cadenza-sender-grant-anna', 0o600],
    ['cadenza-sender-key', 0o600],
  ])
  const handed = drawerOf({ folder: kept, given: false }, keychain)
  expect(JSON.parse((await handed.get(senderGrantName('anna'))) ?? '')).toEqual(d.grantOf('anna'))
  expect(await handed.get(senderGrantName('ben'))).toBeNull()
  await expect(handed.set(senderKeyName, 'other')).rejects.toMatchObject({ code: 'keychain_unavailable' })
})

it('asks for an address, and for no password where others could read it', async () => {
  const run = (...argv: string[]) => ask(['run', ...argv])
  expect((await run()).stderr).toContain('CADENZA_QUEUE')
  expect((await run('--queue', 'redis://localhost')).stderr).toContain('postgres://user@host')
  expect((await run('--queue', 'postgres://anna:secret@localhost/mail')).stderr).toContain('PGPASSWORD')
  expect((await run('--queue', 'postgres://localhost:1/mail')).stderr).toContain('cadenza sender key')
})

it('sends from files that only the system can read, and tells how it is', async () => {
  const credentials = join(folder, 'credentials')
  mkdirSync(credentials)
  const put = (name: string, text: string) =>
    writeFileSync(join(credentials, `cadenza-${name.replaceAll('/', '-')}`), `${text}\n`)
  put(senderKeyName, d.host.secret.sealing)
  put(senderGrantName('anna'), JSON.stringify(d.grantOf('anna')))
  put('sender/queue', postgres.url)
  await d.account('anna', [])
  const env = { ...process.env, CREDENTIALS_DIRECTORY: credentials, CADENZA_DATA: folder }
  child = spawn(process.execPath, [program, 'sender', 'run', '--name', 'eu-1', '--metrics-port', '0', '--json'], {
    env,
  })
  const [told] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer]
  const { name, metrics_port } = JSON.parse(told.toString()) as { name: string; metrics_port: number }
  expect(name).toBe('eu-1')
  await d.email('anna', 'someone@there.test')
  const [report] = await waitFor('a report', async () => {
    const found = await d.reports()
    return found.length > 0 && found
  })
  expect(report).toMatchObject({ host: 'eu-1', outcome: { kind: 'accepted' } })
  const at = (path: string, headers = {}) => fetch(`http://127.0.0.1:${metrics_port}${path}`, { headers })
  expect(await (await at('/health')).json()).toEqual({ ok: true, trouble: null })
  expect(await (await at('/metrics')).text()).toContain('cadenza_sender_emails_total{outcome="accepted"} 1')
  expect(await (await at('/metrics')).text()).toMatch(/cadenza_queue_emails\{state="ready"\} \d/)
  expect((await at('/metrics', { origin: 'https://evil.test' })).status).toBe(421)
  expect((await at('/else')).status).toBe(404)
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(0)
})

it('writes metrics as Prometheus reads them', () => {
  const counts = {
    outcomes: { accepted: 3, broken: 1 },
    underWay: 2,
    putBack: 4,
    heardAt: 1_790_000_000_000,
    trouble: null,
  }
  const depth = { ready: 7, deferred: 3, active: 2, oldest: 41 }
  const lines = metricsOf(counts, depth, 1_790_000_002_500).split('\n')
  expect(
    lines.filter(
      (line) => line !== '' && !/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[a-z_]+"\})? [\d.]+)$/.test(line),
    ),
  ).toEqual([])
  expect(lines).toEqual(
    expect.arrayContaining([
      'cadenza_sender_queue_silent_seconds 2.5',
      'cadenza_queue_emails{state="ready"} 7',
      'cadenza_queue_oldest_ready_seconds 41',
    ]),
  )
  expect(metricsOf(counts, null, 1_790_000_002_500)).not.toContain('cadenza_queue')
})
