/** "accounts managed": what the managed account sends through, a server of one's own or the package's, and the sandbox. */
import { type Command, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { counted, tame } from './table.ts'
import { address, whole } from './values.ts'
import { printJson } from './write.ts'

type Managed = Awaited<ReturnType<Client['accounts']['managed']>>
type Protocol = 'none' | 'starttls' | 'tls'

interface PackageOptions extends ConnectOptions, PasswordOptions {
  from?: string
  name?: string
  askPassword?: boolean
}
interface ServerOptions extends PackageOptions {
  from: string
  host: string
  port?: number
  protocol: Protocol
  user?: string
  allowPlaintextPassword?: boolean
}

const usualPort: Record<Protocol, number> = { tls: 465, starttls: 587, none: 25 }

const withPassword = (command: Command): Command =>
  command
    .option('--name <name>', 'From name')
    .option('--password-stdin', 'read the password from standard input')
    .option('--password-fd <n>', 'read the password from this file descriptor', whole(0, 1023))

export function addManaged(group: Command, io: Io): void {
  const managed = group.command('managed').description('The account every workspace begins with: what it sends through')
  addConnectOptions(managed.command('show'))
    .description('Say what it sends through, and what the package offers')
    .action((options: ConnectOptions) => show(options, io))
  addConnectOptions(
    withPassword(managed.command('server').requiredOption('--from <address>', 'address that mail leaves from', address))
      .requiredOption('--host <host>', 'SMTP server')
      .option('--port <n>', 'its port (default: 465 for tls, 587 for starttls, 25 for none)', whole(1, 65_535))
      .addOption(
        new Option('--protocol <how>', 'how the connection is protected')
          .choices(['none', 'starttls', 'tls'])
          .default('starttls'),
      )
      .option('--user <name>', 'user name; the password is then asked for without echo')
      .option('--allow-plaintext-password', 'let the password travel readable: only in a network of your own'),
  )
    .description('Give it a server; what was engaged in the sandbox ends unsent')
    .action((options: ServerOptions) => server(options, io))
  addConnectOptions(
    withPassword(
      managed.command('package').option('--from <address>', 'where the package names no address', address),
    ).option('--ask-password', 'ask for the password without echo, where the keychain has none'),
  )
    .description('Take the server that this package brings')
    .action((options: PackageOptions) => fromPackage(options, io))
  addConnectOptions(managed.command('sandbox'))
    .description('Deliver to the built-in sandbox again; what is planned for people is held back')
    .action((options: ConnectOptions) => sandbox(options, io))
}

const place = ({ smtp_host, smtp_port, smtp_protocol }: Pick<Managed, 'smtp_host' | 'smtp_port' | 'smtp_protocol'>) =>
  `${tame(String(smtp_host))}:${smtp_port} (${smtp_protocol})`

const sentence = (now: Managed): string => {
  if (now.sends_through === 'sandbox') return 'It delivers to the built-in sandbox: nothing leaves this computer.'
  const whose = now.sends_through === 'package' ? 'the server of this package, ' : ''
  const password = now.username === null || now.has_smtp_password ? '' : ' Its password is missing.'
  return `It sends through ${whose}${place(now)}, as ${now.from_email}.${password}`
}

/** What it is now, and what changing it would do to planned mail. */
function told(io: Io, now: Managed): void {
  print(io, sentence(now))
  const { packaged, planned } = now
  if (packaged && now.sends_through !== 'package')
    print(io, `The package brings ${place(packaged)}: take it with "cadenza accounts managed package".`)
  if (planned.sandbox > 0)
    print(io, `${counted(planned.sandbox, 'email')} of the sandbox would end unsent with a server.`)
  if (planned.people > 0)
    print(io, `${counted(planned.people, 'email')} planned for people would be held back by the sandbox.`)
}

async function show(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const now = await client.accounts.managed()
    return options.json ? printJson(io, now) : told(io, now)
  })
}

const isAsked = ({ askPassword, passwordStdin, passwordFd }: PackageOptions): boolean =>
  askPassword === true || passwordStdin === true || passwordFd !== undefined

async function give(wish: Parameters<Client['accounts']['set_managed']>[0], options: ConnectOptions, io: Io) {
  await withClient(io, options, 'create', async (client, io) => {
    const { planned } = await client.accounts.managed()
    const { status_reason: waits } = await client.accounts.set_managed(wish)
    const now = await client.accounts.managed()
    if (options.json) return printJson(io, now)
    print(io, sentence(now))
    if (waits !== null) print(io, tame(waits))
    if (planned.sandbox > 0) print(io, `${counted(planned.sandbox, 'email')} of the sandbox will not be sent.`)
  })
}

async function server(options: ServerOptions, io: Io): Promise<void> {
  const { from, host, protocol, port = usualPort[protocol], user, name } = options
  const password = user !== undefined || isAsked(options) ? await readPassword(options, user ?? from, io) : undefined
  await give(
    {
      from_email: from,
      smtp_host: host,
      smtp_port: port,
      smtp_protocol: protocol,
      username: user ?? null,
      ...(name === undefined ? {} : { from_name: name }),
      ...(password === undefined ? {} : { password, username: user ?? from }),
      ...(options.allowPlaintextPassword ? { allow_plaintext_password: true } : {}),
    },
    options,
    io,
  )
}

async function fromPackage(options: PackageOptions, io: Io): Promise<void> {
  const { from, name } = options
  const password = isAsked(options) ? await readPassword(options, "the package's server", io) : undefined
  await give(
    {
      packaged: true,
      ...(from === undefined ? {} : { from_email: from }),
      ...(name === undefined ? {} : { from_name: name }),
      ...(password === undefined ? {} : { password }),
    },
    options,
    io,
  )
}

async function sandbox(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { planned } = await client.accounts.managed()
    await client.accounts.clear_managed()
    const now = await client.accounts.managed()
    if (options.json) return printJson(io, now)
    print(io, sentence(now))
    if (planned.people > 0)
      print(io, `${counted(planned.people, 'email')} planned for people through it will be held back.`)
  })
}
