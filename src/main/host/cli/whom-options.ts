/** The options that say who is written to and from where; `engage` and `review` share them. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { wrongUse } from './exit.ts'
import { type SenderOptions, sendersOf } from './schedule-options.ts'
import { account, collect, whole } from './values.ts'

export interface WhomOptions extends SenderOptions {
  contact?: string[]
  tag?: string
  from?: string
  group?: string
  override?: string[]
  recontactDays?: number
  join?: string
}

export const addWhomOptions = (command: Command): Command =>
  command
    .option('--contact <address>', 'only this contact (repeatable; default: all)', collect(String))
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--from <address>', 'write from this mailbox, or from this alias of one')
    .option('--group <name>', 'a delivery group: its active accounts share the contacts and stand in for each other')
    .option(
      '--override <warning>',
      'go ahead in spite of a warning: been_in_this_sequence, contacted_recently (repeatable)',
      collect(String),
    )
    .option(
      '--recontact-days <n>',
      "days kept between two sequences, instead of the workspace's; 0: none",
      whole(0, 3650),
    )
    .option(
      '--join <engagement>',
      'add them to this engagement, by its id, or "last": its senders, hours, pace and ends hold',
    )

/** The choices as the contract takes them. @throws CommanderError where options contradict each other */
export function whomOf({ contact, tag, group, override, recontactDays, join, ...options }: WhomOptions) {
  if (group !== undefined && (options.sender || options.assign))
    throw wrongUse("option '--group <name>' says who sends: leave --sender and --assign out.")
  return {
    ...sendersOf(fromOf(options)),
    ...(group === undefined ? {} : { assign: 'group' as const, group }),
    ...(join === undefined ? {} : { join }),
    contacts: contact ?? ('all' as const),
    override: override ?? [],
    ...(recontactDays === undefined ? {} : { recontact_days: recontactDays }),
    ...(tag === undefined ? {} : { tag }),
  }
}

/** `--from` names the one sender. */
function fromOf({ from, ...options }: SenderOptions & { from?: string }): SenderOptions {
  if (from === undefined) return options
  if (options.sender !== undefined) throw wrongUse('--from names the one sender: leave --sender out.')
  return { ...options, sender: [account(from)] }
}

/** Public id of the engagement that is joined; "last" is the newest of the sequence. @throws Refusal `not_found` */
export async function joinOf(client: Client, sequence: string, join: string): Promise<string> {
  if (join !== 'last') return join
  const { public_id, name } = await client.sequences.get({ public_id: sequence })
  const [last] = await client.sequences.engagements({ public_id })
  if (!last) throw new Refusal('not_found', `Nobody was engaged in "${name}" yet: there is nothing to join.`)
  return last.public_id
}
