/** Emails that a person held back before holds were told to other computers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginStore } from '../../src/main/store/begin.ts'
import { seededDice } from '../work/world.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-holds-'))
  file = join(folder, 'cadenza.sqlite')
  const database = join(import.meta.dirname, '../fixtures/databases/0.5.0.sqlite.gz')
  writeFileSync(file, gunzipSync(readFileSync(database)))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('go on being held, and are told, but not what is held for another reason or sent elsewhere', async () => {
  const db = new Database(file)
  db.exec(`UPDATE sends SET held = 0, reason = NULL, review = NULL WHERE state = 'planned'`)
  const planned = db
    .prepare(
      `SELECT s.id, s.step, s.enrollment_id AS enrollment FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
       WHERE s.state = 'planned' AND s.sandbox = 0 AND e.sandbox = 0 GROUP BY e.id ORDER BY e.id`,
    )
    .all() as { id: number; step: number; enrollment: number }[]
  expect(planned.length).toBeGreaterThanOrEqual(4)
  const [byHand, trouble, review, away] = planned as [
    { id: number; step: number; enrollment: number },
    ...{ id: number; step: number; enrollment: number }[],
  ]
  const hold = db.prepare('UPDATE sends SET held = 1, reason = ?, review = ? WHERE id = ?')
  hold.run(null, null, byHand.id)
  hold.run('Its text is empty.', null, trouble?.id)
  hold.run(null, 'take_over', review?.id)
  hold.run(null, null, away?.id)
  db.prepare(`UPDATE enrollments SET sender_device = 'anotherdevice000' WHERE id = ?`).run(away?.enrollment)
  db.close()
  const first = { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' }
  const store = await beginStore(file, first, { now: Date.parse('2026-11-27T08:00:00Z'), dice: seededDice(1) })
  const held = store.all<{ id: number; holds: string }>(
    'SELECT id, holds FROM enrollments WHERE holds IS NOT NULL ORDER BY id',
  )
  expect(held.map(({ id, holds }) => [id, JSON.parse(holds)])).toEqual([
    [byHand.enrollment, { [byHand.step]: { by: null, at: expect.any(Number) } }],
  ])
  expect(store.all('SELECT id FROM sends WHERE held = 1 ORDER BY id')).toHaveLength(4)
  store.close()
})
