/** A company's own certificate authority: for its servers alone, looked at before it is kept, on a real server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestRoom, testRoom } from '../host/room.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { makeTls, type Tls } from '../servers/tls.ts'

let servers: MailServers
let here: TestRoom
let folder: string
let stranger: Tls
beforeAll(async () => {
  servers = await startMailServers()
  here = testRoom()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-ca-'))
  stranger = makeTls(folder)
})
afterAll(async () => {
  here.close()
  rmSync(folder, { recursive: true, force: true })
  await servers.stop()
})

const alice = 'alice@acme.test'
const sending = () => ({
  smtp_host: servers.submissions.host,
  smtp_port: servers.submissions.port,
  smtp_protocol: 'tls' as const,
  username: alice,
  password: servers.users[alice] as string,
  imap_host: servers.imap.host,
  imap_port: servers.imap.port,
})
const untrusted = { ok: false, words: null, trouble: expect.stringMatching(/certificate/) }

describe('reading its file', () => {
  const read = (ca_pem: string) => here.client().accounts.read_ca({ ca_pem })
  const refused = (ca_pem: string, words: RegExp) =>
    expect(read(ca_pem)).rejects.toMatchObject({ code: 'bad_request', message: expect.stringMatching(words) })

  it('tells what it holds', async () => {
    const [only, ...more] = await read(`Subject: this line is none of it\n${stranger.ca}`)
    expect(more).toEqual([])
    expect(only).toEqual({
      subject: 'Cadenza test authority',
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      sha256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    })
    expect(await read(stranger.ca + servers.imap.ca)).toHaveLength(2)
  })

  it('refuses what can’t serve, each with its reason', async () => {
    await refused('nothing', /no certificate in this file/)
    await refused(readFileSync(stranger.key, 'utf8') + stranger.ca, /private key/)
    await refused(readFileSync(stranger.certificate, 'utf8'), /^localhost was issued by somebody else/)
    await refused('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /Certificate 1 .* can't be read/)
    await refused(stranger.ca.repeat(21), /21 certificates/)
  })
})

it('is trusted for this account, for sending and reading alike, and nobody else’s authority is', async () => {
  const { accounts } = here.client()
  const probe = async (more: object) => (await accounts.probe({ ...sending(), ...more })).parts
  expect(await probe({})).toMatchObject({ smtp: untrusted, imap: untrusted })
  expect(await probe({ ca_pem: stranger.ca })).toMatchObject({ smtp: untrusted, imap: untrusted })
  expect(await probe({ ca_pem: servers.imap.ca })).toMatchObject({ smtp: { ok: true }, imap: { ok: true } })
  // the name in the certificate is checked all the same
  expect(await probe({ ca_pem: servers.imap.ca, smtp_host: 'ip6-localhost' })).toMatchObject({ smtp: { ok: false } })
})

it('is shown, kept, and gone again; a password never goes to whom another authority vouches for', async () => {
  const { accounts } = here.client()
  const made = await accounts.create({ from_email: alice, ...sending(), ca_pem: servers.imap.ca })
  const { public_id } = made
  const test = async () => (await accounts.test({ public_id })).parts
  expect(made.ca_certificates).toEqual(await accounts.read_ca({ ca_pem: servers.imap.ca }))
  expect(await test()).toMatchObject({ smtp: { ok: true }, imap: { ok: true } })
  // what is typed anew is tested with the authority that is kept
  expect((await accounts.probe({ ...sending(), ca_of: public_id })).parts).toMatchObject({ imap: { ok: true } })
  // another setting leaves it alone
  expect(await accounts.update({ public_id, from_name: 'Alice' })).toMatchObject({
    ca_certificates: [{ subject: 'Cadenza test authority' }],
    has_smtp_password: true,
  })
  expect(await accounts.consequence({ public_id, ca_pem: stranger.ca })).toMatchObject({ erases_password: true })
  expect(await accounts.update({ public_id, ca_pem: stranger.ca })).toMatchObject({ has_smtp_password: false })
  expect([...here.keychain.secrets.keys()]).toEqual([])
  const password = servers.users[alice] as string
  expect(await accounts.update({ public_id, ca_pem: null, password })).toMatchObject({ ca_certificates: [] })
  expect(await test()).toMatchObject({ smtp: untrusted })
  // taking one away trusts nobody new
  await accounts.update({ public_id, ca_pem: servers.imap.ca, password, imap_host: servers.imap.host })
  expect(await test()).toMatchObject({ smtp: { ok: true }, imap: { ok: true } })
  expect(await accounts.update({ public_id, ca_pem: null })).toMatchObject({ has_smtp_password: true })
})
