import type { Scope } from '../../shared/domain/access.ts'
import type { Reader, Tx } from './open.ts'

/** An API key without the key itself: only its SHA-256 is kept. Instants are ms since the epoch. */
export interface KeyRow {
  id: number
  publicId: string
  seatId: number
  /** Primary address of the seat. */
  seat: string
  role: 'admin' | 'member'
  seatState: 'active' | 'locked'
  name: string
  scopes: Scope[]
  /** Row ids of all it reaches, also of what was removed since; null: all that its seat may. */
  bound: { accounts: number[]; groups: number[] } | null
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  usedAt: number | null
}

type Raw = Omit<KeyRow, 'scopes' | 'bound'> & { scopes: string; bound: string | null }

const select = `SELECT k.id, k.public_id AS publicId, k.seat_id AS seatId, s.address AS seat, s.role, s.state AS seatState,
  k.name, k.scopes, k.bound, k.created_at AS createdAt, k.expires_at AS expiresAt, k.revoked_at AS revokedAt,
  k.used_at AS usedAt FROM api_keys k JOIN seats s ON s.id = k.seat_id`
const row = (raw: Raw): KeyRow => ({
  ...raw,
  scopes: JSON.parse(raw.scopes) as Scope[],
  bound: raw.bound === null ? null : (JSON.parse(raw.bound) as KeyRow['bound']),
})
const one = (raw: Raw | undefined): KeyRow | undefined => raw && row(raw)

/** Newest first, revoked and expired ones included. */
export const keyRows = (reader: Reader): KeyRow[] => reader.all<Raw>(`${select} ORDER BY k.id DESC`).map(row)

export const keyByPublicId = (reader: Reader, publicId: string): KeyRow | undefined =>
  one(reader.get<Raw>(`${select} WHERE k.public_id = ?`, publicId))

/** By SHA-256 (hex) of the key. Found through an index, which is safe: who can choose a hash can't choose its key. */
export const keyByHash = (reader: Reader, hash: string): KeyRow | undefined =>
  one(reader.get<Raw>(`${select} WHERE k.hash = ?`, hash))

export function insertKey(
  tx: Tx,
  key: Pick<KeyRow, 'publicId' | 'seatId' | 'name' | 'scopes' | 'bound' | 'createdAt' | 'expiresAt'> & { hash: string },
): void {
  tx.run(
    `INSERT INTO api_keys (public_id, seat_id, name, hash, scopes, bound, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    key.publicId,
    key.seatId,
    key.name,
    key.hash,
    JSON.stringify(key.scopes),
    key.bound && JSON.stringify(key.bound),
    key.createdAt,
    key.expiresAt,
  )
}

/** Revoking twice keeps the first date. */
export const revokeKey = (tx: Tx, publicId: string, now: number): void =>
  void tx.run('UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE public_id = ?', now, publicId)

export const touchKey = (tx: Tx, id: number, now: number): void =>
  void tx.run('UPDATE api_keys SET used_at = ? WHERE id = ?', now, id)
