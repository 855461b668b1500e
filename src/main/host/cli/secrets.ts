import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, folderOf, withClient } from './connect.ts'
import { type Io, print, remark } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { counted } from './table.ts'
import { whole } from './values.ts'
import { printJson } from './write.ts'

interface SecretOptions extends ConnectOptions, PasswordOptions {}

export function addSecrets(program: Command, io: Io): void {
  const group = program.command('secrets').description('Where passwords are kept: the keychain, or a vault')
  addConnectOptions(group.command('status'))
    .description('Say where passwords are kept, and whether they can be read')
    .action((options: ConnectOptions) => withClient(io, options, 'read', (client, io) => told(client, options, io)))
  asked(group.command('unlock'))
    .description('Open the vault of the running program with its passphrase')
    .action((options: SecretOptions) => unlock(options, io))
  addConnectOptions(group.command('lock'))
    .description('Forget the passphrase: what needs a password waits')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        await client.secrets.lock()
        await told(client, options, io)
      }),
    )
  asked(group.command('use-vault'))
    .description('Move all passwords into a vault with a passphrase (for computers without a keychain)')
    .action((options: SecretOptions) => useVault(options, io))
  addConnectOptions(group.command('use-keychain'))
    .description('Move all passwords back into the keychain and take the vault away')
    .action((options: ConnectOptions) => useKeychain(options, io))
}

const asked = (command: Command): Command =>
  addConnectOptions(command)
    .option('--password-stdin', 'read the passphrase from standard input')
    .option('--password-fd <n>', 'read the passphrase from this file descriptor', whole(0, 1023))

type Client = Parameters<Parameters<typeof withClient>[3]>[0]

async function told(client: Client, options: ConnectOptions, io: Io): Promise<void> {
  const found = await client.secrets.status()
  if (options.json) return printJson(io, found)
  const where =
    found.place === 'vault' ? 'a vault with a passphrase, in the data folder' : 'the keychain of this computer'
  print(io, `Passwords are kept in ${where}.`)
  if (found.trouble !== null) print(io, found.trouble)
  if (found.waiting > 0) print(io, `${found.waiting} of the sending accounts wait for it.`)
}

async function unlock(options: SecretOptions, io: Io): Promise<void> {
  const passphrase = await readPassword(options, 'the vault', io)
  await withClient(io, options, 'read', async (client, io) => {
    await client.secrets.unlock({ passphrase })
    await told(client, options, io)
    if (!(await runs(options, io)))
      remark(io, 'No Cadenza runs on this folder, so it is locked again now: cadenza serve --vault-fd N keeps it open.')
  })
}

/** Whether a program runs on the folder, which keeps the vault open after this command has ended. */
async function runs(options: ConnectOptions, io: Io): Promise<boolean> {
  const { readNote } = await import('../lock.ts')
  const { socketAnswers } = await import('../socket.ts')
  const note = readNote(await folderOf(options, io))
  return note?.socket ? socketAnswers(note.socket) : false
}

const movedWords = (moved: number): string =>
  `${moved === 0 ? 'No password was kept before.' : `${counted(moved, 'password')} moved into the vault.`} Without the passphrase nobody can read what it holds again.`

/** Where nobody types, once is enough; a person types it twice, for nothing can bring a mistyped one back. */
async function useVault(options: SecretOptions, io: Io): Promise<void> {
  const passphrase = await readPassword(options, 'the new vault', io)
  const byHand = !options.passwordStdin && options.passwordFd === undefined
  const { sameTwice } = await import('./password.ts')
  if (byHand) sameTwice(passphrase, await readPassword(options, 'the new vault, once more', io))
  await withClient(io, options, 'read', async (client, io) => {
    const { moved } = await client.secrets.use({ place: 'vault', passphrase })
    if (!options.json) print(io, movedWords(moved))
    await told(client, options, io)
  })
}

async function useKeychain(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { moved } = await client.secrets.use({ place: 'keychain' })
    if (!options.json) print(io, `Moved ${moved} into the keychain; the vault is gone.`)
    await told(client, options, io)
  })
}
