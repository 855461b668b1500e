import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenList, pieces } from '../fuzz/csv.ts'
import { size } from '../size.ts'
import { read, whole } from './csv-reading.ts'

/** The same file with a column of addresses in front. */
function withAddresses(csv: string): string {
  let row = 0
  let quoted = false
  let out = ''
  for (const [i, char] of [...csv].entries()) {
    if (!quoted && (i === 0 || csv[i - 1] === '\n')) out += row++ === 0 ? 'email,' : `p${row}@example.com,`
    if (char === '"') quoted = !quoted
    out += char
  }
  return out
}

describe('the torture files of csv-spectrum', () => {
  const base = dirname(createRequire(import.meta.url).resolve('csv-spectrum'))
  const files = readdirSync(join(base, 'csvs')).map((name) => name.replace(/\.csv$/, ''))
  it('are all there', () => expect(files.length).toBe(12))
  // None of them has addresses: a column of them is put in front of each row before it is read.
  it.each(files)('%s', async (name) => {
    // The package's own answer for one file names another phone number than the file.
    const rows = [
      JSON.parse(readFileSync(join(base, 'json', `${name}.json`), 'utf8').replace('1234567890', '2095257564')),
    ].flat() as Record<string, string>[]
    const csv = readFileSync(join(base, 'csvs', `${name}.csv`), 'latin1')
    const result = await whole(Buffer.from(withAddresses(csv), 'latin1'))
    expect(result.refusals).toEqual([])
    const titles = result.columns.slice(1)
    const values = result.contacts.map((c) =>
      titles.map(
        ({ part, name: key }) =>
          (part === 'first_name' ? c.firstName : part === 'last_name' ? c.lastName : c.fields[key]) ?? '',
      ),
    )
    // Line ends inside cells become \n, and spaces around a cell go.
    expect(values).toEqual(rows.map((r) => Object.values(r).map((v) => v.replaceAll('\r\n', '\n').trim())))
  })
})

describe('a round trip', () => {
  const quote = (cell: string, always: boolean) =>
    always || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  const cell = fc.string({
    unit: fc.oneof(fc.constantFrom(...'ab ,;"\n\r\t\'|=@é日'), fc.constant('\r\n')),
    maxLength: 12,
  })
  const expected = (s: string) => s.replace(/\r\n?/g, '\n').trim()

  it('gives back every cell and the right line, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, fc.boolean()), { maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 80 }),
        fc.boolean(),
        async (rows, end, size, lastEnd) => {
          let line = 2
          const lines: number[] = []
          const body = rows.map(([a, b, always], i) => {
            lines.push(line)
            const text = [i % 3 === 2 ? 'wrong@' : `p${i}@example.com`, a, b].map((c) => quote(c, always)).join(',')
            line += 1 + (text.match(/\r\n|\r|\n/g)?.length ?? 0)
            return text
          })
          const result = await read(pieces(['email,a,b', ...body].join(end) + (lastEnd ? end : ''), size))
          expect(result.delimiter).toBe(',')
          const good = rows.map((r, i) => [r, i] as const).filter(([, i]) => i % 3 !== 2)
          expect(result.contacts.map((c) => [c.key, c.fields.a ?? '', c.fields.b ?? ''])).toEqual(
            good.map(([[a, b], i]) => [`p${i}@example.com`, expected(a), expected(b)]),
          )
          expect(result.refusals.map((r) => r.line)).toEqual(lines.filter((_, i) => i % 3 === 2))
        },
      ),
      { numRuns: size(200, 2_000) },
    )
  })

  it('never crashes, hangs or loses count on garbage', async () => {
    await fc.assert(brokenList(), { numRuns: size(800, 10_000) })
  })
})
