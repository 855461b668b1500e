/** The workspace's side of sender hosts: where the queue is, which hosts there are, and the accounts that they send for. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { type Io, painter, print, remark } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { counted, table, tame } from './table.ts'
import { whole } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

type Shown = Awaited<ReturnType<Client['sender_hosts']['get']>>
type Served = Shown['accounts'][number]

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
  addConnectOptions(
    group
      .command('grant')
      .argument('<account>', 'address or id')
      .requiredOption('--to <host>', 'name or id of the host that gets leave')
      .requiredOption('--out <file>', 'where to write what is sealed to that host alone'),
  )
    .description('Give a host leave to send from an account: writes a file to take in there')
    .action((name: string, options: GrantOptions) => grant(name, options, io))
  addConnectOptions(group.command('on').argument('<account>', 'address or id'))
    .description('Let sender hosts send for an account from now on')
    .action((name: string, options: ConnectOptions) =>
      shown(
        options,
        async (client) => client.sender_hosts.turn_on({ public_id: (await servedAs(client, name)).public_id }),
        () => `Sender hosts send for ${tame(name)} from now on; this computer hands its emails in while it runs.`,
      ),
    )
  addConnectOptions(group.command('off').argument('<account>', 'address or id'))
    .option('--wait', 'until what hosts have is back, or has left; Cadenza must be running')
    .description('Let this computer send for an account again; what no host has begun is brought back first')
    .action((name: string, options: ConnectOptions & { wait?: boolean }) => off(name, options, io))
}

const quoted = (name: string): string => (/^[\w.@-]+$/.test(name) ? name : `"${name}"`)

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

/** @throws Refusal `not_found`, naming those there are */
async function hostOf(client: Client, name: string): Promise<Shown['hosts'][number]> {
  const { hosts } = await client.sender_hosts.get()
  const found = hosts.find((host) => host.public_id === name || host.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  const names = hosts.map((host) => host.name).join(', ')
  throw new Refusal('not_found', `There is no sender host "${name}"; there are: ${names || 'none'}.`)
}

/** @throws Refusal `not_found`, naming those there are */
async function servedAs(client: Client, name: string): Promise<Served> {
  const { accounts } = await client.sender_hosts.get()
  const found = accounts.find((one) => one.public_id === name || one.address.toLowerCase() === name.toLowerCase())
  if (found) return found
  const names = accounts.map(({ address }) => address).join(', ')
  throw new Refusal('not_found', `There is no account "${name}" with a server; there are: ${names || 'none'}.`)
}

function remove(name: string, options: ConnectOptions, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const host = await hostOf(client, name)
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

interface GrantOptions extends ConnectOptions {
  to: string
  out: string
}

function grant(name: string, options: GrantOptions, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const host = await hostOf(client, options.to)
    const account = await servedAs(client, name)
    const { sealed } = await client.sender_hosts.grant({ public_id: host.public_id, account: account.public_id })
    const file = resolve(options.out)
    try {
      writeFileSync(file, Buffer.from(sealed, 'base64'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
      throw new Refusal('conflict', `${file} is there already, and stays as it is. Give another name.`)
    }
    if (options.json) return printJson(io, { file, host: host.public_id, account: account.public_id })
    print(io, file)
    remark(
      io,
      `Only ${host.name} can open it. Bring it there, and say: cadenza sender take ${quoted(options.out.replace(/^.*\//, ''))}`,
    )
  })
}

const waiting = ({ queue }: Shown, away: number): string =>
  queue?.trouble
    ? `The queue can’t be used (${tame(queue.trouble)}). It goes on as soon as that answers; Ctrl-C leaves it to the running Cadenza.`
    : `With hosts: ${counted(away, 'email')}. What none of them has begun comes back; what is on its way is waited for.`

/** How often it is asked whether all is back, in ms. */
const lookEvery = 500

function off(name: string, options: ConnectOptions & { wait?: boolean }, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await servedAs(client, name)
    let found = await client.sender_hosts.turn_off({ public_id })
    const own = () => found.accounts.find((one) => one.public_id === public_id)
    if (options.wait && own()?.state === 'ending') {
      if (!(await client.workspace.status()).running)
        throw new Refusal(
          'state',
          'It is being turned off, but Cadenza is not running, so nothing is brought back. Start it.',
        )
      remark(io, waiting(found, own()?.away ?? 0))
      const { signal, end } = interruptible()
      while (own()?.state === 'ending' && !signal.aborted) {
        await io.clock.until(io.clock.now() + lookEvery, signal)
        found = await client.sender_hosts.get()
      }
      end()
    }
    if (options.json) return printJson(io, found)
    const now = own()
    if (now?.state !== 'ending') print(io, `This computer sends for ${tame(name)}.`)
    else
      print(
        io,
        `Sender hosts give back what they have of ${tame(name)} (${counted(now.away, 'email')}); then this computer sends. It goes on while Cadenza runs.`,
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
