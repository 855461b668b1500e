/** Of aliases of one address on several mailboxes, which has it: as with mailboxes (address-claims.ts), the one heard of first. */
import { addressKey } from '../../shared/domain/address.ts'
import { type Claim, heardFirst } from '../../shared/domain/heard-first.ts'
import { began } from '../../shared/domain/shared-fold.ts'
import { courtOf } from './facts.ts'
import type { Reader } from './open.ts'
import { lives } from './parting.ts'
import { type SharedRow, sharedRow } from './shared-rows.ts'
import { staying } from './twins.ts'
import { witnessesOf } from './witnesses.ts'

/** Names of one mailbox's aliases of that address: of whatever computers made them, they are one. */
interface Claimed extends Claim {
  names: string[]
  at: number
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** All that are there of an address, the earliest first, as they say. Those that wait for their place are among them. */
function claimsOf(reader: Reader, key: string): Claimed[] {
  const { authority } = courtOf(reader)
  const claims = new Map<string, Claimed>()
  const rows = reader.all<{ id: string }>(
    "SELECT public_id AS id FROM shared_rows WHERE kind = 'alias' ORDER BY public_id",
  )
  for (const { id } of rows) {
    const row = sharedRow(reader, 'alias', id) as SharedRow
    const { address, account: told, createdAt } = row.fields
    if (addressKey(textOf(address)) !== key || !lives(reader, 'alias', row)) continue
    const account = staying(reader, 'account', textOf(told))
    const seat = textOf(authority.person(sharedRow(reader, 'account', account)?.fields.seat ?? null))
    const claim = claims.get(account) ?? { id: account, seat, words: [], names: [], at: Number.POSITIVE_INFINITY }
    const first = Object.entries((row.fields[began] ?? {}) as Record<string, number>)
    const words = [...claim.words, ...first.map(([device, number]) => ({ device, number }))]
    claims.set(account, { ...claim, words, names: [...claim.names, id], at: Math.min(claim.at, Number(createdAt)) })
  }
  return [...claims.values()].sort((a, b) => a.at - b.at || ((a.names[0] ?? '') < (b.names[0] ?? '') ? -1 : 1))
}

/**
 * True where `one` has its address before `other`, which waits for it then: on every computer, as all that claim it are asked about, or
 * of three each could come before the next.
 *
 * @param one public id
 */
export function comesFirst(reader: Reader, one: string, other: string): boolean {
  const claims = claimsOf(reader, addressKey(textOf(sharedRow(reader, 'alias', one)?.fields.address)))
  const { authority } = courtOf(reader)
  const order = heardFirst(claims, witnessesOf(reader, authority))
  const placeOf = (alias: string) => order.findIndex(({ names }) => names.includes(alias))
  return placeOf(one) < placeOf(other)
}
