import { Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { flexRender, type Header, type Table } from '@tanstack/react-table'
import { memo } from 'react'
import { table as words } from '../../words/table.ts'
import type { DataTableProps } from './props.ts'

function SelectAll<R>({ props }: { props: DataTableProps<R> }) {
  const { rows, selected, onSelect, rowId, label } = props
  const all = rows?.length ?? 0
  const some = selected?.size ?? 0
  return (
    <Checkbox
      aria-label={words.selectAll(label)}
      checked={all > 0 && some >= all}
      indeterminate={some > 0 && some < all}
      onChange={() => onSelect?.(some >= all ? new Set() : new Set((rows ?? []).map(rowId)))}
    />
  )
}

function HeadCell<R>({ header, props }: { header: Header<R, unknown>; props: DataTableProps<R> }) {
  const { sort, onSort } = props
  const { meta, header: shown } = header.column.columnDef
  const name = shown === '' ? meta?.label : flexRender(shown, header.getContext())
  const by = meta?.sort
  const isSorted = by !== undefined && sort?.by === by
  const Arrow = sort?.descending ? IconArrowDown : IconArrowUp
  return (
    <div
      role="columnheader"
      className={meta?.align === 'end' ? 'end' : ''}
      aria-sort={isSorted ? (sort?.descending ? 'descending' : 'ascending') : undefined}
    >
      {by !== undefined && onSort ? (
        <button type="button" onClick={() => onSort({ by, descending: isSorted ? !sort?.descending : false })}>
          {name}
          {isSorted && <Arrow size={12} stroke={2} aria-hidden />}
        </button>
      ) : (
        name
      )}
    </div>
  )
}

function PlainHead<R>({ table, template, props }: { table: Table<R>; template: string; props: DataTableProps<R> }) {
  return (
    <div role="row" className="table-head" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {props.onSelect && (
        <div role="columnheader" className="cell-check">
          <SelectAll props={props} />
        </div>
      )}
      {table.getLeafHeaders().map((header) => (
        <HeadCell key={header.id} header={header} props={props} />
      ))}
    </div>
  )
}

/** The heads of the columns; those the engine can sort by are buttons. Not drawn again while the list scrolls. */
export const Head = memo(PlainHead) as typeof PlainHead
