import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { readSequence } from './sequence-file.ts'
import { table } from './table.ts'
import { printJson } from './write.ts'

export function addSequences(program: Command, io: Io): void {
  const group = program
    .command('sequences')
    .description('Sequences: ordered emails, each some working days after the one before')
  addConnectOptions(
    group.command('add').argument('<file>', 'sequence as JSON; its schema is resources/sequence.schema.json'),
  )
    .description('Add a sequence from a file')
    .action((file: string, options: ConnectOptions) => add(file, options, io))
  addConnectOptions(group.command('list'))
    .description('List sequences')
    .action((options: ConnectOptions) => list(options, io))
}

async function add(file: string, options: ConnectOptions, io: Io): Promise<void> {
  const sequence = await readSequence(io, file)
  await withClient(io, options, 'create', async (client, io) => {
    const made = await client.sequences.create(sequence)
    if (options.json) return printJson(io, made)
    print(io, `Added "${made.name}" (${made.public_id}).`)
    print(
      io,
      table(
        io,
        ['Step', 'Subject', 'When', 'Needs'],
        made.steps.map((step, i) => [i + 1, step.subject, delayWords(step, i), step.variables.join(', ') || null]),
      ),
    )
  })
}

function delayWords({ days, hour }: { days: number; hour: number | null }, index: number): string {
  if (index === 0) return 'at the start'
  const at = hour === null ? 'same hour' : `${String(hour).padStart(2, '0')}:00`
  return `+${days} working ${days === 1 ? 'day' : 'days'}, ${at}`
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.sequences.list()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No sequence yet. Add one: cadenza sequences add FILE.')
    print(
      io,
      table(
        io,
        ['Sequence', 'Steps', 'Enrolled', 'Active', 'State', 'Id'],
        rows.map((row) => [
          row.name,
          row.steps.length,
          row.enrolled,
          row.active,
          row.paused ? 'paused' : 'running',
          row.public_id,
        ]),
      ),
    )
  })
}
