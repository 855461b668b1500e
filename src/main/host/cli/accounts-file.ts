/** Sending accounts out into a CSV file, and in from one. */
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { printJson } from './write.ts'

interface ImportOptions extends ConnectOptions {
  dryRun?: boolean
}

export function addAccountFiles(group: Command, io: Io): void {
  addConnectOptions(group.command('export').argument('<file>', 'where to; "-" for standard output'))
    .description('Write the sending accounts as CSV, without any password')
    .action((file: string, options: ConnectOptions) => exportTo(file, options, io))
  addConnectOptions(group.command('import').argument('<file>', 'a CSV file as "accounts export" writes it'))
    .option('--dry-run', 'only say what would be done')
    .description('Add and change sending accounts from CSV; each row whole or not at all')
    .action((file: string, options: ImportOptions) => importFrom(file, options, io))
}

async function exportTo(file: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { csv, accounts } = await client.accounts.export()
    if (file === '-') return void io.stdout.write(csv)
    const { writeFileSync } = await import('node:fs')
    try {
      // who else has an account here is nobody else's business
      writeFileSync(file, csv, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const why = code === 'EEXIST' ? 'there is such a file already' : message
      throw new Refusal('bad_request', `${file} can't be written: ${why}. Nothing was changed.`)
    }
    if (options.json) return printJson(io, { file, accounts })
    print(io, `Wrote ${accounts} to ${file}.`)
  })
}

async function importFrom(file: string, options: ImportOptions, io: Io): Promise<void> {
  const { readFileSync } = await import('node:fs')
  let csv: string
  try {
    csv = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    throw new Refusal('bad_request', `${file} can't be read: ${(error as Error).message}. It has to be text in UTF-8.`)
  }
  await withClient(io, options, 'create', async (client, io) => {
    const result = await client.accounts.import({ csv, dry_run: options.dryRun ?? false })
    if (options.json) return printJson(io, result)
    const rows = result.results.map(({ line, from_email, deed, changes, message }) => [
      line,
      from_email,
      deed,
      message ?? changes.join(', '),
    ])
    print(io, table(io, ['Line', 'Address', result.dry_run ? 'Would be' : 'Was', 'What'], rows))
    const { created, updated, unchanged, refused } = result
    print(io, `${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused.`)
    if (result.dry_run) print(io, 'Nothing was written. Leave --dry-run out to do it.')
  })
}
