import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContacts } from '../../src/main/api/csv-stream.ts'
import { pieces } from '../fuzz/csv.ts'
import { failure, read, whole } from './csv-reading.ts'

describe('encodings, cut anywhere', () => {
  const text = 'email,Vorname,Größe\r\nmax@müller.de,Zoë,“5 €”\r\nb@example.com,Łukasz 日本 𝒳,ß\r\n'
  const western = 'email,Vorname,Größe\r\nmax@müller.de,Zoë,“5 €”\r\n'
  const cp1252 = Buffer.from([...western].map((c) => ({ '“': 0x93, '”': 0x94, '€': 0x80 })[c] ?? c.charCodeAt(0)))
  const be = (s: string) => Buffer.from(s, 'utf16le').swap16()
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', be(`\ufeff${text}`)],
    ['utf-16be', be(text)],
    ['windows-1252', cp1252],
  ])('%s', async (encoding, bytes) => {
    for (const size of [1, 2, 3, 7, 1 << 20]) {
      const result = await read(pieces(bytes, size))
      expect(result).toMatchObject({ encoding, refused: 0, bytes: bytes.length })
      expect(result.contacts[0]).toMatchObject({
        address: 'max@xn--mller-kva.de',
        firstName: 'Zoë',
        fields: { größe: '“5 €”' },
      })
      if (encoding !== 'windows-1252')
        expect(result.contacts[1]).toMatchObject({ firstName: 'Łukasz 日本 𝒳', fields: { größe: 'ß' } })
    }
  })

  it.each([
    ['utf-8', Buffer.from('Zoë')],
    ['windows-1252', Buffer.from('Zoë', 'latin1')],
  ])('%s that shows itself only after 300 kB of ASCII', async (encoding, name) => {
    const head = Array.from({ length: 12_000 }, (_, i) => `p${i}@example.com,Anna\n`).join('')
    for (const size of [64 * 1024 + 1, 4096]) {
      const result = await read(
        pieces(Buffer.concat([Buffer.from(`email,first name\n${head}z@example.com,`), name]), size),
      )
      expect([result.encoding, result.contacts.at(-1)?.firstName]).toEqual([encoding, 'Zoë'])
    }
  })

  it('a damaged character refuses its row, not its neighbours', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`email,name\na@b.de,${'äö'.repeat(20)}\nb@b.de,`),
      Buffer.from([0xff]),
      Buffer.from('\nc@b.de,x\n'),
    ])
    const result = await whole(bytes)
    expect(result.contacts.map((c) => c.address)).toEqual(['a@b.de', 'c@b.de'])
    expect(result.refusals).toMatchObject([{ line: 3, column: 'name', reason: 'unreadable' }])
  })
})

describe('lines of the file', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('are counted through quoted line ends and blank lines (%s)', async (_, end) => {
    const text = [
      'email,note',
      'a@b.de,"one',
      'two',
      '',
      'four"',
      '',
      'b@',
      '"x',
      'y",z',
      ' , ',
      'c@b.de,',
      'c@b.de',
      'd@',
    ].join(end)
    for (const size of [1, 5, 1 << 20]) {
      const result = await read(pieces(text, size))
      expect(result.contacts.map((c) => [c.address, c.fields.note])).toEqual([
        ['a@b.de', 'one\ntwo\n\nfour'],
        ['c@b.de', undefined],
      ])
      expect(result.refusals.map((r) => [r.line, r.reason])).toEqual([
        [7, 'invalid_address'],
        [8, 'invalid_address'],
        [12, 'duplicate'],
        [13, 'invalid_address'],
      ])
    }
  })

  it('are right with all line ends mixed', async () => {
    const result = await whole('email\r\na@b.de\nb@b.de\rc@\r\n\rd@\n')
    expect(result.refusals.map((r) => [r.line, r.value])).toEqual([
      [4, 'c@'],
      [6, 'd@'],
    ])
  })

  it("begin after Excel's own line", async () => {
    const result = await whole('sep=|\nemail|a;b\na@b.de|1\nb@|2\n')
    expect(result).toMatchObject({ delimiter: '|', contacts: [{ fields: { a_b: '1' } }], refusals: [{ line: 4 }] })
  })
})

describe('what spoils the whole file', () => {
  it.each<[string, string | Buffer, string]>([
    ['nothing in it', '', 'bad_request: The file is empty.'],
    ['blank lines only', '\n \n\r\n', 'bad_request: The file is empty.'],
    [
      'no addresses',
      'a,b\n1,2\n',
      'bad_request: No column holds email addresses. The columns are "a", "b". Name the right one "email", or import it with --map "a=email".',
    ],
    [
      'an open quotation mark',
      'email,note\na@b.de,"x\nb@b.de,y\n',
      'bad_request: The quotation mark that opens on line 2 is never closed. Close it, or write it twice where it is meant as a character.',
    ],
    [
      'an open quotation mark in a long file',
      `email,note\na@b.de,x\nb@b.de,"${'x\n'.repeat(600_000)}`,
      'bad_request: The quotation mark that opens on line 3 is never closed. Close it, or write it twice where it is meant as a character.',
    ],
    [
      'a row without end',
      `email\na@b.de\n${'x'.repeat(1_100_000)}\n`.repeat(1).slice(0, -1),
      'bad_request: The row on line 3 is longer than 1000000 characters. Is this a contact list?',
    ],
    [
      'a workbook',
      Buffer.from('PK\x03\x04\x14\x00\x06\x00'),
      'bad_request: This is a workbook, not a CSV file. Save the sheet as "CSV UTF-8" and use that file.',
    ],
    [
      'a program',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 64, 9]),
      'bad_request: This is not a text file. Save the sheet as "CSV UTF-8" and use that file.',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await failure(text)).toBe(expected)
  })

  it('names a file that is not there, and a folder', async () => {
    const onBatch = () => {}
    await expect(readContacts(join(tmpdir(), 'no such folder', 'none.csv'), { onBatch })).rejects.toThrow(
      /^There is no file .*none\.csv/,
    )
    await expect(readContacts(tmpdir(), { onBatch })).rejects.toThrow(/is a folder/)
  })
})

describe('single rows', () => {
  it('header only is a list of nobody', async () => {
    expect(await whole('email,name\n')).toMatchObject({ rows: 0, hasHeader: true })
    expect(await whole('\ufeffemail')).toMatchObject({ rows: 0, hasHeader: true })
  })

  it('a file without headings', async () => {
    const result = await whole('a@b.de;Anna\nb@b.de;Bob', { map: { 2: 'first_name' } })
    expect(result).toMatchObject({
      hasHeader: false,
      delimiter: ';',
      contacts: [{ firstName: 'Anna' }, { firstName: 'Bob' }],
    })
  })

  it('a huge cell refuses its row', async () => {
    const big = 'x'.repeat(700_000)
    for (const cell of [big, `"${big}"`, `"${'x\n'.repeat(300_000)}"`]) {
      const result = await read(pieces(`email,note\na@b.de,${cell}\nb@,\nc@b.de,y\n`, 65_536))
      expect(result.refusals.map((r) => r.reason)).toEqual(['too_long', 'invalid_address'])
      expect(result.refusals[1]?.line).toBe(cell.includes('\n') ? 300_003 : 3)
      expect(result.contacts.map((c) => c.address)).toEqual(['c@b.de'])
    }
  })

  it('a badly closed quotation mark refuses its row and says which lines it took', async () => {
    const result = await whole('email,note\na@b.de,"he said "hi" twice"\nb@b.de,"x" y\nc@b.de,z"\nd@b.de,"""ok"""\n')
    expect(result.contacts.map((c) => [c.address, c.fields.note])).toEqual([['d@b.de', '"ok"']])
    expect(result.refusals).toMatchObject([
      {
        line: 2,
        reason: 'bad_quotes',
        message:
          'The quotation mark that opens on line 2 is not closed properly. Write quotation marks inside a cell twice.',
      },
      {
        line: 3,
        reason: 'bad_quotes',
        message:
          'The quotation mark that opens on line 3 is not closed properly. Lines 3 to 4 were read as one row. Write quotation marks inside a cell twice.',
      },
    ])
  })

  it('unknown zones by the runtime, or by whom the caller asks', async () => {
    const text = 'email,timezone\na@b.de,Europe/Paris\nb@b.de,Europe/Pari\n'
    expect((await whole(text)).refusals).toMatchObject([{ line: 3, column: 'timezone', value: 'Europe/Pari' }])
    expect((await whole(text, { isZone: () => false })).refused).toBe(2)
  })
})
