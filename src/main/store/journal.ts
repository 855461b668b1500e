import type { Reader, Tx } from './open.ts'
import { announceNoted } from './webhook-queue.ts'

export interface JournalEntry {
  at: number
  kind: string
  text: string
  data: Record<string, unknown>
}

/** Writes down for people what happened while nobody looked. `text` must hold no secret and no message body. */
export function note(tx: Tx, at: number, kind: string, text: string, data: Record<string, unknown> = {}): void {
  tx.run('INSERT INTO journal (at, kind, text, data) VALUES (?, ?, ?, ?)', at, kind, text, JSON.stringify(data))
  announceNoted(tx, at, kind, text, data)
}

/**
 * Whose deed a line is: a person isn't told as news what they did themselves. What a program did with their key while they
 * were away is news.
 */
export const deedOf = ({ seatId, key }: { seatId: number; key?: true }): { seat?: number } =>
  key ? {} : { seat: seatId }

/** Newest first. */
export function journalEntries(reader: Reader, limit: number): JournalEntry[] {
  return reader
    .all<{ at: number; kind: string; text: string; data: string }>(
      'SELECT at, kind, text, data FROM journal ORDER BY id DESC LIMIT ?',
      limit,
    )
    .map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
}

/** When something of that kind was last written down about an account (public id); null = never. */
export const lastAbout = (reader: Reader, kind: string, account: string): number | null =>
  reader.get<{ at: number }>(
    "SELECT at FROM journal WHERE kind = ? AND data ->> '$.account' = ? ORDER BY id DESC LIMIT 1",
    kind,
    account,
  )?.at ?? null
