/** The rows that an import refused, as a workbook: a thread of its own writes it, word for word as it would be written here. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import readXlsx from 'read-excel-file/node'
import { expect, it } from 'vitest'
import type { Heavy } from '../../src/main/engine.ts'
import { size } from '../size.ts'
import { dying, type Place, places } from './beside.ts'
import { longestStop } from './longest-stop.ts'

const place = places()
const crowd = size(5_000, 50_000)

/** A heading, one row that is taken, and what is refused: formulas, empty cells, too many cells, and one longer than a cell holds. */
const odd = [
  'Email,First name,Größe',
  'good@list.example,Ann,1',
  'no,"=1+1, or so",',
  'nor this,,"two\nlines & <b>“marks”</b>"',
  'good@list.example,Zoë,0042,one,two',
  `neither,${'x'.repeat(40_000)},`,
]
const crowded = [
  'Email,First name,Company',
  ...Array.from({ length: crowd }, (_, i) => `bad ${i},Zoe ${i},Firm ${i % 99}`),
]

/** Imports a list. @returns public id of the import */
async function imported({ client, folder }: Place, lines: string[]): Promise<string> {
  const file = join(folder, 'list.csv')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const steps = await client.contacts.import({ file, refused_limit: 1 })
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value.import ?? ''
  }
}

async function refusedOf({ client }: Place, public_id: string, signal?: AbortSignal) {
  const pieces = await client.contacts.import_errors({ public_id, format: 'xlsx' }, signal ? { signal } : {})
  let base64 = ''
  for await (const piece of pieces) base64 += piece.base64 ?? ''
  return Buffer.from(base64, 'base64')
}

type Write = NonNullable<Heavy['refusedBook']>
/** What stands in the thread's stead can be told from test to test; null: nothing, so it is written here. */
function lending() {
  const how: { write: ((heavy: Heavy) => Write) | null } = { write: (heavy) => heavy.refusedBook as Write }
  const asked = { times: 0 }
  const lent = (heavy: Heavy) =>
    ({
      ...heavy,
      get refusedBook() {
        const { write } = how
        return (
          write &&
          ((...given: Parameters<Write>) => {
            asked.times++
            return write(heavy)(...given)
          })
        )
      },
    }) as Heavy
  return { how, asked, lent }
}

const failures = ({ logs }: Place) => logs.filter((line) => line.includes('writing a workbook in a worker failed'))

it('holds what it holds when it is written here', async () => {
  const { how, asked, lent } = lending()
  const p = await place(lent)
  const id = await imported(p, odd)
  const away = await readXlsx(await refusedOf(p, id))
  expect(asked.times).toBe(1)
  how.write = null
  expect(away).toEqual(await readXlsx(await refusedOf(p, id)))
  expect(asked.times).toBe(1)
  const [{ data: rows }] = away as unknown as [{ data: unknown[][] }]
  expect(rows).toEqual([
    ['Email', 'First name', 'Größe', 'Cadenza: line', 'Cadenza: problem'],
    ['no', '=1+1, or so', null, 3, expect.stringContaining('Email: ')],
    ['nor this', null, 'two\nlines & <b>“marks”</b>', 4, expect.stringContaining('Email: ')],
    ['good@list.example', 'Zoë', '0042', 6, expect.stringMatching(/\(one \| two\)$/)],
    ['neither', expect.stringMatching(/^x{9000,32767}$/), null, 7, expect.stringContaining('First name: ')],
  ])
  expect(failures(p)).toEqual([])
})

it('is given up at any moment, and asked for again', async () => {
  const { how, asked, lent } = lending()
  const p = await place(lent)
  const id = await imported(p, odd)
  const stop = new AbortController()
  how.write = (heavy) => (list, signal) => {
    const writing = (heavy.refusedBook as Write)(list, signal)
    stop.abort()
    return writing
  }
  await expect(refusedOf(p, id, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect([asked.times, failures(p)]).toEqual([1, []])
  how.write = (heavy) => heavy.refusedBook as Write
  expect((await refusedOf(p, id)).length).toBeGreaterThan(1000)
})

it('is refused in the same words', async () => {
  const { how, lent } = lending()
  const p = await place(lent)
  const id = await imported(p, odd)
  p.store.write((tx) => tx.run('UPDATE imports SET refused = 100001'))
  for (const [name, code, message] of [
    [id, 'too_large', /^An XLSX file holds 100,000 rows at most\. Save the refused rows as CSV\.$/],
    ['none', 'not_found', /^There is no import "none"\.$/],
  ] as const)
    for (const write of [(heavy: Heavy) => heavy.refusedBook as Write, null]) {
      how.write = write
      await expect(refusedOf(p, name)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    }
  expect(failures(p)).toEqual([])
})

it('is written here when the thread dies', async () => {
  const { how, asked, lent } = lending()
  const p = await place(lent, { program: dying })
  const id = await imported(p, odd)
  const made = await readXlsx(await refusedOf(p, id))
  expect([asked.times, failures(p)]).toEqual([1, [expect.stringContaining('exit code 1')]])
  how.write = null
  expect(made).toEqual(await readXlsx(await refusedOf(p, id)))
})

it('leaves the engine its hands free', { timeout: 300_000 }, async () => {
  const { how, lent } = lending()
  const p = await place(lent)
  const id = await imported(p, crowded)
  const away = await longestStop(() => refusedOf(p, id))
  how.write = null
  const inline = await longestStop(() => refusedOf(p, id))
  process.stdout.write(
    `${crowd} refused rows: longest stop here ${inline.ms.toFixed(0)} ms, with a thread ${away.ms.toFixed(0)} ms\n`,
  )
  expect(await readXlsx(away.result)).toEqual(await readXlsx(inline.result))
  expect(away.ms).toBeLessThan(inline.ms / 2)
})
