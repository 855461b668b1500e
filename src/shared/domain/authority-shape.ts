/** Whose word counts: what is asked of it, and what is answered. How it is found out: authority.ts. */
import type { Fact, Place } from './shared-order.ts'

/** Where trust begins: public ids, and the key of the founder's device. */
export interface Root {
  device: string
  signingKey: string
  seat: string
}

/** What was said about one field, as far as it was admitted. */
export interface Said extends Place {
  index: number
  hlc: string
  value: unknown
}

/** How the device behind a chunk stands. */
export interface Standing {
  device: string
  /** Public id, as `person` says it. */
  seat: string
  admin: boolean
}

/** A field, and what it is where nobody said anything of it; without that, nothing holds of it then. */
export interface Field {
  kind: string
  id: string
  field: string
  otherwise?: unknown
}

/** As a field of an account: each word on it at all, and on its going. */
export const anyWord = '~told'
export const going = '~gone'

/** Answers of one state of what was admitted. */
export interface Authority {
  /** Null: its device isn't known, was shut out before, or its seat is locked: nothing in the chunk counts. */
  standing(chunk: Place): Standing | null
  /** What the writer of a chunk knew of a field, by its latest clock. */
  view(chunk: Place, kind: string, id: string, field: string): Said | undefined
  /** True where the writer knew of such a value, and nobody had taken it away meanwhile. */
  holds(chunk: Place, of: Field, test: (value: unknown) => boolean): boolean
  /**
   * True where the writer knew of such a value of a field that only admins take away, and one of them had done so beside: the writer had
   * not heard of it, nor the admin of the chunk.
   */
  lost(chunk: Place, of: Field, test: (value: unknown) => boolean): boolean
  /** Everything admitted of a field, in order. */
  said(kind: string, id: string, field: string): readonly Said[]
  /** Public ids of the rows of a kind that anything was admitted of. */
  ids(kind: string): readonly string[]
  /** The one name of all seats that are one person: the least of those with its address. Anything else stays what it is. */
  person(seat: unknown): unknown
  /** Public ids of the accounts that were ever told with an address which this one was told with, itself among them. */
  ofOneAddress(account: string): readonly string[]
  /** True where none of a person's seats is left. */
  isRemoved(seat: string): boolean
  /** Public key of a device, however it stands; undefined: not known. */
  signingKey(device: string): string | undefined
  /** Last chunk of a device that counts; infinite where it was never shut out. */
  lastChunk(device: string): number
}

/** What may be said, asked fact by fact in order: null = yes, else why not in words. */
export type FactRule = (authority: Authority, fact: Fact, standing: Standing) => string | null
