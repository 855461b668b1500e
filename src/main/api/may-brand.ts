/** Which accounts wait until their domain is verified: asked wherever one is made, changed, handed over or activated. */
import { allowed } from '../../shared/domain/access.ts'
import { domainOf } from '../../shared/domain/address.ts'
import { domainAwaited, isTeams, isVerified, unverifiedWords } from '../../shared/domain/branded.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { sandboxDomain } from '../../shared/domain/sandbox-sender.ts'
import { presetOfDomain } from '../mail/presets.ts'
import { applyToAccount } from '../store/account-health.ts'
import { type AccountRow, setAccountState } from '../store/accounts.ts'
import { stamp } from '../store/clockwork.ts'
import { domainByName, domainRows, insertDomain, mostDomains } from '../store/domains.ts'
import type { Reader, Tx } from '../store/open.ts'
import type { Context, PackagedServer } from './context.ts'

export const notActivated = 'Not activated yet: test it, then activate it.'

type Sender = Pick<AccountRow, 'kind' | 'seatId' | 'smtp' | 'address' | 'aliases'>

/** The package's own address at the package's own server: who made the package answers for that domain, not the team. */
const isOfPackage = ({ kind, smtp, address }: Sender, packaged: PackagedServer | null | undefined): boolean =>
  kind === 'managed' &&
  packaged?.from_email !== undefined &&
  domainOf(packaged.from_email) === domainOf(address) &&
  packaged.smtp_host === smtp?.host &&
  packaged.smtp_port === smtp.port

/** True for a domain that somebody brings: a mail provider's own, and the sandbox's, need no records of anybody. */
const isCustom = (name: string): boolean => presetOfDomain(name) === undefined && name !== sandboxDomain

/** The first domain that this account would write from and that is not verified; null: nothing stands against it. */
function unverified(reader: Reader, sender: Sender, packaged: PackagedServer | null | undefined): string | null {
  if (!isTeams(sender) || isOfPackage(sender, packaged)) return null
  const names = [sender.address, ...sender.aliases.map(({ address }) => address)].map(domainOf).filter(isCustom)
  return names.find((name) => !isVerified(domainByName(reader, name)?.findings ?? {})) ?? null
}

/** Puts a domain among those that are looked at, so that its records are there to be read at once. */
function enter(tx: Tx, { room, asker }: Context, name: string, now: number): void {
  if (!allowed('domain.add', asker) || domainByName(tx, name) || domainRows(tx).length >= mostDomains) return
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  insertDomain(tx, { publicId, name, trackingHost: null, createdAt: now }, stamp(tx, now, asker.seatId))
}

/**
 * After an account was made, or became the team's: where its domain is not verified it waits, pending, and the domain is
 * looked at. What waited for a domain and needs none any more says so. Returns that domain's name, or null.
 */
export function settleBrand(tx: Tx, context: Context, account: AccountRow, now: number): string | null {
  const name = unverified(tx, account, context.room.managed)
  if (name !== null) {
    const reason = unverifiedWords(name)
    applyToAccount(tx, account.id, { type: 'withheld', reason }, reason, now)
    enter(tx, context, name, now)
  } else if (account.state === 'pending' && domainAwaited(account.stateReason) !== null)
    setAccountState(tx, account.id, 'pending', notActivated)
  return name
}

/** Refused outside the transaction, which keeps what the refusal tells the person to look at. */
export function refuseUnverified(name: string | null): void {
  if (name !== null) throw new Refusal('state', unverifiedWords(name), { domain: name })
}

/**
 * Before an account is activated. One that sends, or is out for a while, is not asked: what a name server says today takes
 * nothing out that was let in before. Returns the domain that stands against it; give that to `refuseUnverified`.
 */
export const brandOfActivated = (tx: Tx, context: Context, account: AccountRow, now: number): string | null =>
  account.state === 'pending' || account.state === 'inactive' ? settleBrand(tx, context, account, now) : null

/** The same for an address that an account is to have besides: the account goes on as it is, the alias isn't made. */
export function brandOfAlias(
  tx: Tx,
  context: Context,
  account: AccountRow,
  address: string,
  now: number,
): string | null {
  const name = unverified(tx, { ...account, address, aliases: [] }, null)
  if (name !== null) enter(tx, context, name, now)
  return name
}
