/** Signing in through the browser, from the command line: prints the address, tries to open it, and waits. */
import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { Argument, InvalidArgumentError, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print, remark } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { table } from './table.ts'
import { address, collect, whole } from './values.ts'
import { printJson } from './write.ts'

type ProviderName = 'google' | 'microsoft'
export interface SignInOptions extends ConnectOptions {
  provider?: ProviderName
  user?: string
  name?: string
  seat?: string
  team?: boolean
  permit?: ('role' | 'more')[]
  browser?: boolean
  activate?: boolean
  /** What else is set of a new mailbox, as the engine takes it. */
  settings?: Record<string, unknown>
  /** Only a new one: one that is there is not changed. */
  fresh?: boolean
}
interface ClientOptions extends ConnectOptions, PasswordOptions {
  clientId?: string
  tenant?: string
  remove?: boolean
}
type End = Awaited<ReturnType<Client['sign_in']['cancel']>>

const provider = () => new Option('--provider <name>', 'whose mailbox it is').choices(['google', 'microsoft'])

/** What an admin expressly permits; repeatable. */
export const permitOption = () =>
  new Option(
    '--permit <rule>',
    'as an admin: "role" a shared address such as info@, "more" a mailbox beyond the seat\'s limit (repeatable)',
  ).argParser(collect(permit))

function permit(text: string): 'role' | 'more' {
  if (text === 'role' || text === 'more') return text
  throw new InvalidArgumentError('Allowed choices are role, more.')
}

export function addSignIn(group: Command, io: Io): void {
  addConnectOptions(
    group.command('sign-in').argument('<address>', 'From address; of a mailbox that is there: again', address),
  )
    .description('Connect a Gmail or Microsoft mailbox by signing in in the browser, or sign in instead of a password')
    .addOption(provider())
    .option('--user <name>', 'user name, where it is another than the address')
    .option('--name <name>', 'From name')
    .option('--seat <address>', 'whose mailbox it is (default: yours)', address)
    .option('--team', "a mailbox of the whole team, nobody's own")
    .addOption(permitOption())
    .option('--no-browser', 'only print the address')
    .option('--no-activate', 'leave the new mailbox pending')
    .action((at: string, options: SignInOptions) => signIn(at, options, io))
  addConnectOptions(
    group
      .command('sign-in-client')
      .addArgument(new Argument('[provider]', 'whose client').choices(['google', 'microsoft'])),
  )
    .description('List the clients that people sign in with, or set one; its secret is asked for without echo')
    .option('--client-id <id>', 'id of the client')
    .option('--tenant <directory>', 'Microsoft: only this directory')
    .option('--password-stdin', 'read its secret from standard input')
    .option('--password-fd <n>', 'read its secret from this file descriptor', whole(0, 1023))
    .option('--remove', "go back to the package's client")
    .action((name: ProviderName | undefined, options: ClientOptions) => client(name, options, io))
}

/** Connects a mailbox, or signs in for one that is there: again, or from now on in place of its password. */
export async function signIn(at: string, options: SignInOptions, io: Io): Promise<void> {
  await withClient(io, options, 'create', async (client, io) => {
    const all = options.fresh ? [] : await client.accounts.list()
    const present = all.find(
      ({ from_email, type }) => type !== 'managed' && from_email.toLowerCase() === at.toLowerCase(),
    )
    const { provider, user: username } = options
    const again = present && {
      account: present.public_id,
      ...(present.signed_in || !provider ? {} : { provider }),
      ...(present.signed_in || !username ? {} : { username }),
    }
    const started = await client.sign_in.start(again ?? wishOf(at, options))
    remark(io, `Sign in at this address, in a browser on this computer:\n\n  ${started.address}\n`)
    if (options.browser !== false) open(started.address, io)
    const end = await waitFor(client, started.flow)
    if (end.state !== 'done' || !end.account)
      throw new Refusal(end.trouble === 'cancelled' ? 'cancelled' : 'account_error', `${end.words} ${end.next}`)
    const public_id = end.account
    if (!present && Object.keys(options.settings ?? {}).length > 0)
      await client.accounts.update({ public_id, ...options.settings })
    const account =
      options.activate !== false && !present
        ? await activated(client, public_id)
        : await client.accounts.get({ public_id })
    if (options.json) return printJson(io, account)
    print(io, `${account.from_email} (${account.public_id}) is signed in and ${account.status}.`)
  })
}

const wishOf = (at: string, { provider, user, name, seat, team, permit }: SignInOptions) => ({
  email: at,
  ...(provider ? { provider } : {}),
  ...(user ? { username: user } : {}),
  ...(name ? { from_name: name } : {}),
  ...(team ? { seat: null } : seat ? { seat } : {}),
  ...(permit ? { permits: permit } : {}),
})

/** Ctrl-C takes the sign-in back, so that the page in the browser is of no use any more. */
async function waitFor(client: Client, flow: string): Promise<End> {
  const { signal, end } = interruptible()
  const stop = () => void client.sign_in.cancel({ flow }).catch(() => {})
  signal.addEventListener('abort', stop)
  try {
    const states = await client.sign_in.wait({ flow })
    let step = await states.next()
    while (!step.done) step = await states.next()
    return step.value
  } finally {
    end()
  }
}

/** A mailbox that can't send yet stays pending: signing in is not all a server may want. */
async function activated(client: Client, public_id: string) {
  const tested = await client.accounts.test({ public_id })
  if (tested.ok) return client.accounts.activate({ public_id })
  throw new Refusal(
    'account_error',
    `It is signed in, but can't send: ${tested.words ?? tested.trouble} ${tested.next ?? ''}`,
  )
}

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  darwin: ['open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
}

/** The address holds no secret: what turns its answer into access never leaves this program. */
function open(address: string, io: Io): void {
  if (io.open) {
    io.open(address)
    return
  }
  if (!/^https?:\/\//.test(address) || (process.platform === 'linux' && !io.env.DISPLAY && !io.env.WAYLAND_DISPLAY))
    return
  const [program, args] = openers[process.platform] ?? ['xdg-open', []]
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

/** An option that would change nothing is told: a secret that was given would be taken for kept. */
function checkClient(name: ProviderName | undefined, options: ClientOptions): void {
  const { clientId, tenant, remove, passwordStdin, passwordFd } = options
  const more = tenant !== undefined || passwordStdin === true || passwordFd !== undefined
  if (name === undefined && (clientId !== undefined || remove || more))
    throw wrongUse('Name the provider: cadenza accounts sign-in-client google --client-id <id>.')
  if (remove && (clientId !== undefined || more))
    throw wrongUse("--remove goes back to the package's client: leave the other options out.")
  if (more && clientId === undefined)
    throw wrongUse('A secret and a directory belong to a client: give --client-id too.')
}

async function client(name: ProviderName | undefined, options: ClientOptions, io: Io): Promise<void> {
  checkClient(name, options)
  const { clientId, tenant, remove } = options
  const sets = name !== undefined && (clientId !== undefined || remove)
  const asked = options.passwordStdin || options.passwordFd !== undefined || (sets && !remove && io.stdin.isTTY)
  const secret = sets && asked ? await readPassword(options, `the client of ${name}`, io) : undefined
  await withClient(io, options, sets ? 'create' : 'read', async (client, io) => {
    if (sets) {
      const tenants = tenant === undefined ? {} : { tenant }
      const secrets = secret === undefined ? {} : { client_secret: secret || null }
      const client_id = remove ? null : (clientId ?? null)
      await client.sign_in.set_client({ provider: name, client_id, ...secrets, ...tenants })
    }
    const all = await client.sign_in.clients()
    if (options.json) return printJson(io, all)
    const rows = all.map((one) => [
      one.label,
      one.client_id,
      one.source,
      one.has_client_secret ? 'kept' : null,
      one.redirect,
    ])
    print(io, table(io, ['Provider', 'Client', 'From', 'Secret', 'Redirect to register'], rows))
  })
}
