/** Contacts that were merged into one whose row bears another name since, as two computers had written it down. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginStore } from '../../src/main/store/begin.ts'
import { keptOf } from '../../src/main/store/contact-merge.ts'
import { seededDice } from '../work/world.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-merged-'))
  file = join(folder, 'cadenza.sqlite')
  const database = join(import.meta.dirname, '../fixtures/databases/0.9.0.sqlite.gz')
  writeFileSync(file, gunzipSync(readFileSync(database)))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('lead to it again, and the others to whom they led', async () => {
  const db = new Database(file)
  const ids = db
    .prepare('SELECT public_id FROM contacts WHERE deleted = 0 AND merged_into IS NULL ORDER BY id LIMIT 4')
    .pluck()
    .all() as string[]
  const [kept, gone, other, beside] = ids as [string, string, string, string]
  db.prepare(`INSERT INTO twins (kind, public_id, stays) VALUES ('contact', 'another00000name', ?)`).run(kept)
  // an account of that name is something else
  db.prepare(`INSERT INTO twins (kind, public_id, stays) VALUES ('account', ?, 'anaccount0000000')`).run(kept)
  const merge = db.prepare('UPDATE contacts SET merged_into = ?, deleted = 1 WHERE public_id = ?')
  merge.run('another00000name', gone)
  merge.run(kept, other)
  db.close()
  const first = { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' }
  const store = await beginStore(file, first, { now: Date.parse('2026-11-27T08:00:00Z'), dice: seededDice(1) })
  expect([gone, other, beside].map((id) => keptOf(store, id)?.publicId)).toEqual([kept, kept, undefined])
  store.close()
})
