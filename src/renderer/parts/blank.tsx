import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'
import './blank.css'

/** Nothing here yet: five ruled lines with the fermata, one sentence, one button. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="blank">
      <div className="blank-staff" aria-hidden>
        <i />
        <i />
        <i />
        <i />
        <i />
        <span>
          <Mark />
        </span>
      </div>
      <p className="blank-title">{title}</p>
      {children && <p className="dim">{children}</p>}
      {action}
    </div>
  )
}

/** Rows that are on their way, in the rows' own height. */
export function RowsOnTheWay({ rows = 8, height = 40 }: { rows?: number; height?: number }) {
  return (
    <div aria-busy="true" aria-live="polite" className="on-the-way">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} style={{ height }}>
          <Skeleton height={8} width={`${[18, 26, 22, 30][row % 4]}%`} />
          <Skeleton height={8} width={`${[34, 28, 38, 24][row % 4]}%`} />
          <Skeleton height={8} width="8%" />
        </div>
      ))}
    </div>
  )
}
