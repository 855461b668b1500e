/** "accounts set": changes any setting of a sending account, and tells what that does to planned mail. */
import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { parseRamp } from '../../../shared/domain/ramp.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addReadingOptions, type ReadingOptions, readingInput } from './accounts-reading.ts'
import { permitOption } from './accounts-sign-in.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print } from './io.ts'
import { type PasswordOptions, readPassword } from './password.ts'
import { address, whole } from './values.ts'
import { printJson } from './write.ts'

type Change = Parameters<Client['accounts']['update']>[0]

export interface SetOptions extends ConnectOptions, PasswordOptions, ReadingOptions {
  host?: string
  port?: number
  protocol?: 'none' | 'starttls' | 'tls'
  user?: string
  askPassword?: boolean
  label?: string
  name?: string
  replyTo?: string
  signature?: string | false
  signatureHtml?: string | false
  zone?: string
  limit?: string[]
  minGap?: number
  percentage?: number
  trackingDomain?: string
  rampUp?: { start: number; step: number } | false
  group?: string | false
  seat?: string
  team?: boolean
  permit?: ('role' | 'more')[]
  allowPlaintextPassword?: boolean
  dryRun?: boolean
}

/** What "accounts add" and "accounts set" share, made where limits and zones are read. */
export interface SharedValues {
  limit: (value: string, before: string[] | undefined) => string[]
  zone: (text: string) => string
}

export function rampUp(text: string): { start: number; step: number } {
  const parsed = parseRamp(text)
  if ('error' in parsed) throw new InvalidArgumentError(parsed.error)
  return parsed.ramp
}

export function addSet(group: Command, io: Io, values: SharedValues): void {
  const command = group
    .command('set')
    .argument('<account>', 'address or id')
    .description('Change settings of an account; what is not named stays. Another server erases the stored password.')
    .option('--host <host>', 'SMTP server')
    .option('--port <n>', 'its port', whole(1, 65_535))
    .addOption(new Option('--protocol <how>', 'how sending is protected').choices(['none', 'starttls', 'tls']))
    .option('--user <name>', 'user name')
    .option('--ask-password', 'ask for the password without echo')
    .option('--password-stdin', 'read the password from standard input')
    .option('--password-fd <n>', 'read the password from this file descriptor', whole(0, 1023))
    .option('--allow-plaintext-password', 'let the password travel unprotected to another computer')
    .option('--label <text>', 'what the account is called in lists')
    .option('--name <name>', 'From name')
    .option('--reply-to <address>', 'where answers go', address)
    .option('--signature <text>', 'what {{ signature }} becomes in an email')
    .option('--no-signature', 'no plain signature any more')
    .option('--signature-html <file>', 'a signature with looks; plain text gets the other, or one made from it')
    .option('--no-signature-html', 'no signature with looks any more')
    .option('--zone <iana>', "the sender's time zone", values.zone)
    .option('--limit <n/unit>', 'most emails per unit, in place of those there are (repeatable)', values.limit)
    .option('--min-gap <seconds>', 'least seconds between two emails', whole(0, 86_400))
    .option('--percentage <n>', 'share where several senders share the work', whole(0, 100))
    .option('--tracking-domain <host>', 'tracking domain')
    .option('--ramp-up <start+step>', 'at most so many a day at first, so many more each day: 20+5', rampUp)
    .option('--no-ramp-up', 'no ramp-up any more')
    .option('--group <id>', 'delivery group')
    .option('--no-group', 'in no delivery group')
    .option('--seat <address>', 'whose mailbox it is', address)
    .option('--team', "a mailbox of the whole team, nobody's own")
    .addOption(permitOption())
    .option('--dry-run', 'only tell what the change would do to planned mail')
  const reading = addReadingOptions(command)
    .option('--no-imap-host', 'read the mailbox no more')
    .option('--no-folder', 'watch no further folder any more')
    .option('--no-ca', "only the system's certificate authorities")
  addConnectOptions(reading).action((name: string, options: SetOptions) => set(name, options, io))
}

function signatureFile(path: string | false | undefined): string | null | undefined {
  if (path === undefined) return undefined
  if (path === false) return null
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw wrongUse(`${path} can't be read: ${(error as Error).message}`)
  }
}

async function inputOf(options: SetOptions, name: string, io: Io): Promise<Record<string, unknown>> {
  const asked = options.askPassword || options.passwordStdin || options.passwordFd !== undefined
  const given = {
    smtp_host: options.host,
    smtp_port: options.port,
    smtp_protocol: options.protocol,
    username: options.user,
    password: asked ? await readPassword(options, options.user ?? name, io) : undefined,
    allow_plaintext_password: options.allowPlaintextPassword,
    name: options.label,
    from_name: options.name,
    reply_to_email: options.replyTo,
    signature: options.signature === false ? null : options.signature,
    signature_html: signatureFile(options.signatureHtml),
    zone: options.zone,
    quotas: options.limit,
    min_gap_seconds: options.minGap,
    percentage: options.percentage,
    tracking_domain: options.trackingDomain,
    ramp_up: options.rampUp === false ? null : options.rampUp,
    group: options.group === false ? null : options.group,
    seat: options.team ? null : options.seat,
    permits: options.permit,
    ...(await readingInput(options, options.user ?? name, io)),
  }
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (Object.keys(input).length === 0) throw wrongUse('Nothing to change: name a setting, such as --limit 30/hour.')
  return input
}

async function set(name: string, options: SetOptions, io: Io): Promise<void> {
  const input = await inputOf(options, name, io)
  await withClient(io, options, options.dryRun ? 'read' : 'create', async (client, io) => {
    const account = await findAccount(client, name)
    const change = { public_id: account.public_id, version: account.version, ...input } as Change
    if (options.dryRun) {
      const found = await client.accounts.consequence(change)
      if (options.json) return printJson(io, found)
      const moved = found.moved === null ? 'too many to tell' : String(found.moved)
      print(
        io,
        `Of ${found.planned} planned emails, other slots: ${moved}; left waiting: ${found.waiting ?? 'unknown'}.`,
      )
      if (found.signature !== null) print(io, `Another signature for ${found.signature} of them.`)
      if (found.erases_password) print(io, 'The stored password would be erased: it was given for another server.')
      return
    }
    const saved = await client.accounts.update(change)
    if (options.json) return printJson(io, saved)
    print(io, `${senderText(saved.from_email)} is changed, ${saved.paused ? 'paused' : saved.status}.`)
    if (account.has_smtp_password && !saved.has_smtp_password)
      print(io, 'The stored password was erased: give it again with "accounts set --ask-password".')
  })
}
