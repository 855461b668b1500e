import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { table, tame } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

interface HistoryOptions extends ConnectOptions {
  limit: number
}

type Entry = Awaited<ReturnType<Client['accounts']['history']>>['rows'][number]

const kindOf = ({ kind, works }: Entry): string =>
  kind === 'tested' ? (works ? 'test worked' : 'test failed') : kind.replace('_', ' ')

export function addHistory(group: Command, io: Io): void {
  addConnectOptions(group.command('history').argument('<account>', 'address or id'))
    .description('What happened to the account in the last 90 days, newest first')
    .option('--limit <n>', 'so many at most', whole(1, 500), 50)
    .action((name: string, options: HistoryOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const { public_id, from_email } = await findAccount(client, name)
        const page = await client.accounts.history({ public_id, limit: options.limit })
        if (options.json) return printJson(io, page)
        if (page.rows.length === 0) return print(io, `Nothing has happened to ${senderText(from_email)} yet.`)
        const rows = page.rows.map((row) => [when(io, row.at), kindOf(row), tame(row.words)])
        print(io, table(io, ['When', 'What', 'Words'], rows))
        if (page.next !== null) print(io, 'There is more: ask with a higher --limit.')
      }),
    )
}
