/**
 * Taking in what other devices told. A chunk is taken in once all that its writer had known is here; what its device may
 * not say is left out and noted; the rest is folded, and the tables follow. The order in which chunks come, and how often,
 * makes no difference to where it ends.
 */
import type { Chunk, SharedKind } from '../../shared/domain/shared-change.ts'
import type { Reader, Tx } from './open.ts'

/**
 * What becomes of a chunk. applied: taken in. held: it is here already. waiting: kept until its device is known and what
 * comes before it is here. forked: this device has told something else under this number: a copy of it is about.
 * refused: nothing of it counts, `why` says it; newer: the whole file is of a newer version.
 */
export type ChunkFate = 'applied' | 'held' | 'waiting' | 'forked' | 'refused' | 'newer'

/** What a chunk would bring, row by row. */
export interface Brought {
  /** Rows not known yet. */
  added: number
  /** Rows that it changes. */
  changed: number
  removed: number
  /** Known already, or later words are held. */
  same: number
  /** Changed here too, without either side knowing: the later one stays. */
  conflicts: number
}

export interface Compared {
  /** Public id of the device that wrote it, and its number; '' and 0 where the head can't be read. */
  device: string
  number: number
  /** `applied` reads "would be". Of a chunk that was not compared in the order of its chain: `waiting`. */
  state: ChunkFate
  why: string | null
  brings: Partial<Record<SharedKind, Brought>>
}

/** What was compared before in the same file, device by device: a chunk builds on it though it is not here. Begins empty. */
export type Ahead = Map<string, { number: number; hash: string; signingKey: string | null }>

/** Looks at a chunk without taking it in. Whether each change may be made is known for certain only when it is taken in. */
export declare function compareChunk(reader: Reader, chunk: Chunk, ahead: Ahead): Compared

export interface Merged {
  device: string
  number: number
  state: ChunkFate
  why: string | null
  /** Kinds whose rows may have changed, also through chunks that had waited for this one. */
  touched: SharedKind[]
  /** Public ids of the notes written about it. */
  notes: number
}

/** Takes a chunk in, and those that waited for it. Short: a chunk has 500 changes at most. */
export declare function mergeChunk(tx: Tx, chunk: Chunk, now: number): Merged

/** Makes anew the fold and the tables of every row that the given devices' chunks from a number on speak of. */
export declare function refold(tx: Tx, from: ReadonlyMap<string, number>, now: number): SharedKind[]
