/** `incoming list|show|undo|correct`: what came back, why Cadenza takes it for that, and what followed. */
import { type Command, Option } from 'commander'
import { type IncomingKind, incomingKinds } from '../../../shared/domain/incoming-shape.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { firstRows } from './pages.ts'
import { counted, table, tame } from './table.ts'
import { date, whole } from './values.ts'
import { when, whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface ListOptions extends ConnectOptions {
  kind?: IncomingKind
  account?: string
  contact?: string
  sequence?: string
  unseen?: boolean
  limit?: number
}

interface CorrectOptions extends ConnectOptions {
  to: IncomingKind
  hard?: boolean
  until?: string
}

const kindNames: Record<IncomingKind, string> = {
  reply: 'reply',
  absence: 'absence',
  bounce: 'bounce',
  delay: 'delay',
  complaint: 'complaint',
  opt_out: 'opt-out',
  delivered: 'delivered',
  other: 'other',
}

export function addIncoming(program: Command, io: Io): void {
  const group = program
    .command('incoming')
    .description('What came back: replies, absences, bounces, complaints, opt-outs')
  addConnectOptions(
    group
      .command('list')
      .addOption(new Option('--kind <kind>', 'only these').choices(incomingKinds))
      .option('--account <account>', 'only what came to this mailbox: address or id')
      .option('--contact <contact>', 'only what is about this contact: address or id')
      .option('--sequence <name>', 'only what is about this sequence, by name or id')
      .option('--unseen', 'only what nobody has looked at')
      .option('--limit <n>', 'so many at most (default: 50 for people, all with --json)', whole(1)),
  )
    .description('List it, newest first')
    .action((options: ListOptions) => list(options, io))
  addConnectOptions(group.command('show').argument('<id>', 'id, from "incoming list"'))
    .description('Show one message: its text, what it rests on, and what followed')
    .action((id: string, options: ConnectOptions) => show(id, options, io))
  addConnectOptions(group.command('undo').argument('<id>', 'id, from "incoming list"'))
    .description('Take back what followed: the sequence goes on, the address comes off the suppression list')
    .action((id: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const row = await client.incoming.undo({ public_id: id })
        if (options.json) return printJson(io, row)
        print(io, `Taken back: ${row.consequence.map(tame).join(' ')}`)
      }),
    )
  addConnectOptions(
    group
      .command('correct')
      .argument('<id>', 'id, from "incoming list"')
      .addOption(new Option('--to <kind>', 'what it really was').choices(incomingKinds).makeOptionMandatory())
      .option('--hard', 'of a bounce: nothing sent there can arrive')
      .option('--until <date>', 'the day an absence ends on, such as 2026-08-14', date),
  )
    .description('Say what a message really was: what follows from that is done instead')
    .action((id: string, options: CorrectOptions) => correct(id, options, io))
}

async function list(options: ListOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { kind, account, contact, sequence, unseen } = options
    const filter = Object.fromEntries(
      Object.entries({ kind, account, contact, sequence, unseen }).filter(([, value]) => value !== undefined),
    )
    const most = options.limit ?? (options.json ? Number.POSITIVE_INFINITY : 50)
    const { rows, more } = await firstRows((at) => client.incoming.list({ ...filter, ...at }), most)
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'Nothing came back.')
    const cells = rows.map((row) => [
      row.kind === 'bounce' && row.hard ? 'bounce, hard' : kindNames[row.kind],
      when(io, row.at),
      row.contact ?? row.from,
      row.sequence,
      row.state === 'undone' ? 'taken back' : (row.consequence[0] ?? null),
      row.public_id,
    ])
    print(io, table(io, ['What', 'When', 'About', 'Sequence', 'What followed', 'Id'], cells))
    if (more) print(io, `\nThese are the newest ${counted(rows.length, 'message')}. --limit shows more.`)
  })
}

async function show(id: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const row = await client.incoming.get({ public_id: id })
    if (options.json) return printJson(io, row)
    const paint = painter(io)
    const name = row.from_name ? `${row.from_name} <${row.from}>` : row.from
    print(io, `${paint('bold', kindNames[row.kind])}  ${tame(name)}, ${whenSaid(io, row.at)}`)
    print(io, tame(row.subject))
    if (row.sequence !== null)
      print(io, tame(`About step ${row.step ?? '?'} of "${row.sequence}" to ${row.contact ?? '?'}`))
    const said = (row.text ?? row.body ?? '').trim()
    if (said !== '') for (const line of said.split('\n')) print(io, `  ${tame(line)}`)
    print(io, paint('bold', '\nWhy'))
    for (const { rule, found } of row.evidence) print(io, `  ${tame(rule)}: ${tame(found)}`)
    print(io, paint('bold', row.state === 'undone' ? '\nWhat followed, and was taken back' : '\nWhat followed'))
    for (const line of row.consequence.length > 0 ? row.consequence : ['Nothing.']) print(io, `  ${tame(line)}`)
    if (row.can_undo) print(io, `\nWrong? cadenza incoming undo ${row.public_id}`)
  })
}

async function correct(id: string, { to, hard, until, ...options }: CorrectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const row = await client.incoming.correct({
      public_id: id,
      kind: to,
      ...(hard ? { hard } : {}),
      ...(until === undefined ? {} : { return_date: until }),
    })
    if (options.json) return printJson(io, row)
    print(io, `It is kept as ${kindNames[row.kind]}. ${row.consequence.map(tame).join(' ') || 'Nothing follows.'}`)
  })
}
