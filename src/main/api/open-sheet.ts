/** A workbook as whoever reads it elsewhere lends it. */

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

/** Reads workbooks elsewhere, with so much memory and no more. Rejects with the Refusals of the same work in line. */
export interface HeavySheets {
  /** @param signal aborts it, at whatever it is */
  sheet(path: string, wanted: string | undefined, signal?: AbortSignal): Promise<OpenSheet>
}
