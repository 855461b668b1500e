import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { type KnownWish, knownWishes } from '../../../shared/domain/contact-news.ts'
import { parseColumnMap } from '../../../shared/domain/csv-columns.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { createProgress } from './progress.ts'
import { counted, grouped, table } from './table.ts'
import { printJson } from './write.ts'

interface ImportOptions extends ConnectOptions {
  sheet?: string
  known?: KnownWish
  map?: Record<string, string>
  dryRun?: boolean
}

type Result = Awaited<ReturnType<typeof runImport>>

function columnMap(text: string, before: Record<string, string> = {}): Record<string, string> {
  const parsed = parseColumnMap([text])
  if (!parsed.ok) throw new InvalidArgumentError(parsed.message)
  return { ...before, ...parsed.map }
}

export function addImport(program: Command, io: Io): void {
  addConnectOptions(
    program
      .command('import')
      .argument(
        '<file>',
        'contacts as CSV or XLSX, or - for standard input; delimiter, encoding and columns are recognised',
      )
      .option(
        '--map <column=field>',
        'which column is what: "Work mail=email", "Notes=-" leaves one out (repeatable)',
        columnMap,
      )
      .option('--sheet <name>', 'sheet of an Excel workbook; the first unless said')
      .addOption(
        new Option(
          '--known <wish>',
          'contacts known already: update them, fill only what is empty, or leave them',
        ).choices(knownWishes),
      )
      .option('--dry-run', 'read and check everything, write nothing'),
  )
    .description('Import contacts; contacts known already are updated')
    .action((file: string, options: ImportOptions) =>
      withClient(io, options, options.dryRun ? 'spare' : 'create', async (client, io) => {
        const result = await withFile(io, file, (path) => runImport(client, path, options, io))
        const { rows, imported, updated, unchanged, refused } = result
        if (options.json) printJson(io, { rows, imported, updated, unchanged, refused })
        else show(io, result, options.dryRun === true)
      }),
    )
}

/**
 * Lends `work` the path of a file; what comes on standard input ("-") is written to one first, because the engine reads
 * by itself, and may be another process.
 */
export async function withFile<T>(io: Io, file: string, work: (path: string) => Promise<T>): Promise<T> {
  if (file !== '-') return work(resolve(file))
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-list-'))
  try {
    const path = join(folder, 'standard input')
    await pipeline(io.stdin, createWriteStream(path, { mode: 0o600 }))
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Imports a file, by its absolute path, with a progress bar. Ctrl-C cancels, and nothing of the file is kept. */
export async function runImport(
  client: Client,
  file: string,
  options: { map?: Record<string, string>; dryRun?: boolean; sheet?: string; known?: KnownWish },
  io: Io,
) {
  const bar = createProgress(io, options.dryRun ? 'Checking' : 'Importing')
  const { signal, end } = interruptible()
  try {
    const { sheet, known } = options
    const input = { file, sheet, known, map: options.map ?? {}, dry_run: options.dryRun === true }
    const progress = await client.contacts.import(input, { signal })
    for (;;) {
      const step = await progress.next()
      if (step.done) return step.value
      bar.show(step.value.done, step.value.total, step.value.note ?? '')
    }
  } finally {
    end()
    bar.end()
  }
}

/** Refused rows shown to people; programs get all. */
const shown = 20

function show(io: Io, result: Result, dry: boolean): void {
  const { rows, imported, updated, unchanged, refused, refused_count: count } = result
  const paint = painter(io)
  const words = dry ? ['would be imported', 'would be updated', 'would be refused'] : ['imported', 'updated', 'refused']
  const same = unchanged > 0 ? `, ${grouped(unchanged)} known and unchanged` : ''
  print(
    io,
    `${counted(rows, 'row')}: ${grouped(imported)} ${words[0]}, ${grouped(updated)} ${words[1]}${same}, ${grouped(count)} ${words[2]}.`,
  )
  if (refused.length === 0) return
  const lines = refused.slice(0, shown).map((row) => [row.line, row.column, row.value.slice(0, 40), row.message])
  print(io, `\n${table(io, ['Line', 'Column', 'Value', 'Why'], lines)}`)
  if (count > shown) print(io, paint('dim', `… and ${grouped(count - shown)} more (all of them with --json)`))
}
