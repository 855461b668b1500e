/** What is checked before a sending account is written: each check with its own sentence. */
import { allowed } from '../../shared/domain/access.ts'
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Limit, RampUp } from '../../shared/domain/plan-shape.ts'
import { accountLimits, policyOf } from '../../shared/domain/policy.ts'
import { providers } from '../../shared/domain/providers.ts'
import { linesHtml, signatureLines } from '../../shared/domain/signature-rich.ts'
import { checkZone } from '../../shared/domain/time.ts'
import { plaintextTrouble } from '../mail/smtp-settings.ts'
import { readAuthorities } from '../mail/tls.ts'
import type { AccountSettings } from '../store/accounts.ts'
import { groupByPublicId } from '../store/groups.ts'
import type { Reader } from '../store/open.ts'
import type { ImapSettings, SmtpSettings } from '../store/schema.ts'
import { seatByAddress } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

/** What a person gives for an account; everything left out stays as it is, or takes the default. */
export interface AccountInput {
  name?: string | null | undefined
  from_name?: string | null | undefined
  reply_to_email?: string | null | undefined
  signature?: string | null | undefined
  signature_html?: string | null | undefined
  zone?: string | null | undefined
  smtp_host?: string | undefined
  smtp_port?: number | undefined
  smtp_protocol?: SmtpSettings['protocol'] | undefined
  username?: string | null | undefined
  password?: string | undefined
  imap_host?: string | null | undefined
  imap_port?: number | null | undefined
  imap_protocol?: ImapSettings['protocol'] | null | undefined
  imap_username?: string | null | undefined
  imap_password?: string | undefined
  imap_sent_folder?: string | null | undefined
  imap_folders?: string[] | undefined
  sent_copies?: 'auto' | 'always' | 'never' | undefined
  allow_plaintext_password?: boolean | undefined
  ca_pem?: string | null | undefined
  tracking_domain?: string | null | undefined
  quotas?: string[] | undefined
  ramp_up?: { start: number; step: number } | null | undefined
  min_gap_seconds?: number | undefined
  percentage?: number | undefined
  group?: string | null | undefined
  seat?: string | null | undefined
  permits?: ('role' | 'more')[] | undefined
}

export function checkedAddress(text: string): string {
  const checked = checkAddress(text.trim())
  if (!checked.ok) throw new Refusal('invalid_address', `${text}: ${checked.message}`)
  return checked.address
}

/** A member's accounts are their own; only an admin makes them for other seats or for the team. */
function ownerOf(reader: Reader, asker: Asker, seat: string | null | undefined, present: number | null): number | null {
  if (seat === undefined) return present
  if (seat === null) {
    if (!allowed('account.hand_over', asker))
      throw new Refusal('forbidden', 'Only an admin can make an account of the whole team.')
    return null
  }
  const found = seatByAddress(reader, seat)
  if (!found) throw new Refusal('not_found', `There is no seat with the address ${seat}.`)
  if (!allowed('account.hand_over', asker) && found.id !== asker.seatId)
    throw new Refusal('forbidden', 'A member can only have accounts of their own; ask an admin.')
  return found.id
}

export function checkedLimits(
  reader: Reader,
  asker: Asker,
  texts: readonly string[],
  present: readonly Limit[],
): Limit[] {
  const made = accountLimits(texts, asker.role, policyOf(workspaceRow(reader).policy), present)
  if ('error' in made) throw new Refusal('invalid_limit', made.error)
  return made.limits
}

function checkHost(host: string): void {
  if (/[^!-~]/.test(host) || /[/@?#]/.test(host))
    throw new Refusal('bad_request', `"${host}" is no host name. Give it without spaces, path or user.`)
}

/** @throws Refusal with what is wrong with the file; undefined where none is wanted */
function checkedAuthority(text: string | null, now: number): string | undefined {
  if (text === null) return undefined
  const read = readAuthorities(text, now)
  if (typeof read === 'string') throw new Refusal('bad_request', read)
  return read.pem
}

export function smtpOf(input: AccountInput, present: SmtpSettings | null, now: number): SmtpSettings {
  const host = input.smtp_host ?? present?.host
  const port = input.smtp_port ?? present?.port
  const protocol = input.smtp_protocol ?? present?.protocol
  if (!host || !port || !protocol)
    throw new Refusal('bad_request', 'An SMTP account needs smtp_host, smtp_port and smtp_protocol.')
  checkHost(host)
  const user = input.username === undefined ? (present?.user ?? null) : input.username?.trim() || null
  const allow = input.allow_plaintext_password ?? present?.allowPlaintextPassword ?? false
  const ca = input.ca_pem === undefined ? present?.ca : checkedAuthority(input.ca_pem, now)
  return {
    host,
    port,
    protocol,
    user,
    ...(allow ? { allowPlaintextPassword: true } : {}),
    ...(ca === undefined ? {} : { ca }),
  }
}

/** True when a stored password would go to another server, or in another way, than the one it was given for. */
export const isOtherConnection = (a: ImapSettings | null, b: ImapSettings | null): boolean =>
  a?.host !== b?.host ||
  a?.port !== b?.port ||
  a?.protocol !== b?.protocol ||
  a?.user !== b?.user ||
  // whoever holds that authority's key could answer in the server's place
  (b?.ca !== undefined && a?.ca !== b.ca)

/** True when nothing that can be set would be another. */
export const isSame = (row: AccountSettings, settings: AccountSettings): boolean =>
  (Object.keys(settings) as (keyof AccountSettings)[]).every(
    (key) => JSON.stringify(row[key]) === JSON.stringify(settings[key]),
  )

/** How the mailbox is read. Without a host, nothing is. */
export function imapOf(input: AccountInput, present: ImapSettings | null): ImapSettings | null {
  if (input.imap_host === null) return null
  const host = input.imap_host ?? present?.host
  if (!host) return null
  checkHost(host)
  const protocol = input.imap_protocol ?? present?.protocol ?? 'tls'
  const port = input.imap_port ?? present?.port ?? (protocol === 'tls' ? 993 : 143)
  const user = input.imap_username === undefined ? (present?.user ?? null) : input.imap_username?.trim() || null
  const folder = trimmed(input.imap_sent_folder, present?.sentFolder ?? null)
  const folders = input.imap_folders === undefined ? (present?.folders ?? []) : namedFolders(input.imap_folders)
  const copies = input.sent_copies ?? present?.sentCopies ?? 'auto'
  return {
    host,
    port,
    protocol,
    user,
    ...(present?.own ? { own: true } : {}),
    ...(folder ? { sentFolder: folder } : {}),
    ...(folders.length > 0 ? { folders } : {}),
    ...(copies === 'auto' ? {} : { sentCopies: copies }),
  }
}

/** Each once; the inbox is read anyway. */
const namedFolders = (names: readonly string[]): string[] =>
  [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '' && name.toUpperCase() !== 'INBOX')

/** One authority vouches for a company's servers, whichever of them is asked. */
function trusting({ ca }: SmtpSettings, imap: ImapSettings | null): ImapSettings | null {
  if (imap === null) return null
  const { ca: _, ...server } = imap
  return ca === undefined ? server : { ...server, ca }
}

/**
 * Whether the password for sending serves for reading too: only where it was given together with this server, or it would
 * travel to whomever somebody enters here.
 */
function shareOf(
  input: AccountInput,
  present: AccountSettings,
  smtp: SmtpSettings,
  imap: ImapSettings | null,
): ImapSettings | null {
  if (imap === null) return null
  const { own, ...server } = imap
  const moved = isOtherConnection(present.imap, imap) || isOtherConnection(present.smtp, smtp)
  const together = input.password !== undefined && input.imap_host !== undefined
  return !together && (moved || own) ? { ...server, own: true } : server
}

/** A ramp-up begins when it is set; setting the same again doesn't begin it anew. */
function rampOf(input: AccountInput, present: RampUp | null, now: number): RampUp | null {
  if (input.ramp_up === undefined) return present
  if (input.ramp_up === null) return null
  const { start, step } = input.ramp_up
  return present?.start === start && present.step === step ? present : { start, step, from: now }
}

function groupOf(reader: Reader, input: AccountInput, present: number | null): number | null {
  if (input.group === undefined) return present
  if (input.group === null) return null
  const group = groupByPublicId(reader, input.group)
  if (!group) throw new Refusal('not_found', `There is no delivery group with the id ${input.group}.`)
  return group.id
}

const hostName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/

function trackingOf(text: string | null): string | null {
  const name = text?.toLowerCase().replace(/\.$/, '') || null
  if (name !== null && !hostName.test(name))
    throw new Refusal('bad_request', `"${text}" is no host name. A tracking domain looks like links.example.com.`)
  return name
}

export function checkPlaintext(settings: SmtpSettings, hasSecret: boolean): void {
  const trouble = plaintextTrouble(settings, hasSecret)
  if (!trouble) return
  const how = 'or confirm it with "allow_plaintext_password" (--allow-plaintext-password)'
  throw new Refusal('insecure', `${trouble}. Use starttls or tls, ${how}.`)
}

/**
 * Its access tokens are for its provider's servers; sent to others, whoever runs those could read the mailbox. With a
 * password it no longer signs in through the browser: at the provider, where that takes one, or at another server.
 */
function checkSignedIn(
  present: AccountSettings,
  input: AccountInput,
  smtp: SmtpSettings,
  imap: ImapSettings | null,
): void {
  if (!present.signedIn) return
  const { label, appPasswords } = providers[present.signedIn.provider]
  if (input.password !== undefined) {
    if (appPasswords || smtp.host !== present.smtp?.host) return
    throw new Refusal('state', `${label} takes no passwords from mail programs: this mailbox can only be signed in.`)
  }
  const moved = isOtherConnection(present.smtp, smtp) || (imap !== null && isOtherConnection(present.imap, imap))
  if (!moved && input.imap_password === undefined) return
  throw new Refusal(
    'state',
    'This mailbox signs in through the browser: its servers are given, and it has no password. Give a password for sending to leave that.',
  )
}

/** Read, and written anew from what was read. @throws Refusal with what it can't hold */
function checkedSignature(given: string | null | undefined, present: string | null): string | null {
  if (given === undefined) return present
  const read = signatureLines(given ?? '')
  if ('trouble' in read) throw new Refusal('bad_request', read.trouble)
  return linesHtml(read.lines) || null
}

const trimmed = (given: string | null | undefined, present: string | null): string | null =>
  given === undefined ? present : given?.trim() || null

/** The settings after `input`, checked. `hasSecret` and `hasImapSecret` say whether a password will be in the keychain then. */
export function checkedSettings(
  reader: Reader,
  asker: Asker,
  input: AccountInput,
  present: AccountSettings,
  now: number,
): AccountSettings {
  const smtp = smtpOf(input, present.smtp, now)
  const imap = shareOf(input, present, smtp, trusting(smtp, imapOf(input, present.imap)))
  checkSignedIn(present, input, smtp, imap)
  const kept = present.hasSecret && !isOtherConnection(present.smtp, smtp)
  const hasSecret = input.password !== undefined || kept
  const keptImap = present.hasImapSecret && imap !== null && !isOtherConnection(present.imap, imap)
  const hasImapSecret = input.imap_password !== undefined || keptImap
  if (hasSecret && smtp.user === null)
    throw new Refusal('bad_request', 'A password without a user name: give the user name too.')
  if (input.imap_password !== undefined && imap === null)
    throw new Refusal('bad_request', 'A password for reading without a server to read from: give imap_host too.')
  checkPlaintext(smtp, hasSecret)
  if (imap) checkPlaintext({ ...smtp, ...imap, user: imap.user ?? smtp.user }, hasSecret || hasImapSecret)
  return {
    seatId: ownerOf(reader, asker, input.seat, present.seatId),
    label: trimmed(input.name, present.label),
    name: trimmed(input.from_name, present.name),
    replyTo:
      input.reply_to_email === undefined
        ? present.replyTo
        : input.reply_to_email && checkedAddress(input.reply_to_email),
    signature: trimmed(input.signature, present.signature),
    signatureHtml: checkedSignature(input.signature_html, present.signatureHtml),
    zone: input.zone === undefined ? present.zone : input.zone && checkZone(input.zone),
    smtp,
    hasSecret,
    imap,
    hasImapSecret,
    signedIn: input.password === undefined ? present.signedIn : null,
    ramp: rampOf(input, present.ramp, now),
    trackingDomain: input.tracking_domain === undefined ? present.trackingDomain : trackingOf(input.tracking_domain),
    groupId: groupOf(reader, input, present.groupId),
    limits: input.quotas === undefined ? present.limits : checkedLimits(reader, asker, input.quotas, present.limits),
    minGap: input.min_gap_seconds === undefined ? present.minGap : Math.round(input.min_gap_seconds * 1000),
    weight: input.percentage ?? present.weight,
  }
}
