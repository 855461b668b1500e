/** This computer comes into a team: what was its own workspace takes the names of the team's, and keeps what is in it. */
import { addressKey } from '../../shared/domain/address.ts'
import type { InvitationBody } from '../../shared/domain/invitation.ts'
import { stamp } from './clockwork.ts'
import { deviceByPublicId, ownDevice } from './devices.ts'
import type { Reader, Tx } from './open.ts'
import type { Joining } from './schema.ts'
import { firstSeat } from './seats.ts'
import { sharedRow } from './shared-rows.ts'
import { sharedSince, turnOn } from './sharing.ts'
import { workspaceRow } from './workspace.ts'

/**
 * alone: nothing is shared. waiting: it joined, and no admin's word about it has come yet. member: it is one of the
 * team's. revoked: it was.
 */
export type TeamStanding = 'alone' | 'waiting' | 'member' | 'revoked'

/** Null on a computer that joined nothing. */
export function joiningOf(reader: Reader): Joining | null {
  const row = reader.get<{ joining: string | null }>('SELECT joining FROM workspace')
  return row?.joining ? (JSON.parse(row.joining) as Joining) : null
}

export function teamStanding(reader: Reader): TeamStanding {
  const row = reader.get<{ since: number | null }>('SELECT shared_since AS since FROM workspace')
  if (!row || row.since === null) return 'alone'
  const own = ownDevice(reader)
  if (deviceByPublicId(reader, own)?.state === 'revoked') return 'revoked'
  return joiningOf(reader) && !sharedRow(reader, 'device', own) ? 'waiting' : 'member'
}

/** What of this computer comes along, and what of it gives way. */
export interface BroughtAlong {
  contacts: number
  sequences: number
  suppressions: number
  underWay: number
  mailboxes: number
  teamMailboxes: number
  groups: number
  domains: number
  keys: number
}

export const broughtAlong = (reader: Reader): BroughtAlong =>
  reader.get<BroughtAlong>(
    `SELECT (SELECT count(*) FROM contacts WHERE deleted = 0) AS contacts,
       (SELECT count(*) FROM sequences WHERE deleted = 0) AS sequences,
       (SELECT count(*) FROM suppressions WHERE deleted = 0) AS suppressions,
       (SELECT count(*) FROM enrollments WHERE state = 'active' AND deleted = 0) AS underWay,
       (SELECT count(*) FROM accounts WHERE deleted = 0 AND kind <> 'managed') AS mailboxes,
       (SELECT count(*) FROM accounts WHERE deleted = 0 AND kind <> 'managed' AND seat_id IS NULL) AS teamMailboxes,
       (SELECT count(*) FROM groups WHERE deleted = 0) AS groups,
       (SELECT count(*) FROM domains WHERE deleted = 0) AS domains,
       (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL) AS keys`,
  ) as BroughtAlong

/** Tables whose rows name the seat that wrote them. */
const written = [
  'accounts',
  'aliases',
  'batches',
  'contacts',
  'domains',
  'enrollments',
  'groups',
  'incoming',
  'limit_requests',
  'mailbox_requests',
  'seats',
  'sends',
  'sequences',
  'suppressions',
  'views',
]

/** The seat of this computer becomes that of the invitation; whatever it wrote stays its own. */
function becomeSeat(tx: Tx, seat: InvitationBody['seat'], now: number): void {
  const before = firstSeat(tx)
  const mark = stamp(tx, now)
  tx.run(
    `UPDATE seats SET public_id = @publicId, name = @name, address = @address, address_key = @key, role = @role,
       version = version + 1, author = @publicId, device = @device, hlc = @hlc WHERE id = @id`,
    {
      id: before.id,
      publicId: seat.id,
      name: seat.name,
      address: seat.address,
      key: addressKey(seat.address),
      role: seat.role,
      device: mark.device,
      hlc: mark.hlc,
    },
  )
  for (const table of written) tx.run(`UPDATE ${table} SET author = ? WHERE author = ?`, seat.id, before.publicId)
  tx.run('UPDATE sequences SET paused_by = ? WHERE paused_by = ?', seat.id, before.publicId)
  const owners = [seat.address, before.address.toLowerCase()]
  if (addressKey(seat.address) !== addressKey(before.address))
    tx.run('UPDATE contacts SET owner = ?, version = version + 1 WHERE owner_key = ?', ...owners)
  // only admins have mailboxes of the whole team
  if (seat.role !== 'admin')
    tx.run("UPDATE accounts SET seat_id = ? WHERE seat_id IS NULL AND kind <> 'managed'", before.id)
}

/**
 * In one transaction, so that no crash leaves it between two workspaces. From then on what is written here is marked for
 * the others; it is told once they have admitted this computer, whose own row comes with their word.
 */
export function enterTeam(
  tx: Tx,
  { workspace, root, seat }: Pick<InvitationBody, 'workspace' | 'root' | 'seat'>,
  joining: Omit<Joining, 'formerKeys'>,
): void {
  const before = workspaceRow(tx)
  becomeSeat(tx, seat, joining.at)
  const key = before.messageKey.toString('base64url')
  const former = [...(joiningOf(tx)?.formerKeys ?? []), key].filter((each) => each !== workspace.key)
  const kept: Joining = { ...joining, formerKeys: [...new Set(former)] }
  tx.run(
    `UPDATE workspace SET public_id = @id, name = @name, message_key = @key, joining = @joining, zone = @zone,
       windows = @windows, holidays = @holidays, days_off = @daysOff, policy = @policy, version = version + 1`,
    {
      id: workspace.id,
      name: workspace.name,
      key: Buffer.from(workspace.key, 'base64url'),
      zone: workspace.zone,
      windows: JSON.stringify(workspace.windows),
      holidays: workspace.holidays,
      daysOff: JSON.stringify(workspace.daysOff),
      policy: JSON.stringify(workspace.policy),
      joining: JSON.stringify(kept),
    },
  )
  if (sharedSince(tx) === null) turnOn(tx, root, joining.at)
  else tx.run('UPDATE workspace SET root = ?', JSON.stringify(root))
}

/** All that links of this workspace's emails may be signed with: its key, then those of before it joined. */
export const linkSecrets = (reader: Reader): Uint8Array[] => [
  workspaceRow(reader).messageKey,
  ...(joiningOf(reader)?.formerKeys ?? []).map((key) => Buffer.from(key, 'base64url')),
]
