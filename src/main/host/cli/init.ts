import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { isZone } from '../../../shared/domain/time.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { addConnectOptions, type ConnectOptions, firstOf, folderOf, openFolder } from './connect.ts'
import { type Io, print } from './io.ts'
import { address } from './values.ts'
import { printJson } from './write.ts'

interface InitOptions extends ConnectOptions {
  name?: string
  address?: string
  zone?: string
}

export function addInit(program: Command, io: Io): void {
  addConnectOptions(
    program
      .command('init')
      .option('--name <name>', 'your name (default: your user name)')
      .option('--address <address>', 'your primary address; owner columns of contact lists name it', address)
      .option('--zone <iana>', "time zone of the workspace (default: this computer's)", zone),
  )
    .description('Make a workspace: your seat, and the Sandbox, which can send at once into an inbox on this computer')
    .action((options: InitOptions) => init(options, io))
}

function zone(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('This is no IANA time zone. Use a name such as Europe/Paris.')
  return text
}

async function init(options: InitOptions, io: Io): Promise<void> {
  const folder = await folderOf(options, io)
  const { databaseName } = await import('../paths.ts')
  if (existsSync(join(folder, databaseName)))
    throw new Refusal('state', `There is a workspace in ${folder} already. Choose another folder with --data.`)
  const usual = firstOf(io)
  const door = await openFolder(io, folder, {
    zone: options.zone ?? usual.zone,
    seatName: options.name ?? usual.seatName,
    seatAddress: options.address ?? usual.seatAddress,
  })
  try {
    const { client } = door
    const [workspace, seats, accounts] = [
      await client.workspace.get(),
      await client.seats.list(),
      await client.accounts.list(),
    ]
    if (options.json) return printJson(io, { folder, workspace, seats, accounts })
    print(io, `Made the workspace "${workspace.name}" in ${folder}.`)
    print(io, `Zone ${workspace.zone}; mail leaves ${windowsText(workspace.windows)}.`)
    const [seat] = seats
    const [managed] = accounts
    print(io, `Your seat is ${seat?.name} <${seat?.address}>.`)
    print(
      io,
      `${senderText(managed?.from_email ?? '')} can send at once: ${managed?.per_utc_day} a day, into an inbox on this computer.`,
    )
    print(
      io,
      '\nNext: cadenza import CONTACTS.csv, cadenza sequences add SEQUENCE.json, cadenza engage NAME, cadenza serve',
    )
  } finally {
    await door.close()
  }
}
