import type { ButtonHTMLAttributes, HTMLAttributes, Ref } from 'react'

/**
 * A place in a grid that is not acted on itself: the grid, its rows, heads, closed days. A real table can't be drawn
 * with rows that share the height, lines that run through them and columns that fold; so the roles are given by hand.
 */
export function Part({
  is,
  ...rest
}: HTMLAttributes<HTMLDivElement> & {
  is: 'grid' | 'row' | 'rowheader' | 'columnheader' | 'gridcell' | 'presentation'
  ref?: Ref<HTMLDivElement>
}) {
  return <div role={is} {...rest} />
}

/** A cell that can be acted on: a button that the grid's arrows reach. */
export function CellButton(props: ButtonHTMLAttributes<HTMLButtonElement> & { [data: `data-${string}`]: string }) {
  const is = 'gridcell' as string
  return <button type="button" role={is} {...props} />
}
