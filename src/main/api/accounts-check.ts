/** What is checked before a sending account is written: each check with its own sentence. */
import { checkAddress } from '../../shared/domain/address.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { Limit } from '../../shared/domain/plan-shape.ts'
import { accountLimits, policyOf } from '../../shared/domain/policy.ts'
import { checkZone } from '../../shared/domain/time.ts'
import { plaintextTrouble } from '../mail/smtp-settings.ts'
import type { AccountRow, AccountSettings } from '../store/accounts.ts'
import type { Reader } from '../store/open.ts'
import type { SmtpSettings } from '../store/schema.ts'
import { seatByAddress } from '../store/seats.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Asker } from './context.ts'

/** What a person gives for an account; everything left out stays as it is, or takes the default. */
export interface AccountInput {
  name?: string | null | undefined
  reply_to?: string | null | undefined
  zone?: string | null | undefined
  host?: string | undefined
  port?: number | undefined
  protocol?: SmtpSettings['protocol'] | undefined
  user?: string | null | undefined
  password?: string | undefined
  allow_plaintext_password?: boolean | undefined
  limits?: string[] | undefined
  min_gap_seconds?: number | undefined
  weight?: number | undefined
  seat?: string | null | undefined
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
    if (asker.role !== 'admin') throw new Refusal('forbidden', 'Only an admin can make an account of the whole team.')
    return null
  }
  const found = seatByAddress(reader, seat)
  if (!found) throw new Refusal('not_found', `There is no seat with the address ${seat}.`)
  if (asker.role !== 'admin' && found.id !== asker.seatId)
    throw new Refusal('forbidden', 'A member can only have accounts of their own; ask an admin.')
  return found.id
}

export function checkedLimits(reader: Reader, asker: Asker, texts: readonly string[]): Limit[] {
  const made = accountLimits(texts, asker.role, policyOf(workspaceRow(reader).policy))
  if ('error' in made) throw new Refusal('invalid_limit', made.error)
  return made.limits
}

export function smtpOf(input: AccountInput, present: SmtpSettings | null): SmtpSettings {
  const host = input.host ?? present?.host
  const port = input.port ?? present?.port
  const protocol = input.protocol ?? present?.protocol
  if (!host || !port || !protocol) throw new Refusal('bad_request', 'An SMTP account needs host, port and protocol.')
  if (/[^!-~]/.test(host) || /[/@?#]/.test(host))
    throw new Refusal('bad_request', `"${host}" is no host name. Give it without spaces, path or user.`)
  const user = input.user === undefined ? (present?.user ?? null) : input.user?.trim() || null
  const allow = input.allow_plaintext_password ?? present?.allowPlaintextPassword ?? false
  return { host, port, protocol, user, ...(allow ? { allowPlaintextPassword: true } : {}) }
}

/** True when a stored password would go to another server, or in another way, than the one it was given for. */
export const isOtherConnection = (a: SmtpSettings | null, b: SmtpSettings | null): boolean =>
  a?.host !== b?.host || a?.port !== b?.port || a?.protocol !== b?.protocol || a?.user !== b?.user

/** True when nothing that can be set would be another. */
export const isSame = (row: AccountSettings, settings: AccountSettings): boolean =>
  (Object.keys(settings) as (keyof AccountSettings)[]).every(
    (key) => JSON.stringify(row[key]) === JSON.stringify(settings[key]),
  )

/** The settings after `input`, checked. `hasSecret` says whether a password will be in the keychain then. */
export function checkedSettings(
  reader: Reader,
  asker: Asker,
  input: AccountInput,
  present: Pick<AccountRow, keyof AccountSettings>,
): AccountSettings {
  const smtp = smtpOf(input, present.smtp)
  const kept = present.hasSecret && !isOtherConnection(present.smtp, smtp)
  const hasSecret = input.password !== undefined || kept
  if (hasSecret && smtp.user === null)
    throw new Refusal('bad_request', 'A password without a user name: give the user name too.')
  const trouble = plaintextTrouble(smtp, hasSecret)
  if (trouble)
    throw new Refusal(
      'insecure',
      `${trouble}. Use starttls or tls, or confirm it with "allow_plaintext_password" (--allow-plaintext-password).`,
    )
  return {
    seatId: ownerOf(reader, asker, input.seat, present.seatId),
    name: input.name === undefined ? present.name : input.name?.trim() || null,
    replyTo: input.reply_to === undefined ? present.replyTo : input.reply_to && checkedAddress(input.reply_to),
    zone: input.zone === undefined ? present.zone : input.zone && checkZone(input.zone),
    smtp,
    hasSecret,
    limits: input.limits === undefined ? present.limits : checkedLimits(reader, asker, input.limits),
    minGap: input.min_gap_seconds === undefined ? present.minGap : Math.round(input.min_gap_seconds * 1000),
    weight: input.weight ?? present.weight,
  }
}
