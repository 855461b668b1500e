import { addressKey } from '../../shared/domain/address.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface SeatRow {
  id: number
  publicId: string
  name: string
  address: string
  role: 'admin' | 'member'
  state: 'active' | 'locked'
  /** Mailboxes it may have; null: as many as the policy says. */
  mailboxLimit: number | null
  /** An admin lets it give and take permissions to send. */
  delegates: boolean
  createdAt: number
  version: number
}

const columns =
  'id, public_id AS publicId, name, address, role, state, mailbox_limit AS mailboxLimit, delegates, created_at AS createdAt, version'

type Raw = Omit<SeatRow, 'delegates'> & { delegates: 0 | 1 }
const row = (raw: Raw): SeatRow => ({ ...raw, delegates: raw.delegates === 1 })
const seatWhere = (reader: Reader, where: string, ...values: unknown[]): SeatRow | undefined => {
  const raw = reader.get<Raw>(`SELECT ${columns} FROM seats WHERE ${where}`, ...values)
  return raw && row(raw)
}

/** In the order they were made: the first is whose computer this is. */
export const seatRows = (reader: Reader): SeatRow[] =>
  reader.all<Raw>(`SELECT ${columns} FROM seats WHERE deleted = 0 ORDER BY id`).map(row)

export const seatById = (reader: Reader, id: number): SeatRow | undefined =>
  seatWhere(reader, 'id = ? AND deleted = 0', id)

/** Whose an account is, by the name that people know; null: the whole team's. */
export const ownerName = (reader: Reader, { seatId }: { seatId: number | null }): string | null =>
  seatId === null ? null : (seatById(reader, seatId)?.name ?? null)

export const seatByPublicId = (reader: Reader, publicId: string): SeatRow | undefined =>
  seatWhere(reader, 'public_id = ? AND deleted = 0', publicId)

export const seatByAddress = (reader: Reader, address: string): SeatRow | undefined =>
  seatWhere(reader, 'address_key = ? AND deleted = 0', addressKey(address))

/** The seat whose computer this is: the desktop's window and the owner-only socket ask in its name. */
export function firstSeat(reader: Reader): SeatRow {
  const seat = seatWhere(reader, 'deleted = 0 ORDER BY id LIMIT 1')
  if (!seat) throw new Error('there is no seat')
  return seat
}

/** Returns the row id. Fails on an address that another seat has (the caller looks first, to say so in words). */
export function insertSeat(
  tx: Tx,
  seat: Pick<SeatRow, 'publicId' | 'name' | 'address' | 'role' | 'createdAt'> & Partial<Pick<SeatRow, 'delegates'>>,
  stamp: Mark,
): number {
  return tx.run(
    `INSERT INTO seats (public_id, name, address, address_key, role, delegates, state, created_at, author, device, hlc)
     VALUES (?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)`,
    seat.publicId,
    seat.name,
    seat.address,
    addressKey(seat.address),
    seat.role,
    seat.delegates ? 1 : 0,
    seat.createdAt,
    stamp.author,
    stamp.device,
    stamp.hlc,
  ).id
}

/** Writes what an admin can set, and raises the version. */
export const updateSeat = (
  tx: Tx,
  id: number,
  seat: Pick<SeatRow, 'name' | 'role' | 'state' | 'mailboxLimit'> & Partial<Pick<SeatRow, 'delegates' | 'address'>>,
  stamp: Mark,
): void =>
  void tx.run(
    `UPDATE seats SET name = ?, address = coalesce(?, address), address_key = coalesce(?, address_key), role = ?, state = ?,
       mailbox_limit = ?, delegates = coalesce(?, delegates), version = version + 1, author = ?, device = ?, hlc = ?
     WHERE id = ?`,
    seat.name,
    seat.address ?? null,
    seat.address === undefined ? null : addressKey(seat.address),
    seat.role,
    seat.state,
    seat.mailboxLimit,
    seat.delegates === undefined ? null : seat.delegates ? 1 : 0,
    stamp.author,
    stamp.device,
    stamp.hlc,
    id,
  )

/** Whose mailbox mail leaves from (null: the team's), and who engaged it (null: nobody, or not known). Row ids. */
export const seatsBehind = (
  reader: Reader,
  accountId: number,
  batchId: number | null,
): { mailbox: number | null; engaged: number | null; address: string; owner: string | null } | undefined =>
  reader.get(
    `SELECT a.seat_id AS mailbox, (SELECT b.seat_id FROM batches b WHERE b.id = @batchId) AS engaged, a.address,
       s.name AS owner
     FROM accounts a LEFT JOIN seats s ON s.id = a.seat_id WHERE a.id = @accountId`,
    { accountId, batchId },
  )
