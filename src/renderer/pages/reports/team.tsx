import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api, type client } from '../../api/client.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { SaveTable } from '../../parts/save-table.tsx'
import { report as words } from '../../words/report.ts'
import type { Days } from './days.ts'
import { type SpanLine, SpanTable } from './span-table.tsx'

type TeamShown = Awaited<ReturnType<typeof client.reports.team>>

/** The sandbox is nobody's mailbox: it is told of only where mail to people was put into it. */
const isShown = (box: TeamShown['seats'][number]['mailboxes'][number]) =>
  senderText(box.address) === box.address || columns.some((column) => box[column] > 0)

const columns = ['planned', 'sent', 'answered', 'hard', 'soft', 'opted_out', 'refused', 'unsure'] as const

/** Each seat with its mailboxes: what is to leave, what left, what came back. */
export function Team({ days }: { days: Days }) {
  const { data, error, refetch } = useQuery(api.reports.team.queryOptions({ input: { ...days } }))
  if (error && !data) return <Failed what={words.what} error={error} onAgain={refetch} />
  if (!data) return <RowsOnTheWay rows={6} height={40} />
  const seats = data.seats
    .map((seat) => ({ ...seat, mailboxes: seat.mailboxes.filter(isShown) }))
    .filter(({ mailboxes }) => mailboxes.length > 0)
  if (seats.length === 0) return null
  const lines = seats.flatMap((seat): SpanLine[] => [
    {
      key: seat.seat ?? 'team',
      head: seat.name ?? words.team,
      isSum: true,
      figures: seat,
      rates: [seat.reply_rate],
      of: { seat: seat.seat ?? 'team' },
    },
    ...seat.mailboxes.map(
      (box): SpanLine => ({
        key: box.account,
        head: box.removed ? (
          <span className="rep-in">
            {senderText(box.address)} <span className="faint">{words.removed}</span>
          </span>
        ) : (
          <Link className="rep-in" to="/mailboxes/$id" params={{ id: box.account }}>
            {senderText(box.address)}
          </Link>
        ),
        figures: box,
        rates: [box.reply_rate],
        of: { sender: box.account },
      }),
    ),
  ])
  lines.push({ key: 'all', head: words.all, isSum: true, figures: data.all, rates: [data.all.reply_rate], of: {} })
  return (
    <section className="rep-section">
      <div className="row">
        <p className="small dim grow measure">{words.shareRule}</p>
        <SaveTable
          of={words.tabs.team}
          formats={tableFormats}
          save={(format) => saveTable({ by: 'team', ...days }, format)}
        />
      </div>
      <SpanTable
        label={words.tabs.team}
        first={words.heads.seat}
        rates={[words.heads.rate]}
        span={data}
        {...{ columns, lines }}
      />
    </section>
  )
}
