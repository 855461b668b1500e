import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type SpanColumn, type SpanOf, spanEmails } from '../../../shared/domain/report-links.ts'
import { count } from '../../words/format.ts'
import { report as words } from '../../words/report.ts'

type Rate = Parameters<typeof words.share>[0]

export interface SpanLine {
  key: string
  head: ReactNode
  /** A line that adds up those below it. */
  isSum?: boolean
  figures: Partial<Record<SpanColumn, number>>
  /** In order after the figures. */
  rates: Rate[]
  /** Whose emails its figures lead to. */
  of: SpanOf
}

/** Figures of some days, each of which leads to the emails it counts. */
export function SpanTable(props: {
  label: string
  first: string
  columns: readonly SpanColumn[]
  rates: readonly string[]
  span: { from: string; to: string }
  lines: readonly SpanLine[]
}) {
  const { label, first, columns, rates, span, lines } = props
  return (
    <table className="rep-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {columns.map((column) => (
            <th key={column} scope="col" className="num">
              {words.heads[column]}
            </th>
          ))}
          {rates.map((rate) => (
            <th key={rate} scope="col" className="rep-rate">
              {rate}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key} className={line.isSum ? 'rep-sum' : ''}>
            <th scope="row">{line.head}</th>
            {columns.map((column) => {
              const n = line.figures[column] ?? 0
              return (
                <td key={column} className="num">
                  {n === 0 ? (
                    <span className="faint">–</span>
                  ) : (
                    <Link to="/outbox" search={spanEmails(span, column, line.of)}>
                      {count(n)}
                    </Link>
                  )}
                </td>
              )
            })}
            {line.rates.map((rate, i) => (
              <td key={rates[i]} className="rep-rate">
                {words.share(rate)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
