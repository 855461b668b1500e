/** What the servers of accounts take of one message, as they say when they are greeted. */
import type { Reader, Tx } from './open.ts'

/** A server, and the bytes that it takes of one message; null: it names no limit. */
export interface SaidSize {
  host: string
  port: number
  bytes: number | null
}

/** By row id of the account; of one whose server was never greeted, or names no limit, nothing. */
export const saidSizes = (reader: Reader): Map<number, { host: string; port: number; bytes: number }> =>
  new Map(
    reader
      .all<{ accountId: number; host: string; port: number; bytes: number }>(
        'SELECT account_id AS accountId, host, port, bytes FROM server_sizes',
      )
      .map(({ accountId, ...said }) => [accountId, said]),
  )

/** True where it is known already: nothing needs to be written then. */
export function isSizeKnown(reader: Reader, accountId: number, { host, port, bytes }: SaidSize): boolean {
  const known = reader.get<SaidSize>('SELECT host, port, bytes FROM server_sizes WHERE account_id = ?', accountId)
  return bytes === null ? known === undefined : known?.host === host && known.port === port && known.bytes === bytes
}

/** Keeps what the account's server said last. `at` is ms since the epoch. */
export function keepSize(tx: Tx, accountId: number, { host, port, bytes }: SaidSize, at: number): void {
  if (bytes === null) forgetSize(tx, accountId)
  else
    tx.run(
      `INSERT INTO server_sizes (account_id, host, port, bytes, at) VALUES (@accountId, @host, @port, @bytes, @at)
     ON CONFLICT (account_id) DO UPDATE SET host = @host, port = @port, bytes = @bytes, at = @at`,
      { accountId, host, port, bytes, at },
    )
}

/** Of an account that is gone, or whose server names no limit any more. */
export const forgetSize = (tx: Tx, accountId: number): void =>
  void tx.run('DELETE FROM server_sizes WHERE account_id = ?', accountId)
