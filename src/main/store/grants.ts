/** Permissions to send, as the database holds them. Their course: domain/delegation.ts. */
import {
  type GrantEvent,
  type GrantOrigin,
  type GrantSeat,
  type GrantState,
  grantHindrance,
  reduceGrant,
} from '../../shared/domain/delegation.ts'
import type { Mark } from './clockwork.ts'
import { holdPath } from './holds.ts'
import type { Reader, Tx } from './open.ts'

/** One of the two people of a grant. */
export interface GrantPerson extends GrantSeat {
  /** Row id. */
  id: number
  publicId: string
  address: string
}

export interface GrantRow {
  id: number
  publicId: string
  owner: GrantPerson
  delegate: GrantPerson
  origin: GrantOrigin
  state: GrantState
  expiresAt: number
  decidedAt: number | null
  reason: string | null
  createdAt: number
  /** Public id of the seat that said the last word; null: nobody who is known. */
  author: string | null
  version: number
}

const person = (alias: string): string =>
  `json_object('id', ${alias}.id, 'publicId', ${alias}.public_id, 'name', ${alias}.name, 'address', ${alias}.address,
    'state', ${alias}.state, 'delegates', json(CASE WHEN ${alias}.delegates THEN 'true' ELSE 'false' END))`

const select = `SELECT g.id, g.public_id AS publicId, ${person('o')} AS owner, ${person('d')} AS delegate, g.origin,
    g.state, g.expires_at AS expiresAt, g.decided_at AS decidedAt, g.reason, g.created_at AS createdAt, g.author, g.version
  FROM grants g JOIN seats o ON o.id = g.owner_id JOIN seats d ON d.id = g.delegate_id WHERE g.deleted = 0`

type Raw = Omit<GrantRow, 'owner' | 'delegate'> & { owner: string; delegate: string }
const row = (raw: Raw): GrantRow => ({
  ...raw,
  owner: JSON.parse(raw.owner) as GrantPerson,
  delegate: JSON.parse(raw.delegate) as GrantPerson,
})

/** Row ids; null: whoever. */
export interface GrantFilter {
  owner: number | null
  delegate: number | null
  /** Of whom they are, on either side. */
  of: number | null
  open: boolean
}

/** Newest first; `before` is the public id that the last page ended with. */
export function grantPage(reader: Reader, filter: GrantFilter, before: string | null, limit: number): GrantRow[] {
  const from = before === null ? undefined : grantByPublicId(reader, before)
  return reader
    .all<Raw>(
      `${select} AND (@owner IS NULL OR g.owner_id = @owner) AND (@delegate IS NULL OR g.delegate_id = @delegate)
         AND (@of IS NULL OR g.owner_id = @of OR g.delegate_id = @of)
         AND (@open = 0 OR g.state IN ('pending', 'active')) AND (@before IS NULL OR g.id < @before)
       ORDER BY g.id DESC LIMIT @limit`,
      { ...filter, open: filter.open ? 1 : 0, before: from?.id ?? null, limit },
    )
    .map(row)
}

export function grantByPublicId(reader: Reader, publicId: string): GrantRow | undefined {
  const raw = reader.get<Raw>(`${select} AND g.public_id = ?`, publicId)
  return raw && row(raw)
}

/** The one open grant of a pair; there can't be two. */
export function openGrant(reader: Reader, ownerId: number, delegateId: number): GrantRow | undefined {
  const raw = reader.get<Raw>(
    `${select} AND g.owner_id = ? AND g.delegate_id = ? AND g.state IN ('pending', 'active')`,
    ownerId,
    delegateId,
  )
  return raw && row(raw)
}

export interface NewGrant {
  publicId: string
  ownerId: number
  delegateId: number
  origin: GrantOrigin
  state: GrantState
  expiresAt: number
  createdAt: number
  reason?: string | null
}

export const insertGrant = (tx: Tx, grant: NewGrant, mark: Mark): void =>
  void tx.run(
    `INSERT INTO grants (public_id, owner_id, delegate_id, origin, state, expires_at, decided_at, reason, created_at,
       author, device, hlc)
     VALUES (@publicId, @ownerId, @delegateId, @origin, @state, @expiresAt,
       CASE WHEN @state = 'pending' THEN NULL ELSE @createdAt END, @reason, @createdAt, @author, @device, @hlc)`,
    {
      publicId: grant.publicId,
      ownerId: grant.ownerId,
      delegateId: grant.delegateId,
      origin: grant.origin,
      state: grant.state,
      expiresAt: grant.expiresAt,
      createdAt: grant.createdAt,
      reason: grant.reason ?? null,
      ...mark,
    },
  )

/** Moves a grant on; false when the event means nothing in its state, and nothing was written. */
export function moveGrant(
  tx: Tx,
  grant: Pick<GrantRow, 'id' | 'state' | 'reason'>,
  event: GrantEvent,
  at: number,
  mark: Mark,
): boolean {
  const next = reduceGrant(grant, event)
  if (next === grant) return false
  tx.run(
    `UPDATE grants SET state = @state, reason = @reason, decided_at = @at, version = version + 1, author = @author,
       device = @device, hlc = @hlc WHERE id = @id`,
    { id: grant.id, state: next.state, reason: next.reason, at, ...mark },
  )
  return true
}

/** Seats (row ids) that may send for that seat now. */
export const liveDelegates = (reader: Reader, ownerId: number | null): number[] =>
  ownerId === null
    ? []
    : reader
        .all<Raw>(`${select} AND g.owner_id = ? AND g.state = 'active'`, ownerId)
        .map(row)
        .filter(({ owner, delegate }) => grantHindrance(owner, delegate) === null)
        .map(({ delegate }) => delegate.id)

/** Pending ones whose time is over. */
export const overdueGrants = (reader: Reader, now: number): GrantRow[] =>
  reader.all<Raw>(`${select} AND g.state = 'pending' AND g.expires_at <= ?`, now).map(row)

/** When the next pending one expires; null: none is pending. */
export const nextGrantEnd = (reader: Reader): number | null =>
  reader.get<{ at: number | null }>(`SELECT min(expires_at) AS at FROM grants WHERE state = 'pending' AND deleted = 0`)
    ?.at ?? null

const ofBatch = '(SELECT id, id AS batch_id, @account AS account_id FROM batches) m'

/** Why an email may not leave as somebody else's; see `missingPermission`. */
export interface SendPermission {
  /** Address of whose mailbox it is, and name of who engaged the contact. */
  owner: string
  engager: string
}

/**
 * Null: whoever engaged the contact may send from that mailbox. Else who they are: it is another's, nothing lets every
 * seat send for every other, and no live grant is there. An engagement that was made here without any grant was allowed
 * when it was made (by the policy, or because the mailbox changed hands), and stays so.
 */
export function missingPermission(reader: Reader, sendId: number): SendPermission | null {
  const mail = reader.get<{ account: number; batch: number | null }>(
    'SELECT account_id AS account, batch_id AS batch FROM sends WHERE id = ?',
    sendId,
  )
  if (!mail || mail.batch === null) return null
  const { account, batch } = mail
  return reader.known(`permission ${account} ${batch}`, () => permissionOf(reader, ofBatch, batch, account))
}

/** The same where that email's enrollment would leave from another account: both by row id. */
export function missingFrom(reader: Reader, enrollmentId: number, accountId: number): SendPermission | null {
  return permissionOf(
    reader,
    '(SELECT id, batch_id, @account AS account_id FROM enrollments) m',
    enrollmentId,
    accountId,
  )
}

/** `mail`: rows `m` with an id, an account and an engagement. */
function permissionOf(reader: Reader, mail: string, id: number, account: number | null = null): SendPermission | null {
  const found = reader.get<{ ownerId: number; delegateId: number; owner: string; engager: string; needs: 0 | 1 }>(
    `SELECT a.seat_id AS ownerId, b.seat_id AS delegateId, o.address AS owner, d.name AS engager,
       EXISTS (SELECT 1 FROM grants g WHERE g.owner_id = a.seat_id AND g.delegate_id = b.seat_id AND g.deleted = 0)
         OR b.device <> w.device AS needs
     FROM ${mail} JOIN accounts a ON a.id = m.account_id JOIN batches b ON b.id = m.batch_id
       JOIN seats o ON o.id = a.seat_id JOIN seats d ON d.id = b.seat_id CROSS JOIN workspace w
     WHERE m.id = @id AND a.seat_id <> b.seat_id AND NOT coalesce(w.policy ->> 'send_for_each_other', 0)`,
    { id, account },
  )
  if (!found || found.needs === 0) return null
  return liveDelegates(reader, found.ownerId).includes(found.delegateId)
    ? null
    : { owner: found.owner, engager: found.engager }
}

/** Contacts under way that the delegate engaged from the owner's mailboxes. */
export interface UnderGrant {
  /** Row ids. */
  enrollmentId: number
  accountId: number
  sequence: string
  /** Emails planned, and being handed over. */
  planned: number
  sending: number
  /** Emails that left. */
  sent: number
}

export const underGrant = (reader: Reader, ownerId: number, delegateId: number): UnderGrant[] =>
  reader.all(
    // CROSS: from the owner's few mailboxes, and not through everybody who is under way
    `SELECT e.id AS enrollmentId, e.account_id AS accountId, q.name AS sequence,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') AS planned,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state IN ('sending', 'unsure')) AS sending,
       (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'sent') AS sent
     FROM accounts a CROSS JOIN enrollments e ON e.account_id = a.id JOIN batches b ON b.id = e.batch_id
       JOIN sequences q ON q.id = e.sequence_id
     WHERE a.seat_id = @ownerId AND b.seat_id = @delegateId AND b.state = 'live'
       AND e.state IN ('pending', 'active', 'paused') ORDER BY e.id`,
    { ownerId, delegateId },
  )

const ofPair = `sends s JOIN batches b ON b.id = s.batch_id
  WHERE s.batch_id IN (SELECT id FROM batches WHERE seat_id = @delegateId AND state = 'live')
    AND s.account_id IN (SELECT id FROM accounts WHERE seat_id = @ownerId) AND s.sandbox = 0`

/** Emails of a pair: how many are planned, and how many left since the grant was made. */
export const countsOfPair = (reader: Reader, pair: { ownerId: number; delegateId: number; since: number }) =>
  reader.get<{ planned: number; held: number; heldSince: number | null; sent: number }>(
    `SELECT count(*) FILTER (WHERE s.state = 'planned') AS planned,
       count(*) FILTER (WHERE s.state = 'planned' AND s.held = 1) AS held,
       min(CASE WHEN s.state = 'planned' AND s.held = 1 THEN (SELECT e.holds -> ${holdPath} ->> 'at' FROM enrollments e
         WHERE e.id = s.enrollment_id) END) AS heldSince,
       count(*) FILTER (WHERE s.state = 'sent' AND s.claimed_at >= @since) AS sent FROM ${ofPair}`,
    pair,
  ) ?? { planned: 0, held: 0, heldSince: null, sent: 0 }

/**
 * Row ids of a pair's emails: planned ones first to leave first, or those that left, newest first.
 *
 * @param after where the last page ended: the instant it was ordered by, and its row id
 */
export function sendIdsOfPair(
  reader: Reader,
  pair: { ownerId: number; delegateId: number; since: number },
  walk: { sent: boolean; after: { at: number; id: number } | null; limit: number },
): { id: number; at: number }[] {
  const { sent, after, limit } = walk
  const order = sent ? 'DESC' : 'ASC'
  const beyond = sent ? '<' : '>'
  return reader.all(
    `SELECT s.id, s.at FROM ${ofPair} AND s.state = @state AND (@state = 'planned' OR s.claimed_at >= @since)
       AND (@at IS NULL OR s.at ${beyond} @at OR (s.at = @at AND s.id ${beyond} @id))
     ORDER BY s.at ${order}, s.id ${order} LIMIT @limit`,
    { ...pair, state: sent ? 'sent' : 'planned', at: after?.at ?? null, id: after?.id ?? null, limit },
  )
}

/** Computers of the delegate that hold the password of one of the owner's mailboxes, and until when (ms) at the latest. */
export const holdersOf = (
  reader: Reader,
  ownerId: number,
  delegateId: number,
): { name: string; account: string; until: number }[] =>
  reader.all(
    `SELECT d.name, a.address AS account, h.lease_until AS until
     FROM shares h JOIN accounts a ON a.id = h.account_id JOIN devices d ON d.public_id = h.for_device
     WHERE a.seat_id = @ownerId AND d.seat_id = @delegateId AND h.state <> 'released' AND h.deleted = 0 AND a.deleted = 0
     ORDER BY h.id`,
    { ownerId, delegateId },
  )
