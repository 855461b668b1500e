import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { withFile } from './import.ts'
import { type Io, print } from './io.ts'
import { firstRows } from './pages.ts'
import { createProgress } from './progress.ts'
import { counted, grouped, table } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Suppression = Awaited<ReturnType<Client['suppressions']['list']>>['rows'][number]

interface AddOptions extends ConnectOptions {
  reason?: string
  dryRun?: boolean
}

/** `cadenza suppressions …`: addresses and domains that are never written to. */
export function addSuppressions(program: Command, io: Io): void {
  const group = program.command('suppressions').description('Addresses and domains that are never written to')
  addConnectOptions(group.command('list').option('--search <text>', 'beginning of the address or domain'))
    .description('List them, newest first')
    .action((options: ConnectOptions & { search?: string }) => list(options, io))
  addConnectOptions(group.command('add').argument('<value>', 'an address, or a whole domain as example.com'))
    .option('--reason <text>', 'why (default: added by hand)')
    .option('--dry-run', 'only say what would be withdrawn')
    .description('Never write there again; what is planned is withdrawn at once')
    .action((value: string, options: AddOptions) => add(value, options, io))
  addConnectOptions(group.command('remove').argument('<value>', 'as it stands on the list, or its id'))
    .description('Take off what was added by hand; what others asked for stays')
    .action((value: string, options: ConnectOptions) => remove(value, options, io))
  addConnectOptions(
    group.command('import').argument('<file>', 'CSV with an address or domain a row, or - for standard input'),
  )
    .option('--reason <text>', 'for rows that say none (default: imported)')
    .option('--dry-run', 'read and check everything, write nothing')
    .description('Put all of a file on the list')
    .action((file: string, options: AddOptions) => importFile(file, options, io))
  addConnectOptions(group.command('export'))
    .description('Write the whole list as CSV to standard output')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        for await (const { csv } of await client.suppressions.export()) io.stdout.write(csv)
      }),
    )
}

const shownValue = ({ kind, value }: Suppression): string => (kind === 'hash' ? `erased ${value.slice(0, 12)}…` : value)

/** Rows of one page, and for people at most so many. */
const pageSize = 100
const mostShown = 500

async function list(options: ConnectOptions & { search?: string }, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const search = options.search === undefined ? {} : { search: options.search }
    const most = options.json ? Number.POSITIVE_INFINITY : mostShown
    const { rows, more } = await firstRows((at) => client.suppressions.list({ ...search, ...at }), most, pageSize)
    if (options.json) return printJson(io, { rows })
    const lines = rows.map((row) => [shownValue(row), row.reason, row.source, when(io, row.created_at)])
    print(io, table(io, ['Address or domain', 'Why', 'From', 'Since'], lines))
    if (more) print(io, 'There are more: all of them with --json, or with "cadenza suppressions export".')
  })
}

export const withdrawn = (dry: boolean, emails: number, contacts: number): string =>
  `${counted(emails, 'planned email')} ${dry ? 'would be' : emails === 1 ? 'is' : 'are'} withdrawn, of ${counted(contacts, 'contact')}.`

async function add(value: string, { reason, dryRun = false, ...options }: AddOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const made = await client.suppressions.add({ value, dry_run: dryRun, ...(reason === undefined ? {} : { reason }) })
    if (options.json) return printJson(io, made)
    print(io, `${shownValue(made)}: ${made.reason}. ${withdrawn(dryRun, made.emails, made.contacts)}`)
  })
}

async function remove(value: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { rows } = await client.suppressions.list({ search: value.replace(/^@/, ''), limit: 100 })
    const wanted = value.toLowerCase().replace(/^@/, '')
    const found = rows.find((row) => row.value === wanted || row.kind === 'hash')
    const gone = await client.suppressions.remove({ public_id: found?.public_id ?? value })
    if (options.json) return printJson(io, gone)
    print(io, `${shownValue(gone)} is off the list. What was withdrawn stays withdrawn.`)
  })
}

async function importFile(file: string, { reason, dryRun = false, ...options }: AddOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', (client, io) =>
    withFile(io, file, async (path) => {
      const result = await runImport(
        client,
        { file: path, dry_run: dryRun, ...(reason === undefined ? {} : { reason }) },
        io,
      )
      if (options.json) return printJson(io, result)
      const { rows, added, known, refused, refused_count, emails, contacts } = result
      const words = dryRun ? 'would be added' : 'added'
      print(
        io,
        `${counted(rows, 'row')}: ${grouped(added)} ${words}, ${grouped(known)} known, ${grouped(refused_count)} refused.`,
      )
      print(io, withdrawn(dryRun, emails, contacts))
      if (refused.length === 0) return
      print(
        io,
        `\n${table(
          io,
          ['Line', 'Value', 'Why'],
          refused.slice(0, 20).map((row) => [row.line, row.value, row.message]),
        )}`,
      )
      if (refused_count > 20) print(io, `… and ${grouped(refused_count - 20)} more (with --json)`)
    }),
  )
}

async function runImport(client: Client, input: Parameters<Client['suppressions']['import']>[0], io: Io) {
  const bar = createProgress(io, input.dry_run ? 'Checking' : 'Importing')
  const { signal, end } = interruptible()
  try {
    const progress = await client.suppressions.import(input, { signal })
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
