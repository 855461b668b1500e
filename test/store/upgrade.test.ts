import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { daysOff } from '../../src/main/days-off.ts'
import { beginStore } from '../../src/main/store/begin.ts'
import { replan } from '../../src/main/work/planner/replan.ts'
import { recover } from '../../src/main/work/recovery/recovery.ts'
import { seededDice, world } from '../work/world.ts'

const databases = join(import.meta.dirname, '../fixtures/databases')
const fixtures = readdirSync(databases).filter((name) => name.endsWith('.sqlite.gz'))
const now = Date.parse('2026-11-27T08:00:00Z')
const first = { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' }

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-upgrade-'))
  file = join(folder, 'cadenza.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const unpack = (name: string) => writeFileSync(file, gunzipSync(readFileSync(join(databases, name))))
const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')
const begin = () => beginStore(file, first, { now, dice: seededDice(1) })

/** Rows of every table, counted without any of our code. */
function counts(): Record<string, number> {
  const db = new Database(file, { readonly: true })
  const tables = db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'
    AND name NOT LIKE 'sqlite%'`)
    .pluck()
    .all() as string[]
  const found = tables.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number])
  db.close()
  return Object.fromEntries(found)
}

function column(sql: string): unknown[] {
  const db = new Database(file, { readonly: true })
  const found = db.prepare(sql).pluck().all()
  db.close()
  return found
}

it('there is a database of every version that was released', () => {
  const log = readFileSync(join(databases, '../../../CHANGELOG.md'), 'utf8')
  const released = [...log.matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm)].map(([, version]) => `${version}.sqlite.gz`)
  expect(released.length).toBeGreaterThan(7)
  expect(fixtures).toEqual(expect.arrayContaining(released))
})

it('there is a database of this version', () => {
  const { version } = JSON.parse(readFileSync(join(databases, '../../../package.json'), 'utf8'))
  expect(fixtures).toContain(`${version}.sqlite.gz`)
})

describe.each(fixtures)('the database that %s left behind', (name) => {
  it('holds a send in every state and an account of every kind of trouble', () => {
    unpack(name)
    // tasks are done, not sent: there are some since 0.6.0
    expect(column(`SELECT DISTINCT state FROM sends WHERE state <> 'done' ORDER BY state`)).toEqual([
      'planned',
      'refused',
      'sending',
      'sent',
      'unsure',
      'withdrawn',
    ])
    expect(column('SELECT DISTINCT state FROM accounts ORDER BY state')).toEqual([
      'active',
      'error',
      'inactive',
      'pending',
    ])
    for (const table of [
      'journal',
      'api_keys',
      'suppressions',
      'attachments',
      'imports',
      'outgoing',
      'attempts',
      'contacts',
    ])
      expect(counts()[table], table).toBeGreaterThan(0)
  })

  it('is brought to this version without losing a row, and is sound', async () => {
    unpack(name)
    // how many rows a tally of emails takes is its version's affair; what they count is not
    // and an upgrade may have more to tell others, never less
    const { send_tally: _, shared_dirty: untold = 0, ...before } = counts()
    const tallied = 'SELECT sum(n) FROM send_tally GROUP BY state HAVING sum(n) > 0 ORDER BY state'
    const hasTally = column("SELECT 1 FROM sqlite_master WHERE name = 'send_tally'").length > 0
    const tallies = hasTally ? column(tallied) : []
    const states = column('SELECT public_id || state FROM sends ORDER BY id')
    const store = await begin()
    expect(store.sqlite.pragma('quick_check', { simple: true })).toBe('ok')
    expect(store.sqlite.pragma('foreign_key_check')).toEqual([])
    store.close()
    expect(counts()).toMatchObject(before)
    expect(counts().shared_dirty).toBeGreaterThanOrEqual(untold)
    expect(column('SELECT public_id || state FROM sends ORDER BY id')).toEqual(states)
    if (hasTally) expect(column(tallied)).toEqual(tallies)
  })

  it('can be planned anew: everything that may still go out gets a time ahead', async () => {
    unpack(name)
    const store = await begin()
    replan({ store, now, daysOff })
    const late = store.all(
      `SELECT s.address, s.step FROM sends s JOIN accounts a ON a.id = s.account_id
       JOIN enrollments e ON e.id = s.enrollment_id
       WHERE s.state = 'planned' AND s.kind <> 'task' AND s.held = 0 AND s.paused = 0 AND s.replan = 0 AND s.at < ?
         AND a.state = 'active' AND a.paused = 0 AND NOT EXISTS (SELECT 1 FROM sends p
           WHERE p.enrollment_id = e.id AND p.step < s.step AND p.state IN ('unsure', 'sending', 'planned'))`,
      now,
    )
    expect(late).toEqual([])
    store.close()
  })

  it('goes on where it was: what was on its way is unsure, and every report adds up', async () => {
    unpack(name)
    // what sender hosts have goes on there, whatever becomes of this computer
    const isQueued = column("SELECT 1 FROM sqlite_master WHERE name = 'handed_in'").length > 0
    const away = isQueued
      ? column(
          'SELECT s.public_id FROM sends s JOIN attempts a ON a.send_id = s.id JOIN handed_in h ON h.attempt_id = a.id',
        )
      : []
    const inFlight = column(`SELECT public_id FROM sends WHERE state = 'sending'`).filter((id) => !away.includes(id))
    // Without its loops: nothing of this may knock at a port that somebody else has today.
    const w = await world(now, { folder, first, loops: false })
    const { store, ports, changes } = w.engine.room
    expect(recover(store, ports, changes)).toEqual({ planned: 0, sent: 0, unsure: inFlight.length })
    const client = w.engine.client()
    expect((await client.unsure.list()).map((send) => send.public_id)).toEqual(expect.arrayContaining(inFlight))
    let sending = 0
    for (const sequence of await client.sequences.list()) {
      const report = await client.reports.sequence({ sequence: sequence.public_id })
      expect(report.conserved, sequence.name).toBe(true)
      sending += report.emails.sending
    }
    expect(sending).toBe(away.length)
    expect((await client.workspace.journal()).some((entry) => entry.kind === 'recovered')).toBe(true)
    await w.stop()
  })
})

/** What is written while something goes on, or by a computer that is asked from outside: a file at rest has none of it. */
const passing = [
  ...['contact_updates', 'erasures', 'guard', 'idempotency', 'looks', 'outside_sends', 'rate_levels'],
  ...['server_sizes', 'shared_folder', 'shared_ranges'],
]

it('has something in every table that an upgrade may have to change', () => {
  unpack(fixtures.at(-1) ?? '')
  const tables = Object.entries(counts())
  expect(tables.flatMap(([name, n]) => (n === 0 ? [name] : [])).sort()).toEqual(passing)
})

describe('what can not be opened stays as it is', () => {
  const newest = fixtures.at(-1) ?? ''

  it('a database of a newer version', async () => {
    unpack(newest)
    const db = new Database(file)
    db.exec(`INSERT INTO __migrations (hash, created_at) VALUES ('of tomorrow', ${Date.parse('2099-01-01')})`)
    db.close()
    const before = digest()
    await expect(begin()).rejects.toMatchObject({
      code: 'newer_database',
      message: expect.stringContaining('Update Cadenza'),
    })
    expect(digest()).toBe(before)
    expect(readdirSync(folder)).toEqual(['cadenza.sqlite'])
  })

  it.each([
    ['with a page overwritten', (bytes: Buffer) => bytes.fill(0xa5, 4096 * 3, 4096 * 4)],
    ['cut in half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['that is no database', () => Buffer.from('What a lovely day. '.repeat(500))],
  ])('a database %s', async (_, damage) => {
    unpack(newest)
    writeFileSync(file, damage(readFileSync(file)))
    const before = digest()
    await expect(begin()).rejects.toMatchObject({
      code: 'damaged_database',
      message: expect.stringContaining('backup'),
    })
    expect(digest()).toBe(before)
  })
})
