import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { printJson } from './write.ts'

export function addDiagnostics(program: Command, io: Io): void {
  addConnectOptions(program.command('diagnostics').argument('[file]', 'where it is written; without it, it is printed'))
    .description('Write how this Cadenza is, to be read and sent to whoever helps: no contacts, no texts, no secrets')
    .action((file: string | undefined, options: ConnectOptions) => diagnostics(file, options, io))
}

async function diagnostics(file: string | undefined, options: ConnectOptions, io: Io): Promise<void> {
  const found = await withClient(io, options, 'read', (client) => client.workspace.diagnostics())
  if (file === undefined || file === '-') return printJson(io, found)
  const { writeFile } = await import('node:fs/promises')
  try {
    await writeFile(file, `${JSON.stringify(found, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? 'there is such a file already' : message
    throw new Refusal('bad_request', `${file} can't be written: ${why}.`)
  }
  if (options.json) return printJson(io, { file })
  print(io, `Wrote ${file}. Read it before you send it; nothing was sent.`)
}
