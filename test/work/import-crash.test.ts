import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { size } from '../size.ts'
import type { ImportOrders } from './import-host.ts'
import { world } from './world.ts'

const now = Date.parse('2026-11-23T08:00:00Z')
const root = join(import.meta.dirname, '../..')
/** Known before the import; the list renames all of them, and brings the others. */
const known = 3000
const listed = 9000
let program: string
let scratch: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'cadenza-crash-'))
  const outDir = join(root, 'node_modules/.cache/cadenza-import')
  const name = `host-${process.pid}.js`
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/work/import-host.ts',
      outDir,
      target: 'node24',
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  program = join(outDir, name)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
  rmSync(program, { force: true })
})

function list(name: string, count: number, company: string): string {
  const file = join(scratch, name)
  const rows = Array.from({ length: count }, (_, i) => `p${i}@customer.test,${company}`)
  writeFileSync(file, `email,company\n${rows.join('\n')}\n`)
  return file
}

type Found = { state: string; rows: number; updates: number }

/** Dies as ordered; what the database holds then, and what a start makes of it. */
async function crash(order: Pick<ImportOrders, 'running' | 'cancel' | 'dieWhen'>) {
  const folder = mkdtempSync(join(scratch, 'data-'))
  const before = await world(now, { loops: false, folder })
  const steps = await before.engine.client().contacts.import({ file: list('before.csv', known, 'Old') })
  while (!(await steps.next()).done);
  await before.stop()
  const orders: ImportOrders = { folder, file: list('list.csv', listed, 'New'), now, ...order }
  const { signal, stderr } = spawnSync(process.execPath, [program, JSON.stringify(orders)], { encoding: 'utf8' })
  expect(signal, stderr).toBe('SIGKILL')
  const db = new Database(join(folder, 'cadenza.sqlite'))
  const look = () =>
    db
      .prepare(
        `SELECT state, (SELECT count(*) FROM contacts WHERE import_id = i.id) as rows,
           (SELECT count(*) FROM contact_updates WHERE before IS NULL) as updates FROM imports i ORDER BY id DESC LIMIT 1`,
      )
      .get() as Found
  const dead = look()
  const after = await world(now, { loops: false, folder })
  const { contacts } = await after.engine.client().contacts.count()
  const companies = Object.fromEntries(
    db.prepare('SELECT company, count(*) FROM contacts GROUP BY company').raw().all() as [string, number][],
  )
  const stored = db.pragma('foreign_key_check')
  const alive = look()
  await after.stop()
  db.close()
  expect(stored).toEqual([])
  return { dead, alive, contacts, companies }
}

const nothing = { contacts: known, companies: { Old: known }, alive: { state: 'removed', rows: 0, updates: 0 } }
const everything = { contacts: listed, companies: { New: listed }, alive: { state: 'done', rows: 6000, updates: 0 } }
const rowsOf = (state: string) =>
  `SELECT count(*) FROM contacts c JOIN imports i ON i.id = c.import_id WHERE i.state = '${state}'`

/** Of each kind so many, each at another moment. */
const seeds = Array.from({ length: size(1, 25) }, (_, at) => at)
/** Spread over what lies between; the first is the middle. */
const between = (seed: number, from: number, to: number): number =>
  from + Math.floor((to - from) * ((0.5 + seed * 0.618_034) % 1))

describe.each(seeds)('killed with SIGKILL and started again, a list is in whole or not at all: seed %i', (seed) => {
  it('killed while rows are written: nothing of it is left, and nobody known has changed', async () => {
    const least = between(seed, 200, 4800)
    const found = await crash({ running: true, cancel: false, dieWhen: `(${rowsOf('running')}) > ${least}` })
    expect(found).toMatchObject(nothing)
    expect(found.dead).toMatchObject({ state: 'running' })
    expect(found.dead.rows).toBeGreaterThan(least)
    expect(found.dead.rows).toBeLessThan(listed - known)
  })

  it('killed while it is applied: all of it is there, whatever was missing then', async () => {
    // it is applied 500 at a time: fewer than that are never left
    const most = between(seed, 500, known - 1)
    const found = await crash({
      running: true,
      cancel: false,
      dieWhen: `EXISTS (SELECT 1 FROM imports WHERE state = 'applying')
        AND (SELECT count(*) FROM contact_updates WHERE before IS NULL) BETWEEN 1 AND ${most}`,
    })
    expect(found).toMatchObject(everything)
    expect(found.dead).toMatchObject({ state: 'applying', rows: listed - known })
    expect(found.dead.updates).toBeGreaterThan(0)
    expect(found.dead.updates).toBeLessThanOrEqual(most)
  })

  it('killed while a broken-off import is taken back: nothing of it is left', async () => {
    const most = between(seed, 600, 3000)
    const found = await crash({
      running: true,
      cancel: true,
      dieWhen: `(${rowsOf('cancelled')}) BETWEEN 1 AND ${most}`,
    })
    expect(found).toMatchObject(nothing)
    expect(found.dead).toMatchObject({ state: 'cancelled', updates: 0 })
  })
})

it('killed before the first rows are written: nothing of it is left', async () => {
  const found = await crash({
    running: false,
    cancel: false,
    dieWhen: "EXISTS (SELECT 1 FROM imports WHERE state = 'running')",
  })
  expect(found).toMatchObject(nothing)
})
