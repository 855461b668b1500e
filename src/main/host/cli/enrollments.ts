/** `enrollments reassign`: contacts of a removed mailbox go on from another. */
import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { addEnrollmentsMany } from './enrollments-many.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { tame } from './table.ts'
import { collect } from './values.ts'
import { printJson } from './write.ts'

interface ReassignOptions extends ConnectOptions {
  tag?: string
  id?: string[]
  sequence?: string
  removed?: string
  to: string
  keepTag?: boolean
  yes?: boolean
}

/** So many of those that can't go on are named. */
const named = 20

export function addEnrollments(program: Command, io: Io): void {
  const group = program.command('enrollments').description('Contacts in sequences')
  addEnrollmentsMany(group, io)
  addConnectOptions(
    group
      .command('reassign')
      .requiredOption('--to <account>', 'the mailbox that goes on: address or id')
      .option('--tag <tag>', 'everybody with this tag; it is taken off those who go on')
      .option('--keep-tag', 'leave the tag on')
      .option('--sequence <name>', 'everybody stopped in this sequence, by name or id')
      .option('--removed <account>', 'everybody of this removed mailbox: its address or id')
      .option(
        '--id <id>',
        'one enrollment (repeatable)',
        collect((text) => text),
      )
      .option('--yes', 'do it; without it only what would happen is shown'),
  )
    .description('Let contacts whose mailbox was removed go on from another, at the step where they stopped')
    .action((options: ReassignOptions) => reassign(options, io))
}

async function reassign(options: ReassignOptions, io: Io): Promise<void> {
  const { tag, sequence, removed, id: enrollments } = options
  const given = Object.fromEntries(
    Object.entries({ tag, sequence, removed, enrollments }).filter(([, value]) => value !== undefined),
  )
  if (Object.keys(given).length !== 1) throw wrongUse('Give one of --tag, --sequence, --removed and --id.')
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id: account } = await findAccount(client, options.to)
    const untag = tag !== undefined && options.keepTag !== true
    const done = await client.enrollments.reassign({ account, ...given, untag, dry_run: options.yes !== true })
    if (options.json) return printJson(io, done)
    for (const line of done.words) print(io, tame(line))
    for (const { contact, sequence, why } of done.refused.slice(0, named))
      print(io, tame(`  ${contact} in "${sequence}": ${why}`))
    if (done.refused_contacts > named) print(io, `  … and ${done.refused_contacts - named} more`)
    if (!done.done) print(io, 'Nothing was changed. With --yes it is done.')
  })
}
