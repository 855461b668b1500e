/** `cadenza report … --by`: a report as a table, on the terminal or as a file. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Client } from '../../../shared/contract/index.ts'
import { tableFormats, tableKinds } from '../../../shared/contract/reports-span.ts'
import { type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { printJson } from './write.ts'

export interface TableOptions extends ConnectOptions {
  by?: string
  format?: string
  from?: string
  to?: string
  zone?: string
  seat?: string
  out?: string
}

type Kind = (typeof tableKinds)[number]
type Wish = Parameters<Client['reports']['table']>[0]
const isOneOf = <T extends string>(text: string, all: readonly T[]): text is T =>
  (all as readonly string[]).includes(text)
const ofSequence: readonly Kind[] = ['step', 'sender', 'variant']
const overTime: readonly Kind[] = ['day', 'week']

function wishOf(sequence: string | undefined, options: TableOptions): Wish {
  const { by = 'step', format, from, to, zone, seat } = options
  if (!isOneOf(by, tableKinds)) throw wrongUse(`--by ${by} is none of ${tableKinds.join(', ')}.`)
  if (format !== undefined && !isOneOf(format, tableFormats))
    throw wrongUse(`--format ${format} is none of ${tableFormats.join(', ')}.`)
  if (ofSequence.includes(by)) {
    if (sequence === undefined) throw wrongUse(`Name the sequence: cadenza report NAME --by ${by}.`)
    return { by, sequence, format: format ?? 'json' }
  }
  const of = { ...(zone !== undefined && { zone }), ...(seat !== undefined && { seat }) }
  if (overTime.includes(by) && sequence !== undefined)
    return {
      by,
      sequence,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      format: format ?? 'json',
      ...of,
    }
  if (from === undefined || to === undefined)
    throw wrongUse(`Name the days: cadenza report --by ${by} --from 2026-11-01 --to 2026-11-30.`)
  return { by, from, to, format: format ?? 'json', ...of }
}

/** Prints the table; CSV and a spreadsheet go to `--out`, CSV to standard output without one. */
export function reportTable(io: Io, sequence: string | undefined, options: TableOptions): Promise<void> {
  const wish = wishOf(sequence, options)
  if (wish.format === 'xlsx' && options.out === undefined)
    throw wrongUse('A spreadsheet is no text: say where to with --out FILE.')
  return withClient(io, options, 'read', async (client, io) => {
    const made = await client.reports.table(wish)
    const content = made.xlsx === null ? made.csv : Buffer.from(made.xlsx, 'base64')
    if (options.out !== undefined) {
      const file = resolve(options.out)
      await writeFile(file, content ?? `${JSON.stringify({ heads: made.heads, rows: made.rows }, null, 2)}\n`)
      print(io, `Wrote ${file}`)
    } else if (typeof content === 'string') io.stdout.write(content)
    else if (options.json || options.format === 'json') printJson(io, { heads: made.heads, rows: made.rows })
    else print(io, table(io, made.heads, made.rows))
  })
}
