/** What is kept for many emails is what the database says now, whoever wrote to it, and whatever was taken back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginStore } from '../../src/main/store/begin.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { ledgerTables, writesLedger } from '../../src/main/store/standing.ts'

let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'standing-'))
  const first = { zone: 'UTC', seatName: 'Ana', seatAddress: 'ana@example.com' }
  const dice = { bytes: (n: number) => new Uint8Array(n).map((_, i) => i * 7 + n) }
  store = await beginStore(join(folder, 'a.sqlite'), first, { now: 0, dice, checkLater: false })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const fresh = () => store.get<{ name: string }>('SELECT name FROM workspace')?.name
const kept = () => store.known('name', fresh)
const rename = 'UPDATE workspace SET name = ?'
const ofLedger = "INSERT INTO journal (at, kind, text, data) VALUES (0, 'x', 'y', '{}')"

test('is kept while the ledger alone is written', () => {
  let asked = 0
  const ask = () => store.known('asked', () => ++asked)
  expect([ask(), ask()]).toEqual([1, 1])
  store.write((tx) => tx.run(ofLedger))
  expect(ask()).toBe(1)
  store.write((tx) => tx.run(rename, 'b'))
  expect(ask()).toBe(2)
})

test('is forgotten with a transaction that was taken back, alone or among others', async () => {
  const before = fresh()
  const failing = (tx: { run: Store['get'] }) => {
    tx.run(rename, 'never')
    expect(kept()).toBe('never')
    throw new Error('taken back')
  }
  expect(() => store.write(failing as never)).toThrow('taken back')
  expect(kept()).toBe(before)
  const [first, second, third] = await Promise.allSettled([
    store.writeSoon((tx) => tx.run(ofLedger)),
    store.writeSoon(failing as never),
    store.writeSoon(() => kept()),
  ])
  expect([first.status, second.status, third]).toEqual([
    'fulfilled',
    'rejected',
    { status: 'fulfilled', value: before },
  ])
  expect(kept()).toBe(before)
})

test('is what the database says after any course of writes here and elsewhere', async () => {
  const other = openStore(join(folder, 'a.sqlite'))
  const step = fc.record({
    by: fc.constantFrom('write', 'soon', 'other', 'read', 'none'),
    what: fc.constantFrom('ledger', 'rename'),
    fails: fc.boolean(),
  })
  let n = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      for (const { by, what, fails } of steps) {
        const work = (tx: { run(text: string, ...values: unknown[]): unknown }) => {
          if (by !== 'other') expect(kept()).toBe(fresh())
          if (what === 'ledger') tx.run(ofLedger)
          else tx.run(rename, `name ${n++}`)
          if (by !== 'other') expect(kept()).toBe(fresh())
          if (fails) throw new Error('taken back')
        }
        const quietly = (run: () => unknown) => {
          try {
            run()
          } catch (error) {
            expect((error as Error).message).toBe('taken back')
          }
        }
        if (by === 'write') quietly(() => store.write(work))
        else if (by === 'other') quietly(() => other.write(work))
        else if (by === 'read') store.read(() => expect(kept()).toBe(fresh()))
        else if (by === 'soon')
          await Promise.allSettled([store.writeSoon(work), store.writeSoon(() => expect(kept()).toBe(fresh()))]).then(
            ([, looked]) => expect(looked.status).toBe('fulfilled'),
          )
        expect(kept()).toBe(fresh())
      }
    }),
    { numRuns: 60 },
  )
  other.close()
})

test('sees within a transaction what another connection wrote before it', () => {
  const other = openStore(join(folder, 'a.sqlite'))
  expect(kept()).toBe(fresh())
  other.write((tx) => tx.run(rename, 'from elsewhere'))
  store.write(() => expect(kept()).toBe('from elsewhere'))
  other.close()
})

/** What triggers may write for an email; nothing that is kept is read from these. */
const byTriggers = ['send_tally', 'planned_tally', 'enrollment_tally', 'shared_dirty']

test('no trigger of the ledger writes what may be kept', () => {
  const triggers = store.all<{ name: string; sql: string; tbl_name: string }>(
    "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'",
  )
  const ofLedgers = triggers.filter(({ tbl_name }) => ledgerTables.has(tbl_name))
  expect(ofLedgers.length).toBeGreaterThan(10)
  for (const { name, sql } of ofLedgers) {
    const body = sql.slice(sql.search(/\bBEGIN\b/))
    const written = [...body.matchAll(/(?:INSERT(?: OR \w+)? INTO|^\s*UPDATE|DELETE FROM)\s+(\w+)/gm)].map(([, t]) => t)
    expect(written.length, name).toBeGreaterThan(0)
    expect(byTriggers, name).toEqual(expect.arrayContaining(written))
  }
})

test('tells a statement that writes the ledger from all others', () => {
  expect(writesLedger('UPDATE sends SET state = ?')).toBe(true)
  expect(writesLedger('  INSERT OR REPLACE INTO outgoing (send_id) VALUES (?)')).toBe(true)
  expect(writesLedger('DELETE FROM attempts')).toBe(true)
  expect(writesLedger('UPDATE accounts SET state = ?')).toBe(false)
  expect(writesLedger('WITH x AS (SELECT 1) UPDATE sends SET state = 1')).toBe(false)
  expect(writesLedger('UPDATE sendings SET x = 1')).toBe(false)
})
