/** Invitations as they are kept: their private keys are not. */
import type { Mark } from './clockwork.ts'
import type { Reader, Tx } from './open.ts'

export interface InvitationRow {
  id: number
  publicId: string
  /** Row id. */
  seatId: number
  /** Ed25519 public key, base64url. */
  key: string
  expiresAt: number
  state: 'open' | 'used' | 'withdrawn'
  /** Public id of a device. */
  usedBy: string | null
  createdAt: number
  version: number
}

const columns = `id, public_id AS publicId, seat_id AS seatId, key, expires_at AS expiresAt, state, used_by AS usedBy,
  created_at AS createdAt, version`

/** The latest first. */
export const invitationRows = (reader: Reader): InvitationRow[] =>
  reader.all(`SELECT ${columns} FROM invitations WHERE deleted = 0 ORDER BY created_at DESC, id DESC LIMIT 500`)

export const invitationByPublicId = (reader: Reader, publicId: string): InvitationRow | undefined =>
  reader.get(`SELECT ${columns} FROM invitations WHERE public_id = ? AND deleted = 0`, publicId)

export const insertInvitation = (
  tx: Tx,
  row: Pick<InvitationRow, 'publicId' | 'seatId' | 'key' | 'expiresAt' | 'createdAt'>,
  mark: Mark,
): void =>
  void tx.run(
    `INSERT INTO invitations (public_id, seat_id, key, expires_at, state, created_at, author, device, hlc)
     VALUES (@publicId, @seatId, @key, @expiresAt, 'open', @createdAt, @author, @device, @hlc)`,
    {
      publicId: row.publicId,
      seatId: row.seatId,
      key: row.key,
      expiresAt: row.expiresAt,
      createdAt: row.createdAt,
      ...mark,
    },
  )

/** Writes what became of it, and raises the version. */
export const settleInvitation = (tx: Tx, id: number, to: Pick<InvitationRow, 'state' | 'usedBy'>, mark: Mark): void =>
  void tx.run(
    `UPDATE invitations SET state = @state, used_by = @usedBy, version = version + 1, author = @author,
       device = @device, hlc = @hlc WHERE id = @id`,
    { id, state: to.state, usedBy: to.usedBy, ...mark },
  )
