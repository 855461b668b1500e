/** Connecting a mailbox by signing in, from the command line, at a real authorization server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { clientId, clientSecret, type Oidc, signIn, startOidc } from '../servers/oidc.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza, type Ran } from './terminal.ts'

const alice = 'alice@gmail.com'
let oidc: Oidc
let folder: string
let keychain: ReturnType<typeof memoryKeychain>
beforeAll(async () => {
  oidc = await startOidc()
})
afterAll(() => oidc.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  keychain = memoryKeychain()
  // nobody listens there
  const nowhere = { host: '127.0.0.1', port: 1, protocol: 'tls' }
  const google = {
    ...{ client_id: clientId, client_secret: clientSecret },
    ...{ issuer: oidc.issuer, tokens: [oidc.issuer], smtp: nowhere, imap: nowhere },
  }
  writeFileSync(join(folder, 'clients.json'), JSON.stringify({ google }))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command in whose browser `as` signs in. */
async function run(argv: string[], as = alice): Promise<Ran & { opened: string[] }> {
  const opened: string[] = []
  const ran = await cadenza([...argv, '--data', join(folder, 'data')], {
    keychain,
    env: { CADENZA_SIGN_IN: join(folder, 'clients.json') },
    open: (address) => {
      opened.push(address)
      void signIn(address, { as })
    },
  })
  return { ...ran, opened }
}

const only = ({ stdout }: Ran) => JSON.parse(stdout)

test('"accounts add --type gmail" opens the browser, waits, and sets what was asked for', async () => {
  const settings = ['--ramp-up', '20+5', '--signature', 'Alice', '--name', 'Alice', '--limit', '30/hour']
  const ran = await run(['accounts', 'add', alice, '--type', 'gmail', '--no-activate', ...settings, '--json'])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expect(ran.opened).toEqual([expect.stringContaining(oidc.issuer)])
  // for whoever has no browser here
  expect(ran.stderr).toContain(ran.opened[0])
  expect(only(ran)).toMatchObject({
    type: 'gmail',
    from_email: alice,
    from_name: 'Alice',
    signature: 'Alice',
    ramp_up: { start: 20, step: 5 },
    quotas: expect.arrayContaining(['30/hour']),
    status: 'pending',
    signed_in: { provider: 'google' },
  })
  expect([...keychain.all.keys()]).toEqual([`${only(ran).public_id}/tokens`])
  for (const secret of [clientSecret, ...keychain.all.values()]) expect(ran.stdout + ran.stderr).not.toContain(secret)
})

test('one that is signed in and can’t send says so, with the next step, and stays pending', async () => {
  const ran = await run(['accounts', 'sign-in', alice])
  expect(ran).toMatchObject({ code: 1 })
  expect(ran.stderr).toContain("It is signed in, but can't send: No server answered at 127.0.0.1:1")
  expect(only(await run(['accounts', 'list', '--json'])).at(-1)).toMatchObject({ from_email: alice, status: 'pending' })
})

test('somebody else in the browser is told, and nothing is kept', async () => {
  const ran = await run(['accounts', 'add', alice, '--type', 'gmail'], 'bob@gmail.com')
  expect(ran).toMatchObject({ code: 1 })
  expect(ran.stderr).toContain('You signed in at Google as bob@gmail.com')
  expect([...keychain.all]).toEqual([])
})

test('a server or a password beside a sign-in is wrong use; "add" leaves one that is there alone, "sign-in" takes its password’s place', async () => {
  const wrong = await run(['accounts', 'add', alice, '--type', 'gmail', '--host', 'smtp.example.com'])
  expect(wrong).toMatchObject({ code: 2, opened: [] })
  expect(wrong.stderr).toContain('takes no --host')
  keychain.set('unrelated', 'stays')
  const server = ['--host', 'smtp.gmail.com', '--port', '465', '--protocol', 'tls', '--user', alice]
  const added = await cadenza(
    ['accounts', 'add', alice, ...server, '--password-stdin', '--json', '--data', join(folder, 'data')],
    { keychain, stdin: 'app secret\n' },
  )
  expect(added, added.stderr).toMatchObject({ code: 0 })
  const again = await run(['accounts', 'add', alice, '--type', 'gmail'])
  expect(again).toMatchObject({ code: 1, opened: [] })
  const { public_id } = only(added)
  const signed = await run(['accounts', 'sign-in', alice, '--json'])
  expect(signed, signed.stderr).toMatchObject({ code: 0 })
  expect(only(signed)).toMatchObject({ public_id, type: 'gmail', has_smtp_password: false })
  expect([...keychain.all.keys()].sort()).toEqual([`${public_id}/tokens`, 'unrelated'].sort())
})

test('a shared address takes an admin’s express permission, by sign-in and by password', async () => {
  const info = 'info@acme.test'
  const plain = await run(['accounts', 'sign-in', info, '--provider', 'google'], info)
  expect(plain).toMatchObject({ code: 1, opened: [] })
  expect(plain.stderr).toContain('looks like a shared address')
  const permitted = ['accounts', 'sign-in', info, '--provider', 'google', '--permit', 'role', '--no-activate', '--json']
  expect(only(await run(permitted, info))).toMatchObject({ from_email: info })
  const server = ['--host', '127.0.0.1', '--protocol', 'none', '--signature', 'Us', '--ramp-up', '10+5']
  const sales = ['accounts', 'add', 'sales@acme.test', ...server, '--permit', 'role', '--json']
  expect(only(await run(sales))).toMatchObject({ signature: 'Us', ramp_up: { start: 10, step: 5 } })
  expect(await run(['accounts', 'add', 'hello@acme.test', ...server, '--permit', 'all'])).toMatchObject({ code: 2 })
  const changed = await run(['accounts', 'set', 'sales@acme.test', '--signature', 'All of us', '--json'])
  expect(only(changed)).toMatchObject({ signature: 'All of us' })
  expect(only(await run(['accounts', 'set', 'sales@acme.test', '--no-signature', '--json']))).toMatchObject({
    signature: null,
  })
})

test('an option of "sign-in-client" that would change nothing is wrong use: a secret must not be taken for kept', async () => {
  const base = ['accounts', 'sign-in-client']
  const asked = async (...more: string[]) => {
    const { code, stderr } = await cadenza([...base, ...more, '--data', join(folder, 'data')], {
      keychain,
      stdin: 'a secret\n',
    })
    return [code, stderr.trim()]
  }
  const name = 'error: Name the provider: cadenza accounts sign-in-client google --client-id <id>.'
  const both = 'error: A secret and a directory belong to a client: give --client-id too.'
  const alone = "error: --remove goes back to the package's client: leave the other options out."
  expect(await asked('--client-id', 'mine')).toEqual([2, name])
  expect(await asked('google', '--password-stdin')).toEqual([2, both])
  expect(await asked('microsoft', '--tenant', 'acme')).toEqual([2, both])
  expect(await asked('google', '--remove', '--password-stdin')).toEqual([2, alone])
  expect((await asked('gogle', '--client-id', 'mine'))[0]).toBe(2)
  expect([...keychain.all]).toEqual([])
  const set = await run([...base, 'google', '--client-id', 'mine', '--json'])
  expect(only(set)).toContainEqual(
    expect.objectContaining({ provider: 'google', client_id: 'mine', source: 'workspace' }),
  )
})
