import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { SaveTable } from '../../parts/save-table.tsx'
import { report as words } from '../../words/report.ts'
import type { Days } from './days.ts'
import { DomainBars } from './domain-bars.tsx'
import { type SpanLine, SpanTable } from './span-table.tsx'

const columns = ['sent', 'answered', 'hard', 'soft', 'refused', 'unsure'] as const
/** More is a file to read, no table. */
const shown = 100

/** How mail fares at the domains it goes to. */
export function Domains({ days }: { days: Days }) {
  const { data, error, refetch } = useQuery(api.reports.deliverability.queryOptions({ input: { ...days } }))
  if (error && !data) return <Failed what={words.what} error={error} onAgain={refetch} />
  if (!data) return <RowsOnTheWay rows={8} height={40} />
  if (data.rows.length === 0) return <p className="dim rep-none">{words.nothing}</p>
  const rest = data.domains - shown
  const lines: SpanLine[] = [
    {
      key: ' ',
      head: words.all,
      isSum: true,
      figures: data.all,
      rates: [data.all.reply_rate, data.all.bounce_rate],
      of: {},
    },
    ...data.rows.slice(0, shown).map(
      (row): SpanLine => ({
        key: row.domain,
        head: row.domain,
        figures: row,
        rates: [row.reply_rate, row.bounce_rate],
        of: { domain: row.domain },
      }),
    ),
  ]
  return (
    <section className="rep-section">
      <DomainBars data={data} days={days} />
      <div className="row">
        <p className="small dim grow measure">{words.shareRule}</p>
        <SaveTable
          of={words.tabs.domains}
          formats={tableFormats}
          save={(format) => saveTable({ by: 'domain', ...days }, format)}
        />
      </div>
      <SpanTable
        label={words.tabs.domains}
        first={words.heads.domain}
        rates={[words.heads.rate, words.heads.bounceRate]}
        span={data}
        {...{ columns, lines }}
      />
      {rest > 0 && <p className="small dim">{words.more(rest)}</p>}
    </section>
  )
}
