/**
 * Two people each connected one address before they heard of each other. One of them keeps it, and the other's account waits: worked
 * out from what is there, so that it ends by itself once that one is removed or released.
 */
import type { Reader } from './open.ts'

/**
 * The own accounts that have the address of `accounts a` now, first the one that keeps it: a person's own address is theirs,
 * whoever connected it, and else it is theirs of whom the others heard first (address-claims.ts): when they connected it, they could
 * make up. One that nobody was told of comes last; where nobody was told of either, the earliest is first.
 */
const contenders = `FROM accounts o LEFT JOIN seats os ON os.id = o.seat_id
  WHERE o.address_key = a.address_key AND o.deleted = 0 AND o.kind <> 'managed'
  ORDER BY os.address_key IS o.address_key DESC, coalesce((SELECT c.place FROM address_claims c
    WHERE c.account_id = o.id AND c.address_key = o.address_key), 1000000), o.created_at, o.public_id LIMIT 1`

/**
 * An expression over `accounts a`: the name of the other seat that keeps its address, '' for the whole team; null: it is its
 * own. Accounts of one seat are one person's, however many they are.
 */
export const keptBy = `CASE WHEN a.deleted = 0 AND a.kind <> 'managed' THEN
  (SELECT CASE WHEN o.seat_id IS a.seat_id THEN NULL ELSE coalesce(os.name, '') END ${contenders}) END`

/** The same of one account (row id). */
export const keptByOf = (reader: Reader, accountId: number): string | null =>
  reader.known(
    `keeper ${accountId}`,
    () => reader.get<{ by: string | null }>(`SELECT ${keptBy} AS by FROM accounts a WHERE a.id = ?`, accountId)?.by,
  ) ?? null
