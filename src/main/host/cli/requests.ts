import { type Command, InvalidArgumentError } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { table, tame } from './table.ts'
import { address, collect, whole } from './values.ts'
import { printJson } from './write.ts'

type Row = Awaited<ReturnType<Client['mailbox_requests']['list']>>['rows'][number]
type LimitRow = Awaited<ReturnType<Client['limit_requests']['list']>>[number]

interface AskOptions extends ConnectOptions {
  seat?: string
  note?: string
  confirmTheirs?: boolean
  confirmUnlike?: boolean
}

/** What somebody asked for: a mailbox for a seat, or more room for everybody. */
export function addRequests(program: Command, io: Io): void {
  const group = program.command('requests').description('Requests for mailboxes and for more room')
  addConnectOptions(group.command('list'))
    .description('List requests, newest first')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('ask').argument('<address>', 'the mailbox', address))
    .description('Ask for a mailbox; an admin decides')
    .option('--seat <address>', 'for whom (default: you)', address)
    .option('--note <text>', 'why')
    .option('--confirm-theirs', 'it belongs to that person, and not to a colleague')
    .option('--confirm-unlike', "though it doesn't look like their name")
    .action((at: string, options: AskOptions) => ask(at, options, io))
  addAnswers(group, io)
  addConnectOptions(group.command('release').argument('<address>', 'a mailbox or an alias', address))
    .description('Take an address off the seat that has it, so that it can be given to another')
    .action((at: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const done = await client.mailbox_requests.release({ address: at })
        if (options.json) return printJson(io, done)
        print(io, `${done.address} is released from ${done.seat ?? 'the team'}.`)
      }),
    )
  for (const [name, kind] of [
    ['more-accounts', 'request_increase'],
    ['managed-review', 'request_review'],
  ] as const)
    addConnectOptions(group.command(name))
      .description(
        name === 'more-accounts'
          ? 'Ask for more sending accounts'
          : "Ask once for a review of the managed account's limit",
      )
      .option('--wanted <n>', 'how many in all', whole(1, 1_000_000))
      .option('--note <text>', 'why')
      .action((options: ConnectOptions & { wanted?: number; note?: string }) =>
        withClient(io, options, 'read', async (client, io) => {
          const { wanted, note } = options
          const made = await client.limit_requests[kind]({ ...(wanted ? { wanted } : {}), ...(note ? { note } : {}) })
          if (options.json) return printJson(io, made)
          print(io, `Asked for ${made.wanted} (${made.public_id}). An admin decides.`)
        }),
      )
}

interface AnswerOptions extends ConnectOptions {
  permit?: ('role' | 'more')[]
  granted?: number
}

function addAnswers(group: Command, io: Io): void {
  addConnectOptions(group.command('approve').argument('<request>', 'address or id'))
    .description('Approve a request')
    .option(
      '--permit <what>',
      'expressly permit a shared address (role), or a mailbox over the limit (more); repeatable',
      collect(permit),
    )
    .option('--granted <n>', 'for more room: this many instead', whole(1, 1_000_000))
    .action((name: string, options: AnswerOptions) => approve(name, options, io))
  addConnectOptions(group.command('decline').argument('<request>', 'address or id'))
    .requiredOption('--reason <text>', 'whoever asked reads it')
    .description('Decline a request')
    .action((name: string, options: ConnectOptions & { reason: string }) =>
      withClient(io, options, 'read', async (client, io) => {
        const { mailbox, limit } = await find(client, name)
        const done = limit
          ? await client.limit_requests.decline({ public_id: limit.public_id, reason: options.reason })
          : await client.mailbox_requests.decline({ public_id: mailbox.public_id, reason: options.reason })
        say(io, options, done)
      }),
    )
  addConnectOptions(group.command('withdraw').argument('<request>', 'address or id'))
    .description('Withdraw a request for a mailbox')
    .action((name: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const { mailbox, limit } = await find(client, name)
        if (limit) throw new Refusal('state', 'A request for more room is answered by an admin; it is not withdrawn.')
        say(io, options, await client.mailbox_requests.withdraw({ public_id: mailbox.public_id }))
      }),
    )
}

function permit(text: string): 'role' | 'more' {
  if (text !== 'role' && text !== 'more') throw new InvalidArgumentError('Give "role" or "more".')
  return text
}

function say(io: Io, options: ConnectOptions, done: Row | LimitRow): void {
  if (options.json) printJson(io, done)
  else print(io, `${'address' in done ? done.address : limitText(done)} is ${done.state}.`)
}

const limitText = (row: LimitRow): string =>
  `${row.wanted} ${row.kind === 'accounts' ? 'sending accounts' : 'emails a day (managed)'}`

/** The open request that is meant. Throws `not_found`, naming those there are. */
async function find(
  client: Client,
  name: string,
): Promise<{ mailbox: Row; limit: undefined } | { mailbox: undefined; limit: LimitRow }> {
  const limit = (await client.limit_requests.list()).find((row) => row.public_id === name)
  if (limit) return { mailbox: undefined, limit }
  const { rows } = await client.mailbox_requests.list({ open: true, limit: 500 })
  const mailbox = rows.find((row) => row.public_id === name || row.address.toLowerCase() === name.toLowerCase())
  if (mailbox) return { mailbox, limit: undefined }
  const names = rows.map((row) => `${row.address} (${row.public_id})`).join(', ')
  throw new Refusal('not_found', `There is no open request "${name}"; there are: ${names || 'none'}.`)
}

async function ask(at: string, { seat, note, confirmTheirs, confirmUnlike, ...options }: AskOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const made = await client.mailbox_requests.create({
      address: at,
      ...(seat ? { seat } : {}),
      ...(note ? { note } : {}),
      ...(confirmTheirs ? { confirm_theirs: true } : {}),
      ...(confirmUnlike ? { confirm_unlike: true } : {}),
    })
    if (options.json) return printJson(io, made)
    print(io, `Asked for ${made.address} for ${tame(made.seat_name)} (${made.public_id}). An admin decides.`)
  })
}

async function approve(name: string, options: AnswerOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const { mailbox, limit } = await find(client, name)
    const { granted, permit } = options
    const done = limit
      ? await client.limit_requests.approve({ public_id: limit.public_id, ...(granted ? { granted } : {}) })
      : await client.mailbox_requests.approve({ public_id: mailbox.public_id, ...(permit ? { permits: permit } : {}) })
    say(io, options, done)
  })
}

async function list(options: ConnectOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const { rows } = await client.mailbox_requests.list({ limit: 500 })
    const limits = await client.limit_requests.list()
    if (options.json) return printJson(io, { mailboxes: rows, limits })
    print(
      io,
      table(
        io,
        ['What', 'For', 'Asked by', 'State', 'Reason', 'Id'],
        [
          ...rows.map((row) => [row.address, row.seat, row.asked_by, row.state, row.reason, row.public_id]),
          ...limits.map((row) => [limitText(row), null, row.asked_by, row.state, row.reason, row.public_id]),
        ],
      ),
    )
    for (const row of rows) for (const { message } of row.findings) print(io, `${row.address}: ${tame(message)}`)
  })
}
