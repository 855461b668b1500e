/** All data is taken off a computer by its own page: database, backups, log, and what a real keyring holds of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KeyringHome, type KeyringState, makeKeyringHome, runWithKeyring } from '../servers/keyring.ts'
import { asker, type TestRoom, testRoom } from './room.ts'

const built = new URL('../../out/main/cli.js', import.meta.url).pathname
const program = new URL('../servers/removal-program.ts', import.meta.url).pathname
let home: KeyringHome
let base: string

beforeAll(() => {
  home = makeKeyringHome()
  base = mkdtempSync(join(tmpdir(), 'cadenza-removal-'))
})
afterAll(() => {
  home.remove()
  rmSync(base, { recursive: true, force: true })
})

async function removed(state: KeyringState, name: string, kept = '') {
  const command = [process.execPath, program, built, join(base, name), kept]
  const { stdout, stderr } = await runWithKeyring(home, state, command)
  const line = stdout.split('\n').findLast((each) => each.startsWith('{'))
  expect(line, stderr).toBeDefined()
  return JSON.parse(line ?? '{}')
}

test('nothing is left of it, in the folder and in the keyring, and the program ends', async () => {
  const found = await removed('unlocked', 'data')
  expect(found).toMatchObject({
    byKey: 403,
    look: { possible: true, backups: 1, left: [], others: 0, mailboxes: 1 },
    wrong: expect.stringContaining('Nothing was removed'),
    answer: { ending: true },
    code: 0,
    said: [expect.stringContaining('All data was removed')],
    left: null,
  })
  expect(found.look.secrets).toBeGreaterThan(0)
  expect(found.entries.during).toBe(found.entries.before)
  expect(found.entries.after).toEqual(['another-workspace'])
}, 120_000)

test('what somebody else put into the folder stays, and was named before', async () => {
  const found = await removed('unlocked', 'shared', 'thesis.txt')
  expect(found).toMatchObject({ look: { left: ['thesis.txt'] }, code: 0, left: ['thesis.txt'] })
}, 120_000)

function lent(here: TestRoom, secrets: number | null): (boolean | null)[] {
  const began: (boolean | null)[] = []
  here.room.removal = {
    look: async () => ({ secrets, left: [] }),
    begin: (leave) => void began.push(leave),
  }
  return began
}

test('it is for whoever’s computer it is: no key, nobody else, and nothing without the name', async () => {
  const here = testRoom()
  try {
    const began = lent(here, 2)
    const owner = here.client()
    const bob = await owner.seats.add({ name: 'Bob', address: 'bob@example.com', role: 'admin' })
    const { id } = here.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', bob.public_id) ?? {
      id: 0,
    }
    const { workspace } = await owner.removal.look()
    const others = [
      asker(id, 'admin', 'read', 'accounts', 'admin'),
      { ...here.owner, bound: { key: 'k', accounts: [], groups: [] } },
    ]
    for (const other of others)
      await expect(here.client(other).removal.look()).rejects.toMatchObject({ code: 'forbidden' })
    for (const other of [...others, { ...here.owner, key: true as const }])
      await expect(here.client(other).removal.begin({ workspace })).rejects.toMatchObject({ code: 'forbidden' })
    for (const name of ['', `${workspace}x`, workspace.toUpperCase()])
      await expect(owner.removal.begin({ workspace: name })).rejects.toMatchObject({ code: 'bad_request' })
    expect(began).toEqual([])
    expect(await owner.removal.begin({ workspace: ` ${workspace} ` })).toEqual({ ending: true })
    expect(began).toEqual([false])
  } finally {
    here.close()
  }
})

test('a keychain that can’t be read is no reason to forget what is in it', async () => {
  const here = testRoom()
  try {
    const began = lent(here, null)
    const { workspace, secrets } = await here.client().removal.look()
    expect(secrets).toBeNull()
    await expect(here.client().removal.begin({ workspace })).rejects.toMatchObject({ code: 'keychain_unavailable' })
    expect(began).toEqual([])
    await here.client().removal.begin({ workspace, leave_keychain: true })
    expect(began).toEqual([true])
    delete here.room.removal
    expect(await here.client().removal.look()).toMatchObject({ possible: false })
    await expect(here.client().removal.begin({ workspace })).rejects.toMatchObject({ code: 'state' })
  } finally {
    here.close()
  }
})
