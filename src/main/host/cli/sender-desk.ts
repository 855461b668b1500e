/** The workspace's side of sender hosts: where the queue is, which hosts there are, and how all of it stands. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print, remark } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { hostNamed, quoted, type SenderHostsShown } from './sender-named.ts'
import { table, tame } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Shown = SenderHostsShown

const passwordElsewhere =
  'Other programs can read what stands in an argument. Leave the password out of it, and give it as asked for, with --password-stdin or --password-fd <n>, or set CADENZA_QUEUE to the whole address and name none.'

/** What the owner of accounts does: adds to the group that the host's commands are in. */
export function addSenderDesk(group: Command, io: Io): void {
  const shown = (options: ConnectOptions, work: (client: Client) => Promise<Shown>, words: (found: Shown) => string) =>
    withClient(io, options, 'read', async (client, io) => {
      const found = await work(client)
      if (options.json) printJson(io, found)
      else print(io, words(found))
    })
  addConnectOptions(group.command('status'))
    .description('The queue, the hosts, and the accounts that they send for')
    .action((options: ConnectOptions) => withClient(io, options, 'read', (client, io) => status(client, options, io)))
  addQueue(group, io, shown)
  addConnectOptions(
    group
      .command('add')
      .argument('<name>', 'how the host is called here; as its "run --name", and what it sends is counted under it')
      .argument('<key>', 'what "cadenza sender key" prints there: age1…'),
  )
    .description('Add a host: from then on emails are sealed to it, too')
    .action((name: string, key: string, options: ConnectOptions) =>
      shown(
        options,
        (client) => client.sender_hosts.add({ name, key }),
        () => `${name} is a sender host. Next: cadenza sender grant ACCOUNT --to ${quoted(name)} --out FILE`,
      ),
    )
  addConnectOptions(group.command('remove').argument('<host>', 'name or id'))
    .description('Remove a host: nothing more is sealed to it. Passwords that it was given stay there: change them')
    .action((name: string, options: ConnectOptions) => remove(name, options, io))
}

type Tell = (
  options: ConnectOptions,
  work: (client: Client) => Promise<Shown>,
  words: (found: Shown) => string,
) => Promise<void>

function addQueue(group: Command, io: Io, shown: Tell): void {
  const queue = group.command('queue').description('Where the queue is that hosts take emails from')
  addConnectOptions(
    queue
      .command('set')
      .argument('[address]', 'postgres://user@host:5432/database, without a password (default: CADENZA_QUEUE)'),
  )
    .option('--password-stdin', 'read its password from standard input')
    .option('--password-fd <n>', 'read its password from this file descriptor', whole(0, 1023))
    .description('Try a queue, and keep it; its password goes to the keychain')
    .action(async (given: string | undefined, options: ConnectOptions & PasswordOptions) => {
      const address = await queueAddress(given, options, io)
      await shown(
        options,
        (client) => client.sender_hosts.set_queue({ address }),
        (found) => `The queue is ${found.queue?.address}. It answers.`,
      )
    })
  addConnectOptions(queue.command('remove'))
    .description('Forget the queue; no account may be on any more')
    .action((options: ConnectOptions) =>
      shown(
        options,
        (client) => client.sender_hosts.remove_queue(),
        () => 'There is no queue any more. Every account sends from its own computer.',
      ),
    )
}

/** With its password in it, wherever that was said. @throws Refusal where it stands in an argument */
async function queueAddress(
  given: string | undefined,
  options: ConnectOptions & PasswordOptions,
  io: Io,
): Promise<string> {
  const address = given ?? io.env.CADENZA_QUEUE
  if (!address) throw new Refusal('bad_request', 'Where is the queue? Give its address, or set CADENZA_QUEUE.')
  const url = URL.parse(address)
  // the engine says what an address is like
  if (url === null) return address
  if (url.password !== '') {
    if (given !== undefined) throw new Refusal('bad_request', passwordElsewhere)
    return address
  }
  const isTold = options.passwordStdin || options.passwordFd !== undefined
  if (!isTold && !(io.stdin.isTTY && io.stderr.isTTY)) return address
  url.password = encodeURIComponent(await readPassword(options, `${address} (Enter: none, or as it is)`, io))
  return url.href
}

function remove(name: string, options: ConnectOptions, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const host = hostNamed(await client.sender_hosts.get(), name)
    const found = await client.sender_hosts.remove({ public_id: host.public_id })
    if (options.json) return printJson(io, found)
    print(io, `No email is sealed to ${host.name} any more.`)
    if (host.accounts.length > 0)
      remark(
        io,
        `It keeps the passwords it was given. Change them at the provider: ${host.accounts.map(({ address }) => address).join(', ')}`,
      )
  })
}

const stateWords = { on: 'hosts send', ending: 'coming back', off: 'this computer sends' } as const

async function status(client: Client, options: ConnectOptions, io: Io): Promise<void> {
  const found = await client.sender_hosts.get()
  if (options.json) return printJson(io, found)
  const { queue, hosts, accounts } = found
  const paint = painter(io)
  if (queue === null && hosts.length === 0)
    return print(
      io,
      'This computer sends everything itself. Where other machines are to send: docs/scale.md; it begins with "cadenza sender queue set ADDRESS".',
    )
  const state =
    queue === null
      ? paint('yellow', 'none: cadenza sender queue set ADDRESS')
      : queue.trouble === null
        ? queue.address
        : `${queue.address}: ${paint('red', tame(queue.trouble))}`
  print(io, `${paint('dim', 'Queue'.padEnd(12))}${state}`)
  if (hosts.length === 0) print(io, `${paint('dim', 'Hosts'.padEnd(12))}none: cadenza sender add NAME KEY`)
  else
    print(
      io,
      `\n${table(
        io,
        ['Host', 'May send from', 'Sent', 'Last', 'Key', 'Id'],
        hosts.map((host) => [
          host.name,
          host.accounts.map(({ address }) => address).join(', ') || null,
          host.sent,
          when(io, host.last),
          `${host.key.slice(0, 12)}…`,
          host.public_id,
        ]),
      )}`,
    )
  const names = new Map(hosts.map(({ public_id, name }) => [public_id, name]))
  if (accounts.length > 0)
    print(
      io,
      `\n${table(
        io,
        ['Account', 'State', 'With hosts', 'Leave', 'Can’t, because'],
        accounts.map((one) => [
          one.address,
          stateWords[one.state],
          one.away,
          one.hosts.map((id) => names.get(id) ?? id).join(', ') || null,
          one.unfit,
        ]),
      )}`,
    )
}
