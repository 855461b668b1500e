/**
 * The one table of the program: only the rows in sight exist, more are asked for as the end comes near, and all of it
 * works by keyboard (arrows, Home, End, Enter to open, x or Space to select, Ctrl-A for all that are loaded).
 */
import { type ColumnDef, getCoreRowModel, type RowData, type Table, useReactTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { RowsOnTheWay } from '../blank.tsx'
import { Head } from './head.tsx'
import { TableRow } from './row.tsx'
import { useRowKeys } from './row-keys.ts'
import './table.css'

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** CSS grid track, such as "120px" or "minmax(0, 2fr)". */
    width: string
    /** What it is called in the column menu, and in the head where `header` is not given. */
    label: string
    align?: 'end'
    /** The name by which the engine sorts it; without one the column is not sortable. */
    sort?: string
    /** Not offered in the column menu. */
    always?: boolean
    readonly never?: [TData, TValue]
  }
}

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
  /** Shown when there is no row. */
  empty: ReactNode
}

const rowHeight = 40
/** How many rows before the end more are asked for. */
const askAhead = 60

function useTable<R>(props: DataTableProps<R>): Table<R> {
  const { columns, hidden, rowId } = props
  const rows = props.rows as R[] | undefined
  const columnVisibility = useMemo(() => Object.fromEntries((hidden ?? []).map((id) => [id, false])), [hidden])
  return useReactTable<R>({
    data: rows ?? (none as R[]),
    columns,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: { columnVisibility },
  })
}
const none: unknown[] = []

export function DataTable<R>(props: DataTableProps<R>) {
  const { rows, hasMore } = props
  const table = useTable(props)
  const box = useRef<HTMLDivElement>(null)
  const length = rows?.length ?? 0
  const virtual = useVirtualizer({
    count: length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingEnd: 8,
  })
  useMore(props, virtual.getVirtualItems().at(-1)?.index ?? 0)
  const keys = useRowKeys({
    length,
    idAt: (at) => props.rowId((rows as R[])[at] as R),
    show: (at) => virtual.scrollToIndex(at),
    open: (at) => props.onOpen?.((rows as R[])[at] as R),
    selected: props.selected,
    onSelect: props.onSelect,
  })
  const template = trackOf(table, props)
  if (rows && length === 0) return <>{props.empty}</>
  return (
    <div className="table" ref={box}>
      <div
        role="grid"
        className="table-all"
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : length + 1}
        aria-multiselectable={props.onSelect ? true : undefined}
        onKeyDown={keys.onKeyDown}
      >
        <div role="rowgroup" className="table-top">
          <Head table={table} template={template} props={props} />
        </div>
        {!rows && <RowsOnTheWay rows={12} height={rowHeight} />}
        <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = table.getRowModel().rows[index]
            return row && <TableRow key={row.id} {...{ row, index, start, template, keys, props }} />
          })}
        </div>
      </div>
    </div>
  )
}

/** The columns in sight as CSS grid tracks. */
function trackOf<R>(table: Table<R>, { onSelect }: DataTableProps<R>): string {
  const tracks = table.getVisibleLeafColumns().map(({ columnDef }) => columnDef.meta?.width ?? 'minmax(0, 1fr)')
  return [...(onSelect ? ['20px'] : []), ...tracks].join(' ')
}

function useMore<R>({ rows, hasMore, isLoadingMore, onMore }: DataTableProps<R>, lastSeen: number): void {
  const length = rows?.length ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && length > 0 && lastSeen >= length - askAhead) onMore?.()
  }, [hasMore, isLoadingMore, length, lastSeen, onMore])
}
