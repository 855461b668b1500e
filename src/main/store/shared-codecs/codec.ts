/** How rows of one kind become fields that travel, and back. References travel as public ids; row ids never leave. */
import type { SharedKind } from '../../../shared/domain/shared-change.ts'
import { type Folded, hasGone, isNote, latestOf } from '../../../shared/domain/shared-fold.ts'
import type { Reader, Tx } from '../open.ts'

/** A row as it would be told to others. */
export interface SharedRead {
  /** Public id. */
  id: string
  /** Public id of the seat that wrote it last. */
  by: string | null
  hlc: string
  gone: boolean
  /** Flat: keys of a map are told apart ("fields.city"). */
  fields: Record<string, unknown>
}

/** A row as the fold has it. */
export interface SharedWrite {
  id: string
  /** As read; a key of a map that was removed is null. */
  fields: Record<string, unknown>
  gone: boolean
  /** Latest of its clocks: becomes the row's hlc, its tail the row's device. */
  clock: string
  by: string | null
}

/** What the fold has of a row, without what it notes for itself. */
export const foldedAs = (kind: SharedKind, id: string, row: Folded): SharedWrite => ({
  id,
  fields: Object.fromEntries(Object.entries(row.fields).filter(([field]) => !isNote(field))),
  gone: hasGone(kind, row),
  clock: latestOf(row),
  by: row.by,
})

/** newer: a field that this version doesn't know. wrong: a value that this field can't have. */
export interface Fault {
  trouble: 'newer' | 'wrong'
  field: string
}

/**
 * waits: something it refers to isn't here yet. kept: this computer knows more of it, and has yet to tell. Of both, nothing was
 * written but of an answer, which is written without what isn't known.
 */
export type Written = 'done' | 'waits' | 'kept'

export interface Codec {
  kind: SharedKind
  /** Table with a column `id`, for walking through what is there already. */
  table: string
  /** Fields that are maps split by key: a key that the fold has and the row hasn't was removed. */
  maps?: readonly string[]
  /** Fields that read as this computer came to by itself, of a row that others were told of: nobody is told that. */
  ownConclusion?(row: SharedRead): readonly string[]
  /**
   * What is wrong with fields that somebody told, in words; null: nothing. A field that isn't known is told by a newer
   * version, and a value of another shape than the column's would harm whoever reads it.
   */
  fault(fields: Readonly<Record<string, unknown>>): Fault | null
  /** Null: no such row, or one that doesn't travel (of a sandbox, of an import that isn't decided). */
  read(reader: Reader, rowId: number): SharedRead | null
  /** Row id, also of one that is marked deleted. */
  rowOf(reader: Reader, publicId: string): number | undefined
  write(tx: Tx, row: SharedWrite, now: number): Written
}
