/** What a merge refused or had to decide, for people to read: each thing once. */
import type { SharedKind } from '../../shared/domain/shared-change.ts'
import type { Tx } from './open.ts'

export interface MergeNote {
  what: 'refused' | 'conflict' | 'altered' | 'forked'
  /** Public id. */
  device: string
  /** Public id of the seat whose device it is; null: not known. */
  author: string | null
  kind?: SharedKind
  /** Public id of the row. */
  subject?: string
  words: string
  data?: Record<string, unknown>
  /** What it is about, so that it is told once. */
  about: string
}

/** True when it wasn't told before. */
export const noteMerge = (tx: Tx, note: MergeNote, now: number): boolean =>
  tx.run(
    `INSERT INTO merge_notes (at, what, device, author, kind, subject, words, data, about)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (about) DO NOTHING`,
    now,
    note.what,
    note.device,
    note.author,
    note.kind ?? null,
    note.subject ?? null,
    note.words,
    JSON.stringify(note.data ?? {}),
    note.about,
  ).changes > 0
