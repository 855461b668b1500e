import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { findGroup } from './find-group.ts'
import { type Io, print } from './io.ts'
import { table } from './table.ts'
import { collect } from './values.ts'
import { printJson } from './write.ts'

type Group = Awaited<ReturnType<Client['groups']['list']>>[number]

interface MemberOptions extends ConnectOptions {
  account?: string[]
}

interface RemoveOptions extends ConnectOptions {
  yes?: boolean
}

export function addGroups(program: Command, io: Io): void {
  const group = program.command('groups').description('Delivery groups: accounts that stand in for each other')
  const named = (name: string) => addConnectOptions(group.command(name).argument('<group>', 'name or id'))
  addConnectOptions(group.command('list'))
    .description('List groups, their accounts, and what was engaged by them')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('create').argument('<name>', 'what it is called'))
    .description('Make a group')
    .option('--account <account>', 'address or id of an account to put into it (repeatable)', collect(String))
    .action((name: string, options: MemberOptions) => create(name, options, io))
  named('rename')
    .argument('<name>', 'its new name')
    .description('Give a group another name')
    .action((of: string, name: string, options: ConnectOptions) =>
      change(
        of,
        options,
        io,
        async () => ({ name }),
        (now) => `It is called "${now.name}" now.`,
      ),
    )
  named('add')
    .argument('<account>', 'address or id')
    .description('Put an account into a group; it leaves the one it was in')
    .action((of: string, account: string, options: ConnectOptions) =>
      change(of, options, io, (client, before) => withAccount(client, before, account), membersText),
    )
  named('drop')
    .argument('<account>', 'address or id')
    .description('Take an account out of a group')
    .action((of: string, account: string, options: ConnectOptions) =>
      change(of, options, io, (client, before) => withoutAccount(client, before, account), membersText),
    )
  named('remove')
    .description('Remove a group; its accounts are in none then. Without --yes it only says what that does')
    .option('--yes', 'do it')
    .action((of: string, options: RemoveOptions) => remove(of, options, io))
}

const membersText = ({ name, accounts }: Group): string =>
  `"${name}" has ${accounts.map(({ from_email }) => from_email).join(', ') || 'no accounts'}.`

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const groups = await client.groups.list()
    if (options.json) return printJson(io, groups)
    const rows = groups.map((one) => [
      one.name,
      `${one.active} of ${one.accounts.length}`,
      one.accounts.map(({ from_email, percentage }) => `${from_email} ${percentage} %`).join(', '),
      one.sequences.map(({ name, contacts }) => `${name} (${contacts})`).join(', '),
      one.public_id,
    ])
    print(io, table(io, ['Group', 'Active', 'Accounts', 'Engaged by it', 'Id'], rows))
    for (const { objection } of groups) if (objection) print(io, objection)
  })
}

async function create(name: string, options: MemberOptions, io: Io): Promise<void> {
  await withClient(io, options, 'create', async (client, io) => {
    const accounts: string[] = []
    for (const one of options.account ?? []) accounts.push((await findAccount(client, one)).public_id)
    const made = await client.groups.create({ name, accounts })
    if (options.json) return printJson(io, made)
    print(io, `Made the group "${made.name}" (${made.public_id}). ${membersText(made)}`)
  })
}

type Change = { name?: string; accounts?: string[] }

async function change(
  name: string,
  options: ConnectOptions,
  io: Io,
  of: (client: Client, before: Group) => Promise<Change>,
  said: (now: Group) => string,
): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const before = await findGroup(client, name)
    const wish = await of(client, before)
    const now = await client.groups.update({ public_id: before.public_id, version: before.version, ...wish })
    if (options.json) return printJson(io, now)
    print(io, said(now))
  })
}

const idsOf = ({ accounts }: Group): string[] => accounts.map(({ public_id }) => public_id)

async function withAccount(client: Client, before: Group, name: string): Promise<Change> {
  const { public_id } = await findAccount(client, name)
  return { accounts: [...new Set([...idsOf(before), public_id])] }
}

async function withoutAccount(client: Client, before: Group, name: string): Promise<Change> {
  const { public_id, from_email } = await findAccount(client, name)
  if (!idsOf(before).includes(public_id)) throw wrongUse(`${from_email} is not in "${before.name}".`)
  return { accounts: idsOf(before).filter((id) => id !== public_id) }
}

async function remove(name: string, options: RemoveOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id, version, name: called } = await findGroup(client, name)
    if (!options.yes) {
      const consequence = await client.groups.consequence({ public_id })
      if (options.json) return printJson(io, { removed: false, ...consequence })
      for (const line of consequence.words) print(io, line)
      return print(io, 'Nothing was removed. Give --yes to do it.')
    }
    const done = await client.groups.remove({ public_id, version })
    if (options.json) return printJson(io, done)
    print(io, `Removed the group "${called}".`)
    for (const line of done.words) print(io, line)
  })
}
