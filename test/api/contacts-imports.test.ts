import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import writeExcel from 'write-excel-file/node'
import { finishImports } from '../../src/main/store/import-finish.ts'
import { applyUpdates, decideImport } from '../../src/main/store/imports.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
let file: string
beforeEach(() => {
  here = testRoom()
  file = join(here.folder, 'list.csv')
})
afterEach(() => here.close())

type Wish = NonNullable<Parameters<ReturnType<TestRoom['client']>['contacts']['import']>[0]>
async function ended<T>(steps: Promise<AsyncIterator<unknown, T>>): Promise<T> {
  const stream = await steps
  for (;;) {
    const step = await stream.next()
    if (step.done) return step.value
  }
}
const run = (text: string | null, wish: Partial<Wish> = {}) => {
  if (text !== null) writeFileSync(file, text)
  return ended(here.client().contacts.import({ file, ...wish }))
}
const undo = (public_id: string, dry_run = false) => ended(here.client().contacts.import_undo({ public_id, dry_run }))
const people = async () =>
  (await here.client().contacts.list({ sort: 'address' })).rows.map(({ address, company, fields, tags }) => ({
    address,
    company,
    fields,
    tags,
  }))

it('a workbook is read as the same rows: days, numbers and texts as people would type them, and sheets by name', async () => {
  file = join(here.folder, 'list.xlsx')
  const day = new Date('2026-11-22T00:00:00Z')
  const rows = [
    ['Email', 'Company', 'Phone', 'Since', 'Rate'].map((value) => ({ value })),
    [
      { value: 'ann@a.test' },
      { value: 'Acme, "Ltd"\nBerlin' },
      { value: 4917112345678 },
      { value: day, type: Date, format: 'yyyy-mm-dd' },
      { value: 0.1 + 0.2 },
    ],
    [],
    [{ value: 'no address' }],
  ]
  await writeExcel([
    { data: [[{ value: 'nothing here' }]], sheet: 'Cover & notes' },
    { data: rows, sheet: 'People' },
  ] as never).toFile(file)
  const seen = await here.client().contacts.inspect({ file, sheet: 'People' })
  expect(seen).toMatchObject({ encoding: 'xlsx', count: 2, sheet: 'People', sheets: ['Cover & notes', 'People'] })
  const done = await run(null, { sheet: 'People' })
  expect(done).toMatchObject({ imported: 1, refused: [{ line: 4, value: 'no address' }] })
  expect(await people()).toEqual([
    {
      address: 'ann@a.test',
      company: 'Acme, "Ltd"\nBerlin',
      fields: { phone: '4917112345678', since: '2026-11-22', rate: '0.3' },
      tags: [],
    },
  ])
  await expect(run(null, { sheet: 'Nobody' })).rejects.toThrow('It has: Cover & notes, People.')
})

it('a workbook that unpacks to more than it may is refused before it is unpacked', async () => {
  const packed = deflateRawSync(Buffer.alloc(160 * 1024 * 1024))
  const name = Buffer.from('xl/worksheets/sheet1.xml')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  // it says that it is small
  entry.writeUInt32LE(100, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  writeFileSync(file, Buffer.concat([local, name, packed, entry, name, end]))
  await expect(run(null)).rejects.toThrow('unpacks to more than 150 MB. Save the sheet as "CSV UTF-8"')
})

it('a check says what would become of contacts known already, by each of the three choices', async () => {
  await run('email,company,city,tags\nann@a.test,Acme,,vip\nbob@a.test,,Rome,\n')
  await here.client().suppressions.add({ value: 'bob@a.test', reason: 'asked' })
  const next = 'email,company,city,tags\nann@a.test,Zeta,Bonn,new\nbob@a.test,Zeta,Rome,\nnew@a.test,,,\nbroken,,,\n'
  const outcome = async (known: 'update' | 'fill' | 'leave') => {
    const { imported, updated, unchanged, suppressed, refused_reasons, examples } = await run(next, {
      known,
      dry_run: true,
    })
    return { imported, updated, unchanged, suppressed, refused_reasons, examples }
  }
  const same = { imported: 1, suppressed: 1, refused_reasons: { invalid_address: 1 } }
  const tags = { field: 'tags', before: 'vip', after: 'vip, new' }
  const city = { field: 'city', before: '', after: 'Bonn' }
  const bob = { address: 'bob@a.test', changes: [{ field: 'company', before: '', after: 'Zeta' }] }
  expect(await outcome('update')).toMatchObject({
    ...same,
    updated: 2,
    examples: [
      { address: 'ann@a.test', changes: [{ field: 'company', before: 'Acme', after: 'Zeta' }, city, tags] },
      bob,
    ],
  })
  expect(await outcome('fill')).toMatchObject({
    ...same,
    updated: 2,
    examples: [{ address: 'ann@a.test', changes: [city, tags] }, bob],
  })
  expect(await outcome('leave')).toMatchObject({ ...same, updated: 0, unchanged: 2, examples: [] })
})

it('headings that came before are taken as last time', async () => {
  await run('Mail,Extra\nann@a.test,x\n', { map: { Extra: '-' } })
  expect((await here.client().contacts.inspect({ file })).remembered).toMatchObject({
    map: { Mail: 'email', Extra: '-' },
  })
  writeFileSync(file, 'Extra,Mail\nx,ann@a.test\n')
  expect((await here.client().contacts.inspect({ file })).remembered).toBeNull()
})

it('an import is taken back: its contacts go, values go back, and what was changed since stays', async () => {
  await run('email,company,city,tags\nann@a.test,Acme,Rome,vip\nbob@a.test,Beta,,\n')
  const before = await people()
  const second = await run('email,company,city,tags\nann@a.test,Zeta,Bonn,new\nbob@a.test,Zeta,,\nnew@a.test,N,,\n')
  const bob = (await here.client().contacts.list({ search: 'bob@' })).rows[0]?.public_id ?? ''
  await here.client().contacts.update({ public_id: bob, company: 'By hand' })
  const id = second.import ?? ''
  expect(await undo(id, true)).toEqual({ removed: 1, held: 0, restored: 2, kept: 0, done: false })
  expect(await undo(id)).toEqual({ removed: 1, held: 0, restored: 1, kept: 1, done: true })
  expect(await people()).toEqual(
    before.map((each) => (each.address === 'bob@a.test' ? { ...each, company: 'By hand' } : each)),
  )
  const { rows } = await here.client().contacts.imports({})
  expect(
    rows.map(({ imported, updated, undo: why, undone_at }) => ({ imported, updated, why, undone: undone_at !== null })),
  ).toEqual([
    { imported: 1, updated: 2, why: 'It was taken back already.', undone: true },
    { imported: 2, updated: 0, why: null, undone: false },
  ])
  await expect(undo(id)).rejects.toThrow('It was taken back already.')
  // the address is free again
  expect(await run('email\nnew@a.test\n')).toMatchObject({ imported: 1 })
})

it('updates and taking back go on after a crash in the middle', async () => {
  await run('email,company\n'.concat(...Array.from({ length: 9 }, (_, i) => `p${i}@a.test,Old\n`)))
  const before = await people()
  const list = await run(
    'email,company\n'.concat(...Array.from({ length: 9 }, (_, i) => `p${i}@a.test,New\n`), 'x@a.test,\n'),
  )
  const { store } = here.room
  const { id } = store.get<{ id: number }>('SELECT id FROM imports WHERE public_id = ?', list.import) ?? { id: 0 }
  // as a crash leaves it: some values written, others not
  const mark = { author: null, device: 'd', hlc: 'h' }
  store.write((tx) => {
    decideImport(tx, id, { rows: 10, refused: 0, columns: [] })
    tx.run('UPDATE contact_updates SET before = NULL WHERE id > (SELECT min(id) + 3 FROM contact_updates)')
    tx.run(
      `UPDATE contacts SET company = 'Old' WHERE id IN (SELECT contact_id FROM contact_updates WHERE before IS NULL)`,
    )
    applyUpdates(tx, id, 2, mark, null)
  })
  await finishImports(store, 0, 3)
  expect((await people()).map(({ company }) => company)).toEqual([...Array.from({ length: 9 }, () => 'New'), null])
  store.write((tx) => {
    tx.run(`UPDATE imports SET state = 'undoing', undone_at = 1 WHERE id = ?`, id)
  })
  await finishImports(store, 0, 4)
  expect(await people()).toEqual(before)
})
