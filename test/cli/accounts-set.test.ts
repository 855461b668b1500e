/** Changing an account, and how it is read, by command line. */
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTls } from '../servers/tls.ts'
import { memoryKeychain } from '../work/world.ts'
import { cadenza, type Terminal } from './terminal.ts'

let folder: string
let keychain: ReturnType<typeof memoryKeychain>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-cli-'))
  keychain = memoryKeychain()
  const add = [
    'accounts',
    'add',
    'anna@example.com',
    '--host',
    'smtp.example.com',
    '--user',
    'anna',
    '--password-stdin',
  ]
  const ran = await run([...add, '--imap-host', 'imap.example.com'], { stdin: 'first' })
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (argv: string[], terminal: Terminal = {}) =>
  cadenza([...argv, '--data', join(folder, 'data')], { keychain, ...terminal })

async function set(...options: string[]) {
  const ran = await run(['accounts', 'set', 'anna@example.com', '--json', ...options])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return JSON.parse(ran.stdout)
}

test('any setting, and what is not named stays', async () => {
  const changed = await set('--name', 'Anna', '--label', 'Main', '--limit', '30/hour', '--ramp-up', '20+5')
  expect(changed).toMatchObject({
    name: 'Main',
    from_name: 'Anna',
    quotas: expect.arrayContaining(['30/hour']),
    ramp_up: { start: 20, step: 5 },
    imap_host: 'imap.example.com',
    imap_port: 993,
    imap_protocol: 'tls',
    has_smtp_password: true,
    has_imap_password: false,
  })
  expect(await set('--no-ramp-up', '--sent-folder', 'Gesendet')).toMatchObject({
    from_name: 'Anna',
    ramp_up: null,
    imap_sent_folder: 'Gesendet',
  })
  expect(await set('--folder', 'Kunden', '--folder', ' INBOX ')).toMatchObject({ imap_folders: ['Kunden'] })
  const told = await run(['accounts', 'reading', '--json'])
  expect(JSON.parse(told.stdout)).toEqual([
    { public_id: expect.any(String), from_email: 'anna@example.com', way: null, folders: [] },
  ])
  expect((await run(['accounts', 'reading', 'anna@example.com'])).stdout).toMatch(/anna@example\.com\s+not connected/)
  expect(await set('--no-folder')).toMatchObject({ imap_folders: [], imap_sent_folder: 'Gesendet' })
  expect(await set('--no-imap-host')).toMatchObject({ imap_host: null })
})

test('a password of its own for reading, from a descriptor', async () => {
  writeFileSync(join(folder, 'secret'), 'reading-CANARY\n')
  const fd = openSync(join(folder, 'secret'), 'r')
  const changed = await set('--imap-password-fd', String(fd))
  expect(changed).toMatchObject({ has_imap_password: true })
  expect(keychain.all).toEqual(
    new Map([
      [changed.public_id, 'first'],
      [`${changed.public_id}/imap`, 'reading-CANARY'],
    ]),
  )
  // another server to read from: that password was not given for it
  expect(await set('--imap-host', 'elsewhere.example.com')).toMatchObject({ has_imap_password: false })
  expect([...keychain.all.values()]).toEqual(['first'])
})

test('another server for sending: what would happen, then what did', async () => {
  expect(await set('--host', 'other.example.com', '--dry-run')).toMatchObject({ planned: 0, erases_password: true })
  const ran = await run(['accounts', 'set', 'anna@example.com', '--host', 'other.example.com'])
  expect(ran.stdout).toContain('The stored password was erased')
  expect(keychain.all.size).toBe(0)
})

test('a signature with looks comes from a file, and goes again', async () => {
  const file = join(folder, 'signature.html')
  writeFileSync(file, '<p><b>Anna</b></p>\n<p><a href="www.example.com">Example</a></p>\n')
  expect(await set('--signature-html', file)).toMatchObject({
    signature_html: '<strong>Anna</strong><br>\n<a href="https://www.example.com">Example</a>',
  })
  expect(await set('--no-signature-html')).toMatchObject({ signature_html: null })
  const ran = await run(['accounts', 'set', 'anna@example.com', '--signature-html', join(folder, 'none')])
  expect(ran.stderr).toContain("can't be read")
})

test('nothing named, and a wish that is no ramp-up, are refused', async () => {
  expect(await run(['accounts', 'set', 'anna@example.com'])).toMatchObject({ code: 2 })
  expect(await run(['accounts', 'set', 'anna@example.com', '--ramp-up', 'slowly'])).toMatchObject({ code: 2 })
})

test('an authority of its own, from a file, and none any more', async () => {
  const file = join(folder, 'ca.pem')
  const { ca } = makeTls(join(folder, 'tls'))
  writeFileSync(file, ca)
  const trusted = await set('--ca', file)
  expect(trusted.ca_certificates).toEqual([
    { subject: 'Cadenza test authority', expires_at: expect.any(String), sha256: expect.any(String) },
  ])
  // whoever holds that authority's key could ask for it
  expect(trusted.has_smtp_password).toBe(false)
  expect((await set('--no-ca')).ca_certificates).toEqual([])
  writeFileSync(file, 'no certificate')
  for (const [path, words] of [
    [file, /no certificate in this file/],
    [join(folder, 'absent'), /absent can't be read: ENOENT/],
  ] as const)
    expect(await run(['accounts', 'set', 'anna@example.com', '--ca', path])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(words),
    })
})
