/** What is planned, and what left, under a permission to send: its owner sees it, holds it and withdraws it. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { elsewhereWords } from './elsewhere.ts'
import { wrongUse } from './exit.ts'
import { findPermission } from './find-permission.ts'
import { type Io, print } from './io.ts'
import { firstRows } from './pages.ts'
import { table, tame } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Email = Awaited<ReturnType<Client['delegations']['planned']>>['rows'][number]

interface PlannedOptions extends ConnectOptions {
  sent?: boolean
  limit?: number
}

const acts = {
  hold: { words: 'Hold emails that are planned under it', done: 'held' },
  release: { words: 'Let emails leave that were held', done: 'released' },
  cancel: { words: 'Withdraw emails that are planned under it', done: 'withdrawn' },
} as const
type Act = keyof typeof acts

export function addDelegationEmails(group: Command, io: Io): void {
  addConnectOptions(group.command('planned').argument('<permission>', 'id, or address of the other side'))
    .description('List what is planned under a permission, first to leave first')
    .option('--sent', 'what left under it instead, newest first')
    .option('--limit <n>', 'so many at most (default: 50 for people, all with --json)', whole(1))
    .action((name: string, options: PlannedOptions) => planned(name, options, io))
  for (const [verb, act] of [
    ['hold', 'hold'],
    ['release', 'release'],
    ['withdraw', 'cancel'],
  ] as const)
    addConnectOptions(
      group
        .command(verb)
        .argument('<permission>', 'id, or address of the other side')
        .argument('[email...]', 'ids of emails, as "delegation planned" shows them'),
    )
      .description(acts[act].words)
      .option('--all', 'every one that can be')
      .action((name: string, emails: string[], options: ConnectOptions & { all?: boolean }) =>
        change(name, { act, emails, all: options.all === true }, options, io),
      )
}

async function planned(name: string, options: PlannedOptions, io: Io): Promise<void> {
  const sent = options.sent === true
  const most = options.limit ?? (options.json ? Number.POSITIVE_INFINITY : 50)
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await findPermission(client, name)
    const wish = { public_id, ...(sent ? { sent } : {}) }
    const { rows, more } = await firstRows((at) => client.delegations.planned({ ...wish, ...at }), most)
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, sent ? 'Nothing left under it yet.' : 'Nothing is planned under it.')
    print(
      io,
      table(
        io,
        ['State', 'When', 'To', 'Sequence', 'Step', 'From', 'Reason', 'Id'],
        rows.map((row) => [
          row.shown_state,
          when(io, row.sent_at ?? row.at),
          row.contact,
          row.sequence,
          row.step,
          row.sender,
          row.reason ?? elsewhereWords(io, row, row.state === 'planned'),
          row.public_id,
        ]),
      ),
    )
    if (more) print(io, `… and more: --limit ${most * 4} shows them.`)
  })
}

interface Wish {
  act: Act
  emails: readonly string[]
  all: boolean
}

async function change(name: string, { act, emails, all }: Wish, options: ConnectOptions, io: Io): Promise<void> {
  if (all === emails.length > 0) throw wrongUse('Name emails by their ids, or all of them with --all.')
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await findPermission(client, name)
    const { rows } = await firstRows((at) => client.delegations.planned({ public_id, ...at }), Number.POSITIVE_INFINITY)
    const stranger = emails.find((id) => !rows.some((row) => row.public_id === id))
    if (stranger !== undefined) throw wrongUse(`No email "${tame(stranger)}" is planned under this permission.`)
    const chosen = all
      ? rows.filter(({ can }) => can.includes(act))
      : rows.filter((row) => emails.includes(row.public_id))
    const changed: Email[] = []
    for (const row of chosen) changed.push(await client.sends[act]({ public_id: row.public_id }))
    if (options.json) return printJson(io, changed)
    print(
      io,
      `${changed.length} of ${rows.length} planned ${rows.length === 1 ? 'email' : 'emails'} ${acts[act].done}.`,
    )
  })
}
