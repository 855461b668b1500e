import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox } from '../../src/main/mail/sandbox.ts'
import { type TestRoom, testRoom } from '../host/room.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'

let servers: MailServers
let here: TestRoom
beforeAll(async () => {
  servers = await startMailServers()
  here = testRoom()
  here.room.smtp = { ca: servers.submissions.ca, timeouts: { connect: 3000, greeting: 1000 } }
})
afterAll(async () => {
  here.close()
  await servers.stop()
})

const alice = 'alice@acme.test'
let count = 0

/** Adds an account and tests it, against real servers. */
async function test(
  smtp: Parameters<ReturnType<TestRoom['client']>['accounts']['create']>[0] extends infer T ? Partial<T> : never,
) {
  const client = here.client()
  count++
  const base = {
    from_email: `a${count}@acme.test`,
    smtp_host: '127.0.0.1',
    smtp_port: 25,
    smtp_protocol: 'none' as const,
    seat: null,
  }
  const { public_id } = await client.accounts.create({ ...base, ...smtp })
  const result = await client.accounts.test({ public_id })
  expect(result.ok).toBe(result.next === null)
  expect(here.logged.join()).not.toContain(servers.users[alice])
  return result
}

it('signs in over TLS from the start and over STARTTLS, and gives the server’s own words', async () => {
  const login = { username: alice, password: servers.users[alice] ?? '' }
  const tls = await test({
    smtp_host: servers.submissions.host,
    smtp_port: servers.submissions.port,
    smtp_protocol: 'tls',
    ...login,
  })
  expect(tls).toMatchObject({ ok: true, words: expect.stringMatching(/^235 /) })
  const { host, port } = servers.submission
  expect(await test({ smtp_host: host, smtp_port: port, smtp_protocol: 'starttls', ...login })).toMatchObject({
    ok: true,
  })
})

it('a wrong password is told in the server’s words, without the password', async () => {
  const { host, port } = servers.submissions
  const result = await test({
    smtp_host: host,
    smtp_port: port,
    smtp_protocol: 'tls',
    username: alice,
    password: 'wrong-CANARY',
  })
  expect(result).toMatchObject({
    ok: false,
    words: expect.stringMatching(/^535 /),
    next: expect.stringContaining(alice),
  })
  expect(JSON.stringify(result)).not.toContain('CANARY')
})

it('Postfix without sign-in is fine as it is', async () => {
  const { host, port } = servers.smtp
  expect(await test({ smtp_host: host, smtp_port: port })).toMatchObject({
    ok: true,
    words: expect.stringMatching(/^250/),
  })
})

it('a certificate of nobody we know is refused', async () => {
  const { ca, ...smtp } = here.room.smtp ?? {}
  here.room.smtp = smtp
  const { host, port } = servers.submissions
  const result = await test({
    smtp_host: host,
    smtp_port: port,
    smtp_protocol: 'tls',
    username: alice,
    password: 'never-sent',
  })
  here.room.smtp = { ...smtp, ca: ca ?? '' }
  expect(result).toMatchObject({ ok: false, next: expect.stringContaining('certificate') })
})

it('nobody there, a silent port, the wrong protocol and no such name: each with its own advice', async () => {
  const server = createServer(() => {})
  const silent = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  const { host, port } = servers.submission
  expect(await test({ smtp_port: 1 })).toMatchObject({
    ok: false,
    words: null,
    trouble: 'No server answered at 127.0.0.1:1 (connection refused).',
  })
  expect(await test({ smtp_port: silent })).toMatchObject({
    ok: false,
    words: null,
    trouble: `The server at 127.0.0.1:${silent} stopped answering.`,
    next: expect.stringContaining('silent'),
  })
  expect(await test({ smtp_host: host, smtp_port: port, smtp_protocol: 'tls' })).toMatchObject({
    ok: false,
    next: expect.stringContaining('tls'),
  })
  expect(await test({ smtp_host: 'nobody.invalid' })).toMatchObject({
    ok: false,
    words: null,
    trouble: 'There is no server called nobody.invalid.',
    next: expect.stringContaining('nobody.invalid'),
  })
  server.close()
})

it('the managed account reaches the sandbox while that runs', async () => {
  const client = here.client()
  const id = { public_id: (await client.accounts.list())[0]?.public_id ?? '' }
  expect(await client.accounts.test(id)).toMatchObject({ ok: false, next: expect.stringContaining('cadenza serve') })
  const sandbox = await startSandbox({ keep: async () => {}, clock: here.time })
  here.room.sandbox = sandbox
  expect(await client.accounts.test(id)).toMatchObject({ ok: true })
  here.room.sandbox = null
  await sandbox.stop()
})

it('a password that is gone from the keychain is noticed', async () => {
  const client = here.client()
  const { host, port } = servers.submissions
  const made = await client.accounts.create({
    from_email: 'gone@acme.test',
    smtp_host: host,
    smtp_port: port,
    smtp_protocol: 'tls',
    password: 'x',
    seat: null,
  })
  here.keychain.secrets.delete(made.public_id)
  expect(await client.accounts.test({ public_id: made.public_id })).toMatchObject({
    ok: false,
    words: null,
    trouble: 'The keychain has no password for this account any more.',
  })
})
