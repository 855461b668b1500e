import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContactInput, variablesOf } from '../../src/shared/domain/contact.ts'
import { isRefusal, longestCell, type RowRefusal, rowReader } from '../../src/shared/domain/csv.ts'
import { type ColumnMap, parseColumnMap, planColumns } from '../../src/shared/domain/csv-columns.ts'

const columnsOf = (first: string[], sample: string[][] = [], map: ColumnMap = {}) => {
  const result = planColumns(first, sample, map)
  return result.ok ? result.plan.columns.map((c) => `${c.part}:${c.name}`).join(' ') : result.message
}

describe('columns', () => {
  it.each<[string[], string[][], ColumnMap, string]>([
    [['Email', 'First name', 'Note'], [], {}, 'email:email first_name:first_name field:note'],
    [['Work email', 'Email', 'E-Mail'], [], {}, 'field:work_email email:email field:e_mail'],
    [['Note', 'note', 'NOTE ', 'email'], [], {}, 'field:note field:note_2 field:note_3 email:email'],
    [['Email', 'Email'], [], {}, 'email:email field:email_2'],
    [['email', 'Sender', ''], [], {}, 'email:email field:sender_2 field:column_3'],
    [['Contact', 'X'], [['a@b.de', '1']], {}, 'email:email field:x'],
    [['a@b.de', 'Anna'], [['b@b.de', 'Bob', '7']], {}, 'email:email field:column_2 field:column_3'],
    [['Anna', 'a@b.de'], [], {}, 'field:column_1 email:email'],
    [['anna@', 'x'], [['b@b.de', 'y']], {}, 'email:email field:column_2'],
    [['Email', 'Work mail'], [], { 'work mail': 'email' }, 'field:email_2 email:email'],
    [['Mail', 'A', 'B'], [], { A: 'First name', B: '-' }, 'email:email first_name:first_name ignored:'],
    [['a@b.de', 'Anna'], [], { 2: 'first_name' }, 'email:email first_name:first_name'],
    [['Email', 'Job'], [], { Job: 'My role' }, 'email:email field:my_role'],
    [['Email', 'My role', 'Job'], [], { Job: 'My role' }, 'email:email field:my_role_2 field:my_role'],
    [['Email', 'X'], [], { X: 'sender' }, 'email:email field:sender_2'],
  ])('%j %j %j', (first, sample, map, expected) => {
    expect(columnsOf(first, sample, map)).toBe(expected)
  })

  it.each<[string[], ColumnMap, string]>([
    [
      ['a', 'b'],
      {},
      'No column holds email addresses. The columns are "a", "b". Name the right one "email", or import it with --map "a=email".',
    ],
    [['email'], { c: 'company' }, 'There is no column "c". The columns are "email".'],
    [['email', 'b', 'c'], { b: 'x', c: 'x' }, 'Two columns are mapped to "x"; keep one.'],
    [['email', 'b'], { b: 'x', B: 'y' }, 'The column "b" is mapped twice.'],
    [['email', 'b'], { b: '!!' }, '"!!" can\'t be the name of a variable; use letters.'],
    [['a@'], {}, 'The first row shows no complete email address. Add a row with headings, one of them "email".'],
    [
      Array.from({ length: 1001 }, (_, i) => `c${i}`),
      {},
      'The first row has 1001 columns; at most 1000 are allowed. Is this a contact list?',
    ],
  ])('refuses %j with %j', (first, map, message) => {
    expect(columnsOf(first, [], map)).toBe(message)
  })

  it('reads what was typed', () => {
    expect(parseColumnMap(['Work mail=email', 'a=b=c', 'Notes = -'])).toEqual({
      ok: true,
      map: Object.assign(Object.create(null), { 'Work mail': 'email', 'a=b': 'c', Notes: '-' }),
    })
    for (const wrong of ['email', '=email', 'x=', ' = '])
      expect(parseColumnMap([wrong])).toEqual({
        ok: false,
        message: `"${wrong}" must look like "Work mail=email" or "Notes=-".`,
      })
    expect(parseColumnMap(['a=b', 'a=c'])).toEqual({ ok: false, message: 'The column "a" is mapped twice.' })
  })

  it('gives every column a name of its own that a template can use, and finds one address column', () => {
    const heading = fc.oneof(
      fc.constantFrom('email', 'Note', 'note', 'First name', 'sender', '', 'x y', 'note_2'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(heading, { minLength: 1, maxLength: 12 }), (first) => {
        const result = planColumns(first, [first.map((_, i) => `a${i}@b.de`)])
        if (!result.ok) return
        const names = result.plan.columns.map((c) => c.name)
        expect(new Set(names).size).toBe(names.length)
        expect(result.plan.columns.filter((c) => c.part === 'email')).toHaveLength(1)
        for (const name of names) expect(name).toMatch(/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u)
      }),
      { numRuns: 2000 },
    )
  })
})

function reader(first: string[], map: ColumnMap = {}) {
  const result = planColumns(first, [], map)
  if (!result.ok) throw new Error(result.message)
  return rowReader(result.plan, (zone) => zone === 'Europe/Paris')
}

describe('a row', () => {
  const all = ['Email', 'First name', 'Last name', 'Company', 'Owner', 'Time zone', 'Tags', 'Note']
  it('becomes a contact, trimmed', () => {
    const cells = [
      ' Anna@Example.com ',
      'Anna\u00a0',
      ' Li',
      'A & Co',
      'bob@x.de',
      'Europe/Paris',
      'vip; paris,vip',
      ' 1\n2 ',
    ]
    const contact = reader(all).read(cells, 2, false) as ContactInput
    expect(contact).toEqual({
      address: 'Anna@Example.com',
      key: 'anna@example.com',
      domain: 'example.com',
      firstName: 'Anna',
      lastName: 'Li',
      company: 'A & Co',
      owner: 'bob@x.de',
      zone: 'Europe/Paris',
      tags: ['vip', 'paris'],
      fields: { note: '1\n2' },
    })
    expect(variablesOf(contact)).toEqual({
      email: 'Anna@Example.com',
      first_name: 'Anna',
      last_name: 'Li',
      company: 'A & Co',
      owner: 'bob@x.de',
      zone: 'Europe/Paris',
      domain: 'example.com',
      note: '1\n2',
    })
  })

  it('may be short, or have empty cells too many', () => {
    const empty = { firstName: null, lastName: null, company: null, owner: null, zone: null, tags: [], fields: {} }
    const read = reader(all)
    expect(read.read(['a@b.de'], 2, false)).toEqual({ address: 'a@b.de', key: 'a@b.de', domain: 'b.de', ...empty })
    expect(read.read(['c@b.de', ...Array(20).fill(' ')], 3, false)).toMatchObject({ address: 'c@b.de', ...empty })
  })

  it.each<[string, string[], boolean, Partial<RowRefusal>]>([
    ['missing', ['', 'Anna'], false, { column: 'Email', value: '', reason: 'missing_address' }],
    ['invalid', ['anna@', 'Anna'], false, { column: 'Email', value: 'anna@', reason: 'invalid_address' }],
    ['named', ['Anna <a@b.de>'], false, { reason: 'invalid_address', message: 'Write the address alone: a@b.de' }],
    [
      'duplicate',
      ['FIRST@b.de'],
      false,
      { reason: 'duplicate', message: 'The address is on line 2 already; that row counts.' },
    ],
    [
      'zone',
      ['a@b.de', '', '', '', '', 'Mars/Base'],
      false,
      { column: 'Time zone', value: 'Mars/Base', address: 'a@b.de', reason: 'unknown_zone' },
    ],
    [
      'too many',
      ['a@b.de', '', '', '', '', '', '', '', 'x'],
      false,
      { column: 'column 9', value: 'x', reason: 'too_many_cells' },
    ],
    [
      'too long',
      ['a@b.de', 'x'.repeat(longestCell + 1)],
      false,
      { column: 'First name', reason: 'too_long', value: `${'x'.repeat(199)}…` },
    ],
    ['control', ['a@b.de', 'x\u0000y'], true, { column: 'First name', value: 'x\ufffdy', reason: 'unreadable' }],
    ['half a pair', ['a@b.de', 'x\ud800y'], true, { column: 'First name', value: 'x\ufffdy', reason: 'unreadable' }],
  ])('%s is refused with line, column, value and reason', (_, cells, suspect, expected) => {
    const read = reader(all)
    read.read(['first@b.de'], 2, false)
    const row = read.read(cells, 7, suspect)
    expect(row).toMatchObject({ line: 7, ...expected })
    expect(isRefusal(row) && row.message).toMatch(/\.$|a@b\.de$/)
  })

  it('forgives what copying leaves around an address', () => {
    const read = reader(all)
    for (const cell of ['\u200ba@b.de\u200b', 'mailto:b@b.de', '\ufeffc@b.de', 'd@b.de\u00a0'])
      expect(read.read([cell], 2, false)).toMatchObject({ address: expect.stringMatching(/^[a-d]@b\.de$/) })
  })

  it('asks for each zone once', () => {
    let asked = 0
    const result = planColumns(['email', 'zone'], [])
    const read = result.ok ? rowReader(result.plan, () => ++asked > 0) : null
    for (let i = 0; i < 50; i++) read?.read([`a${i}@b.de`, 'X'], i, false)
    expect(asked).toBe(1)
  })
})
