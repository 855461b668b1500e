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
import { useEffect, useMemo, useState } from 'react'
import { RowsOnTheWay } from '../blank.tsx'
import { useSteady } from '../steady.ts'
import { gapsIn, useFewAtOnce } from './few-at-once.ts'
import { Head } from './head.tsx'
import type { DataTableProps } from './props.ts'
import { Passing, TableRow } from './row.tsx'
import { useRowKeys } from './row-keys.ts'
import { heightOf, rowHeight, type Sight, useSight } from './sight.ts'
import './table.css'

export type { DataTableProps } from './props.ts'

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

/** How many rows before the end more are asked for; sooner where they pass fast. */
const askAhead = 120
const askAheadFast = 400

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
  const length = rows?.length ?? 0
  const { sight, ref, show } = useSight()
  useMore(props, sight)
  const idAt = (at: number) => props.rowId((rows as R[])[at] as R)
  const keys = useRowKeys({
    length,
    idAt,
    show,
    open: (at) => props.onOpen?.((rows as R[])[at] as R),
    selected,
    onSelect,
  })
  const toggle = useSteady(keys.toggle)
  const template = trackOf(table, props)
  const [from, to] = [Math.min(sight.from, length), Math.min(sight.to, length)]
  const ids = Array.from({ length: to - from }, (_, i) => idAt(from + i))
  const ready = useFewAtOnce(ids, ids[keys.at - from], sight.isFast)
  const rowFor = (id: string, index: number) => {
    const data = (rows as R[])[index] as R
    return (
      <TableRow
        key={id}
        row={rowOf(data, index)}
        {...{ index, template }}
        start={index * rowHeight}
        columns={props.columns as ColumnDef<R, unknown>[]}
        label={props.rowLabel(data)}
        isOld={props.isOld?.(data) ?? false}
        isOpen={props.openId === id}
        isSelected={onSelect ? (selected?.has(id) ?? false) : undefined}
        isReached={keys.at === index}
        opens={props.onOpen !== undefined}
        toggle={toggle}
      />
    )
  }
  // an empty page, after which the list goes on, says of nobody that there is none
  if (rows && length === 0 && !hasMore) return <>{props.empty}</>
  return (
    <div className="table" ref={ref}>
      <div
        role="grid"
        className="table-all"
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : length + 1}
        aria-multiselectable={onSelect ? true : undefined}
        aria-busy={length === 0 || undefined}
        onKeyDown={keys.onKeyDown}
        onClick={keys.onClick}
        onFocus={keys.onFocus}
      >
        <div role="rowgroup" className="table-top">
          <Head table={table} template={template} props={props} />
        </div>
        <div role="rowgroup" className="table-body" style={{ height: heightOf(length) }}>
          <Passing gaps={gapsIn(from, to, (at) => ready.has(ids[at - from] ?? ''))} template={template} />
          {ids.map((id, i) => ready.has(id) && rowFor(id, from + i))}
        </div>
      </div>
      {/* beside the grid: whoever reads it with a screen reader finds rows and nothing else in there */}
      {length === 0 && <RowsOnTheWay rows={12} height={rowHeight} />}
    </div>
  )
}

/** The columns in sight as CSS grid tracks. */
function trackOf<R>(table: Table<R>, { onSelect }: DataTableProps<R>): string {
  const tracks = table.getVisibleLeafColumns().map(({ columnDef }) => columnDef.meta?.width ?? 'minmax(0, 1fr)')
  return [...(onSelect ? ['20px'] : []), ...tracks].join(' ')
}

/** Asks for more as the end comes near, and tells what is looked at. */
function useMore<R>(props: DataTableProps<R>, { from, to, isFast }: Sight): void {
  const { rows, hasMore, isLoadingMore, onMore, onSight } = props
  const length = rows?.length ?? 0
  const isNear = to - 1 >= length - (isFast ? askAheadFast : askAhead)
  // at other rows too, though they are as many: what was asked for the ones before says nothing about these
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows themselves
  useEffect(() => {
    if (hasMore && !isLoadingMore && length > 0 && isNear) onMore?.()
  }, [hasMore, isLoadingMore, rows, isNear, onMore])
  useEffect(() => {
    // what passes too fast to be read need not be as it is now
    if (!isFast) onSight?.(from, Math.max(from, to - 1))
  }, [onSight, from, to, isFast])
}
