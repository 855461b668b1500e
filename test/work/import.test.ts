import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { world } from './world.ts'

const now = Date.parse('2026-11-23T08:00:00Z')

async function run(w: Awaited<ReturnType<typeof world>>, file: string, extra: { dry_run?: boolean } = {}) {
  const steps = await w.engine.client().contacts.import({ file, ...extra })
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

it('imports whole, updates without re-subscribing, refuses with line and reason, cancels without a trace', async () => {
  const w = await world(now, { loops: false })
  const client = w.engine.client()
  const file = join(w.folder, 'list.csv')
  const lines = Array.from({ length: 3000 }, (_, i) => `p${i}@customer.test,P${i},Team ${i % 7}`)
  writeFileSync(file, `Email,First name,Team\n${lines.join('\n')}\nnot an address,X,Y\np0@customer.test,Again,Z\n`)
  const dry = await run(w, file, { dry_run: true })
  expect(dry).toMatchObject({ rows: 3002, imported: 3000, updated: 0, refused_count: 2, import: null })
  expect(await client.contacts.count()).toEqual({ contacts: 0, more: false })
  const done = await run(w, file)
  expect(done).toMatchObject({ rows: 3002, imported: 3000, updated: 0, refused_count: 2 })
  expect(done.refused).toMatchObject([
    { line: 3002, column: 'Email', value: 'not an address' },
    { line: 3003, reason: 'duplicate' },
  ])
  await client.suppressions.add({ value: 'p1@customer.test' })
  writeFileSync(file, 'email,company\np1@customer.test,Acme\np3000@customer.test,New\n')
  expect(await run(w, file)).toMatchObject({ rows: 2, imported: 1, updated: 1 })
  const p1 = (await client.contacts.list({ search: 'p1@customer.test' })).rows[0]
  expect(p1).toMatchObject({ first_name: 'P1', company: 'Acme', fields: { team: 'Team 1' } })
  expect((await client.suppressions.list({})).rows.map((s) => s.value)).toContain('p1@customer.test')
  writeFileSync(file, `email\n${Array.from({ length: 50_000 }, (_, i) => `q${i}@x.test`).join('\n')}\n`)
  w.engine.room.running = true
  const steps = await client.contacts.import({ file })
  const rows = () => w.engine.room.store.get<{ n: number }>('SELECT count(*) as n FROM contacts')?.n ?? 0
  do expect((await steps.next()).done).toBe(false)
  while (rows() === 3001)
  expect(await client.contacts.count()).toEqual({ contacts: 3001, more: false })
  await steps.return?.(undefined as never)
  expect(await client.contacts.count()).toEqual({ contacts: 3001, more: false })
  expect(rows()).toBe(3001)
  await w.stop()
})

it('of two imports at a time the second is refused, a dry run is not, and afterwards the way is free again', async () => {
  const w = await world(now, { loops: false })
  const client = w.engine.client()
  const [long, file] = [join(w.folder, 'long.csv'), join(w.folder, 'list.csv')]
  const list = (rows: number) => `email\n${Array.from({ length: rows }, (_, i) => `q${i}@x.test`).join('\n')}\n`
  // long enough that a fast machine, too, still reads it when it first says how far it is
  writeFileSync(long, list(400_000))
  writeFileSync(file, list(5000))
  const steps = await client.contacts.import({ file: long })
  expect((await steps.next()).done).toBe(false)
  await expect(run(w, file)).rejects.toMatchObject({ message: expect.stringMatching(/Another contact list/) })
  expect(await run(w, file, { dry_run: true })).toMatchObject({ rows: 5000, updated: 0 })
  await steps.return?.(undefined as never)
  expect(await run(w, file)).toMatchObject({ imported: 5000, updated: 0 })
  await w.stop()
})

it('rows known and new come mixed, in small transactions beside the loops as in large ones without them', async () => {
  for (const running of [true, false]) {
    const w = await world(now, { loops: false })
    w.engine.room.running = running
    const client = w.engine.client()
    const file = join(w.folder, 'list.csv')
    const rows = (count: number, each: number, company: string) =>
      `email,company,tags\n${Array.from({ length: count }, (_, i) => `p${i * each}@x.test,${company},${company}`).join('\n')}\n`
    writeFileSync(file, rows(401, 3, 'Old'))
    expect(await run(w, file)).toMatchObject({ imported: 401, updated: 0 })
    writeFileSync(file, rows(1203, 1, 'New'))
    expect(await run(w, file, { dry_run: true })).toMatchObject({ imported: 802, updated: 401 })
    expect(await run(w, file)).toMatchObject({ imported: 802, updated: 401 })
    const store = w.engine.room.store
    expect(store.all('SELECT company, tags, count(*) as n FROM contacts GROUP BY 1, 2 ORDER BY n')).toEqual([
      { company: 'New', tags: '["New","Old"]', n: 401 },
      { company: 'New', tags: '["New"]', n: 802 },
    ])
    expect((await client.contacts.list({ search: 'p1202@x.test' })).rows[0]?.public_id).toMatch(/^[0-9a-z]{16}$/)
    expect(store.sqlite.pragma('foreign_key_check')).toEqual([])
    expect(store.sqlite.pragma('cache_size', { simple: true })).toBe(-65536)
    await w.stop()
  }
})
