import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { domainAwaited } from '../../../shared/domain/branded.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { limitText, parseLimit } from '../../../shared/domain/quota.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { isZone } from '../../../shared/domain/time.ts'
import { addAliases } from './accounts-aliases.ts'
import { wayOf } from './accounts-detect.ts'
import { addAccountFiles } from './accounts-file.ts'
import { addHistory } from './accounts-history.ts'
import { addHomes } from './accounts-home.ts'
import { addManaged } from './accounts-managed.ts'
import { addReadingOptions, type ReadingOptions, readingInput } from './accounts-reading.ts'
import { addRemove } from './accounts-remove.ts'
import { addSet, rampUp } from './accounts-set.ts'
import { addSignIn, permitOption, signIn } from './accounts-sign-in.ts'
import { addWatched } from './accounts-watched.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, painter, print } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { addHealth } from './rates.ts'
import { table, tame } from './table.ts'
import { address, collect, whole } from './values.ts'
import { printJson } from './write.ts'

type Account = Awaited<ReturnType<Client['accounts']['list']>>[number]

interface AddOptions extends ConnectOptions, PasswordOptions, ReadingOptions {
  type?: 'smtp' | 'gmail' | 'outlook'
  signature?: string
  rampUp?: { start: number; step: number }
  permit?: ('role' | 'more')[]
  browser?: boolean
  activate?: boolean
  host?: string
  port?: number
  protocol?: 'none' | 'starttls' | 'tls'
  user?: string
  name?: string
  replyTo?: string
  zone?: string
  limit?: string[]
  minGap?: number
  percentage?: number
  seat?: string
  team?: boolean
  allowPlaintextPassword?: boolean
}

export function addAccounts(program: Command, io: Io): void {
  const group = program.command('accounts').description('Sending accounts: the ways to send mail')
  addConnectOptions(group.command('list'))
    .description('List sending accounts')
    .action((options: ConnectOptions) => list(options, io))
  addConnectOptions(addOptions(group.command('add').argument('<address>', 'From address', address)))
    .description(
      'Add a mailbox: by SMTP, with its password in the keychain of this computer; or, with --type, by signing in in the browser.',
    )
    .action((at: string, options: AddOptions) => added(at, options, io))
  addAliases(group, io)
  addSignIn(group, io)
  addSet(group, io, { limit: collect(limit), zone })
  addConnectOptions(group.command('test').argument('<account>', 'address or id'))
    .description("Sign in without sending anything, and show the server's own words")
    .action((name: string, options: ConnectOptions) => test(name, options, io))
  for (const verb of ['activate', 'deactivate'] as const)
    addConnectOptions(group.command(verb).argument('<account>', 'address or id'))
      .description(verb === 'activate' ? 'Let the account send' : 'Let the account send no more; its sends wait')
      .action((name: string, options: ConnectOptions) =>
        withClient(io, options, 'read', async (client, io) => {
          const account = await client.accounts[verb]({ public_id: (await findAccount(client, name)).public_id })
          if (options.json) return printJson(io, account)
          print(io, `${senderText(account.from_email)} is ${account.status}.`)
        }),
      )
  addHistory(group, io)
  addHomes(group, io)
  addHealth(group, io, { argument: 'account', names: 'address or id', of: 'the account' }, async (client, name) => {
    const { public_id } = await findAccount(client, name)
    return client.accounts.deliverability({ public_id })
  })
  addWatched(group, io)
  addAccountFiles(group, io)
  addRemove(group, io)
  addManaged(group, io)
}

function addOptions(command: Command): Command {
  return addReadingOptions(command)
    .addOption(
      new Option('--type <kind>', 'gmail and outlook sign in in the browser').choices(['smtp', 'gmail', 'outlook']),
    )
    .option('--host <host>', "SMTP server (default: as the address's provider and DNS say)")
    .option('--port <n>', 'its port (default: 465 for tls, 587 for starttls, 25 for none)', whole(1, 65_535))
    .addOption(new Option('--protocol <how>', 'how the connection is protected').choices(['none', 'starttls', 'tls']))
    .option('--user <name>', 'user name; the password is then asked for without echo')
    .option('--password-stdin', 'read the password from standard input')
    .option('--password-fd <n>', 'read the password from this file descriptor', whole(0, 1023))
    .option(
      '--allow-plaintext-password',
      'let the password travel unprotected to another computer (with --protocol none)',
    )
    .option('--name <name>', 'From name')
    .option('--reply-to <address>', 'where answers go', address)
    .option('--signature <text>', 'what {{ signature }} becomes in an email')
    .option('--zone <iana>', "the sender's time zone", zone)
    .option('--limit <n/unit>', 'most emails per unit: 50/hour, 30-50/hour (repeatable)', collect(limit))
    .option('--ramp-up <start+step>', 'at most so many a day at first, so many more each day: 20+5', rampUp)
    .option('--min-gap <seconds>', 'least seconds between two emails', whole(0, 86_400))
    .option('--percentage <n>', 'share where several senders share the work', whole(0, 100))
    .option('--seat <address>', 'whose mailbox it is (default: yours)', address)
    .option('--team', "a mailbox of the whole team, nobody's own")
    .addOption(permitOption())
    .option('--no-browser', 'with --type gmail or outlook: only print the address')
    .option('--no-activate', 'with --type gmail or outlook: leave the new mailbox pending')
}

function limit(text: string): string {
  const parsed = parseLimit(text)
  if ('error' in parsed) throw new InvalidArgumentError(parsed.error)
  return text
}

function zone(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('This is no IANA time zone. Use a name such as Europe/Paris.')
  return text
}

/** What of "accounts add" says nothing about a mailbox that is signed in: its servers are given, and it has no password. */
const serverOnly = [
  'host',
  'port',
  'protocol',
  'passwordStdin',
  'passwordFd',
  'imapHost',
  'allowPlaintextPassword',
] as const

/** Signs in in the browser and then sets what was asked for; or adds a mailbox with a password. */
async function added(at: string, options: AddOptions, io: Io): Promise<void> {
  if (options.type !== 'gmail' && options.type !== 'outlook') return add(at, options, io)
  const wrong = serverOnly.find((name) => options[name] !== undefined)
  if (wrong) throw wrongUse(`A mailbox that is signed in takes no ${flagOf(wrong)}: its servers are given.`)
  const provider = options.type === 'gmail' ? 'google' : 'microsoft'
  await signIn(at, { ...options, provider, fresh: true, settings: settingsOf(options) }, io)
}

const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The settings that are the same however a mailbox signs in; those that were left out stay out. */
function settingsOf({ name, replyTo, signature, zone, limit, minGap, rampUp, percentage }: AddOptions) {
  const given = {
    from_name: name,
    reply_to_email: replyTo,
    signature,
    zone,
    quotas: limit,
    min_gap_seconds: minGap,
    ramp_up: rampUp,
    percentage,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

async function add(at: string, options: AddOptions, io: Io): Promise<void> {
  const wanted = options.user !== undefined || options.passwordFd !== undefined || options.passwordStdin === true
  const password = wanted ? await readPassword(options, options.user ?? at, io) : undefined
  const { user, allowPlaintextPassword } = options
  const seat = options.team ? null : options.seat
  const given = {
    username: user,
    password,
    seat,
    permits: options.permit,
    allow_plaintext_password: allowPlaintextPassword,
    ...(await readingInput(options, options.user ?? at, io)),
  }
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  await withClient(io, options, 'create', async (client, io) => {
    const { username, ...way } = await wayOf(client, at, options, io)
    const own = wanted && username !== undefined ? { username } : {}
    const account = await client.accounts.create({ from_email: at, ...way, ...own, ...settingsOf(options), ...input })
    if (options.json) return printJson(io, account)
    print(io, `Added ${account.from_email} (${account.public_id}), ${account.status}.`)
    if (domainAwaited(account.status_reason) !== null) print(io, tame(account.status_reason ?? ''))
    print(io, `Next: cadenza accounts test ${account.from_email}, then cadenza accounts activate ${account.from_email}`)
  })
}

async function list(options: ConnectOptions, io: Io): Promise<void> {
  await withClient(io, options, 'read', async (client, io) => {
    const rows = await client.accounts.list()
    if (options.json) return printJson(io, rows)
    print(io, table(io, ['Address', 'Kind', 'Server', 'Limits', 'Share', 'State', 'Id'], rows.map(cells)))
    for (const row of rows) if (row.status_reason) print(io, `${row.from_email}: ${tame(row.status_reason)}`)
    if (rows.some((row) => row.sandbox))
      print(io, 'Mail from the Sandbox stays in its inbox: nothing leaves this computer.')
  })
}

function cells(row: Account): (string | number | null)[] {
  const server = row.smtp_host === null ? null : `${row.smtp_host}:${row.smtp_port} ${row.smtp_protocol}`
  const limits = row.quotas.map((text) => {
    const parsed = parseLimit(text)
    return 'limit' in parsed ? limitText(parsed.limit) : text
  })
  if (row.per_utc_day !== null) limits.push(`${row.per_utc_day} a UTC day`)
  return [
    senderText(row.from_email),
    row.sandbox ? null : row.type,
    server,
    limits.join(', '),
    row.percentage,
    row.paused ? 'paused' : row.status,
    row.public_id,
  ]
}

async function test(name: string, options: ConnectOptions, io: Io): Promise<void> {
  const { account, result } = await withClient(io, options, 'read', async (client) => {
    const account = await findAccount(client, name)
    return { account, result: await client.accounts.test({ public_id: account.public_id }) }
  })
  const { smtp, imap } = result.parts
  if (options.json) printJson(io, result)
  else {
    print(io, partText(io, senderText(account.from_email), smtp))
    if (imap) print(io, partText(io, `Reading ${account.imap_host}`, imap))
  }
  const failed = !smtp.ok ? smtp : imap?.ok === false ? imap : null
  if (failed) throw new Refusal('account_error', `${account.from_email}: ${failed.next ?? 'the test failed.'}`)
}

type PartResult = Awaited<ReturnType<Client['accounts']['test']>>['parts']['smtp']

function partText(io: Io, what: string, { ok, latency_ms, words, trouble }: PartResult): string {
  const paint = painter(io)
  const verdict = ok ? paint('green', 'works') : paint('red', 'does not work')
  return `${what} ${verdict} (${Math.round(latency_ms)} ms): ${tame(words ?? trouble ?? '')}`
}
