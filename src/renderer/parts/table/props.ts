import type { ColumnDef } from '@tanstack/react-table'
import type { ReactNode } from 'react'

export interface Sort {
  by: string
  descending: boolean
}

export interface DataTableProps<R> {
  /** What the table holds: "Emails". */
  label: string
  rows: readonly R[] | undefined
  columns: ColumnDef<R, never>[]
  rowId: (row: R) => string
  /** What a row is called by those who hear it: "Email to Clara Keller". */
  rowLabel: (row: R) => string
  hidden?: readonly string[]
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  onOpen?: (row: R) => void
  openId?: string | undefined
  /** Rows that are over: shown in ink-3. */
  isOld?: (row: R) => boolean
  hasMore?: boolean
  isLoadingMore?: boolean
  onMore?: () => void
  /** Told the first and last row that are drawn, whenever these are others. */
  onSight?: (first: number, last: number) => void
  /** Shown when there is no row. */
  empty: ReactNode
}
