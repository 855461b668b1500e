import { type SpanColumn, spanEmails } from '../../../shared/domain/report-links.ts'
import type { client } from '../../api/client.ts'
import { savePicture } from '../../api/save-picture.ts'
import { ChartFrame } from '../../parts/chart/frame.tsx'
import { Bars } from '../../parts/chart/lazy.ts'
import { cameSeries, mailSeries } from '../../parts/chart/series.ts'
import { chart as words } from '../../words/chart.ts'
import { many } from '../../words/format.ts'
import type { Days } from './days.ts'

type Shown = Awaited<ReturnType<typeof client.reports.deliverability>>

/** More would be a wall of bars; the table has them all. */
const most = 10
const shortened = (text: string) => (text.length > 28 ? `${text.slice(0, 27)}…` : text)

/** What became of mail to the domains that got most, and what came back of it. */
export function DomainBars({ data, days }: { data: Shown; days: Days }) {
  const rows = data.rows.slice(0, most)
  const series = [...mailSeries.filter((one) => one.key !== 'planned'), ...cameSeries]
  const shown = series.filter(({ key }) => rows.some((row) => row[key] > 0))
  const height = rows.length * 40 + 34
  return (
    <ChartFrame
      title={words.domains}
      of={words.span(days.from, days.to)}
      legend={shown}
      save={savePicture}
      height={height}
      summary={words.summary(
        rows.map((row) => `${row.domain}: ${many(row.sent, 'email')} sent, ${row.hard + row.soft} came back`),
      )}
    >
      <Bars
        lying
        height={height}
        aside={190}
        series={shown}
        rows={rows.map((row) => ({
          key: row.domain,
          label: shortened(row.domain),
          values: Object.fromEntries(shown.map(({ key: column }) => [column, row[column]])),
          link: (column) => ({
            to: '/outbox',
            search: { ...spanEmails(data, column as SpanColumn, { domain: row.domain }) },
          }),
        }))}
      />
    </ChartFrame>
  )
}
