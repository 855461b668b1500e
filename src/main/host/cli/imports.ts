import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { createProgress } from './progress.ts'
import { counted, grouped, table } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

/** `cadenza imports …`: lists that were imported, and taking one back. */
export function addImports(program: Command, io: Io): void {
  const group = program.command('imports').description('Lists that were imported')
  addConnectOptions(group.command('list'))
    .description('List the latest hundred, newest first')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('undo').argument('<id>', 'as "imports list" shows it'))
    .option('--dry-run', 'only say what would be taken back')
    .description('Take an import back, until an email has left to one of its contacts')
    .action((id: string, options: ConnectOptions & { dryRun?: boolean }) => undo(id, options, io))
  addConnectOptions(group.command('refused').argument('<id>', 'as "imports list" shows it'))
    .option('--xlsx <file>', 'write an Excel workbook there instead')
    .description('Write the refused rows as CSV to standard output')
    .action((id: string, options: ConnectOptions & { xlsx?: string }) => refused(id, options, io))
}

async function refused(id: string, options: ConnectOptions & { xlsx?: string }, io: Io): Promise<void> {
  const { xlsx } = options
  await withClient(io, options, 'read', async (client, io) => {
    const format = xlsx === undefined ? 'csv' : 'xlsx'
    const parts: Buffer[] = []
    for await (const { csv, base64 } of await client.contacts.import_errors({ public_id: id, format })) {
      if (csv !== undefined) io.stdout.write(csv)
      if (base64 !== undefined) parts.push(Buffer.from(base64, 'base64'))
    }
    if (xlsx === undefined) return
    await writeFile(xlsx, Buffer.concat(parts), { mode: 0o600 })
    print(io, `Written to ${xlsx}.`)
  })
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { rows } = await client.contacts.imports({ limit: 100 })
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No list was imported yet.')
    const lines = rows.map((row) => [
      row.public_id,
      row.file,
      when(io, row.created_at),
      row.by,
      grouped(row.imported),
      grouped(row.updated),
      grouped(row.refused),
      when(io, row.undone_at),
    ])
    print(io, table(io, ['Id', 'List', 'When', 'By', 'New', 'Updated', 'Refused', 'Taken back'], lines))
  })
}

async function undo(id: string, options: ConnectOptions & { dryRun?: boolean }, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const bar = createProgress(io, options.dryRun ? 'Checking' : 'Taking back')
    const { signal, end } = interruptible()
    try {
      const steps = await client.contacts.import_undo({ public_id: id, dry_run: options.dryRun === true }, { signal })
      for (;;) {
        const step = await steps.next()
        if (step.done) {
          bar.end()
          if (options.json) printJson(io, step.value)
          else print(io, told(step.value))
          return
        }
        bar.show(step.value.done, step.value.total, '')
      }
    } finally {
      end()
      bar.end()
    }
  })
}

function told(result: { removed: number; restored: number; held: number; kept: number; done: boolean }): string {
  const { removed, restored, held, kept, done } = result
  const would = done ? '' : 'would be '
  const words = [`${counted(removed, 'contact')} ${would}removed, ${counted(restored, 'contact')} ${would}put back`]
  if (held > 0) words.push(`${grouped(held)} stay: in a sequence, answered, or with a note`)
  if (kept > 0) words.push(`of ${grouped(kept)} something was changed since, and stays`)
  return `${words.join('; ')}.`
}
