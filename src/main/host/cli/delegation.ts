import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { addDelegationEmails } from './delegation-emails.ts'
import { findPermission, type PermissionRow } from './find-permission.ts'
import { type Io, print } from './io.ts'
import { table, tame } from './table.ts'
import { address } from './values.ts'
import { when } from './when.ts'
import { printJson } from './write.ts'

/** Permission to send for somebody. */
export function addDelegation(program: Command, io: Io): void {
  const group = program
    .command('delegation')
    .description('Permission to send for others, and for others to send for you')
  addConnectOptions(group.command('list'))
    .description('List permissions, newest first')
    .option('--all', "everybody's (admins)")
    .action((options: ConnectOptions & { all?: boolean }) => list(options, io))
  for (const [verb, words] of [
    ['grant', 'Let somebody send for you: at once within your domain, else when they accept'],
    ['request', 'Ask somebody for permission to send for them; they have to accept'],
  ] as const)
    addConnectOptions(group.command(verb).argument('<address>', 'address of their seat', address))
      .description(words)
      .action((at: string, options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) =>
          say(io, options, await client.delegations[verb]({ address: at })),
        ),
      )
  addAnswers(group, io)
  addLetters(group, io)
  addDelegationEmails(group, io)
}

interface EndOptions extends ConnectOptions {
  reason?: string
  handBack?: boolean
  dryRun?: boolean
}

function addAnswers(group: Command, io: Io): void {
  for (const [verb, words] of [
    ['accept', 'Accept what waits for you'],
    ['cancel', 'Take back what was not answered yet'],
  ] as const)
    addConnectOptions(group.command(verb).argument('<permission>', 'id, or address of the other side'))
      .description(words)
      .action((name: string, options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) => {
          const { public_id } = await findPermission(client, name, ['pending'])
          say(io, options, await client.delegations[verb]({ public_id }))
        }),
      )
  addConnectOptions(group.command('decline').argument('<permission>', 'id, or address of the other side'))
    .description('Decline what waits for you')
    .option('--reason <text>', 'they read it')
    .action((name: string, options: EndOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const { public_id } = await findPermission(client, name, ['pending'])
        const { reason } = options
        say(io, options, await client.delegations.decline({ public_id, ...(reason ? { reason } : {}) }))
      }),
    )
  addConnectOptions(group.command('revoke').argument('<permission>', 'id, or address of the other side'))
    .description('End a permission; what is planned under it is withdrawn')
    .option('--hand-back', "let it go on from the delegate's own mailbox instead")
    .option('--reason <text>', 'they read it')
    .option('--dry-run', 'only say what would happen')
    .action((name: string, options: EndOptions) => revoke(name, options, io))
}

async function revoke(name: string, options: EndOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await findPermission(client, name, ['active'])
    const told = await client.delegations.consequence({ public_id })
    if (options.dryRun && options.json) return printJson(io, told)
    if (!options.json) for (const words of [...told.words, ...wayWords(told, options)]) print(io, tame(words))
    if (options.dryRun) return
    const planned = options.handBack ? 'hand_back' : 'withdraw'
    const { reason } = options
    say(io, options, await client.delegations.revoke({ public_id, planned, ...(reason ? { reason } : {}) }))
  })
}

/** What becomes of what is planned, the way that was chosen; nothing where nothing is. */
function wayWords(told: Awaited<ReturnType<Client['delegations']['consequence']>>, { handBack }: EndOptions): string[] {
  if (told.contacts === 0) return []
  if (handBack) return [told.hand_back_words]
  const other = told.hand_back_to === null ? '' : ` With --hand-back they go on from ${told.hand_back_to}.`
  return [`They are withdrawn.${other}`]
}

interface ReadOptions extends ConnectOptions {
  accept?: boolean
  decline?: boolean
  note?: boolean
  words?: string
  reason?: string
}

function addLetters(group: Command, io: Io): void {
  addConnectOptions(group.command('letter').argument('<permission>', 'id, or address of the other side'))
    .description('Print the letter to hand over, as its file holds it')
    .option('--link', 'as a link instead')
    .action((name: string, options: ConnectOptions & { link?: boolean }) =>
      withClient(io, options, 'read', async (client, io) => {
        const { public_id } = await findPermission(client, name)
        const letter = await client.delegations.letter({ public_id })
        if (options.json) printJson(io, letter)
        else print(io, options.link ? letter.link : letter.text.trimEnd())
      }),
    )
  addConnectOptions(group.command('received'))
    .description('List letters that came by email and wait for you')
    .action((options: ConnectOptions) => received(options, io))
  addConnectOptions(
    group.command('read').argument('<letter>', 'its file, its link, or the id of one that was received'),
  )
    .description('Show what a letter says, and follow it only where you say so')
    .option('--accept', 'accept what it asks')
    .option('--decline', 'decline what it asks')
    .option('--note', 'note what it tells')
    .option('--words <words>', 'the six words of its key, where it was never heard of, as its writer reads them to you')
    .option('--reason <text>', 'with --decline: they read it')
    .action((given: string, options: ReadOptions) => read(given, options, io))
}

async function received(options: ConnectOptions, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.delegations.received()
    if (options.json) return printJson(io, rows)
    if (rows.length === 0) return print(io, 'No letter waits for you.')
    const shown = rows.map((row) => [row.from.address, row.words, when(io, row.expires_at), row.public_id])
    print(io, table(io, ['From', 'What', 'Until', 'Id'], shown))
  })
}

/** Its text: as it was given, of a file, or of one that came by email. */
async function letterText(client: Client, given: string): Promise<string> {
  if (/^cadenza:/i.test(given)) return given
  const came = (await client.delegations.received()).find(({ public_id }) => public_id === given)
  return came?.text ?? readFileSync(given, 'utf8').slice(0, 200_000)
}

async function read(given: string, options: ReadOptions, io: Io) {
  const answers = (['accept', 'decline', 'note'] as const).filter((one) => options[one])
  if (answers.length > 1) throw new Refusal('bad_request', 'Give one of --accept, --decline and --note.')
  const [answer] = answers
  await withClient(io, options, 'read', async (client, io) => {
    const text = await letterText(client, given)
    if (answer === undefined) {
      const seen = await client.delegations.review({ text })
      if (options.json) return printJson(io, seen)
      for (const line of [seen.title, ...seen.words, seen.trouble_words ?? '']) if (line !== '') print(io, tame(line))
      if (seen.confirm) print(io, `Compare with its writer: ${seen.fingerprint}`)
      return
    }
    const { words, reason } = options
    const wish = { text, answer, ...(words ? { confirm_fingerprint: words } : {}), ...(reason ? { reason } : {}) }
    const done = await client.delegations.apply(wish)
    if (options.json) return printJson(io, done)
    print(io, tame(done.words))
    if (done.answer) print(io, done.answer.link)
  })
}

function say(io: Io, options: ConnectOptions, row: PermissionRow): void {
  if (options.json) {
    printJson(io, row)
    return
  }
  print(io, `${tame(row.delegate.name)} for ${tame(row.owner.name)}: ${row.state} (${row.public_id}).`)
  if (row.hindrance !== null) print(io, tame(row.hindrance))
  if (row.letter !== null && row.can.includes('letter')) print(io, tame(row.letter.words))
}

async function list(options: ConnectOptions & { all?: boolean }, io: Io) {
  await withClient(io, options, 'read', async (client, io) => {
    const { rows } = await client.delegations.list({ limit: 500, ...(options.all ? { all: true } : {}) })
    if (options.json) return printJson(io, rows)
    print(
      io,
      table(
        io,
        ['Delegate', 'Sends for', 'State', 'Live', 'Planned', 'On hold', 'Sent', 'Id'],
        rows.map((row) => [
          row.delegate.address,
          row.owner.address,
          row.state,
          row.live ? 'yes' : (row.hindrance ?? 'no'),
          String(row.planned),
          String(row.held),
          String(row.sent),
          row.public_id,
        ]),
      ),
    )
  })
}
