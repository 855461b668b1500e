import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { savePicture } from '../../api/save-picture.ts'
import { saveTable, tableFormats } from '../../api/save-table.ts'
import { OverTime } from '../../parts/chart/over-time.tsx'
import { Failed } from '../../parts/notice.tsx'
import { SaveTable } from '../../parts/save-table.tsx'
import { chart as charts } from '../../words/chart.ts'
import { report as words } from '../../words/report.ts'
import type { Days } from './days.ts'
import type { ReportsSearch } from './search.ts'

interface Props {
  days: Days
  by: 'day' | 'week'
  seat: string | undefined
  change: (to: Partial<ReportsSearch>) => void
}

const all = ''

/** Whose emails are shown; nothing to choose where one works alone. */
function OfSeat({ seat, change }: Pick<Props, 'seat' | 'change'>) {
  const seats = useQuery(api.seats.list.queryOptions()).data ?? []
  if (seats.length < 2 && seat === undefined) return null
  return (
    <Select
      className="rep-seat"
      aria-label={words.heads.seat}
      allowDeselect={false}
      data={[
        { value: all, label: words.everybody },
        ...seats.map(({ public_id, name }) => ({ value: public_id, label: name })),
        { value: 'team', label: words.team },
      ]}
      value={seat ?? all}
      onChange={(to) => change({ seat: to === null || to === all ? undefined : to } as Partial<ReportsSearch>)}
    />
  )
}

/** When mail left and is to leave, of all or of one seat. */
export function TeamOverTime({ days, by, seat, change }: Props) {
  const { data, error, refetch } = useQuery(
    api.reports.over_time.queryOptions({
      input: { by, ...days, ...(seat !== undefined && { seat }) },
      placeholderData: keepPreviousData,
    }),
  )
  if (error && !data) return <Failed what={words.what} error={error} onAgain={refetch} />
  if (!data) return <div className="rep-chart-space" />
  if (seat === undefined && Object.values(data.all).every((n) => n === 0))
    return <p className="dim rep-none">{words.nothing}</p>
  return (
    <OverTime
      shown={data}
      whose={charts.span(days.from, days.to)}
      of={seat === undefined ? {} : { seat }}
      by={data.by}
      onBy={(to) => change({ by: to } as Partial<ReportsSearch>)}
      save={savePicture}
      beside={<OfSeat seat={seat} change={change} />}
      file={
        <SaveTable
          of={charts.overTime}
          formats={tableFormats}
          save={(format) => saveTable({ by: data.by, ...days, ...(seat !== undefined && { seat }) }, format)}
        />
      }
    />
  )
}
