import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { table, tame } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

interface ListOptions extends ConnectOptions {
  limit: number
}

export function addSandbox(program: Command, io: Io): void {
  const group = program.command('sandbox').description('Mail sent from the Sandbox, which never leaves this computer')
  addConnectOptions(group.command('list').option('--limit <n>', 'so many at most, newest first', whole(1, 500), 50))
    .description('List messages')
    .action((options: ListOptions) => list(options, io))
  addConnectOptions(group.command('read').argument('<id>', 'id of the message'))
    .description('Read one message')
    .action((id: string, options: ConnectOptions) => read(id, options, io))
}

async function list(options: ListOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { rows } = await client.sandbox.list({ limit: options.limit })
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'The sandbox is empty.')
    const cells = rows.map((row) => [
      when(io, row.received_at),
      row.from,
      row.to.join(', '),
      row.subject,
      row.public_id,
    ])
    print(io, table(io, ['Received', 'From', 'To', 'Subject', 'Id'], cells))
  })
}

async function read(id: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const message = await client.sandbox.get({ public_id: id })
    if (options.json) return printJson(io, message)
    const paint = painter(io)
    for (const { name, value } of message.headers) print(io, `${paint('bold', name)}: ${tame(value)}`)
    const body = message.text ?? message.html ?? message.source
    print(io, `\n${body.split('\n').map(tame).join('\n')}`)
  })
}
