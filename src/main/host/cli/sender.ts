/** Sender hosts. Here the host's own side: its key, what it may send, and the program that sends. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, folderOf, portsOf } from './connect.ts'
import { wrongUse } from './exit.ts'
import { type Io, print } from './io.ts'
import { addSenderAccounts } from './sender-accounts.ts'
import { addSenderDesk } from './sender-desk.ts'
import { stopSignal } from './stop-signal.ts'
import { whole } from './values.ts'
import { printJson } from './write.ts'

interface SenderOptions extends ConnectOptions {
  queue?: string
  name?: string
  atOnce?: number
  metricsPort?: number
  credentials?: string
  vaultFd?: number
}

export function addSender(program: Command, io: Io): void {
  const group = program
    .command('sender')
    .description('Other machines that send for a workspace: the hosts, and the queue they take emails from')
  group.commandsGroup('In the workspace that hands emails in:')
  addSenderDesk(group, io)
  addSenderAccounts(group, io)
  group.commandsGroup('On a machine that sends:')
  common(group.command('key'))
    .description('Print the public key that is told to whoever gives accounts to this host; made where there is none')
    .action((options: SenderOptions) => key(options, io))
  common(group.command('take'))
    .argument('<file...>', 'what the owner of an account sealed for this host')
    .description('Keep leave to send from an account, with its password, in the keychain or vault of this computer')
    .action((files: string[], options: SenderOptions) => take(files, options, io))
  common(group.command('run', { isDefault: true }))
    .option('--queue <address>', 'postgres://user@host/database, without a password (default: CADENZA_QUEUE)')
    .option('--name <name>', 'how this host is called where its emails are shown (default: the name of the computer)')
    .option('--at-once <n>', 'emails under way at most (default: 20)', whole(1, 500))
    .option(
      '--metrics-port <n>',
      'health and Prometheus metrics on this port of 127.0.0.1 (0: a free one)',
      whole(0, 65_535),
    )
    .description('Send what is due, until Ctrl-C or SIGTERM; what is on its way is finished first')
    // it also stands for the group, so a command that doesn't exist ends up here
    .allowExcessArguments()
    .action((options: SenderOptions, { args }: Command) => {
      if (args[0] !== undefined) throw wrongUse(`unknown command '${args[0]}': see "cadenza sender --help".`)
      return run(options, io)
    })
}

const common = (command: Command): Command =>
  addConnectOptions(command)
    .option(
      '--credentials <dir>',
      'folder that keeps the secrets of this host as files, instead of a keychain (default: CREDENTIALS_DIRECTORY, as systemd sets it)',
    )
    .option('--vault-fd <n>', "read the vault's passphrase from this file descriptor", whole(0, 1023))

async function lent(options: SenderOptions, io: Io) {
  if (options.vaultFd !== undefined) io.vaultFd = options.vaultFd
  const { drawerOf, credential } = await import('../sender/drawer.ts')
  const credentials = options.credentials ?? io.env.CREDENTIALS_DIRECTORY ?? null
  const ports = await portsOf(io, await folderOf(options, io))
  return {
    ports,
    drawer: drawerOf({ folder: credentials, given: options.credentials !== undefined }, ports.keychain),
    credential: (name: string) => credential(credentials, name),
  }
}

async function key(options: SenderOptions, io: Io): Promise<void> {
  const { drawer } = await lent(options, io)
  const { senderKey } = await import('../../sender-host.ts')
  const public_key = await senderKey(drawer)
  if (options.json) printJson(io, { public_key })
  else print(io, public_key)
}

async function take(files: readonly string[], options: SenderOptions, io: Io): Promise<void> {
  const { drawer } = await lent(options, io)
  const { takeGrant } = await import('../../sender-host.ts')
  const taken: { account: string; address: string; workspace: string }[] = []
  for (const file of files) {
    const { account, address, workspace } = await takeGrant(drawer, fileOf(file))
    taken.push({ account, address, workspace })
    if (!options.json) print(io, `This host may send from ${address}. The file is not needed any more.`)
  }
  if (options.json) printJson(io, { taken })
}

function fileOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Refusal('bad_request', `${file} can’t be read: ${(error as Error).message}`)
  }
}

/** The queue's address. A password in an argument could be read by every program of this computer. */
function addressOf(options: SenderOptions, kept: string | null, io: Io): string {
  const address = options.queue ?? kept ?? io.env.CADENZA_QUEUE
  if (!address) throw new Refusal('bad_request', 'Where is the queue? Give --queue, or set CADENZA_QUEUE.')
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new Refusal('bad_request', 'The address of the queue is like postgres://user@host:5432/database.')
  if (options.queue && url.password !== '')
    throw new Refusal(
      'bad_request',
      'Other programs can read what stands behind --queue. Leave the password out of it, and give it as PGPASSWORD, in ~/.pgpass, or with the whole address in CADENZA_QUEUE.',
    )
  return address
}

async function run(options: SenderOptions, io: Io): Promise<void> {
  const { ports, drawer, credential } = await lent(options, io)
  const url = addressOf(options, credential('sender/queue'), io)
  const { startSenderHost } = await import('../../sender-host.ts')
  const name = options.name ?? hostname()
  const host = await startSenderHost({
    url,
    name,
    drawer,
    clock: ports.clock,
    log: ports.log,
    atOnce: options.atOnce ?? 20,
  })
  const { serveMetrics } = await import('../sender/metrics.ts')
  const metrics =
    options.metricsPort === undefined
      ? null
      : await serveMetrics(host, options.metricsPort, () => ports.clock.now()).catch(async (error: Error) => {
          await host.stop()
          throw new Refusal('conflict', `Port ${options.metricsPort} can't be used: ${error.message}`)
        })
  if (options.json) printJson(io, { name, pid: process.pid, ...(metrics ? { metrics_port: metrics.port } : {}) })
  else {
    print(io, `${name} takes emails from the queue. Ctrl-C stops.`)
    if (metrics) print(io, `Health and metrics: http://127.0.0.1:${metrics.port}/metrics`)
  }
  await stopSignal(io, 'what is on its way')
  await metrics?.close()
  await host.stop()
  if (!options.json) print(io, 'Stopped. What was not begun stays in the queue for the others.')
}
