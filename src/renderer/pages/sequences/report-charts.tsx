import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { savePicture } from '../../api/save-picture.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { ChartFrame } from '../../parts/chart/frame.tsx'
import { Bars, Rates } from '../../parts/chart/lazy.ts'
import { OverTime } from '../../parts/chart/over-time.tsx'
import { endSeries, mailSeries, withdrawnSeries } from '../../parts/chart/series.ts'
import type { BarLink } from '../../parts/chart/shape.ts'
import { Failed } from '../../parts/notice.tsx'
import { SaveTable } from '../../parts/save-table.tsx'
import { chart as words } from '../../words/chart.ts'
import { many } from '../../words/format.ts'
import { report as said } from '../../words/report.ts'
import { sequences } from '../../words/sequences.ts'
import type { Column, Line } from './report-lines.ts'
import type { Report } from './types.ts'

const series = [...mailSeries, withdrawnSeries, ...endSeries]

/** The same link that the figure in the table is. */
function linkOf(figures: Report, line: Line, column: Column): BarLink {
  const to = line.to(column)
  if ('outbox' in to) return { to: '/outbox', search: { ...to.outbox } }
  return { to: '/sequences/$id', params: { id: figures.public_id }, search: { tab: 'report', ...to.people } }
}

/** What became of the emails of each step or sender, and how many of those who got one replied. */
export function LineBars({
  title,
  lines,
  figures,
  aside,
}: {
  title: string
  lines: Line[]
  figures: Report
  aside: number
}) {
  const values = lines.map(({ row }) => ({ ...row, planned: row.planned + row.sending }))
  const shown = series.filter(({ key }) => values.some((row) => row[key] > 0))
  const height = lines.length * 44 + 34
  return (
    <ChartFrame
      title={title}
      of={figures.sequence}
      legend={shown}
      save={savePicture}
      height={height}
      summary={words.summary(
        lines.map(({ label, row }) => `${label}: ${many(row.sent, 'email')} sent, ${row.replied} replied`),
      )}
    >
      <Bars
        lying
        height={height}
        aside={aside}
        series={shown}
        rows={lines.map((line, i) => ({
          key: line.key,
          label: line.label,
          values: values[i] ?? {},
          link: (column) => linkOf(figures, line, column as Column),
        }))}
      />
    </ChartFrame>
  )
}

/** How many replied to each way of writing, with how sure that is. */
export function LineRates({ title, lines, figures }: { title: string; lines: Line[]; figures: Report }) {
  const enough = lines.filter(({ row }) => row.reply_rate.enough)
  return (
    <ChartFrame
      title={title}
      of={figures.sequence}
      legend={[
        { label: enough.length < lines.length ? `${words.rates}. ${words.few}` : words.rates, colour: 'var(--accent)' },
      ]}
      save={savePicture}
      height={lines.length * 32 + 32}
      summary={words.summary(lines.map(({ label, row }) => `${label}: ${said.share(row.reply_rate)}`))}
    >
      <Rates
        aside={110}
        rows={lines.map((line) => {
          const { rate, low, high, enough } = line.row.reply_rate
          return {
            key: line.key,
            label: line.label,
            rate: enough ? rate : null,
            low: low ?? 0,
            high: high ?? 0,
            said: said.share(line.row.reply_rate),
            link: line.row.replied > 0 ? linkOf(figures, line, 'replied') : null,
          }
        })}
      />
    </ChartFrame>
  )
}

/** When its emails left and are to leave, and what came back of them. */
export function SequenceOverTime({ figures }: { figures: Report }) {
  const [by, setBy] = useState<'day' | 'week'>('day')
  const { public_id: sequence } = figures
  const { data, error, refetch } = useQuery(
    api.reports.over_time.queryOptions({ input: { by, sequence }, placeholderData: keepPreviousData }),
  )
  if (error && !data) return <Failed what={sequences.report.what} error={error} onAgain={refetch} />
  if (!data) return <div className="seq-chart-space" />
  if (data.rows.length === 0) return null
  return (
    <OverTime
      whose={figures.sequence}
      shown={data}
      of={{ sequence, sandbox: figures.sandbox }}
      by={data.by}
      onBy={setBy}
      save={savePicture}
      file={
        <SaveTable
          of={words.overTime}
          formats={tableFormats}
          save={(format) => saveTable({ by: data.by, sequence }, format)}
        />
      }
    />
  )
}
