import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print, remark } from './io.ts'
import { table, tame } from './table.ts'
import { asIs, collect } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

interface IcsOptions extends ConnectOptions {
  ics?: string
  account?: string[]
  from?: string
  to?: string
}

export function addCalendar(program: Command, io: Io): void {
  const group = addConnectOptions(
    program
      .command('calendar')
      .option('--ics <file>', 'write an iCalendar file ("-": standard output)')
      .option('--account <account>', 'only emails of this mailbox, by address or id', collect(asIs))
      .option('--from <day>', 'first day, such as 2026-11-23 (default: a week back)')
      .option('--to <day>', 'last day (default: 90 days ahead)'),
  )
    .description('What is planned, for calendar programs: one event a slot and mailbox, without recipients')
    .action((options: IcsOptions) => writeIcs(options, io))
  const feed = group.command('feed').description('Addresses that calendar programs on this computer read')
  addConnectOptions(
    feed
      .command('add')
      .argument('<name>', 'what the calendar is called')
      .option('--account <account>', 'only emails of this mailbox (repeatable)', collect(asIs)),
  )
    .description('Make a feed; its address is shown this once and kept nowhere')
    .action((name: string, _: unknown, command: Command) => add(name, command.optsWithGlobals(), io))
  addConnectOptions(feed.command('list'))
    .description('List your feeds')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals(), io))
  addConnectOptions(feed.command('revoke').argument('<feed>', 'name or id of the feed'))
    .description('Revoke a feed at once')
    .action((name: string, _: unknown, command: Command) => revoke(name, command.optsWithGlobals(), io))
}

async function writeIcs(options: IcsOptions, io: Io): Promise<void> {
  const { ics, account: [account, another] = [], from, to } = options
  if (ics === undefined) throw wrongUse('Say where to: --ics FILE, or --ics - for standard output.')
  if (another !== undefined) throw wrongUse('A file is of one mailbox or of all: give --account once.')
  await withClient(io, options, 'read', async (client, io) => {
    const made = await client.calendar.ics({
      ...(account === undefined ? {} : { sender: account }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    })
    if (ics === '-') return void io.stdout.write(made.text)
    const { writeFile } = await import('node:fs/promises')
    await writeFile(ics, made.text).catch((error: Error) => {
      throw new Refusal('bad_request', `${ics} can't be written: ${error.message}`)
    })
    const { text: _, ...told } = made
    if (options.json) return printJson(io, { file: ics, ...told })
    print(io, `Wrote ${ics}: ${made.emails} emails in ${made.events} events, ${made.from} to ${made.to}.`)
  })
}

async function add(name: string, options: ConnectOptions & { account?: string[] }, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const accounts: string[] = []
    for (const each of options.account ?? []) accounts.push((await findAccount(client, each)).public_id)
    const made = await client.calendar_feeds.create({ name, ...(accounts.length > 0 ? { accounts } : {}) })
    if (options.json) return printJson(io, made)
    print(io, made.url ?? made.path)
    remark(
      io,
      made.url === null
        ? 'Keep it now: it is not shown again. Put it behind the address that "cadenza serve" prints: http://127.0.0.1:4280 unless another port is given.'
        : 'Keep it now: it is not shown again. It answers while "cadenza serve" runs, on this computer only.',
    )
  })
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const found = await client.calendar_feeds.list()
    if (options.json) return printJson(io, found)
    if (found.feeds.length === 0) return print(io, 'No calendar feed yet. Make one: cadenza calendar feed add NAME.')
    const shows = (accounts: (typeof found.feeds)[number]['accounts']) =>
      accounts === null ? 'all mailboxes' : accounts.map(({ from_email }) => senderText(from_email)).join(', ')
    print(
      io,
      table(
        io,
        ['Id', 'Name', 'Shows', 'Made', 'Last read'],
        found.feeds.map((feed) => [
          feed.public_id,
          tame(feed.name),
          shows(feed.accounts),
          when(io, feed.created),
          when(io, feed.used),
        ]),
      ),
    )
  })
}

async function revoke(name: string, options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const { feeds } = await client.calendar_feeds.list()
    const byId = feeds.filter(({ public_id }) => public_id === name)
    const named = byId.length > 0 ? byId : feeds.filter((feed) => feed.name.toLowerCase() === name.toLowerCase())
    const [feed, twin] = named
    if (!feed) throw new Refusal('not_found', `There is no calendar feed "${name}". See: cadenza calendar feed list.`)
    if (twin) throw new Refusal('conflict', `Several calendar feeds are called "${name}": give the id.`)
    const gone = await client.calendar_feeds.revoke({ public_id: feed.public_id })
    if (options.json) return printJson(io, gone)
    print(io, `Revoked ${tame(gone.name)}: its address leads nowhere now.`)
  })
}
