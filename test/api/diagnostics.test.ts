/**
 * What is told of a Cadenza to whoever helps: much of how it is, nothing of whom it is about. A life in which every name, word
 * and secret is a canary; afterwards none of them is in it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileLog } from '../../src/main/host/log.ts'
import { note } from '../../src/main/store/journal.ts'
import { asker, monday, type TestRoom, testRoom } from '../host/room.ts'

/** One word in all that must not be told, in the shapes that people, lists, servers and mail give it. */
const canary = 'zqcanary'
const address = `${canary}.person@${canary}-firm.example`

let here: TestRoom
beforeEach(() => {
  here = testRoom()
  here.room.ports.log = fileLog({ folder: here.folder, clock: { now: () => monday } })
})
afterEach(() => here.close())

const planted = [
  [`a mailbox could not be read`, { account: 'id', error: `550 <${address}> said "${canary} is spam"` }],
  [
    `a procedure failed`,
    { procedure: 'contacts.create', error: new Error(`Failed query: insert '${canary}'\n ${canary}`) },
  ],
  [`a page wanted something from outside`, { address: `https://${canary}.example/?q=${canary}` }],
  [`a request failed`, { method: 'GET', path: `/api/contacts?search=${canary}`, error: `open /srv/${canary}/x.db` }],
  [
    `it signs in`,
    { password: canary, name: canary, contact: address, words: `“${canary}” of „${canary}“ said «${canary}»` },
  ],
  [`${address} was told`, { waited: 1200, quick: false }],
] as const

async function live(): Promise<void> {
  const client = here.client()
  for (const [message, fields] of planted) here.room.ports.log.warn(message, fields)
  await client.workspace.update({
    version: 1,
    name: canary,
    policy: { postal_address: `${canary} street`, opt_out_words: `No more {${canary}}`, recontact_days: 30 },
  })
  const account = await client.accounts.create({
    from_email: address,
    from_name: canary,
    name: canary,
    username: canary,
    password: canary,
    smtp_host: `mx.${canary}.example`,
    smtp_port: 465,
    smtp_protocol: 'tls',
    permits: ['role', 'more'],
  })
  await client.contacts.create({ address, first_name: canary, company: canary, fields: { dream: canary } })
  await client.sequences.create({ name: canary, steps: [{ subject: canary, text: `Hello ${canary}` }] })
  await client.seats.add({ name: canary, address: `seat@${canary}.example` })
  await client.keys.create({ name: canary })
  await client.webhooks.create({ name: canary, url: `https://${canary}.example/in` })
  await client.suppressions.add({ value: `${canary}@${canary}.example`, reason: canary })
  here.room.store.write((tx) => {
    tx.run(
      "UPDATE accounts SET state = 'unavailable', state_reason = ? WHERE public_id = ?",
      `535 "${canary}" may not sign in as ${address}`,
      account.public_id,
    )
    note(tx, monday, 'removed', `${address} was removed`, { account: canary })
  })
}

it('says much of how it is, and nothing of whom it is about', async () => {
  await live()
  const told = await here.client().workspace.diagnostics()
  const text = JSON.stringify(told, null, 2)
  // it was really there
  expect(readFileSync(join(here.folder, 'cadenza.log'), 'utf8')).toContain(canary)
  expect(text.toLowerCase()).not.toContain(canary)
  expect(text).not.toContain(here.folder)
  expect(text.match(/[\w.]+@[\w.-]+\w/g)).toBeNull()

  expect(told.checks.map(({ check }) => check)).toContain('database')
  expect(told.settings).toMatchObject({ recontact_days: 30, postal_address: '‹set›', zone: 'Europe/Paris' })
  expect(told.mailboxes.find(({ kind }) => kind === 'smtp')).toMatchObject({
    address: 'z…@z….example',
    state: 'unavailable',
    reason: '535 ‹quoted› may not sign in as ‹address›',
    sending: 'tls 465',
    signs_in: 'password',
  })
  expect(told.tables.find(({ table }) => table === 'contacts')).toMatchObject({ rows: 1 })
  expect(told.tables.find(({ table }) => table === 'accounts')?.states).toMatchObject({ unavailable: 1 })
  expect(told.tables.find(({ table }) => table === 'sends')).toMatchObject({ rows: 0, states: {} })
  expect(told.journal).toContainEqual({ kind: 'removed', times: 1, last: new Date(monday).toISOString() })
  expect(told.log.map(({ message }) => message)).toEqual([
    ...planted.slice(0, -1).map(([message]) => message),
    '‹address› was told',
  ])
  expect(told.log[0]).toMatchObject({ level: 'warn', error: '550 <‹address›> said ‹quoted›' })
  expect(told.log[1]?.procedure).toBe('contacts.create')
  expect(told.log[5]).toMatchObject({ waited: 1200, quick: false })
  expect(told.database.migrations).toBeGreaterThan(40)
  expect(told.timings.lateness).toBeNull()
})

it('is for whoever’s computer it is, and for admins', async () => {
  const bob = await here.client().seats.add({ name: 'Bob', address: 'bob@example.com' })
  const { id } = here.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', bob.public_id) ?? {
    id: 0,
  }
  await expect(here.client(asker(id, 'member', 'read', 'accounts')).workspace.diagnostics()).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(here.client(asker(1, 'admin', 'read', 'accounts')).workspace.diagnostics()).rejects.toMatchObject({
    message: 'It needs the scope "admin".',
  })
  expect(await here.client(asker(1, 'member', 'accounts')).workspace.diagnostics()).toHaveProperty('about')
})

it('is made where the log is gone or no log at all, and passes over what is no line of a log', async () => {
  const { log } = here.room.ports
  expect((await here.client().workspace.diagnostics()).log).toEqual([])
  log.info('one')
  const { appendFileSync } = await import('node:fs')
  appendFileSync(join(here.folder, 'cadenza.log'), `half a li\n"a text"\n[1]\n`)
  log.info('two', { error: 'x'.repeat(5000) })
  const told = (await here.client().workspace.diagnostics()).log
  expect(told.map(({ message }) => message)).toEqual(['one', 'two'])
})
