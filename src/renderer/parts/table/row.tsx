import type { ColumnDef, Row } from '@tanstack/react-table'
import { memo } from 'react'
import { table as words } from '../../words/table.ts'
import { shownIn } from './cell.ts'
import { Check } from './check.tsx'
import { rowHeight } from './sight.ts'

interface RowProps<R> {
  row: Row<R>
  /** Drawn anew when these are others: their cells may show what the row does not hold. */
  columns: readonly ColumnDef<R, unknown>[]
  index: number
  /** Where it stands, in px from the first row's top. */
  start: number
  template: string
  label: string
  isOld: boolean
  isOpen: boolean
  /** Undefined where nothing can be selected. */
  isSelected: boolean | undefined
  /** Tab comes to this row. */
  isReached: boolean
  opens: boolean
  toggle: (index: number) => void
}

function PlainRow<R>(props: RowProps<R>) {
  const { row, index, start, template, label, isOld, isOpen, isSelected, isReached, opens, toggle } = props
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-label={label}
      aria-selected={isSelected}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isReached ? 0 : -1}
      className={`table-row ${isOld ? 'old' : ''} ${opens ? 'opens' : ''}`}
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
    >
      {isSelected !== undefined && (
        <div role="gridcell" className="cell-check">
          <Check label={words.select(label)} isChecked={isSelected} onToggle={() => toggle(index)} />
        </div>
      )}
      {row.getVisibleCells().map((cell) => (
        <div key={cell.id} role="gridcell" className={cell.column.columnDef.meta?.align === 'end' ? 'end' : ''}>
          {shownIn(cell)}
        </div>
      ))}
    </div>
  )
}

/**
 * One row in its place. It has the focus itself; what is in it is reached by Tab. Rows that stay in sight while others
 * come are not drawn again.
 */
export const TableRow = memo(PlainRow) as typeof PlainRow

interface PassingProps {
  /** First row, and the one after the last. */
  gaps: readonly (readonly [number, number])[]
  template: string
}

/** Rows that pass too fast to be read, or are drawn a frame later: one drawing of them all, a bar for each cell. */
export const Passing = ({ gaps, template }: PassingProps) =>
  gaps.map(([first, end], gap) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: whichever rows it stands for, the same drawing moves there
      key={gap}
      className="table-passing"
      aria-hidden
      style={{
        height: (end - first) * rowHeight,
        gridTemplateColumns: template,
        transform: `translateY(${first * rowHeight}px)`,
      }}
    >
      {template.split(/ (?![^(]*\))/).map((_, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <i key={cell} />
      ))}
    </div>
  ))
