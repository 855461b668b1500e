/** Where the queue of sender hosts is, which hosts emails are sealed to, and which accounts they send for. */
import type { Reader, Tx } from './open.ts'

export interface QueueRow {
  address: string
  hasPassword: boolean
  since: number
  version: number
  knownUntil: number
}

/** Undefined: nothing is handed in. */
export function queueRow(reader: Reader): QueueRow | undefined {
  const row = reader.get<Omit<QueueRow, 'hasPassword'> & { hasPassword: 0 | 1 }>(
    'SELECT address, has_password AS hasPassword, since, version, known_until AS knownUntil FROM queue',
  )
  return row && { ...row, hasPassword: row.hasPassword === 1 }
}

export const setQueue = (
  tx: Tx,
  { address, hasPassword }: Pick<QueueRow, 'address' | 'hasPassword'>,
  now: number,
): void =>
  void tx.run(
    `INSERT INTO queue (id, address, has_password, since) VALUES (1, @address, @hasPassword, @now) ON CONFLICT (id) DO UPDATE SET
       since = CASE WHEN address = @address THEN since ELSE @now END,
       known_until = CASE WHEN address = @address THEN known_until ELSE 0 END,
       address = @address, has_password = @hasPassword, version = version + 1`,
    { address, hasPassword: Number(hasPassword), now },
  )

export const removeQueue = (tx: Tx): void => void tx.run('DELETE FROM queue')

/** `until`: the queue's clock, ms. */
export const setKnownUntil = (tx: Tx, until: number): void =>
  void tx.run('UPDATE queue SET known_until = ? WHERE known_until < ?', until, until)

export interface SenderHostRow {
  id: number
  publicId: string
  name: string
  key: string
  addedAt: number
}

export const senderHostRows = (reader: Reader): SenderHostRow[] =>
  reader.all('SELECT id, public_id AS publicId, name, key, added_at AS addedAt FROM sender_hosts ORDER BY name, id')

export const addSenderHost = (tx: Tx, host: Omit<SenderHostRow, 'id'>): void =>
  void tx.run('INSERT INTO sender_hosts (public_id, name, key, added_at) VALUES (@publicId, @name, @key, @addedAt)', {
    ...host,
  })

/** No email is sealed to it any more; what it was given stays with it. */
export function removeSenderHost(tx: Tx, id: number): void {
  tx.run('DELETE FROM sender_grants WHERE host_id = ?', id)
  tx.run('DELETE FROM sender_hosts WHERE id = ?', id)
}

export interface SenderGrantRow {
  hostId: number
  accountId: number
  givenAt: number
}

export const senderGrantRows = (reader: Reader): SenderGrantRow[] =>
  reader.all('SELECT host_id AS hostId, account_id AS accountId, given_at AS givenAt FROM sender_grants ORDER BY id')

export const noteSenderGrant = (tx: Tx, { hostId, accountId, givenAt }: SenderGrantRow): void =>
  void tx.run(
    `INSERT INTO sender_grants (host_id, account_id, given_at) VALUES (?, ?, ?)
     ON CONFLICT (host_id, account_id) DO UPDATE SET given_at = excluded.given_at`,
    hostId,
    accountId,
    givenAt,
  )

/** What a host, by name, has sent for this computer, and when last. */
export const sentByHosts = (reader: Reader): { host: string; sent: number; last: number }[] =>
  reader.all(
    `SELECT host, count(*) AS sent, max(ended_at) AS last FROM attempts
     WHERE host IS NOT NULL AND outcome = 'accepted' GROUP BY host`,
  )

export interface QueuedAccountRow {
  accountId: number
  since: number
  ending: 0 | 1
  told: string | null
}

export const queuedAccountRows = (reader: Reader): QueuedAccountRow[] =>
  reader.all('SELECT account_id AS accountId, since, ending, told FROM queued_accounts ORDER BY account_id')

/** The queue knows its limits, so that its mail can be handed in. */
export const isTold = (reader: Reader, accountId: number): boolean =>
  reader.get('SELECT 1 FROM queued_accounts WHERE account_id = ? AND told IS NOT NULL', accountId) !== undefined

/** Its loop reads it anew: from here on it hands in. */
export function turnOnHosts(tx: Tx, accountId: number, now: number): void {
  tx.run(
    `INSERT INTO queued_accounts (account_id, since) VALUES (?, ?)
     -- one that was ending: nothing left of it meanwhile but by the hosts
     ON CONFLICT (account_id) DO UPDATE SET ending = 0`,
    accountId,
    now,
  )
  changedAt(tx, accountId)
}

/** No more is handed in. */
export function endHosts(tx: Tx, accountId: number): void {
  if (tx.run('UPDATE queued_accounts SET ending = 1 WHERE account_id = ? AND ending = 0', accountId).changes > 0)
    changedAt(tx, accountId)
}

/** Nothing of it is away: it is this computer's own again. */
export function turnOffHosts(tx: Tx, accountId: number): void {
  if (tx.run('DELETE FROM queued_accounts WHERE account_id = ?', accountId).changes > 0) changedAt(tx, accountId)
}

export const noteTold = (tx: Tx, accountId: number, told: string): void =>
  void tx.run('UPDATE queued_accounts SET told = ? WHERE account_id = ?', told, accountId)

const changedAt = (tx: Tx, accountId: number): void =>
  void tx.run('UPDATE accounts SET version = version + 1 WHERE id = ?', accountId)
