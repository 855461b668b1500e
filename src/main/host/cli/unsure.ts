import type { Command } from 'commander'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { tame } from './table.ts'
import { whenSaid } from './when.ts'
import { printJson } from './write.ts'

const decisions: [name: 'sent' | 'again' | 'skip', description: string, did: string][] = [
  ['sent', 'It was sent: the sequence goes on', 'counts as sent'],
  ['again', 'Send it again, the very same message; it may arrive twice', 'is planned again'],
  ['skip', 'Let it be: this email is not sent any more', 'is skipped'],
]

export function addUnsure(program: Command, io: Io): void {
  const group = program
    .command('unsure')
    .description(
      'Emails of which nobody can tell whether they arrived: the line broke at the one moment where email itself cannot tell',
    )
  addConnectOptions(group.command('list'))
    .description('List them with what is known')
    .action((options: ConnectOptions) => list(options, io))
  for (const [name, description, did] of decisions)
    addConnectOptions(group.command(name).argument('<id>', 'id of the email, from "unsure list"'))
      .description(description)
      .action((id: string, options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) => {
          const send = await client.unsure.settle({ public_id: id, decision: name })
          if (options.json) return printJson(io, send)
          print(io, `Step ${send.step} to ${tame(send.contact)} ${did}.`)
        }),
      )
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.unsure.list()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'Nothing is unsure.')
    const paint = painter(io)
    for (const row of rows) {
      print(
        io,
        `${paint('bold', row.public_id)}  ${tame(row.contact)}  step ${row.step} from ${tame(senderText(row.sender))}, ${whenSaid(io, row.at)}`,
      )
      for (const fact of row.evidence) print(io, `  ${tame(fact)}`)
    }
    print(io, '\nDecide: cadenza unsure sent|again|skip ID')
  })
}
