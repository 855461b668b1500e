import { Checkbox } from '@mantine/core'
import { type Cell, flexRender, type Row } from '@tanstack/react-table'
import { table as words } from '../../words/table.ts'
import type { DataTableProps } from './data-table.tsx'
import type { RowKeys } from './row-keys.ts'

interface RowProps<R> {
  row: Row<R>
  index: number
  /** Where it stands, in px from the first row's top. */
  start: number
  template: string
  keys: RowKeys
  props: DataTableProps<R>
}

function CheckCell<R>({ row, index, keys, props }: RowProps<R>) {
  return (
    <div role="gridcell" className="cell-check" onClick={(event) => event.stopPropagation()}>
      <Checkbox
        checked={props.selected?.has(row.id) ?? false}
        tabIndex={-1}
        aria-label={words.select(props.rowLabel(row.original))}
        onChange={() => keys.toggle(index)}
      />
    </div>
  )
}

function DataCell<R>({ cell }: { cell: Cell<R, unknown> }) {
  const { meta, cell: shown } = cell.column.columnDef
  return (
    <div role="gridcell" className={meta?.align === 'end' ? 'end' : ''}>
      {flexRender(shown, cell.getContext())}
    </div>
  )
}

/** One row in its place. It has the focus itself; what is in it is reached by Tab. */
export function TableRow<R>(all: RowProps<R>) {
  const { row, index, start, template, keys, props } = all
  const { onOpen, onSelect } = props
  const look = `table-row ${props.isOld?.(row.original) ? 'old' : ''} ${onOpen ? 'opens' : ''}`
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-label={props.rowLabel(row.original)}
      aria-selected={onSelect ? (props.selected?.has(row.id) ?? false) : undefined}
      aria-current={props.openId === row.id ? 'true' : undefined}
      tabIndex={keys.at === index ? 0 : -1}
      className={look}
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
      onClick={() => {
        keys.moveTo(index)
        onOpen?.(row.original)
      }}
      onFocus={() => keys.focused(index)}
    >
      {onSelect && <CheckCell {...all} />}
      {row.getVisibleCells().map((cell) => (
        <DataCell key={cell.id} cell={cell} />
      ))}
    </div>
  )
}
