import { addressKey } from '../../shared/domain/address.ts'
import {
  type MailboxRequestEvent,
  type MailboxRequestState,
  newMailboxRequest,
  reduceMailboxRequest,
} from '../../shared/domain/mailbox-request.ts'
import type { Mark } from './clockwork.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

/** Somebody asked for a mailbox for a seat. Instants are ms since the epoch. */
export interface MailboxRequestRow {
  id: number
  publicId: string
  /** For whom. */
  seatId: number
  seat: string
  seatName: string
  askedBy: number
  askedByName: string
  address: string
  note: string | null
  state: MailboxRequestState
  permitsRole: boolean
  permitsMore: boolean
  decidedByName: string | null
  decidedAt: number | null
  reason: string | null
  /** Public id of the account it became, or whose alias. */
  account: string | null
  createdAt: number
  version: number
}

type Raw = Omit<MailboxRequestRow, 'permitsRole' | 'permitsMore'> & Record<'permitsRole' | 'permitsMore', 0 | 1>

const select = `SELECT r.id, r.public_id AS publicId, r.seat_id AS seatId, s.address AS seat, s.name AS seatName,
  r.asked_by AS askedBy, b.name AS askedByName, r.address, r.note, r.state, r.permits_role AS permitsRole,
  r.permits_more AS permitsMore, d.name AS decidedByName, r.decided_at AS decidedAt, r.reason, a.public_id AS account,
  r.created_at AS createdAt, r.version
  FROM mailbox_requests r JOIN seats s ON s.id = r.seat_id JOIN seats b ON b.id = r.asked_by
  LEFT JOIN seats d ON d.id = r.decided_by LEFT JOIN accounts a ON a.id = r.account_id WHERE r.deleted = 0`

const row = (raw: Raw): MailboxRequestRow => ({
  ...raw,
  permitsRole: raw.permitsRole === 1,
  permitsMore: raw.permitsMore === 1,
})

/**
 * Newest first; `before` is the public id that the last page ended with.
 *
 * @param of only those for this seat, and those it asked for (row id); null: all
 */
export function mailboxRequestPage(
  reader: Reader,
  filter: { of: number | null; states: readonly MailboxRequestState[] | null },
  before: string | null,
  limit: number,
): MailboxRequestRow[] {
  const from = before === null ? undefined : mailboxRequestByPublicId(reader, before)
  return reader
    .all<Raw>(
      `${select} AND (@of IS NULL OR r.seat_id = @of OR r.asked_by = @of)
         AND (@states IS NULL OR r.state IN (SELECT value FROM json_each(@states)))
         AND (@before IS NULL OR r.id < @before) ORDER BY r.id DESC LIMIT @limit`,
      { of: filter.of, states: filter.states && JSON.stringify(filter.states), before: from?.id ?? null, limit },
    )
    .map(row)
}

export function mailboxRequestByPublicId(reader: Reader, publicId: string): MailboxRequestRow | undefined {
  const raw = reader.get<Raw>(`${select} AND r.public_id = ?`, publicId)
  return raw && row(raw)
}

/** The one open request for an address; there can't be two. */
export function openMailboxRequest(reader: Reader, address: string): MailboxRequestRow | undefined {
  const raw = reader.get<Raw>(
    `${select} AND r.address_key = ? AND r.state IN ('requested', 'approved')`,
    addressKey(address),
  )
  return raw && row(raw)
}

export interface NewMailboxRequest {
  publicId: string
  seatId: number
  askedBy: number
  address: string
  note: string | null
  createdAt: number
}

export const insertMailboxRequest = (tx: Tx, request: NewMailboxRequest, stamp: Mark): void =>
  void tx.run(
    `INSERT INTO mailbox_requests (public_id, seat_id, asked_by, address, address_key, note, state, created_at, author,
       device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    request.publicId,
    request.seatId,
    request.askedBy,
    request.address,
    addressKey(request.address),
    request.note,
    newMailboxRequest.state,
    request.createdAt,
    stamp.author,
    stamp.device,
    stamp.hlc,
  )

export interface Decision {
  /** Row id of the seat that decided; null: nobody did, it was connected. */
  by: number | null
  at: number
  permitsRole?: boolean
  permitsMore?: boolean
  /** Row id of the account it became. */
  accountId?: number
}

/** Moves a request on; false when the event means nothing in its state, and nothing was written. */
export function moveMailboxRequest(
  tx: Tx,
  request: MailboxRequestRow,
  event: MailboxRequestEvent,
  decision: Decision,
  stamp: Mark,
): boolean {
  const next = reduceMailboxRequest(request, event)
  if (next === request) return false
  tx.run(
    `UPDATE mailbox_requests SET state = @state, reason = @reason, decided_by = coalesce(@by, decided_by),
       decided_at = @at, permits_role = permits_role OR @role, permits_more = permits_more OR @more,
       account_id = coalesce(@account, account_id), version = version + 1, author = @author, device = @device, hlc = @hlc
     WHERE id = @id`,
    {
      id: request.id,
      state: next.state,
      reason: next.reason,
      by: decision.by,
      at: decision.at,
      role: Number(decision.permitsRole ?? false),
      more: Number(decision.permitsMore ?? false),
      account: decision.accountId ?? null,
      ...stamp,
    },
  )
  return true
}

/**
 * Who has an address now: an account (not the managed one) or one of its aliases; of several the one that keeps it. Seats
 * are row ids, null the team.
 */
export const holderOfMailbox = (
  reader: Reader,
  address: string,
):
  | { as: 'mailbox' | 'alias'; accountId: number; account: string; aliasId: number | null; seatId: number | null }
  | undefined =>
  reader.get(
    `SELECT 'mailbox' AS "as", a.id AS accountId, a.public_id AS account, NULL AS aliasId, a.seat_id AS seatId,
       (${keptBy}) IS NOT NULL AS kept
       FROM accounts a WHERE a.address_key = @key AND a.deleted = 0 AND a.kind <> 'managed'
     UNION ALL SELECT 'alias', a.id, a.public_id, l.id, a.seat_id, 0 FROM aliases l JOIN accounts a ON a.id = l.account_id
       WHERE l.address_key = @key AND l.deleted = 0 AND a.deleted = 0
     ORDER BY "as" DESC, kept, accountId LIMIT 1`,
    { key: addressKey(address) },
  )

/** Does that seat (row id, null the team) have a mailbox of the address? Another may keep it all the same. */
export const hasMailbox = (reader: Reader, address: string, seatId: number | null): boolean =>
  reader.get(
    "SELECT 1 FROM accounts WHERE address_key = ? AND seat_id IS ? AND deleted = 0 AND kind <> 'managed'",
    addressKey(address),
    seatId,
  ) !== undefined

/** Mailboxes of a seat and their aliases. */
export const mailboxesOf = (reader: Reader, seatId: number): number =>
  reader.get<{ n: number }>(
    `SELECT (SELECT count(*) FROM accounts WHERE seat_id = @seatId AND deleted = 0 AND kind <> 'managed')
       + (SELECT count(*) FROM aliases l JOIN accounts a ON a.id = l.account_id
          WHERE a.seat_id = @seatId AND a.deleted = 0 AND l.deleted = 0) AS n`,
    { seatId },
  )?.n ?? 0

/** Requests under way for a seat, without the one for `except`. */
export const askedForSeat = (reader: Reader, seatId: number, except: string): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM mailbox_requests WHERE seat_id = ? AND deleted = 0
       AND state IN ('requested', 'approved') AND address_key <> ?`,
    seatId,
    addressKey(except),
  )?.n ?? 0
