/** Parts of an account's limits that were given to devices other than its home. */
import type { Share, ShareState } from '../../shared/domain/share.ts'
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface ShareRow extends Share {
  id: number
  publicId: string
  accountId: number
  /** The account's secrets, sealed to the device, base64; null: taken back. */
  sealed: string | null
}

const columns = `id, public_id AS publicId, account_id AS accountId, for_device AS device, share, sealed, epoch,
  lease_until AS leaseUntil, state, created_at AS givenAt,
  CASE state WHEN 'released' THEN CAST(substr(hlc, 1, 15) AS INTEGER) END AS endedAt`

/** All that were ever given of an account (row id). */
export const shareRows = (reader: Reader, accountId: number): ShareRow[] =>
  reader.all(`SELECT ${columns} FROM shares WHERE account_id = ? AND deleted = 0 ORDER BY id`, accountId)

/** Those of all accounts that were given to a device and are not given back. */
export const sharesFor = (reader: Reader, device: string): ShareRow[] =>
  reader.all(`SELECT ${columns} FROM shares WHERE for_device = ? AND state <> 'released' AND deleted = 0`, device)

/** Did a device ever have a part of that account? What it sent is filed by it. */
export const everHeld = (reader: Reader, accountId: number, device: string): boolean =>
  reader.get('SELECT 1 FROM shares WHERE account_id = ? AND for_device = ? LIMIT 1', accountId, device) !== undefined

/** Returns the row id. */
export const insertShare = (tx: Tx, row: Omit<ShareRow, 'id'>, mark: Mark, now: number): number =>
  tx.run(
    `INSERT INTO shares (public_id, account_id, for_device, share, sealed, epoch, lease_until, state, created_at, author, device, hlc)
     VALUES (@publicId, @accountId, @forDevice, @share, @sealed, @epoch, @leaseUntil, @state, @now, @author, @device, @hlc)`,
    {
      publicId: row.publicId,
      accountId: row.accountId,
      forDevice: row.device,
      share: row.share,
      sealed: row.sealed,
      epoch: row.epoch,
      leaseUntil: row.leaseUntil,
      state: row.state,
      now,
      ...mark,
    },
  ).id

/** What may change of a part. */
export function updateShare(tx: Tx, id: number, next: { state: ShareState; leaseUntil: number }, mark: Mark): void {
  tx.run(
    `UPDATE shares SET state = @state, lease_until = @lease, sealed = CASE @state WHEN 'granted' THEN sealed END,
       version = version + 1, author = @author, device = @device, hlc = @hlc WHERE id = @id`,
    { id, state: next.state, lease: next.leaseUntil, ...mark },
  )
}

/** When something of a device last came here; null: never. */
export const heardAt = (reader: Reader, device: string): number | null =>
  reader.get<{ at: number | null }>('SELECT heard_at AS at FROM exchanges WHERE device = ?', device)?.at ?? null

/** What a device had is the home's to send: its contacts name no sender any more. How many. */
export const adopt = (tx: Tx, accountId: number, sender: string, mark: Mark): number =>
  tx.run(
    `UPDATE enrollments SET sender_device = NULL, author = ?, device = ?, hlc = ?
     WHERE account_id = ? AND sender_device = ? AND state IN ('pending', 'active', 'paused')`,
    mark.author,
    mark.device,
    mark.hlc,
    accountId,
    sender,
  ).changes

/** Devices that contacts of the account were engaged on for themselves, and how many emails are theirs to send. */
export const sendersOf = (reader: Reader, accountId: number): { device: string; waiting: number }[] =>
  reader.all(
    `SELECT e.sender_device AS device, count(s.id) AS waiting FROM enrollments e
     LEFT JOIN sends s ON s.enrollment_id = e.id AND s.state = 'planned'
     WHERE e.account_id = ? AND e.sender_device IS NOT NULL AND e.state IN ('pending', 'active', 'paused')
     GROUP BY e.sender_device`,
    accountId,
  )

/** Which passwords of an account are here, where another computer is its home: what it tells of itself is of that one. */
export const secretsHere = (tx: Tx, accountId: number, here: { smtp: boolean; imap: boolean }): void =>
  void tx.run(
    'UPDATE accounts SET has_secret = ?, has_imap_secret = ? WHERE id = ?',
    Number(here.smtp),
    Number(here.imap),
    accountId,
  )
