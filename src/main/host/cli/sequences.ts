import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { addSequenceCheck } from './sequence-check.ts'
import { readSequence } from './sequence-file.ts'
import { addSequenceTest } from './sequence-test.ts'
import { table } from './table.ts'
import { printJson } from './write.ts'

export function addSequences(program: Command, io: Io): void {
  const group = program
    .command('sequences')
    .description('Sequences: ordered emails, each some working days after the one before')
  addConnectOptions(
    group
      .command('add')
      .argument('[file]', 'sequence as YAML or JSON; its schema is resources/sequence.schema.json')
      .option('--gallery <key>', 'one of the gallery instead of a file: see "sequences gallery"')
      .option('--name <name>', 'what it is called, for one of the gallery'),
  )
    .description('Add a sequence from a file, or from the gallery')
    .action((file: string | undefined, options: AddOptions) => add(file, options, io))
  addConnectOptions(group.command('gallery').argument('[key]', 'show this one, as a file'))
    .description('Sequences to start from')
    .action((key: string | undefined, options: ConnectOptions) => gallery(key, options, io))
  addConnectOptions(group.command('export').argument('<sequence>', 'name or id'))
    .description('Write a sequence as a file, its attachments in it')
    .addOption(new Option('--format <format>', 'yaml or json').choices(['yaml', 'json']).default('yaml'))
    .option('--out <file>', 'into this file instead of the standard output')
    .action((name: string, options: ExportOptions) => exportTo(name, options, io))
  addConnectOptions(
    group
      .command('winner')
      .argument('<sequence>', 'name or id')
      .argument('<step>', 'number')
      .argument('<variant>', 'A to E, or none'),
  )
    .description('Choose the variant of a step that all get from now on, unsent emails too')
    .option('--dry-run', 'only say what would change')
    .option('--replace-own', 'also for those with a text written or approved for one contact; they keep it unless said')
    .action((name: string, step: string, variant: string, options: WinnerOptions) =>
      winner(name, { step, variant }, options, io),
    )
  addSequenceCheck(group, io)
  addSequenceTest(group, io)
  addConnectOptions(group.command('list'))
    .description('List sequences')
    .action((options: ConnectOptions) => list(options, io))
}

interface AddOptions extends ConnectOptions {
  gallery?: string
  name?: string
}

interface ExportOptions extends ConnectOptions {
  format: 'yaml' | 'json'
  out?: string
}

async function exportTo(name: string, { format, out, ...options }: ExportOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const file = await client.sequences.export({ public_id: name, format })
    if (out === undefined) return options.json ? printJson(io, file) : void io.stdout.write(file.text)
    await writeFile(out, file.text)
    if (options.json) return printJson(io, { ...file, file: out })
    print(io, `Wrote ${out}.`)
  })
}

interface WinnerOptions extends ConnectOptions {
  dryRun?: boolean
  replaceOwn?: boolean
}

async function winner(
  name: string,
  { step, variant }: { step: string; variant: string },
  { dryRun, replaceOwn, ...options }: WinnerOptions,
  io: Io,
): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id, version } = await client.sequences.get({ public_id: name })
    const key = /^none$/i.test(variant) ? null : variant.toUpperCase()
    const own_texts = replaceOwn ? ('replace' as const) : ('keep' as const)
    const wish = { public_id, version, step: Number(step), variant: key, own_texts, dry_run: dryRun === true }
    const { consequence } = await client.sequences.choose_winner(wish)
    if (options.json) return printJson(io, consequence)
    for (const words of consequence.words) print(io, words)
    if (!consequence.applied) print(io, 'Nothing was changed. Leave --dry-run out to do it.')
  })
}

async function pieceOf(client: Client, key: string) {
  const all = await client.sequences.gallery()
  const piece = all.find((each) => each.key === key)
  if (piece) return piece
  const keys = all.map((each) => each.key).join(', ')
  throw new Refusal('not_found', `There is no "${key}" in the gallery. There are ${keys}.`)
}

async function gallery(key: string | undefined, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'spare', async (client, io) => {
    if (key !== undefined) {
      const piece = await pieceOf(client, key)
      return options.json ? printJson(io, piece) : void io.stdout.write(piece.text)
    }
    const all = await client.sequences.gallery()
    if (options.json) return printJson(io, all)
    const cells = all.map((each) => [each.key, each.name, each.emails, each.tasks, each.days, each.about])
    print(io, table(io, ['Key', 'Name', 'Emails', 'Tasks', 'Working days', 'For whom'], cells))
  })
}

async function add(file: string | undefined, options: AddOptions, io: Io): Promise<void> {
  const { gallery: key, name } = options
  if ((file === undefined) === (key === undefined)) throw wrongUse('Give a file, or --gallery KEY.')
  if (name !== undefined && key === undefined) throw wrongUse('--name goes with --gallery; a file holds its name.')
  const sequence = file === undefined ? null : await readSequence(io, file)
  await withClient(io, options, 'create', async (client, io) => {
    const made = sequence
      ? await client.sequences.create(sequence)
      : await client.sequences.import({ text: (await pieceOf(client, key ?? '')).text, ...(name ? { name } : {}) })
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
