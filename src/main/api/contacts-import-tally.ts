/** What became of the rows of a list, counted. */
import type { Difference } from '../../shared/domain/contact-news.ts'
import type { RowRefusal } from '../../shared/domain/csv.ts'
import type { Column } from '../../shared/domain/csv-columns.ts'
import type { Imported } from '../store/imports.ts'

export interface Tally {
  imported: number
  updated: number
  unchanged: number
  refusedCount: number
  /** The first of them, as many as were asked for. */
  refused: RowRefusal[]
  /** How many were refused for each reason. */
  reasons: Record<string, number>
  columns: Column[]
  /** On the suppression list; only a dry run looks. */
  suppressed: number
  /** The first contacts whose values would change, with what; only a dry run tells. */
  examples: { address: string; changes: Difference[] }[]
}

/** Contacts named as examples. */
export const mostExamples = 5

export const emptyTally = (): Tally => ({
  imported: 0,
  updated: 0,
  unchanged: 0,
  refusedCount: 0,
  refused: [],
  reasons: {},
  columns: [],
  suppressed: 0,
  examples: [],
})

/** Adds what was written of some rows. */
export function add(tally: Tally, { imported, updated, unchanged }: Imported): void {
  tally.imported += imported
  tally.updated += updated
  tally.unchanged += unchanged
}

/** As the door gives it. */
export function resultOf(rows: number, tally: Tally, importId: string | null) {
  return {
    rows,
    imported: tally.imported,
    updated: tally.updated,
    unchanged: tally.unchanged,
    refused: tally.refused.map(({ line, column, value, reason, message }) => ({
      line,
      column,
      value,
      reason,
      message,
    })),
    refused_count: tally.refusedCount,
    refused_reasons: tally.reasons,
    suppressed: tally.suppressed,
    examples: tally.examples,
    columns: Object.fromEntries(tally.columns.map((c) => [c.title, c.part === 'ignored' ? '-' : c.name])),
    import: importId,
  }
}
