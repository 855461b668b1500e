/** `sequences check`: what the editor lists of a sequence, before anybody is engaged in it. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { counted, table } from './table.ts'
import { asIs, collect } from './values.ts'
import { printJson } from './write.ts'

interface CheckOptions extends ConnectOptions {
  account?: string[]
}

type Problem = Awaited<ReturnType<Client['sequences']['check']>>['problems'][number]

export function addSequenceCheck(group: Command, io: Io): void {
  addConnectOptions(group.command('check').argument('<sequence>', 'name or id'))
    .description('Say what is worth a look in the emails of a sequence; ends with 1 where something is serious')
    .option('--account <address>', 'whose server has to take them (repeatable; default: all)', collect(asIs))
    .action((name: string, options: CheckOptions) => check(name, options, io))
}

async function check(sequence: string, { account = [], ...options }: CheckOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const accounts: string[] = []
    for (const address of account) accounts.push((await findAccount(client, address)).public_id)
    const found = await client.sequences.check({ sequence, accounts })
    const serious = found.problems.filter(({ severity }) => severity === 'error').length
    if (options.json) printJson(io, found)
    else if (found.problems.length === 0) print(io, 'Nothing to mend was found.')
    else print(io, table(io, ['', 'Step', 'Where', 'What'], found.problems.map(rowOf)))
    if (serious > 0)
      throw new Refusal('state', `${counted(serious, 'serious problem')}. Mend that before you engage anybody.`)
  })
}

const rowOf = ({ severity, step, variant, part, line, column, message }: Problem) => [
  severity === 'error' ? 'serious' : 'hint',
  variant === null ? step : `${step} ${variant}`,
  line === null ? part : `${part} ${line}:${column}`,
  message,
]
