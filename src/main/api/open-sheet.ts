/** Workbooks as whoever reads and writes them elsewhere lends them. */
import type { Several } from '../../shared/domain/contact-query.ts'

/** A sheet of a workbook, kept where it was read. */
export interface OpenSheet {
  name: string
  /** Of all sheets, in their order. */
  sheets: string[]
  /** Of the file. */
  bytes: number
  /** How many rows it has, those with nothing in them too. */
  rows: number
  /** Of those, how many have something in them. */
  filled: number
  /** Some rows from that one on, 0 being the first; none behind the last. */
  page(from: number): Promise<string[][]>
  close(): Promise<void>
}

/** Reads and writes workbooks elsewhere, with so much memory and no more. Rejects with the Refusals of the same work in line. */
export interface HeavySheets {
  /** @param signal aborts it, at whatever it is */
  sheet(path: string, wanted: string | undefined, signal?: AbortSignal): Promise<OpenSheet>
  /** Contacts as one; `signal` as above. @param now ms since the epoch */
  book(several: Several, now: number, signal?: AbortSignal): Promise<Uint8Array>
  /** The rows that an import (public id) refused, as XLSX. */
  refusedBook(list: string, signal?: AbortSignal): Promise<Uint8Array>
}
