import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
let file: string
beforeEach(() => {
  here = testRoom()
  file = join(here.folder, 'list.csv')
})
afterEach(() => here.close())

type Options = { dry_run?: boolean; map?: Record<string, string>; refused_limit?: number; upload?: string }
async function run({ upload, ...options }: Options = {}) {
  const steps = await here.client().contacts.import({ ...(upload ? { upload } : { file }), ...options })
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}
async function errorsOf(public_id: string) {
  let text = ''
  for await (const { csv } of await here.client().contacts.import_errors({ public_id })) text += csv ?? ''
  return text
}

it('a list is looked at: how it is written, its first rows, and what each column could be', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `Ann ${i};ann${i}@c.test;x;;"multi\nline"`)
  writeFileSync(file, Buffer.from(`Vorname;E-Mail;Straße;;Straße\n${rows.join('\n')}\n`, 'latin1'))
  const seen = await here.client().contacts.inspect({ file })
  expect(seen).toEqual({
    encoding: 'windows-1252',
    delimiter: ';',
    header: true,
    columns: [
      { key: 'Vorname', title: 'Vorname', target: 'first_name' },
      { key: 'E-Mail', title: 'E-Mail', target: 'email' },
      { key: 'Straße', title: 'Straße', target: 'straße' },
      { key: 'column 4', title: 'column 4', target: 'column_4' },
      { key: '5', title: 'Straße', target: 'straße_2' },
    ],
    rows: Array.from({ length: 20 }, (_, i) => [`Ann ${i}`, `ann${i}@c.test`, 'x', '', 'multi\nline']),
    count: 30,
    bytes: expect.any(Number),
    problem: null,
    remembered: null,
    sheet: null,
    sheets: [],
  })
  // what was proposed is what is then done
  const map = Object.fromEntries(seen.columns.map(({ key, target }) => [key, target]))
  expect(await run({ map: { ...map, 'column 4': '-', 5: 'flat' } })).toMatchObject({ imported: 30, refused_count: 0 })
  expect((await here.client().contacts.list({})).rows[0]).toMatchObject({
    first_name: 'Ann 0',
    fields: { straße: 'x', flat: 'multi\nline' },
  })
})

it('a list without addresses is shown all the same, with what is missing; an upload is looked at as a file is', async () => {
  mkdirSync(join(here.folder, 'uploads'), { recursive: true })
  writeFileSync(join(here.folder, 'uploads', 'u1'), 'name\tteam\nAnn\tA\n')
  const remote = here.client({ ...asker(1, 'admin', 'read', 'write'), remote: true })
  expect(await remote.contacts.inspect({ upload: 'u1' })).toMatchObject({
    delimiter: '\t',
    problem: expect.stringContaining('No column holds email addresses'),
    columns: [{ target: 'name' }, { target: 'team' }],
  })
  for (const input of [{ file }, { upload: '../cadenza.sqlite' }, {}])
    await expect(remote.contacts.inspect(input)).rejects.toMatchObject({
      code: expect.stringMatching(/forbidden|bad_request/),
    })
  writeFileSync(file, '')
  await expect(here.client().contacts.inspect({ file })).rejects.toMatchObject({ message: 'The file is empty.' })
  writeFileSync(file, `email,note\n${`a@c.test,${'x'.repeat(300)}\n`.repeat(10_000)}`)
  const large = await here.client().contacts.inspect({ file })
  expect([large.count, large.bytes, large.rows[0]?.[1]?.length]).toEqual([null, 11 + 10_000 * 310, 200])
})

it('tells what is new, changed, known and refused, before and after; a list that says nothing new writes nothing', async () => {
  writeFileSync(file, 'email,first name,tags,team\na@c.test,Ann,vip,A\nb@c.test,Bob,,B\n')
  expect(await run()).toMatchObject({ imported: 2, updated: 0, unchanged: 0 })
  const before = (await here.client().contacts.list({})).rows
  expect(await run()).toMatchObject({ imported: 0, updated: 0, unchanged: 2 })
  expect((await here.client().contacts.list({})).rows).toEqual(before)
  writeFileSync(
    file,
    'email,first name,tags,team\nA@C.test,Ann,vip,\nb@c.test,Bob,x,B\nc@c.test,,,\nno,,,\nc@c.test,,,\n',
  )
  const told = { rows: 5, imported: 1, updated: 1, unchanged: 1, refused_count: 2, refused: [{ line: 5 }] }
  expect(await run({ dry_run: true, refused_limit: 1 })).toMatchObject({ ...told, import: null })
  expect(await run({ refused_limit: 1 })).toMatchObject(told)
  const after = (await here.client().contacts.list({})).rows
  expect(after.map(({ address, tags, version }) => [address, tags, version])).toEqual([
    ['a@c.test', ['vip'], 1],
    ['b@c.test', ['x'], 2],
    ['c@c.test', [], 1],
  ])
})

it('gives refused rows back as a file that can be put right and imported again', async () => {
  const bad = ['no,"=1+1, or so",A', 'b@c.test,+33 1,B', 'B@c.test,dup,C', 'd@c.test,Dan,D,too much']
  writeFileSync(file, `Email,First name,Team\na@c.test,Ann,X\n${bad.join('\n')}\n`)
  const { import: id } = await run()
  const csv = await errorsOf(id ?? '')
  expect(csv.split('\r\n')).toEqual([
    '\ufeffEmail,First name,Team,Cadenza: line,Cadenza: problem',
    expect.stringMatching(/^no,"'=1\+1, or so",A,3,"?Email: /),
    expect.stringMatching(/^B@c\.test,dup,C,5,"?Email: .*line 4/),
    expect.stringMatching(/^d@c\.test,Dan,D,6,.*too much/),
    '',
  ])
  writeFileSync(file, csv.replace('no,', 'n@c.test,').replace('B@c.test', 'e@c.test'))
  expect(await here.client().contacts.inspect({ file })).toMatchObject({
    columns: [{ target: 'email' }, { target: 'first_name' }, { target: 'team' }, { target: '-' }, { target: '-' }],
  })
  expect(await run()).toMatchObject({ imported: 3, refused_count: 0 })
  const names = (await here.client().contacts.list({})).rows.map(({ first_name, fields }) => [first_name, fields])
  expect(names).toEqual([
    ['Ann', { team: 'X' }],
    ['+33 1', { team: 'B' }],
    ['=1+1, or so', { team: 'A' }],
    ['dup', { team: 'C' }],
    ['Dan', { team: 'D' }],
  ])
  await expect(errorsOf('none')).rejects.toMatchObject({ code: 'not_found' })
})

it('gives refused rows back as a workbook too, to be put right and imported again', async () => {
  writeFileSync(file, 'Email,First name\na@c.test,Ann\nno,"=1+1, or so"\n')
  const { import: id } = await run()
  const parts: string[] = []
  const wish = { public_id: id ?? '', format: 'xlsx' as const }
  for await (const { base64 } of await here.client().contacts.import_errors(wish)) parts.push(base64 ?? '')
  writeFileSync(file, Buffer.from(parts.join(''), 'base64'))
  expect(await here.client().contacts.inspect({ file })).toMatchObject({
    encoding: 'xlsx',
    count: 1,
    columns: [{ target: 'email' }, { target: 'first_name' }, { target: '-' }, { target: '-' }],
    rows: [['no', '=1+1, or so', '3', expect.stringContaining('Email: ')]],
  })
  expect(await run()).toMatchObject({ imported: 0, refused_count: 1 })
})

it('many refused rows come in pieces, and one that is broken off keeps none', async () => {
  here.room.running = true
  writeFileSync(file, `email\n${Array.from({ length: 12_000 }, (_, i) => `bad ${i}\ng${i}@c.test`).join('\n')}\n`)
  const { import: id, refused, refused_count } = await run({ refused_limit: 3 })
  expect([refused.length, refused_count]).toEqual([3, 12_000])
  expect((await errorsOf(id ?? '')).split('\r\n')).toHaveLength(12_002)
  const kept = () => here.room.store.get<{ n: number }>('SELECT count(*) AS n FROM import_refusals')?.n
  const steps = await here.client().contacts.import({ file })
  while (kept() === 12_000) await steps.next()
  await steps.return?.(undefined as never)
  expect(kept()).toBe(12_000)
  expect(await here.client().contacts.count()).toEqual({ contacts: 12_000, more: false })
  expect(existsSync(file) && readdirSync(here.folder)).toContain('list.csv')
})
