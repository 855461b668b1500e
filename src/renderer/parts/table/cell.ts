import type { Cell } from '@tanstack/react-table'

/**
 * What a cell shows. Called, not made a component of its own: with each tick of the clock the columns are others, and the
 * cells of every row in sight would be thrown away and built anew, for a time that reads the same. So a column's `cell`
 * uses no hooks.
 */
export function shownIn<R>(cell: Cell<R, unknown>) {
  const { cell: show } = cell.column.columnDef
  return typeof show === 'function' ? show(cell.getContext()) : show
}
