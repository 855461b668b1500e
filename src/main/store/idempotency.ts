/** What was answered to a request that carried an Idempotency-Key, so that asking again does nothing again. */
import type { Reader, Tx } from './open.ts'

export interface KeptAnswer {
  id: number
  /** Fingerprint of method, path and body. */
  request: string
  /** Null while the first request is still at work, or was cut off with the program. */
  status: number | null
  body: string | null
  createdAt: number
}

/** `holder` is the row id of the API key, 0 for the person at this computer. */
export const keptAnswer = (reader: Reader, holder: number, key: string): KeptAnswer | undefined =>
  reader.get(
    `SELECT id, request, status, body, created_at AS createdAt FROM idempotency
     WHERE api_key_id = ? AND key = ?`,
    holder,
    key,
  )

/** Notes that a request is at work; returns the row id to settle it with. */
export const openAnswer = (tx: Tx, holder: number, key: string, request: string, now: number): number =>
  tx.run(
    'INSERT INTO idempotency (api_key_id, key, request, created_at) VALUES (?, ?, ?, ?)',
    holder,
    key,
    request,
    now,
  ).id

export const keepAnswer = (tx: Tx, id: number, status: number, body: string): void =>
  void tx.run('UPDATE idempotency SET status = ?, body = ? WHERE id = ?', status, body, id)

/** The request was refused and changed nothing: the key is free again. */
export const dropAnswer = (tx: Tx, id: number): void => void tx.run('DELETE FROM idempotency WHERE id = ?', id)

export const forgetAnswersBefore = (tx: Tx, before: number): void =>
  void tx.run('DELETE FROM idempotency WHERE created_at < ?', before)
