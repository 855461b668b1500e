import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountColumns, accountHeading, accountRow } from '../../src/shared/domain/account-file.ts'
import { csvRow } from '../../src/shared/domain/csv-write.ts'
import { asker, type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

const heading = 'from_email,from_name,smtp_host,smtp_port,smtp_protocol,username,password,quotas,percentage'
const anna = 'anna@example.com,Anna,smtp.example.com,587,starttls,anna,CANARY-one,30-50/hour; 300/day,40'
const file = (...rows: string[]) => [heading, ...rows].join('\r\n')

describe('accounts from a file', () => {
  it('are tried first, then written, and nothing changes when the same file comes again', async () => {
    const client = here.client()
    const csv = file(anna, 'Bob@Example.com,Bob,smtp.example.com,465,tls,,,,')
    const tried = await client.accounts.import({ csv })
    expect(tried).toMatchObject({ dry_run: true, rows: 2, created: 2, refused: 0 })
    expect(await client.accounts.list()).toHaveLength(1)
    expect(here.keychain.secrets.size).toBe(0)
    const done = await client.accounts.import({ csv, dry_run: false })
    expect(done).toEqual({ ...tried, dry_run: false })
    const [, first, second] = await client.accounts.list()
    expect(first).toMatchObject({
      from_email: 'anna@example.com',
      from_name: 'Anna',
      quotas: ['30-50/hour', '300/day'],
      percentage: 40,
      has_smtp_password: true,
      status: 'pending',
    })
    expect(second).toMatchObject({ from_email: 'Bob@Example.com', smtp_port: 465, has_smtp_password: false })
    expect(here.keychain.secrets.get(first?.public_id ?? '')).toBe('CANARY-one')
    const { csv: out } = await client.accounts.export()
    expect(out).not.toContain('CANARY')
    expect(await client.accounts.import({ csv: out, dry_run: false })).toMatchObject({ unchanged: 2, updated: 0 })
    expect(await client.accounts.list()).toEqual([expect.anything(), first, second])
  })

  it('carry the ramp-up and the Sent folder out and in', async () => {
    const client = here.client()
    const csv = [
      'from_email,smtp_host,smtp_port,smtp_protocol,imap_host,imap_sent_folder,imap_folders,ramp_up',
      'anna@example.com,smtp.example.com,587,starttls,imap.example.com,Gesendet,Kunden; Rest\\; alt,5 + 2',
      'bob@example.com,smtp.example.com,587,starttls,,,,5 a day',
    ].join('\n')
    expect(await client.accounts.import({ csv, dry_run: false })).toMatchObject({
      created: 1,
      results: [
        { line: 2, deed: 'created' },
        { line: 3, message: expect.stringContaining('ramp_up: "5 a day" is no ramp-up. Write 5+2') },
      ],
    })
    expect((await client.accounts.list())[1]).toMatchObject({
      ramp_up: { start: 5, step: 2 },
      imap_sent_folder: 'Gesendet',
      imap_folders: ['Kunden', 'Rest; alt'],
    })
    const { csv: out } = await client.accounts.export()
    expect(out).toContain('Gesendet')
    expect(out).toContain(',5+2,')
    expect(await client.accounts.import({ csv: out, dry_run: false })).toMatchObject({ unchanged: 1, updated: 0 })
  })

  it('are found without regard to case, and changed only where a cell says something', async () => {
    const client = here.client()
    await client.accounts.import({ csv: file(anna), dry_run: false })
    const csv = 'from_email,from_name,percentage\nANNA@example.com,,25\n'
    expect(await client.accounts.import({ csv, dry_run: false })).toMatchObject({
      updated: 1,
      results: [{ line: 2, deed: 'updated', changes: ['percentage'], message: null }],
    })
    const [, row] = await client.accounts.list()
    expect(row).toMatchObject({ from_name: 'Anna', percentage: 25, has_smtp_password: true })
  })

  it('a row that can’t be taken is refused with its line and reason; the others are taken', async () => {
    const client = here.client()
    const csv = file(
      anna,
      'anna@example.com,Again,smtp.example.com,587,starttls,,,,',
      'no address,X,smtp.example.com,587,starttls,,,,',
      'c@example.com,X,smtp.example.com,many,starttls,,,,',
      'd@example.com,X,smtp.example.com,587,ssl,,,,',
      'e@example.com,X,smtp.example.com,587,starttls,,,lots,',
      ',X,smtp.example.com,587,starttls,,,,',
    )
    const { results, ...counts } = await client.accounts.import({ csv, dry_run: false })
    expect(counts).toEqual({ dry_run: false, rows: 7, created: 1, updated: 0, unchanged: 0, refused: 6 })
    expect(results.map(({ line, deed, message }) => [line, deed, message])).toEqual([
      [2, 'created', null],
      [3, 'refused', expect.stringContaining('line 2')],
      [4, 'refused', expect.stringContaining('no address')],
      [5, 'refused', 'smtp_port: "many" is no number.'],
      [6, 'refused', expect.stringContaining('smtp_protocol')],
      [7, 'refused', expect.stringContaining('lots')],
      [8, 'refused', 'from_email: the cell is empty.'],
    ])
    expect(await client.accounts.list()).toHaveLength(2)
  })

  it('the dry run refuses what the real run refuses', async () => {
    const client = here.client()
    const csv = file(anna, 'no address,X,smtp.example.com,587,starttls,,,,', 'd@example.com,X,h.example,587,ssl,,,,')
    const tried = await client.accounts.import({ csv })
    expect(await client.accounts.import({ csv, dry_run: false })).toEqual({ ...tried, dry_run: false })
  })

  it.each([
    ['a column that is none', 'from_email,smtphost\na@example.com,x', 'smtphost'],
    ['a column twice', 'from_email,name,Name\na@example.com,x,y', 'twice'],
    ['no address column', 'name\nx', 'from_email'],
    ['an open quotation mark', 'from_email,name\na@example.com,"x', 'quotation mark'],
  ])('a file with %s is refused whole', async (_, csv, words) => {
    await expect(here.client().accounts.import({ csv, dry_run: false })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(words),
    })
    expect(await here.client().accounts.list()).toHaveLength(1)
  })

  it('a member takes in and gives away no more than their own', async () => {
    const client = here.client()
    await client.seats.add({ name: 'Bob', address: 'bob@example.com' })
    await client.accounts.import({ csv: file(anna), dry_run: false })
    const bob = here.client(asker(2, 'member', 'read', 'accounts'))
    const csv = 'from_email,from_name\nanna@example.com,Mine now\n'
    expect(await bob.accounts.import({ csv, dry_run: false })).toMatchObject({ refused: 1, updated: 0 })
    expect((await client.accounts.list())[1]).toMatchObject({ from_name: 'Anna' })
  })
})

describe('the file', () => {
  it('goes out and comes in the same, whatever stands in its cells', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.trim())
    fc.assert(
      fc.property(fc.array(cell, { minLength: 3, maxLength: 3 }), ([name = '', from = '', seat = '']) => {
        const columns = ['from_email', 'name', 'from_name', 'seat']
        const written = csvRow(['a@example.com', name, from, seat])
        // a spreadsheet sees no formula in it
        for (const each of [name, from, seat])
          if (/^\s*[=+\-@\t\r]/.test(each)) expect(written).toContain(`'${each.replaceAll('"', '""')}`)
        const read = accountRow(
          columns,
          ['a@example.com', name, from, seat].map((each) => csvCellOf(each)),
        )
        const kept = Object.entries({ name, from_name: from, seat }).filter(([, value]) => value !== '')
        expect(read).toEqual({ input: { from_email: 'a@example.com', ...Object.fromEntries(kept) } })
      }),
    )
  })

  it('has only columns that it takes back', () => {
    expect(accountHeading(accountColumns)).toEqual({ columns: [...accountColumns] })
  })
})

/** A cell as `csvRow` wrote it and a CSV reader gave it back. */
const csvCellOf = (value: string): string => (/^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value)
