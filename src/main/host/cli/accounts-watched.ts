/** "accounts reading": how each mailbox is watched for what comes back, when it was read, and why not since. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { findAccount } from './find-account.ts'
import { type Io, painter, print } from './io.ts'
import { table, tame } from './table.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Usage = Awaited<ReturnType<Client['accounts']['usage']>>[number]

const ways = { idle: 'its server tells', poll: 'is asked' }

export function addWatched(group: Command, io: Io): void {
  addConnectOptions(group.command('reading').argument('[account]', 'address or id (default: all)'))
    .description('How mailboxes are watched for what comes back: which folders, when they were read, why not since')
    .action((name: string | undefined, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const wanted = name === undefined ? null : (await findAccount(client, name)).public_id
        const found = (await client.accounts.usage())
          .filter(({ public_id }) => wanted === null || public_id === wanted)
          .filter(({ folders }) => folders !== null)
          .map(({ public_id, from_email, way, folders }) => ({ public_id, from_email, way, folders: folders ?? [] }))
        if (options.json) return printJson(io, found)
        if (found.length === 0) return print(io, 'Not read: "accounts set --imap-host" sets it up.')
        print(io, table(io, ['Account', 'Watched', 'Folder', 'Read', 'Trouble'], found.flatMap(rowsOf(io))))
      }),
    )
}

const rowsOf =
  (io: Io) =>
  ({ from_email, way, folders }: Pick<Usage, 'from_email' | 'way'> & { folders: NonNullable<Usage['folders']> }) => {
    const how = way === null ? 'not connected' : ways[way]
    if (folders.length === 0) return [[senderText(from_email), how, '', 'not yet', '']]
    return folders.map(({ folder, read_at, trouble }, i) => [
      i === 0 ? senderText(from_email) : '',
      i === 0 ? how : '',
      tame(folder),
      when(io, read_at) ?? 'not yet',
      trouble === null ? '' : painter(io)('yellow', tame(trouble)),
    ])
  }
