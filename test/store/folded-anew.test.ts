/** Workspaces that older versions left behind: what a team told is judged anew when they are opened, once. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginStore } from '../../src/main/store/begin.ts'
import { mergeRules } from '../../src/shared/domain/rules-number.ts'
import { notAsAnew } from '../team/anew.ts'
import { seededDice } from '../work/world.ts'

const databases = join(import.meta.dirname, '../fixtures/databases')
const now = Date.parse('2026-11-27T08:00:00Z')
const first = { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' }

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-anew-'))
  file = join(folder, 'cadenza.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const unpack = (name: string) => writeFileSync(file, gunzipSync(readFileSync(join(databases, name))))

/** Asked without any of our code; `change` writes instead. */
function column(text: string, change = false): unknown[] {
  const db = new Database(file, { readonly: !change })
  const statement = db.prepare(text)
  const found = change ? [statement.run().changes] : statement.pluck().all()
  db.close()
  return found
}

/** Opens it as the engine does; how far it was each time that this was told. */
async function open(): Promise<(readonly [done: number, of: number])[]> {
  const told: (readonly [number, number])[] = []
  const tell = (done: number, of: number) => void told.push([done, of])
  const store = await beginStore(file, first, { now, dice: seededDice(1), tell })
  try {
    if (store.get('SELECT 1 FROM workspace WHERE shared_since IS NOT NULL')) expect(notAsAnew({ store })).toEqual([])
    return told
  } finally {
    store.close()
  }
}

const rules = () => column('SELECT merge_rules FROM workspace')
const backups = () => readdirSync(join(folder, 'backups'))
/** What of mail is told to nobody. */
const ledger = 'SELECT json_array(public_id, state, held, reason, at) FROM sends ORDER BY id'
const tries = 'SELECT json_array(send_id, started_at, outcome) FROM attempts ORDER BY id'

const since = '0.5.0'
const isSharing = (name: string) => name.localeCompare(since, 'en', { numeric: true }) >= 0

it.each(readdirSync(databases))('what %s was told is judged by the rules of today, once', async (name) => {
  unpack(name)
  const before = [ledger, tries].map((text) => column(text))
  const told = await open()
  const chunks = Number(column("SELECT count(*) FROM chunks WHERE state = 'applied'")[0])
  expect(told).toEqual(isSharing(name) ? [[chunks, chunks]] : [])
  expect(chunks > 0).toBe(isSharing(name))
  expect(rules()).toEqual([mergeRules])
  expect([ledger, tries].map((text) => column(text))).toEqual(before)
  const copies = backups()
  expect(await open()).toEqual([])
  expect(backups()).toEqual(copies)
})

it('is judged anew where only the rules are newer, and backed up before', async () => {
  unpack('0.10.0.sqlite.gz')
  await open()
  rmSync(join(folder, 'backups'), { recursive: true })
  column('UPDATE workspace SET merge_rules = 0', true)
  expect(await open()).toHaveLength(1)
  expect(rules()).toEqual([mergeRules])
  expect(backups()).toContain(`before-migration-${now}.sqlite`)
})

it('is refused where it was judged by rules that are not known yet', async () => {
  unpack('0.10.0.sqlite.gz')
  await open()
  column(`UPDATE workspace SET merge_rules = ${mergeRules + 1}`, true)
  await expect(open()).rejects.toMatchObject({
    code: 'newer_database',
    message: expect.stringContaining('Update Cadenza'),
  })
  expect(rules()).toEqual([mergeRules + 1])
})

it('a workspace that is made now, or tells nobody anything, has the rules of today', async () => {
  await open()
  expect(rules()).toEqual([mergeRules])
  rmSync(file)
  unpack('0.1.0.sqlite.gz')
  await open()
  expect(rules()).toEqual([mergeRules])
})
