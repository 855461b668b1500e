import type { Reader, Tx } from './open.ts'

/** A feed without its secret: only its SHA-256 is kept. Instants are ms since the epoch. */
export interface FeedRow {
  id: number
  publicId: string
  seatId: number
  seatState: 'active' | 'locked'
  name: string
  /** Public ids of the mailboxes it shows, also of those removed since; null: all. */
  accounts: string[] | null
  createdAt: number
  usedAt: number | null
}

type Raw = Omit<FeedRow, 'accounts'> & { accounts: string | null }

const select = `SELECT f.id, f.public_id AS publicId, f.seat_id AS seatId, s.state AS seatState, f.name, f.accounts,
  f.created_at AS createdAt, f.last_used_at AS usedAt FROM calendar_feeds f JOIN seats s ON s.id = f.seat_id`
const row = (raw: Raw): FeedRow => ({
  ...raw,
  accounts: raw.accounts === null ? null : (JSON.parse(raw.accounts) as string[]),
})
const one = (raw: Raw | undefined): FeedRow | undefined => raw && row(raw)

/** Of one seat, newest first. */
export const feedRows = (reader: Reader, seatId: number): FeedRow[] =>
  reader.all<Raw>(`${select} WHERE f.seat_id = ? ORDER BY f.id DESC`, seatId).map(row)

export const feedByPublicId = (reader: Reader, publicId: string): FeedRow | undefined =>
  one(reader.get<Raw>(`${select} WHERE f.public_id = ?`, publicId))

/** By SHA-256 (hex) of its secret. Found through an index, which is safe: who can choose a hash can't choose its secret. */
export const feedByHash = (reader: Reader, hash: string): FeedRow | undefined =>
  one(reader.get<Raw>(`${select} WHERE f.token_hash = ?`, hash))

export const insertFeed = (
  tx: Tx,
  feed: Pick<FeedRow, 'publicId' | 'seatId' | 'name' | 'accounts' | 'createdAt'> & { hash: string },
): void =>
  void tx.run(
    'INSERT INTO calendar_feeds (public_id, seat_id, name, token_hash, accounts, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    feed.publicId,
    feed.seatId,
    feed.name,
    feed.hash,
    feed.accounts && JSON.stringify(feed.accounts),
    feed.createdAt,
  )

export const renameFeed = (tx: Tx, id: number, name: string): void =>
  void tx.run('UPDATE calendar_feeds SET name = ? WHERE id = ?', name, id)

export const removeFeed = (tx: Tx, id: number): void => void tx.run('DELETE FROM calendar_feeds WHERE id = ?', id)

export const touchFeed = (tx: Tx, id: number, now: number): void =>
  void tx.run('UPDATE calendar_feeds SET last_used_at = ? WHERE id = ?', now, id)
