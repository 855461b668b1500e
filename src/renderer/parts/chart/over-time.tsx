import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TimeShown } from '../../../shared/contract/reports-span.ts'
import { type SpanColumn, type SpanOf, spanEmails } from '../../../shared/domain/report-links.ts'
import { chart as words } from '../../words/chart.ts'
import { count, shortDay } from '../../words/format.ts'
import { report } from '../../words/report.ts'
import { ChartFrame, Legend, type SavePicture } from './frame.tsx'
import { Bars } from './lazy.ts'
import { cameSeries, mailSeries } from './series.ts'
import type { BarRow } from './shape.ts'

type Row = TimeShown['rows'][number]
const columns = ['sent', 'planned', 'answered', 'hard', 'soft', 'opted_out', 'refused', 'unsure'] as const

function TimeTable({ shown, of, first }: { shown: TimeShown; of: SpanOf; first: string }) {
  const told = columns.filter((column) => ['sent', 'planned', 'answered'].includes(column) || shown.all[column] > 0)
  const figure = (row: { from: string; to: string } & Record<SpanColumn, number>, column: SpanColumn) =>
    row[column] === 0 ? (
      <span className="faint">–</span>
    ) : (
      <Link to="/outbox" search={spanEmails(row, column, of)}>
        {count(row[column])}
      </Link>
    )
  const line = (key: string, head: ReactNode, row: Row | (TimeShown['all'] & { from: string; to: string })) => (
    <tr key={key} className={key === 'all' ? 'chart-sum' : ''}>
      <th scope="row">{head}</th>
      {told.map((column) => (
        <td key={column}>{figure(row, column)}</td>
      ))}
    </tr>
  )
  return (
    <table className="chart-table" aria-label={words.overTime}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {told.map((column) => (
            <th key={column} scope="col">
              {report.heads[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {line('all', report.all, { ...shown.all, from: shown.from, to: shown.to })}
        {shown.rows
          .filter((row) => columns.some((column) => row[column] > 0))
          .map((row) => line(row.date, shortDay(row.date, Date.parse(row.from)), row))}
      </tbody>
    </table>
  )
}

/** What left and is to leave, and what came back of it, day by day or week by week; each bar leads to its emails. */
export function OverTime({
  shown,
  of,
  whose,
  by,
  onBy,
  save,
  beside,
  file,
}: {
  shown: TimeShown
  /** Whose emails these are. */
  of: SpanOf
  /** The same for people. */
  whose: string
  by: 'day' | 'week'
  onBy: (by: 'day' | 'week') => void
  save: SavePicture
  /** Whose it is, to choose. */
  beside?: ReactNode
  /** The same figures as a file. */
  file: ReactNode
}) {
  const first = by === 'day' ? words.day : words.week
  const rows = shown.rows.map(
    (row): BarRow => ({
      key: row.date,
      label: shortDay(row.date, Date.parse(row.from)),
      values: Object.fromEntries(columns.map((column) => [column, row[column]])),
      link: (column) => ({ to: '/outbox', search: { ...spanEmails(row, column as SpanColumn, of) } }),
    }),
  )
  const mail = mailSeries.filter(({ key }) => shown.all[key] > 0)
  const came = cameSeries.filter(({ key }) => shown.all[key] > 0)
  return (
    <ChartFrame
      title={words.overTime}
      of={whose}
      summary={words.timeSummary(shown.all, shown.rows.length, by)}
      legend={mail}
      save={save}
      height={320}
      table={<TimeTable shown={shown} of={of} first={first} />}
      file={file}
      beside={
        <>
          {beside}
          <SegmentedControl
            size="xs"
            aria-label={words.by.label}
            value={by}
            data={[
              { value: 'day', label: words.by.day },
              { value: 'week', label: words.by.week },
            ]}
            onChange={(to) => onBy(to as 'day' | 'week')}
          />
        </>
      }
    >
      <Bars rows={rows} series={mail} height={180} />
      {came.length > 0 && (
        <>
          <p className="chart-sub">
            <span data-print="text">{words.cameRule}</span>
          </p>
          <Legend of={came} />
          <Bars rows={rows} series={came} height={108} />
        </>
      )}
    </ChartFrame>
  )
}
