import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, painter, print } from './io.ts'
import { printJson } from './write.ts'

export function addDoctor(program: Command, io: Io): void {
  addConnectOptions(program.command('doctor'))
    .description(
      'Check database, keychain, clock and zone data, network and data folder; exit code 1 when sending would not be safe',
    )
    .action((options: ConnectOptions) => doctor(options, io))
}

/** Faults with which nothing should be sent. The others only narrow what can be done: no keychain, no network. */
const grave = new Set(['database', 'durability', 'clock', 'zones', 'disk', 'folder'])

async function doctor(options: ConnectOptions, io: Io): Promise<void> {
  const checks = await withClient(io, options, 'read', (client) => client.workspace.doctor())
  if (options.json) printJson(io, checks)
  else {
    const paint = painter(io)
    for (const { check, ok, words, next } of checks) {
      const mark = ok ? paint('green', '✓') : grave.has(check) ? paint('red', '✗') : paint('yellow', '!')
      print(io, `${mark} ${check.padEnd(14)} ${words}`)
      if (!ok && next) print(io, `  ${' '.repeat(14)} ${paint('dim', next)}`)
    }
  }
  const wrong = checks.filter(({ check, ok }) => !ok && grave.has(check)).map(({ check }) => check)
  if (wrong.length > 0) throw new Refusal('state', `Sending is not safe here: see ${wrong.join(', ')}.`)
}
