/** A mailbox's reading: tested beside sending, and no password where it was not given. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestRoom, testRoom } from '../host/room.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'

let servers: MailServers
let here: TestRoom
beforeAll(async () => {
  servers = await startMailServers()
  here = testRoom()
  here.room.smtp = { ca: servers.submissions.ca }
})
afterAll(async () => {
  here.close()
  await servers.stop()
})

const alice = 'alice@acme.test'
const sending = () => ({
  smtp_host: servers.submissions.host,
  smtp_port: servers.submissions.port,
  smtp_protocol: 'tls' as const,
  username: alice,
  password: servers.users[alice] as string,
})
const reading = () => ({ imap_host: servers.imap.host, imap_port: servers.imap.port })
const good = { ok: true, latency_ms: expect.any(Number), trouble: null, next: null }

it('both parts of what was typed are tested apart', async () => {
  const { accounts } = here.client()
  const smtp = { ...good, words: expect.stringMatching(/^235 /) }
  const imap = { ...good, words: expect.stringMatching(/^OK .*Logged in/), folder: 'Sent' }
  expect(await accounts.probe({ ...sending(), ...reading() })).toEqual({ ...smtp, parts: { smtp, imap } })
  expect((await accounts.probe(sending())).parts.imap).toBe(null)
  const wrong = await accounts.probe({ ...sending(), ...reading(), imap_password: 'wrong-CANARY' })
  expect(wrong.parts).toEqual({
    smtp,
    imap: {
      ...good,
      ok: false,
      words: 'NO [AUTHENTICATIONFAILED] Authentication failed.',
      next: expect.stringContaining(alice),
      folder: null,
    },
  })
  expect(JSON.stringify(wrong) + here.logged.join()).not.toContain('CANARY')
})

it('one password serves for both where it was given for both, and for no server entered later', async () => {
  const { accounts } = here.client()
  const made = await accounts.create({ from_email: alice, ...sending(), ...reading() })
  const { public_id } = made
  const test = async () => (await accounts.test({ public_id })).parts.imap
  expect(await test()).toMatchObject({ ok: true })
  // whoever may change an account must not get its password that way
  await accounts.update({ public_id, imap_host: '127.0.0.1' })
  expect(await test()).toMatchObject({
    ok: false,
    trouble: 'Reading has no password for this server yet. Give it under Reading.',
  })
  await accounts.update({ public_id, imap_host: servers.imap.host })
  expect(await test()).toMatchObject({ ok: false })
  await accounts.update({ public_id, imap_password: servers.users[alice] as string })
  expect(await test()).toMatchObject({ ok: true })
  expect(await accounts.get({ public_id })).toMatchObject({ has_smtp_password: true, has_imap_password: true })
  expect([...here.keychain.secrets.keys()].sort()).toEqual([public_id, `${public_id}/imap`])
  // another server: the password for reading goes at once
  const moved = await accounts.update({ public_id, imap_port: 1993 })
  expect(moved).toMatchObject({ has_imap_password: false })
  expect([...here.keychain.secrets.keys()]).toEqual([public_id])
  // another server for sending: that password was never given for reading here
  const other = await accounts.update({ public_id, ...reading(), smtp_port: 2465, password: 'another' })
  expect(other).toMatchObject({ has_smtp_password: true, has_imap_password: false })
})

it('a folder that is not there, and a password without a server', async () => {
  const { accounts } = here.client()
  const found = await accounts.probe({ ...sending(), ...reading(), imap_sent_folder: 'Gesendet' })
  expect(found.parts.imap).toMatchObject({ ok: false, trouble: expect.stringContaining('"Gesendet"') })
  const named = async (imap_folders: string[]) =>
    (await accounts.probe({ ...sending(), ...reading(), imap_folders })).parts.imap
  expect(await named(['Sent', 'INBOX'])).toMatchObject({ ok: true, folder: 'Sent' })
  expect(await named(['Sent', 'sENT'])).toMatchObject({
    ok: false,
    trouble: 'There is no folder “sENT” in this mailbox. Is “Sent” meant?',
    next: 'Change it under Reading, then test again.',
  })
  expect(await named(['Kunden'])).toMatchObject({
    trouble: expect.stringMatching(/^There is no folder “Kunden” in this mailbox\. There are .*“INBOX”/),
  })
  await expect(
    accounts.create({ from_email: 'bob@acme.test', ...sending(), imap_password: 'x' }),
  ).rejects.toMatchObject({ code: 'bad_request' })
  expect([...here.keychain.secrets.values()]).not.toContain('x')
})
