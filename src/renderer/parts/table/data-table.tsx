/**
 * The one table of the program: only the rows in sight exist, more are asked for as the end comes near, and all of it
 * works by keyboard (arrows, Home, End, Enter to open, x or Space to select, Ctrl-A for all that are loaded).
 */
import {
  type ColumnDef,
  createRow,
  getCoreRowModel,
  type Row,
  type RowData,
  type Table,
  useReactTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { RowsOnTheWay } from '../blank.tsx'
import { useFewAtOnce } from './few-at-once.ts'
import { Head } from './head.tsx'
import type { DataTableProps } from './props.ts'
import { Ghost, TableRow } from './row.tsx'
import { useRowKeys } from './row-keys.ts'
import './table.css'

export type { DataTableProps, Sort } from './props.ts'

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

const rowHeight = 40
/** How many rows before the end more are asked for. */
const askAhead = 120

/** The table knows its columns only: a row model of everything loaded would be built anew with each page that comes. */
function useTable<R>({ columns, hidden, rowId }: DataTableProps<R>): Table<R> {
  const columnVisibility = useMemo(() => Object.fromEntries((hidden ?? []).map((id) => [id, false])), [hidden])
  return useReactTable<R>({
    data: none as R[],
    columns,
    getRowId: rowId,
    defaultColumn: nameless,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: { columnVisibility },
  })
}
const none: unknown[] = []
/** Else the library gives a column without a head one of its own, which shows nothing. */
const nameless = { header: '' }

/** Makes the table's row for a row of data when it first comes into sight, and the same one from then on. */
function useRowOf<R extends object>(table: Table<R>, rowId: (row: R) => string): (data: R, index: number) => Row<R> {
  const [made] = useState(() => new WeakMap<R, Row<R>>())
  return (data, index) => {
    const known = made.get(data)
    if (known) return known
    const row = createRow(table, rowId(data), data, index, 0)
    made.set(data, row)
    return row
  }
}

export function DataTable<R extends object>(props: DataTableProps<R>) {
  const { rows, hasMore, selected, onSelect } = props
  const table = useTable(props)
  const rowOf = useRowOf(table, props.rowId)
  const { box, virtual, sight } = useSight(props)
  const length = rows?.length ?? 0
  const keys = useRowKeys({
    length,
    idAt: (at) => props.rowId((rows as R[])[at] as R),
    show: (at) => virtual.scrollToIndex(at),
    open: (at) => props.onOpen?.((rows as R[])[at] as R),
    selected,
    onSelect,
  })
  const toggle = useSteady(keys.toggle)
  const template = trackOf(table, props)
  const ready = useFewAtOnce(sight.map(({ index }) => (rows?.[index] ? props.rowId(rows[index]) : '')))
  const rowFor = (data: R, index: number, start: number) => {
    const row = rowOf(data, index)
    if (!ready.has(row.id)) return <Ghost key={row.id} start={start} />
    return (
      <TableRow
        key={row.id}
        {...{ row, index, start, template }}
        columns={props.columns as ColumnDef<R, unknown>[]}
        label={props.rowLabel(data)}
        isOld={props.isOld?.(data) ?? false}
        isOpen={props.openId === row.id}
        isSelected={onSelect ? (selected?.has(row.id) ?? false) : undefined}
        isReached={keys.at === index}
        opens={props.onOpen !== undefined}
        toggle={toggle}
      />
    )
  }
  if (rows && length === 0) return <>{props.empty}</>
  return (
    <div className="table" ref={box}>
      <div
        role="grid"
        className="table-all"
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : length + 1}
        aria-multiselectable={onSelect ? true : undefined}
        onKeyDown={keys.onKeyDown}
        onClick={keys.onClick}
        onFocus={keys.onFocus}
      >
        <div role="rowgroup" className="table-top">
          <Head table={table} template={template} props={props} />
        </div>
        {!rows && <RowsOnTheWay rows={12} height={rowHeight} />}
        <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
          {sight.map(({ index, start }) => {
            const data = rows?.[index]
            return data && rowFor(data, index, start)
          })}
        </div>
      </div>
    </div>
  )
}

/** The same function from first to last, which does what the latest one would: what is drawn with it is drawn once. */
function useSteady<A extends unknown[]>(latest: (...all: A) => void): (...all: A) => void {
  const now = useRef(latest)
  useEffect(() => {
    now.current = latest
  })
  return useCallback((...all) => now.current(...all), [])
}

/** Which rows are in sight; asks for more as the end comes near. */
function useSight<R>(props: DataTableProps<R>) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: props.rows?.length ?? 0,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    paddingEnd: 8,
  })
  const sight = virtual.getVirtualItems()
  const [first, last] = [sight[0]?.index ?? 0, sight.at(-1)?.index ?? 0]
  useMore(props, last)
  const { onSight } = props
  useEffect(() => onSight?.(first, last), [onSight, first, last])
  return { box, virtual, sight }
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
