import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza } from './terminal.ts'

let folder: string
let dns: DnsServer
const keychain = memoryKeychain()
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  dns = await startDns()
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await dns.stop()
})
const run = (...argv: string[]) =>
  cadenza([...argv, '--data', join(folder, 'data')], {
    keychain,
    dns: createDns({ servers: [dns.address], timeout: 300, tries: 1 }),
  })

test('a domain: added, given a key, published, checked, removed', async () => {
  expect(await run('domains', 'add', 'acme.test')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('  Add: TXT acme.test  v=spf1 mx ~all\n'),
  })
  const made = JSON.parse((await run('domains', 'dkim', 'acme.test', '--json')).stdout)
  const value = made.records[1].add.value as string
  dns.zone = { 'cadenza._domainkey.acme.test/TXT': [value] }
  expect((await run('domains', 'check', 'ACME.test')).stdout).toContain('DKIM: ok.')
  expect((await run('domains', 'remove', 'acme.test')).stdout).toBe('acme.test is not looked at any more.\n')
  expect((await run('domains', 'check', 'acme.test')).code).not.toBe(0)
})

test('an account without --host: by its provider, by MX, and never by a guess', async () => {
  const add = async (address: string) => JSON.parse((await run('accounts', 'add', address, '--json')).stdout || '{}')
  expect(await add('anna@fastmail.com')).toMatchObject({ smtp_host: 'smtp.fastmail.com', smtp_port: 465 })
  dns.zone = { 'acme.test/MX': [{ exchange: 'aspmx1.migadu.com', priority: 1 }], 'mail.guess.test/A': ['192.0.2.1'] }
  expect(await add('anna@acme.test')).toMatchObject({ smtp_host: 'smtp.migadu.com', smtp_protocol: 'tls' })
  const guess = await run('accounts', 'add', 'anna@guess.test')
  expect(guess.code).not.toBe(0)
  expect(guess.stderr).toContain('--host mail.guess.test --port 587')
  expect((await run('accounts', 'add', 'anna@nowhere.test')).stderr).toContain('Give --host.')
})
