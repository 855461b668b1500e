/** The managed account's server by command line, and what a package brings; keys bound to accounts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packagedManaged } from '../../src/main/host/managed.ts'
import { packagedSecretName } from '../../src/shared/domain/secret-name.ts'
import { type MemoryKeychain, memoryKeychain } from '../host/room.ts'
import { type MailServer, startMailServer } from '../work/mail-server.ts'
import { cadenza } from './terminal.ts'

let folder: string
let server: MailServer
let keychain: MemoryKeychain
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  keychain = memoryKeychain()
  server = await startMailServer(() => 0)
  server.password = 'CANARY-word'
  expect((await run(['init'])).code).toBe(0)
})
afterEach(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const packageFile = () => join(folder, 'managed.json')
const packaged = (value: unknown) => writeFileSync(packageFile(), JSON.stringify(value))
const run = (argv: string[], stdin?: string, env: Record<string, string> = {}) =>
  cadenza([...argv, '--data', join(folder, 'data')], { keychain, env, ...(stdin === undefined ? {} : { stdin }) })
const withPackage = (argv: string[], stdin?: string) => run(argv, stdin, { CADENZA_MANAGED: packageFile() })
const managed = ['accounts', 'managed']
const waits = 'brand.test is not verified yet: add its records under Domains.\n'
const place = () => ({ smtp_host: '127.0.0.1', smtp_port: server.port, smtp_protocol: 'none' })

test('a server is given with its password, tested, and taken away again', async () => {
  expect((await run([...managed, 'show'])).stdout).toBe(
    'It delivers to the built-in sandbox: nothing leaves this computer.\n',
  )
  const give = [...managed, 'server', '--from', 'news@brand.test', '--host', '127.0.0.1', '--port', String(server.port)]
  const given = await run([...give, '--protocol', 'none', '--user', 'news', '--password-stdin'], 'CANARY-word\n')
  expect(given, given.stderr).toMatchObject({
    code: 0,
    stdout: `It sends through 127.0.0.1:${server.port} (none), as news@brand.test.\n${waits}`,
  })
  expect([...keychain.secrets.values()]).toEqual(['CANARY-word'])
  const tested = await run(['accounts', 'test', 'news@brand.test'])
  expect(tested, tested.stderr).toMatchObject({ code: 0 })
  expect(server.connections).toBe(1)
  const cleared = await run([...managed, 'sandbox'])
  expect(cleared, cleared.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('built-in sandbox') })
  expect([...keychain.secrets.values()]).toEqual([])
})

test("the package's server is offered and taken, its password given or from the keychain", async () => {
  packaged({ ...place(), from_name: 'Brand', username: 'relay' })
  const offer = await withPackage([...managed, 'show'])
  expect(offer.stdout).toContain(`The package brings 127.0.0.1:${server.port} (none)`)
  const nobody = await withPackage([...managed, 'package'])
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('Give from_email') })
  const take = [...managed, 'package', '--from', 'news@brand.test']
  const without = await withPackage(take)
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('relay signs in with a password') })
  keychain.secrets.set(packagedSecretName, 'CANARY-word')
  const taken = await withPackage(take)
  expect(taken, taken.stderr).toMatchObject({
    code: 0,
    stdout: `It sends through the server of this package, 127.0.0.1:${server.port} (none), as news@brand.test.\n${waits}`,
  })
  expect((await withPackage(['accounts', 'test', 'news@brand.test'])).code).toBe(0)
  // Without the package it goes on: what was taken is the workspace's own from then on.
  expect((await run([...managed, 'show'])).stdout).toContain(`It sends through 127.0.0.1:${server.port}`)
  const none = await run(take)
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('brings no mail server') })
})

test('what the package ships with is nothing, and a file is checked at the door', () => {
  expect(packagedManaged({})).toBeNull()
  const env = { CADENZA_MANAGED: packageFile() }
  const refused = (value: unknown) => {
    packaged(value)
    try {
      return packagedManaged(env)
    } catch (error) {
      return String((error as Error).message).split('mail server: ')[1]
    }
  }
  expect(refused(null)).toBeNull()
  expect(refused({ ...place(), from_email: 'news@brand.test' })).toEqual({ ...place(), from_email: 'news@brand.test' })
  expect(refused({ ...place(), password: 'CANARY-word' })).toBe(
    'it holds a password, which everybody with the package could read.',
  )
  expect(refused({ ...place(), smtp_port: 0 })).toBe('smtp_port.')
  expect(refused({ ...place(), smtp_host: 'smtp.example.com/x' })).toBe('smtp_host.')
  expect(refused({ ...place(), from_email: 'news' })).toBe('from_email.')
  expect(refused({ ...place(), secret: 'CANARY-word' })).toBe('secret.')
  // a password would cross the network readable
  expect(refused({ ...place(), smtp_host: 'smtp.example.com', username: 'me' })).toBe('smtp_protocol.')
  writeFileSync(packageFile(), '{')
  expect(() => packagedManaged(env)).toThrow('it is not JSON')
  expect(() => packagedManaged({ CADENZA_MANAGED: join(folder, 'none.json') })).toThrow("it can't be read (ENOENT)")
})

test('a key is bound to an account and a group, and says so where keys are listed', async () => {
  const add = ['accounts', 'add', 'anna@example.com', '--host', '127.0.0.1', '--port', '2525', '--protocol', 'none']
  expect((await run(add)).code).toBe(0)
  expect((await run(['groups', 'create', 'EU'])).code).toBe(0)
  const create = ['key', 'create', '--name', 'CRM', '--account', 'Anna@example.com', '--group', 'eu']
  const made = await run(create)
  expect(made, made.stderr).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('It reaches nothing but anna@example.com, group EU.'),
  })
  expect((await run(['key', 'list'])).stdout).toContain('anna@example.com, group EU')
  const unknown = await run(['key', 'create', '--account', 'nobody@example.com'])
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no account') })
  const over = await run([...create, '--scope', 'admin'])
  expect(over).toMatchObject({ code: 1, stderr: expect.stringContaining("can't have admin") })
})
