import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { addHealth } from './rates.ts'
import { table, tame } from './table.ts'
import { printJson } from './write.ts'

type Domain = Awaited<ReturnType<Client['domains']['get']>>

interface DkimOptions extends ConnectOptions {
  selector?: string
  algorithm?: 'rsa' | 'ed25519'
  replace?: boolean
}

/** `cadenza domains …`: what name servers say about the domains mail is sent from. */
export function addDomains(program: Command, io: Io): void {
  const group = program.command('domains').description('Domains you send from: SPF, DKIM, DMARC, MX, tracked links')
  addConnectOptions(group.command('list'))
    .description('List them with the state of each record')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(group.command('add').argument('<domain>', 'such as example.com'))
    .option('--tracking-host <name>', 'the name of tracked links')
    .description('Look at a domain from now on; only name servers are asked')
    .action((name: string, options: ConnectOptions & { trackingHost?: string }) =>
      show(io, options, (client) =>
        client.domains.add({ name, ...(options.trackingHost ? { tracking_host: options.trackingHost } : {}) }),
      ),
    )
  addConnectOptions(group.command('check').argument('<domain>', 'name or id'))
    .description('Ask the name servers now, and show the records to add')
    .action((name: string, options: ConnectOptions) =>
      show(io, options, async (client) => client.domains.check({ public_id: (await find(client, name)).public_id })),
    )
  addConnectOptions(group.command('dkim').argument('<domain>', 'name or id'))
    .option('--selector <name>', 'default: cadenza, or the next number')
    .option('--algorithm <name>', 'rsa or ed25519 (default: rsa)')
    .option('--replace', 'take the place of the present key')
    .description('Make a signing key; its private part goes to the keychain of this computer')
    .action((name: string, { selector, algorithm, replace, ...options }: DkimOptions) =>
      show(io, options, async (client) => {
        const given = Object.entries({ selector, algorithm, replace }).filter(([, value]) => value !== undefined)
        return client.domains.dkim_generate({
          public_id: (await find(client, name)).public_id,
          ...Object.fromEntries(given),
        })
      }),
    )
  addHealth(group, io, { argument: 'domain', names: 'name or id', of: 'the domain' }, async (client, name) =>
    client.domains.deliverability({ public_id: (await find(client, name)).public_id }),
  )
  addConnectOptions(group.command('remove').argument('<domain>', 'name or id'))
    .description('Look at it no more; its signing key is deleted')
    .action((name: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const gone = await client.domains.remove({ public_id: (await find(client, name)).public_id })
        if (options.json) return printJson(io, gone)
        print(io, `${gone.name} is not looked at any more.`)
      }),
    )
}

/** The domain named by its name or id. Throws `not_found`, naming those there are. */
async function find(client: Client, name: string): Promise<Domain> {
  const { rows } = await client.domains.list()
  const found = rows.find((row) => row.public_id === name || row.name === name.toLowerCase())
  if (found) return found
  throw new Refusal(
    'not_found',
    `There is no domain "${name}"; there are: ${rows.map((row) => row.name).join(', ') || 'none'}.`,
  )
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const found = await client.domains.list()
    if (options.json) return printJson(io, found)
    const names = ['SPF', 'DKIM', 'DMARC', 'MX', 'Tracking']
    const rows = found.rows.map((row) => [row.name, ...row.records.map(({ state }) => state), row.checked_at])
    print(io, table(io, ['Domain', ...names, 'Last answered'], rows))
    if (found.unchecked.length > 0) print(io, `Not looked at yet: ${found.unchecked.join(', ')}`)
  })
}

async function show(io: Io, options: ConnectOptions, work: (client: Client) => Promise<Domain>): Promise<void> {
  await withClient(io, options, 'create', async (client, io) => {
    const domain = await work(client)
    if (options.json) return printJson(io, domain)
    for (const { record, state, says, add } of domain.records) {
      print(io, `${record.toUpperCase()}: ${state}. ${tame(says)}`)
      if (add) print(io, `  ${add.replaces ? 'Change' : 'Add'}: ${add.type} ${tame(add.host)}  ${tame(add.value)}`)
    }
    if (domain.trouble) print(io, `The last look failed: ${tame(domain.trouble)}. What is shown was known before.`)
  })
}
