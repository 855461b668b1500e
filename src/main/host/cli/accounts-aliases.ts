/** `accounts aliases`: other addresses that a mailbox writes from. */
import { type Command, InvalidArgumentError } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { counted, table, tame } from './table.ts'
import { address, collect } from './values.ts'
import { printJson } from './write.ts'

interface AddOptions extends ConnectOptions {
  name?: string
  theirs?: boolean
  unlike?: boolean
  permit?: ('role' | 'more')[]
}

interface RemoveOptions extends ConnectOptions {
  goOn?: boolean
}

export function addAliases(group: Command, io: Io): void {
  const aliases = group
    .command('aliases')
    .description('Other addresses a mailbox writes from; engage from one with --from')
  addConnectOptions(aliases.command('list').argument('<account>', 'address or id'))
    .description('List the aliases of a mailbox')
    .action((name: string, options: ConnectOptions) => list(name, options, io))
  addConnectOptions(
    aliases
      .command('add')
      .argument('<account>', 'address or id')
      .argument('<email>', 'the alias', address)
      .option('--name <name>', "From name (default: the mailbox's)")
      .option('--theirs', "confirm that it belongs to the mailbox's owner personally")
      .option('--unlike', "confirm that it does though it doesn't resemble their name")
      .option(
        '--permit <what>',
        'as an admin: "role" permits a shared address, "more" one mailbox more (repeatable)',
        collect(permitted),
      ),
  )
    .description('Let a mailbox write from another address; its server must accept that address as a sender')
    .action((name: string, email: string, options: AddOptions) => add(name, email, options, io))
  addConnectOptions(
    aliases
      .command('remove')
      .argument('<account>', 'address or id')
      .argument('<alias>', 'address or id')
      .option('--go-on', "contacts that are written to from it go on from the mailbox's own address"),
  )
    .description('Write from an alias no more')
    .action((name: string, alias: string, options: RemoveOptions) => remove(name, alias, options, io))
}

function permitted(text: string): 'role' | 'more' {
  if (text === 'role' || text === 'more') return text
  throw new InvalidArgumentError('Give role or more.')
}

async function list(name: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.aliases.list({ public_id: (await findAccount(client, name)).public_id })
    if (options.json) return printJson(io, rows)
    print(
      io,
      table(
        io,
        ['Address', 'Name', 'Id'],
        rows.map((row) => [row.email, row.name === null ? null : tame(row.name), row.public_id]),
      ),
    )
  })
}

async function add(name: string, email: string, options: AddOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const alias = await client.aliases.add({
      public_id: (await findAccount(client, name)).public_id,
      email,
      theirs: options.theirs === true,
      unlike: options.unlike === true,
      permits: options.permit ?? [],
      ...(options.name === undefined ? {} : { name: options.name }),
    })
    if (options.json) return printJson(io, alias)
    print(io, `Added ${alias.email} (${alias.public_id}). Engage from it with --from ${alias.email}.`)
  })
}

async function remove(name: string, alias: string, options: RemoveOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const account = await findAccount(client, name)
    const named = account.aliases.find(
      (each) => each.public_id === alias || each.email.toLowerCase() === alias.toLowerCase(),
    )
    const removed = await client.aliases.remove({
      public_id: account.public_id,
      alias: named?.public_id ?? alias,
      go_on: options.goOn === true,
    })
    if (options.json) return printJson(io, removed)
    const rest =
      removed.contacts > 0 ? ` ${counted(removed.contacts, 'contact')} go on from ${account.from_email}.` : ''
    print(io, `Removed ${removed.email}.${rest}`)
  })
}
