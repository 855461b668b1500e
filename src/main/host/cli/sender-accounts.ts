/** Which accounts sender hosts may send from, and do: leave for a host, on, off. */
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { type Io, print, remark } from './io.ts'
import { hostNamed, quoted, type SenderHostsShown, type Served, servedNamed } from './sender-named.ts'
import { counted, tame } from './table.ts'
import { printJson } from './write.ts'

export function addSenderAccounts(group: Command, io: Io): void {
  const accounts = (verb: string) =>
    addConnectOptions(group.command(verb).argument('<account...>', 'addresses or ids of accounts'))
  accounts('grant')
    .requiredOption('--to <host>', 'name or id of the host that gets leave')
    .requiredOption('--out <path>', 'file to write; for several accounts a folder')
    .description('Give a host leave to send from accounts: a file each, sealed to it, to take in there')
    .action((names: string[], options: GrantOptions) => grant(names, options, io))
  accounts('on')
    .description('Let sender hosts send for accounts from now on')
    .action((names: string[], options: ConnectOptions) => on(names, options, io))
  accounts('off')
    .option('--wait', 'until what hosts have is back, or has left; Cadenza must be running')
    .description('Let this computer send for accounts again; what no host has begun is brought back first')
    .action((names: string[], options: ConnectOptions & { wait?: boolean }) => off(names, options, io))
}

interface GrantOptions extends ConnectOptions {
  to: string
  out: string
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Opened before leave is given: what couldn't be kept would be noted as given. @throws Refusal where it is there already */
function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    throw new Refusal('conflict', `${file} is there already, and stays as it is. Give another name.`)
  }
}

async function written(file: string, seal: () => Promise<{ sealed: string }>): Promise<string> {
  const open = openNew(file)
  try {
    const { sealed } = await seal()
    writeSync(open, Buffer.from(sealed, 'base64'))
    closeSync(open)
    return file
  } catch (error) {
    closeSync(open)
    rmSync(file)
    throw error
  }
}

function grant(names: readonly string[], options: GrantOptions, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const shown = await client.sender_hosts.get()
    const host = hostNamed(shown, options.to)
    const accounts = servedNamed(shown, names)
    const out = resolve(options.out)
    if (accounts.length > 1) mkdirSync(out, { recursive: true, mode: 0o700 })
    const inFolder = isFolder(out)
    const files: { file: string; host: string; account: string }[] = []
    for (const { public_id: account, address } of accounts) {
      const name = `${address.replace(/[^\w.@+-]/g, '_')}.grant`
      const file = await written(inFolder ? join(out, name) : out, () =>
        client.sender_hosts.grant({ public_id: host.public_id, account }),
      )
      files.push({ file, host: host.public_id, account })
    }
    if (options.json) return printJson(io, { files })
    for (const { file } of files) print(io, file)
    const what = files.map(({ file }) => quoted(basename(file))).join(' ')
    const them = files.length > 1 ? 'them' : 'it'
    remark(io, `Only ${host.name} can open ${them}. Bring ${them} there, and say: cadenza sender take ${what}`)
  })
}

/** One after the other; what was done before a refusal stays done. */
async function each(
  client: Client,
  names: readonly string[],
  turn: (account: { public_id: string }) => Promise<SenderHostsShown>,
): Promise<{ found: SenderHostsShown; chosen: () => Served[]; set(next: SenderHostsShown): void }> {
  let found = await client.sender_hosts.get()
  const ids = servedNamed(found, names).map(({ public_id }) => public_id)
  for (const public_id of ids) found = await turn({ public_id })
  return {
    get found() {
      return found
    },
    chosen: () => found.accounts.filter(({ public_id }) => ids.includes(public_id)),
    set(next) {
      found = next
    },
  }
}

function on(names: readonly string[], options: ConnectOptions, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const turned = await each(client, names, (account) => client.sender_hosts.turn_on(account))
    if (options.json) return printJson(io, turned.found)
    for (const { address } of turned.chosen()) print(io, `Sender hosts send for ${tame(address)} from now on.`)
    remark(io, 'This computer hands their emails in while Cadenza runs here.')
  })
}

const waiting = ({ queue }: SenderHostsShown, away: number): string =>
  queue?.trouble
    ? `The queue can’t be used (${tame(queue.trouble)}). It goes on as soon as that answers; Ctrl-C leaves it to the running Cadenza.`
    : `With hosts: ${counted(away, 'email')}. What none of them has begun comes back; what is on its way is waited for.`

/** How often it is asked whether all is back, in ms. */
const lookEvery = 500

function off(names: readonly string[], options: ConnectOptions & { wait?: boolean }, io: Io): Promise<void> {
  return withClient(io, options, 'read', async (client, io) => {
    const turned = await each(client, names, (account) => client.sender_hosts.turn_off(account))
    const ending = () => turned.chosen().filter(({ state }) => state === 'ending')
    if (options.wait && ending().length > 0) {
      if (!(await client.workspace.status()).running)
        throw new Refusal(
          'state',
          'It is being turned off, but Cadenza is not running, so nothing is brought back. Start it.',
        )
      const away = ending().reduce((n, one) => n + one.away, 0)
      remark(io, waiting(turned.found, away))
      const { signal, end } = interruptible()
      while (ending().length > 0 && !signal.aborted) {
        await io.clock.until(io.clock.now() + lookEvery, signal)
        turned.set(await client.sender_hosts.get())
      }
      end()
    }
    if (options.json) return printJson(io, turned.found)
    for (const { address, state, away } of turned.chosen())
      print(
        io,
        state === 'ending'
          ? `Sender hosts give back what they have of ${tame(address)} (${counted(away, 'email')}); then this computer sends. It goes on while Cadenza runs.`
          : `This computer sends for ${tame(address)}.`,
      )
  })
}
