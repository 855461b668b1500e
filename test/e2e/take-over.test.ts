import { afterAll, beforeAll, expect, it } from 'vitest'
import { newDeviceKeys } from '../../src/main/file/device-keys.ts'
import { messageId } from '../../src/main/mail/compose.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { deviceRows, insertDevice } from '../../src/main/store/devices.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { putSent } from '../servers/sent-folder.ts'
import { waitFor } from '../servers/wait.ts'
import { type Story, story } from '../work/story.ts'

/** A mailbox of a real Dovecot is taken over from a lost computer: its Sent folder tells what that one had sent. */

const alice = 'alice@acme.test'
const lost = 'lostdevice00000000000'
const minute = 60_000

let servers: MailServers
let s: Story
beforeAll(async () => {
  servers = await startMailServers()
  // the server stamps what it takes in with the time of the day
  s = await story(Date.now(), { smtp: { ca: servers.imap.ca } })
})
afterAll(async () => {
  await s?.stop()
  await servers?.stop()
})

async function connected(): Promise<string> {
  const { id } = await s.account(alice)
  await s.client.accounts.update({
    public_id: id,
    imap_host: servers.imap.host,
    imap_port: servers.imap.port,
    imap_protocol: 'tls',
    imap_username: alice,
    imap_password: servers.users[alice] ?? '',
  })
  return id
}

/** It is sent from a computer that nobody has heard of since. */
async function sentElsewhere(account: string) {
  await s.client.devices.begin({ name: 'Desk' })
  const keys = await newDeviceKeys(lost)
  s.engine.room.store.write((tx) => {
    const seatId = deviceRows(tx)[0]?.seatId ?? 0
    insertDevice(tx, { publicId: lost, seatId, name: 'Lost', createdAt: s.now(), ...keys }, stamp(tx, s.now()))
    tx.run('UPDATE accounts SET home_device = ? WHERE public_id = ?', lost, account)
  })
  s.engine.changes.tell('accounts')
}

it('what lies in the Sent folder settles by itself, and the rest waits with what was looked at', async () => {
  const account = await connected()
  await sentElsewhere(account)
  const start = `${new Date(s.now() + 1440 * minute).toISOString().slice(0, 10)}T12:00`
  const contacts = ['a@there.test', 'b@there.test']
  const name = await s.engage({ sender: alice, contacts, windows: ['mon-sun 00:00-24:00'], start })
  const enrollments = new Map(
    (await s.client.enrollments.list({ sequence: name })).rows.map((row) => [row.contact, row.public_id]),
  )
  const { messageKey } = workspaceRow(s.engine.room.store)
  const id = messageId(messageKey, enrollments.get('a@there.test') ?? '', 1, 'acme.test')
  const sent = s.now() - 10 * minute
  const raw = `From: ${alice}\r\nTo: a@there.test\r\nMessage-ID: ${id}\r\nX-Cadenza-Send-Id: another-name\r\nSubject: Hi\r\n\r\nHello\r\n`
  await putSent(servers, alice, [{ at: sent, raw }, { at: sent }])

  const taken = await s.client.homes.take_over({ public_id: account, closed: true })
  expect(taken).toMatchObject({ standing: 'home', review: 2 })
  await waitFor('the look', async () => (await s.client.homes.get({ public_id: account })).review === 1)
  const left = await s.send(name, 'a@there.test')
  expect(left.state).toBe('sent')
  const shown = await s.client.sends.get({ public_id: left.public_id })
  expect(shown.reason).toMatch(/in (“Sent”|the Sent folder)/)
  const { store } = s.engine.room
  const at = store.get<{ at: number }>('SELECT claimed_at AS at FROM sends WHERE public_id = ?', left.public_id)?.at
  expect(at).toBe(Math.floor(sent / 1000) * 1000)
  const review = async () => (await s.client.homes.review({ public_id: account })).rows
  // what was found is settled first, and then the rest is said to have been looked for
  await waitFor('its words', async () => (await review()).every(({ looked }) => looked?.words !== undefined))
  const rows = await review()
  expect(rows.map(({ to, looked }) => [to, looked?.words])).toEqual([
    ['b@there.test', expect.stringMatching(/^Not in “Sent”: 2 emails since \d{4}-\d\d-\d\d were looked through$/)],
  ])
  expect(await s.send(name, 'b@there.test')).toMatchObject({ state: 'planned', review: 'take_over' })
})
