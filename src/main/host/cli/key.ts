import { type Command, InvalidArgumentError } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { type Scope, scopes } from '../../../shared/domain/access.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { findAccount } from './find-account.ts'
import { findGroup } from './find-group.ts'
import { type Io, print, remark } from './io.ts'
import { table, tame } from './table.ts'
import { address, asIs, collect, whole } from './values.ts'
import { when, whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface CreateOptions extends ConnectOptions {
  name: string
  seat?: string
  scope?: Scope[]
  days: number
  account?: string[]
  group?: string[]
}

function addScopes(text: string, before: Scope[] = []): Scope[] {
  const wanted = text.split(',').map((part) => part.trim())
  const wrong = wanted.find((part) => !(scopes as readonly string[]).includes(part))
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no scope. Use ${scopes.join(', ')}.`)
  return [...new Set([...before, ...(wanted as Scope[])])]
}

export function addKey(program: Command, io: Io): void {
  const group = program.command('key').description('Keys for the REST API on this computer')
  addConnectOptions(
    group
      .command('create')
      .option('--name <name>', 'what the key is for', 'key')
      .option('--seat <address>', 'whose key it is (default: yours)', address)
      .option('--scope <scope>', 'read, write, accounts or admin; several with commas (default: read)', addScopes)
      .option('--account <account>', 'bind it to this account, by address or id (repeatable)', collect(asIs))
      .option('--group <group>', 'bind it to this delivery group, by name or id (repeatable)', collect(asIs))
      .option('--days <n>', 'days until it expires', whole(1, 3650), 90),
  )
    .description('Make a key; it is shown this once and kept nowhere')
    .action((options: CreateOptions) => create(options, io))
  addConnectOptions(group.command('list'))
    .description('List keys')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('revoke').argument('<id>', 'id of the key'))
    .description('Revoke a key at once')
    .action((id: string, options: ConnectOptions) => revoke(id, options, io))
}

async function create(options: CreateOptions, io: Io): Promise<void> {
  const { name, days, seat, scope = ['read'] } = options
  await withClient(io, options, 'create', async (client, io) => {
    const bound = await bindingOf(client, options)
    const whose = seat === undefined ? {} : { seat }
    const made = await client.keys.create({ name, days, scopes: scope, ...whose, ...(bound ? { bound } : {}) })
    const { key, id, scopes: has, expires, bound: to } = made
    if (options.json) return printJson(io, { key, id, scopes: has, expires, ...(to ? { bound: to } : {}) })
    print(io, key)
    const reach = to ? ` It reaches nothing but ${boundText(made)}.` : ''
    remark(
      io,
      `Keep it now: it is not shown again. It may ${has.join(', ')} for ${made.seat} until ${whenSaid(io, expires)}.${reach}`,
    )
  })
}

async function bindingOf(client: Client, { account = [], group = [] }: CreateOptions) {
  if (account.length + group.length === 0) return undefined
  const accounts: string[] = []
  for (const name of account) accounts.push((await findAccount(client, name)).public_id)
  const groups: string[] = []
  for (const name of group) groups.push((await findGroup(client, name)).public_id)
  return { accounts, groups }
}

type Key = Awaited<ReturnType<Client['keys']['list']>>[number]

/** What a key is bound to; '' for one that is not. What was removed is marked, for such a key does less than it says. */
function boundText({ bound }: Pick<Key, 'bound'>): string {
  if (!bound) return ''
  const gone = (removed: boolean) => (removed ? ' (removed)' : '')
  const names = [
    ...bound.accounts.map(({ from_email, removed }) => `${senderText(from_email)}${gone(removed)}`),
    ...bound.groups.map(({ name, removed }) => `group ${tame(name)}${gone(removed)}`),
  ]
  return `${names.join(', ')}${bound.reach === 0 ? ': no account now' : ''}`
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.keys.list()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No key yet, so the REST API is off. Make one: cadenza key create.')
    print(
      io,
      table(
        io,
        ['Id', 'Name', 'Seat', 'Scopes', 'Bound to', 'Expires', 'Revoked', 'Used'],
        rows.map((row) => [
          row.id,
          row.name,
          row.seat,
          row.scopes.join(', '),
          boundText(row),
          when(io, row.expires),
          when(io, row.revoked),
          when(io, row.used),
        ]),
      ),
    )
  })
}

async function revoke(id: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const row = await client.keys.revoke({ public_id: id })
    if (options.json) return printJson(io, row)
    print(io, `Revoked ${row.name} (${row.id}).`)
  })
}
