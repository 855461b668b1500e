/** `enrollments list|pause|resume|stop|tag|move`: people in sequences, by id or by filter. */
import { type Command, Option } from 'commander'
import { enrollmentSorts, enrollmentWaits } from '../../../shared/contract/enrollments.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { enrollmentStates } from '../../../shared/domain/enrollment.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { elsewhereWords, isUnheard } from './elsewhere.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { eachPage, firstRows } from './pages.ts'
import { counted, table, tame } from './table.ts'
import { collect, whole } from './values.ts'
import { when, whenSaid } from './when.ts'
import { arrayPieces, printJson, writePieces } from './write.ts'

type Enrollment = Awaited<ReturnType<Client['enrollments']['list']>>['rows'][number]
type Bulk = Parameters<Client['enrollments']['bulk']>[0]
type Outcome = Awaited<ReturnType<Client['enrollments']['bulk']>>

interface FilterOptions extends ConnectOptions {
  state?: (typeof enrollmentStates)[number][]
  sequence?: string
  sender?: string
  seat?: string
  tag?: string
  search?: string
  waits?: (typeof enrollmentWaits)[number]
}
interface ListOptions extends FilterOptions {
  sort?: (typeof enrollmentSorts)[number]
  limit?: number
}
interface DeedOptions extends FilterOptions {
  id?: string[]
  all?: boolean
  yes?: boolean
  to?: string
  add?: string[]
  remove?: string[]
}

const addFilter = (command: Command): Command =>
  command
    .addOption(new Option('--state <state...>', 'in one of these states').choices(enrollmentStates))
    .option('--sequence <name>', 'in this sequence, by name or id')
    .option('--sender <address>', 'written to from this mailbox or alias')
    .option('--seat <seat>', 'engaged by this seat, by address or id; "me" is you')
    .option('--tag <tag>', 'contacts with this tag')
    .option('--search <text>', 'in name, company, address and tags')
    .addOption(new Option('--waits <why>', 'whose next email waits for this').choices(enrollmentWaits))

function filterOf({ state, sequence, sender, seat, tag, search, waits }: FilterOptions) {
  const given = { states: state, sequence, sender, seat, tag, search, waits }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

export function addEnrollmentsMany(group: Command, io: Io): void {
  addConnectOptions(
    addFilter(group.command('list'))
      .addOption(new Option('--sort <order>', 'in this order').choices(enrollmentSorts).default('engaged'))
      .option('--limit <n>', 'so many at most (default: 50 for people, all with --json)', whole(1)),
  )
    .description('List people in sequences: state, sender, step, next email')
    .action((options: ListOptions) => list(options, io))
  const deeds: [Bulk['action'], string][] = [
    ['pause', 'Let people in sequences stand still'],
    ['resume', 'Let paused people go on'],
    ['stop', 'Take people out of their sequences for good'],
    ['move', 'Write to people from another mailbox; those whose mailbox was removed go on where they stopped'],
    ['tag', 'Tag the contacts behind people in sequences'],
  ]
  for (const [action, description] of deeds) {
    const command = addFilter(group.command(action))
      .option(
        '--id <id>',
        'one enrollment (repeatable), instead of a filter',
        collect((text) => text),
      )
      .option('--all', 'everybody in every sequence')
      .option('--yes', 'do it; without it only what would happen is shown')
    if (action === 'move') command.requiredOption('--to <account>', 'the mailbox that goes on: address or id')
    if (action === 'tag')
      command
        .option(
          '--add <tag>',
          'add this tag (repeatable)',
          collect((text) => text),
        )
        .option(
          '--remove <tag>',
          'take this tag off (repeatable)',
          collect((text) => text),
        )
    addConnectOptions(command)
      .description(description)
      .action((options: DeedOptions) => act(action, options, io))
  }
}

const waitWords: Record<(typeof enrollmentWaits)[number], string> = {
  sender: 'its mailbox can’t send',
  sequence: 'its sequence is paused',
  held: 'on hold',
  time: 'no time is found yet',
  unsure: 'nobody knows if an email left',
}

function next(io: Io, row: Enrollment): string | null {
  if (row.waits !== null) return waitWords[row.waits]
  if (row.by_hand) return 'by hand'
  return isUnheard(io, { ...row, at: row.next_at }) ? `was due ${whenSaid(io, row.next_at)}` : when(io, row.next_at)
}

async function list(options: ListOptions, io: Io): Promise<void> {
  const most = options.limit ?? (options.json ? Number.POSITIVE_INFINITY : 50)
  const filter = filterOf(options)
  await withClient(io, options, 'read', async (client, io) => {
    const wish = { ...filter, ...(options.sort ? { sort: options.sort } : {}) }
    const { rows, more } = await firstRows((at) => client.enrollments.list({ ...wish, ...at }), most)
    if (options.json) return writePieces(io.stdout, jsonLines(rows))
    if (rows.length === 0)
      return print(io, Object.keys(filter).length > 0 ? 'Nobody is like that.' : 'Nobody is in a sequence yet.')
    const head = ['State', 'Contact', 'Sequence', 'From', 'Step', 'Next email', 'Why', 'Id']
    const lines = rows.map((row) => [
      row.state,
      row.contact,
      row.sequence,
      senderText(row.sender),
      `${row.step} of ${row.steps}`,
      next(io, row),
      row.reason ?? (row.waits === null ? elsewhereWords(io, { ...row, at: row.next_at }) : null),
      row.public_id,
    ])
    print(io, table(io, head, lines))
    if (more) print(io, `… and more: --limit ${most * 4} shows them.`)
  })
}

function* jsonLines(rows: Enrollment[]): Generator<string> {
  yield* arrayPieces(rows)
  yield '\n'
}

/** Whom it is about. A deed for everybody is to be asked for by name: a forgotten filter would be one. */
function whomOf(options: DeedOptions): { ids: string[] } | { filter: NonNullable<Bulk['filter']> } {
  const filter = filterOf(options)
  const given = [options.id !== undefined, Object.keys(filter).length > 0, options.all === true].filter(Boolean)
  if (given.length !== 1) throw wrongUse('Say whom: by --id, by a filter such as --sequence or --state, or --all.')
  return options.id !== undefined ? { ids: options.id } : { filter: filter as NonNullable<Bulk['filter']> }
}

/** So many of those that stay as they are are named. */
const named = 20

async function act(action: Bulk['action'], options: DeedOptions, io: Io): Promise<void> {
  const whom = whomOf(options)
  if (action === 'tag' && !options.add && !options.remove) throw wrongUse('Give --add or --remove with a tag.')
  await withClient(io, options, 'read', async (client, io) => {
    const account = options.to === undefined ? undefined : (await findAccount(client, options.to)).public_id
    const wish: Bulk = {
      ...whom,
      action,
      ...(account === undefined ? {} : { account }),
      ...(action === 'tag' ? { add: options.add ?? [], remove: options.remove ?? [] } : {}),
    }
    const told = await client.enrollments.bulk({ ...wish, dry_run: true })
    if (options.yes !== true) return show(io, options, { ...told, changed: false })
    const done = await all(client, wish)
    // what it led to was worked out for all of them before anything was changed
    await show(io, options, { ...done, words: told.next === null ? told.words : done.words, changed: true })
  })
}

/** Part by part: so many are changed in one go. */
async function all(client: Client, wish: Bulk): Promise<Outcome> {
  const sum: Outcome = { done: 0, done_ids: [], emails: 0, refused: [], next: null, words: [] }
  const add = (part: Outcome) => {
    sum.done += part.done
    sum.emails += part.emails
    sum.done_ids.push(...part.done_ids)
    sum.refused.push(...part.refused)
  }
  const { ids } = wish
  if (ids !== undefined)
    for (let at = 0; at < ids.length; at += 500)
      add(await client.enrollments.bulk({ ...wish, ids: ids.slice(at, at + 500) }))
  else for await (const part of eachPage((at) => client.enrollments.bulk({ ...wish, ...at }))) add(part)
  return sum
}

async function show(io: Io, options: DeedOptions, outcome: Outcome & { changed: boolean }): Promise<void> {
  if (options.json) return printJson(io, outcome)
  for (const line of outcome.words) print(io, tame(line))
  if (outcome.words.length === 0) print(io, `${counted(outcome.done, 'contact')} changed.`)
  for (const { contact, sequence, why } of outcome.refused.slice(0, named))
    print(io, tame(`  ${contact} in "${sequence}": ${why}`))
  if (outcome.refused.length > named) print(io, `  … and ${outcome.refused.length - named} more`)
  if (!outcome.changed && outcome.next !== null)
    print(io, 'There are more: this was worked out for the first 5,000, the rest follows in the same way.')
  if (!outcome.changed) print(io, 'Nothing was changed. With --yes it is done.')
}
