import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, interruptible, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { type PasswordOptions, readPassword, sameTwice } from './password.ts'
import { createProgress } from './progress.ts'
import { counted, grouped, table } from './table.ts'
import { whole } from './values.ts'
import { when, whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface FileOptions extends ConnectOptions, PasswordOptions {
  passphrase?: boolean
}

interface ExportOptions extends FileOptions {
  to?: string[]
  whole?: boolean
}

type Comparison = Awaited<ReturnType<typeof compared>>

/** `cadenza workspace …`: what a team exchanges without a server. */
export function addWorkspaceFile(program: Command, io: Io): void {
  const group = program.command('workspace').description('Exchange workspace files (*.cadenza) with the team')
  sealed(group.command('export').argument('<file>', 'where to write it'))
    .option('--to <device>', 'only for this computer, by its id (repeatable; default: all)', gather)
    .option('--whole', 'everything, not only what those computers lack')
    .description('Write a workspace file that only computers of the team can open')
    .action((file: string, options: ExportOptions) => exportFile(file, options, io))
  sealed(group.command('compare').argument('<file>', 'a workspace file'))
    .description('Check a workspace file and say what importing it would change')
    .action((file: string, options: FileOptions) => compare(file, options, io))
  sealed(group.command('import').argument('<file>', 'a workspace file'))
    .description('Take in a workspace file, whole or, where it is damaged, not at all')
    .action((file: string, options: FileOptions) => importFile(file, options, io))
  addConnectOptions(group.command('status'))
    .description('Say what was exchanged with which computer')
    .action((options: ConnectOptions) => withClient(io, options, 'read', (client, io) => status(client, options, io)))
  addConnectOptions(group.command('folder').argument('[folder]', 'a folder that the team shares'))
    .option('--none', 'share none any more; the files in it stay')
    .description('Exchange files through a shared folder by itself, while Cadenza runs')
    .action((folder: string | undefined, options: ConnectOptions & { none?: boolean }) =>
      shareFolder(folder, options, io),
    )
}

const gather = (value: string, before: string[] = []): string[] => [...before, value]

const sealed = (command: Command): Command =>
  addConnectOptions(command)
    .option('--passphrase', 'sealed with a passphrase instead of for computers: asked for')
    .option('--password-stdin', 'read the passphrase from standard input')
    .option('--password-fd <n>', 'read the passphrase from this file descriptor', whole(0, 1023))

/** Undefined where the file is for computers. A person who seals one types it twice. */
async function passphraseOf(options: FileOptions, io: Io, twice = false): Promise<string | undefined> {
  const given = options.passwordStdin || options.passwordFd !== undefined
  if (!options.passphrase && !given) return undefined
  const typed = await readPassword(options, 'the workspace file', io)
  if (twice && !given) sameTwice(typed, await readPassword(options, 'the workspace file, once more', io))
  return typed
}

interface Step {
  done: number
  total: number
}

/** Follows a stream to its result, with a bar. Ctrl-C cancels. */
async function follow<R>(
  io: Io,
  label: string,
  start: (signal: AbortSignal) => Promise<{ next(): Promise<IteratorResult<Step, R>> }>,
): Promise<R> {
  const bar = createProgress(io, label)
  const { signal, end } = interruptible()
  try {
    const steps = await start(signal)
    for (;;) {
      const step = await steps.next()
      if (step.done) return step.value
      bar.show(step.value.done, step.value.total, ' ')
    }
  } finally {
    end()
    bar.end()
  }
}

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${grouped(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

async function exportFile(file: string, options: ExportOptions, io: Io): Promise<void> {
  const passphrase = await passphraseOf(options, io, true)
  await withClient(io, options, 'read', async (client, io) => {
    const input = {
      file: resolve(file),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(options.to ? { to: options.to } : {}),
      ...(options.whole ? { whole: true } : {}),
    }
    const made = await follow(io, 'Writing', (signal) => client.exchange.export(input, { signal }))
    if (options.json) return printJson(io, made)
    const what = made.whole ? 'everything' : 'what they lacked'
    const whom =
      made.devices.length === 0
        ? 'whoever knows the passphrase'
        : made.devices.map(({ name, seat }) => `${seat}’s ${name}`).join(', ')
    print(io, `${made.file}: ${megabytes(made.bytes)}, ${counted(made.changes, 'change')} (${what}), for ${whom}.`)
  })
}

interface FileInput {
  file: string
  passphrase?: string
}

const compared = (client: Client, input: FileInput, io: Io) =>
  follow(io, 'Checking', (signal) => client.exchange.compare(input, { signal }))

async function compare(file: string, options: FileOptions, io: Io): Promise<void> {
  const passphrase = await passphraseOf(options, io)
  await withClient(io, options, 'read', async (client, io) => {
    const input = { file: resolve(file), ...(passphrase === undefined ? {} : { passphrase }) }
    const found = await compared(client, input, io)
    if (options.json) printJson(io, found)
    else {
      show(io, found, 'Importing it would bring')
      showConflicts(io, found)
    }
  })
}

async function importFile(file: string, options: FileOptions, io: Io): Promise<void> {
  const passphrase = await passphraseOf(options, io)
  await withClient(io, options, 'read', async (client, io) => {
    const input = { file: resolve(file), ...(passphrase === undefined ? {} : { passphrase }) }
    const taken = await follow(io, 'Importing', (signal) => client.exchange.import(input, { signal }))
    if (options.json) printJson(io, taken)
    else show(io, taken, 'It brought')
  })
}

type Shown = Omit<Comparison, 'conflicts' | 'conflicts_count'>

function show(io: Io, { file, bundles, kinds, told, told_count }: Shown, says: string): void {
  const writer = file.writer.name === null ? 'a computer not known here' : `${file.writer.seat}’s ${file.writer.name}`
  print(io, `${file.name}: written ${whenSaid(io, file.written_at)} by ${writer}, ${megabytes(file.bytes)}.`)
  const lines = kinds
    .filter(({ added, changed, removed, conflicts }) => added + changed + removed + conflicts > 0)
    .map(({ kind, added, changed, removed, conflicts }) => [
      kind.replaceAll('_', ' '),
      added,
      changed,
      removed,
      conflicts,
    ])
  if (bundles.new === 0) print(io, 'There is nothing new in it.')
  else if (lines.length > 0)
    print(io, `${says}:\n${table(io, ['Kind', 'New', 'Changed', 'Removed', 'In conflict'], lines)}`)
  if (bundles.waiting > 0)
    print(io, `${counted(bundles.waiting, 'bundle')} of changes wait for what has not arrived yet.`)
  if (told.length > 0)
    print(
      io,
      `\n${table(
        io,
        ['What', 'Computer', 'Why'],
        told.map((one) => [one.what, one.device_name ?? one.device, one.words]),
      )}`,
    )
  if (told_count > told.length) print(io, `… and ${grouped(told_count - told.length)} more`)
}

/** What both sides changed: what is said here and there, and which of the two will count. */
function showConflicts(io: Io, { conflicts, conflicts_count }: Comparison): void {
  if (conflicts.length === 0) return
  const rows = conflicts.flatMap(({ kind, about, fields, more_fields }) => [
    ...fields.map(({ name, here, there, counts, words }, at) => [
      at === 0 ? kind.replaceAll('_', ' ') : null,
      at === 0 ? about : null,
      name,
      here ?? '(nothing)',
      there ?? '(nothing)',
      `${counts === 'here' ? 'Here' : 'The file'}: ${words}`,
    ]),
    ...(more_fields > 0 ? [[null, null, `… and ${counted(more_fields, 'field')} more`, null, null, null]] : []),
  ])
  print(io, `\n${table(io, ['In conflict', 'Which', 'Field', 'Here', 'In the file', 'What will count'], rows)}`)
  if (conflicts_count > conflicts.length)
    print(io, `… and ${grouped(conflicts_count - conflicts.length)} more in conflict.`)
}

async function status(client: Client, options: ConnectOptions, io: Io): Promise<void> {
  const found = await client.exchange.status()
  if (options.json) return printJson(io, found)
  if (!found.shared) return print(io, 'This workspace is on one computer alone. To make it a team: cadenza invite.')
  const at = (instant: string | null) => (instant === null ? 'never' : when(io, instant))
  const rows = found.peers.map((peer) => [
    peer.own ? `${peer.name} (this one)` : peer.name,
    peer.seat,
    peer.own ? '' : at(peer.sent_at),
    peer.own ? '' : at(peer.heard_at),
    peer.own ? '' : peer.missing,
    peer.public_id,
  ])
  print(io, table(io, ['Computer', 'Person', 'Written for it', 'Heard from it', 'It lacks', 'Id'], rows))
}

async function shareFolder(
  folder: string | undefined,
  { none, ...options }: ConnectOptions & { none?: boolean },
  io: Io,
): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const found =
      folder === undefined && !none
        ? await client.exchange.folder()
        : await client.exchange.set_folder({ folder: folder === undefined ? null : resolve(folder) })
    if (options.json) return printJson(io, found)
    if (found.folder === null) return print(io, 'No folder is shared.')
    print(io, `Shared folder: ${found.folder}`)
    print(
      io,
      found.looked_at === null
        ? 'It is looked at while Cadenza runs.'
        : `Last looked at ${whenSaid(io, found.looked_at)}, while Cadenza ran.`,
    )
    if (found.trouble !== null) print(io, found.trouble)
    if (found.refused.length > 0)
      print(
        io,
        table(
          io,
          ['Not taken', 'Why'],
          found.refused.map(({ name, words }) => [name, words]),
        ),
      )
  })
}
