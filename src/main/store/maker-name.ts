/**
 * Names of what one person's computer makes, and nobody else: notes about contacts, snippets, aliases, parts of a mailbox's
 * limits, requests, and mail that came in. Whoever has heard of one could tell it as if they never had, as theirs, and computers
 * that hear that first would keep it; so each says whose computer made it. Only the name and whoever writes it decide.
 */
import type { Authority, Standing } from '../../shared/domain/authority-shape.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { begins } from '../../shared/domain/merge-rules.ts'
import type { Change, SharedKind } from '../../shared/domain/shared-change.ts'
import { isOne } from '../../shared/domain/whose-mailbox.ts'
import { boundName, isBoundElsewhere, isBoundToNone } from './bound-name.ts'
import type { Reader } from './open.ts'
import { namesOf } from './twins.ts'

const kinds: readonly SharedKind[] = [
  'alias',
  'share',
  'mailbox_request',
  'limit_request',
  'contact_note',
  'snippet',
  'incoming',
]

/** Public id of the seat whose computer this is; undefined: the workspace isn't shared, and it may be called otherwise in a team. */
const ownSeat = (reader: Reader): string | undefined =>
  reader.get<{ seat: string }>(
    `SELECT s.public_id AS seat FROM seats s, workspace w WHERE w.shared_since IS NOT NULL ORDER BY s.id LIMIT 1`,
  )?.seat

/** @param id a random name */
export function nameMadeHere(reader: Reader, id: string): string {
  const seat = ownSeat(reader)
  return seat === undefined ? id : boundName(seat, id.slice(6))
}

/** The name of something that this computer makes now. */
export const newName = (reader: Reader, dice: { bytes(n: number): Uint8Array }): string =>
  nameMadeHere(reader, publicIdFrom(dice.bytes(publicIdBytes)))

/** Why a change can't be told under that name, in words; null = it can. Only the word that begins a row is asked. */
export function makerNameFault(
  authority: Authority,
  standing: Standing,
  { kind, id, set = {} }: Change,
): string | null {
  if (!kinds.includes(kind) || !(String(begins[kind]) in set)) return null
  if (!isBoundElsewhere(id, standing.seat)) return null
  const seats = authority.ids('seat').filter((seat) => isOne(authority, seat, standing.seat))
  return isBoundToNone(id, seats) ? 'Its name is that of something that somebody else made.' : null
}

/** Made in another team, or before this computer had the seat that it has in this one. */
export function isAnothersName(reader: Reader, kind: SharedKind, id: string): boolean {
  const seat = kinds.includes(kind) ? ownSeat(reader) : undefined
  return seat !== undefined && isBoundToNone(id, namesOf(reader, 'seat', seat))
}
