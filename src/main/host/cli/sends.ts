import { type Command, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { sendStates } from '../../../shared/domain/send.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { elsewhereWords } from './elsewhere.ts'
import { type Io, print } from './io.ts'
import { firstRows } from './pages.ts'
import { addSendTexts } from './sends-text.ts'
import { table } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { arrayPieces, writePieces } from './write.ts'

type Send = Awaited<ReturnType<Client['sends']['list']>>['rows'][number]

interface ListOptions extends ConnectOptions {
  state?: (typeof sendStates)[number]
  sequence?: string
  sender?: string
  contact?: string
  limit?: number
}

export function addSends(program: Command, io: Io): void {
  const group = program.command('sends').description('Emails, one by one')
  addConnectOptions(
    group
      .command('list')
      .addOption(new Option('--state <state>', 'only those in this state').choices(sendStates))
      .option('--sequence <name>', 'only those of this sequence, by name or id')
      .option('--sender <address>', 'only those from this sender')
      .option('--contact <address>', 'only those to this contact')
      .option('--limit <n>', 'so many at most (default: 50 for people, all with --json)', whole(1)),
  )
    .description('List emails with state, time and reason')
    .action((options: ListOptions) => list(options, io))
  addSendTexts(group, io)
}

async function list(options: ListOptions, io: Io): Promise<void> {
  const { state, sequence, sender, contact } = options
  const filter = Object.fromEntries(
    Object.entries({ state, sequence, sender, contact }).filter(([, value]) => value !== undefined),
  )
  const most = options.limit ?? (options.json ? Number.POSITIVE_INFINITY : 50)
  await withClient(io, options, 'read', async (client, io) => {
    const { rows, more } = await firstRows((at) => client.sends.list({ ...filter, ...at }), most)
    if (options.json) return writePieces(io.stdout, jsonLines(rows))
    if (rows.length === 0)
      return print(
        io,
        Object.keys(filter).length > 0 ? 'No such email.' : 'No email yet. Plan some: cadenza engage NAME.',
      )
    print(
      io,
      table(
        io,
        ['State', 'When', 'To', 'Step', 'From', 'Reason', 'Id'],
        rows.map((row) => [
          row.held && row.state === 'planned' ? 'held' : row.state,
          when(io, row.sent_at ?? row.at),
          row.contact,
          row.step,
          senderText(row.sender),
          (row.state === 'sending' ? row.why_short : row.reason) ??
            elsewhereWords(io, row, row.state === 'planned') ??
            row.why.at(-1) ??
            null,
          row.public_id,
        ]),
      ),
    )
    if (more) print(io, `… and more: --limit ${most * 4} shows them.`)
  })
}

function* jsonLines(rows: Send[]): Generator<string> {
  yield* arrayPieces(rows)
  yield '\n'
}
