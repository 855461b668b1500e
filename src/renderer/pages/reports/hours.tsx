import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { spanEmails } from '../../../shared/domain/report-links.ts'
import { api, type client } from '../../api/client.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { SaveTable } from '../../parts/save-table.tsx'
import { count, day as dayOf, many } from '../../words/format.ts'
import { report as words } from '../../words/report.ts'
import { weekday } from '../../words/week.ts'
import type { Days } from './days.ts'

type Hour = Awaited<ReturnType<typeof client.reports.hours>>['hours'][number]
type Counted = 'sent' | 'planned'
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/** How dark a cell is, in five steps: a share of the fullest. */
const shade = (n: number, most: number): number => (n === 0 ? 0 : Math.max(1, Math.ceil((n / most) * 5)))

function HourMap({
  rows,
  counted,
  open,
  onOpen,
}: {
  rows: Hour[]
  counted: Counted
  open: string | null
  onOpen: (key: string) => void
}) {
  const sums: Record<string, number> = {}
  for (const row of rows) sums[`${row.day} ${row.hour}`] = (sums[`${row.day} ${row.hour}`] ?? 0) + row[counted]
  const hours = rows.filter((row) => row[counted] > 0).map(({ hour }) => hour)
  const [first, last] = [Math.min(...hours), Math.max(...hours)]
  const most = Math.max(...Object.values(sums))
  const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  return (
    <table className="rep-heat" aria-label={words.hours.label}>
      <thead>
        <tr>
          <td />
          {shown.map((hour) => (
            <th key={hour} scope="col">
              {clock(hour)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <tr key={day}>
            <th scope="row">{weekday(day)}</th>
            {shown.map((hour) => {
              const key = `${day} ${hour}`
              const n = sums[key] ?? 0
              return (
                <td key={hour}>
                  {n === 0 ? (
                    <span className="rep-cell" />
                  ) : (
                    <button
                      type="button"
                      className={`rep-cell rep-shade-${shade(n, most)}`}
                      aria-pressed={open === key}
                      aria-label={words.hours.cell(weekday(day), clock(hour), n)}
                      onClick={() => onOpen(key)}
                    >
                      {count(n)}
                    </button>
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The dates behind one cell; each leads to its emails, and they add up to it. */
function Dates({ rows, counted, zone }: { rows: Hour[]; counted: Counted; zone: string }) {
  const [first] = rows
  if (!first) return <p className="small dim">{words.hours.open}</p>
  return (
    <section className="rep-dates" aria-live="polite">
      <h2>{words.hours.of(weekday(first.day), clock(first.hour))}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.from}>
            <span>{dayOf(row.from, zone)}</span>
            <Link to="/outbox" search={{ ...spanEmails(row, counted) }}>
              {many(row[counted], 'email')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** In which hours of the week mail leaves, or is to. */
export function Hours({ days, counted, onCount }: { days: Days; counted: Counted; onCount: (to: Counted) => void }) {
  const [open, setOpen] = useState<string | null>(null)
  const { data, error, refetch } = useQuery(api.reports.hours.queryOptions({ input: { ...days } }))
  if (error && !data) return <Failed what={words.what} error={error} onAgain={refetch} />
  if (!data) return <RowsOnTheWay rows={7} height={36} />
  const rows = data.hours.filter((row) => row[counted] > 0)
  return (
    <section className="rep-section">
      <div className="row">
        <SegmentedControl
          aria-label={words.hours.which}
          value={counted}
          data={[
            { value: 'sent', label: words.hours.sent },
            { value: 'planned', label: words.hours.planned },
          ]}
          onChange={(to) => onCount(to as Counted)}
        />
        <span className="grow" />
        <SaveTable
          of={words.tabs.hours}
          formats={tableFormats}
          save={(format) => saveTable({ by: 'hour', ...days }, format)}
        />
      </div>
      {rows.length === 0 ? (
        <p className="dim rep-none">{words.nothing}</p>
      ) : (
        <>
          <HourMap {...{ rows, counted, open }} onOpen={(key) => setOpen(key === open ? null : key)} />
          <Dates rows={rows.filter(({ day, hour }) => `${day} ${hour}` === open)} counted={counted} zone={data.zone} />
        </>
      )}
    </section>
  )
}
