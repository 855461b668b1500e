import { Button, Select, Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { formatDay, parseDay } from '../../../shared/domain/time-text.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DayField } from '../../parts/day-field.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { date } from '../../words/format.ts'
import { report as words } from '../../words/report.ts'
import type { Days } from './days.ts'
import { Domains } from './domains.tsx'
import { Hours } from './hours.tsx'
import { TeamOverTime } from './over-time.tsx'
import type { ReportsSearch } from './search.ts'
import { Team } from './team.tsx'
import './reports.css'

const later = (day: string, days: number): string => formatDay((parseDay(day) ?? 0) + days)

const zones = Intl.supportedValuesOf('timeZone')

function Range({ days, today, change }: { days: Days; today: string; change: (to: Partial<ReportsSearch>) => void }) {
  const own = useZone()
  const { zone = own } = days
  const { span } = words
  return (
    <div className="rep-range">
      <DayField
        label={span.from}
        near={today}
        value={days.from}
        onChange={(from) => from && change({ from, to: from > days.to ? from : days.to })}
      />
      <DayField
        label={span.to}
        near={today}
        value={days.to}
        onChange={(to) => to && change({ to, from: to < days.from ? to : days.from })}
      />
      <Select
        className="rep-zone"
        label={span.zone}
        searchable
        allowDeselect={false}
        value={zone}
        data={[...new Set([own, 'UTC', ...zones])]}
        onChange={(to) => change({ zone: to === null || to === own ? undefined : to } as Partial<ReportsSearch>)}
      />
      <span className="grow" />
      {[7, 30, 90].map((n) => (
        <Button key={n} size="xs" variant="default" onClick={() => change({ from: later(today, 1 - n), to: today })}>
          {span.last(n)}
        </Button>
      ))}
      <Button size="xs" variant="default" onClick={() => change({ from: today, to: later(today, 29) })}>
        {span.ahead}
      </Button>
    </div>
  )
}

/** What left and what came back, for the whole team. */
export function Reports() {
  const search = useSearch({ from: '/frame/reports' })
  const navigate = useNavigate()
  const now = useNow(60_000)
  const zone = useZone()
  const { tab = 'team' } = search
  const change = (to: Partial<ReportsSearch>) =>
    void navigate({ to: '/reports', search: { ...search, ...to } as ReportsSearch, replace: true })
  const { tabs } = words
  return (
    <Page>
      <PageHead title={words.title} lead={words.lead} />
      {now === null ? (
        <RowsOnTheWay rows={6} height={40} />
      ) : (
        <Opened {...{ tab, tabs, change, search, today: date(now, search.zone ?? zone) }} />
      )}
    </Page>
  )
}

interface OpenedProps {
  tab: 'team' | 'domains' | 'hours'
  tabs: typeof words.tabs
  search: ReportsSearch
  today: string
  change: (to: Partial<ReportsSearch>) => void
}

function Opened({ tab, tabs, search, today, change }: OpenedProps) {
  const days = {
    from: search.from ?? later(today, -29),
    to: search.to ?? today,
    ...(search.zone && { zone: search.zone }),
  }
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(to) => change({ tab: to as OpenedProps['tab'] } as Partial<ReportsSearch>)}
    >
      <Tabs.List aria-label={tabs.label}>
        <Tabs.Tab value="team">{tabs.team}</Tabs.Tab>
        <Tabs.Tab value="domains">{tabs.domains}</Tabs.Tab>
        <Tabs.Tab value="hours">{tabs.hours}</Tabs.Tab>
      </Tabs.List>
      <Range {...{ days, today, change }} />
      <Tabs.Panel value="team">
        <TeamOverTime days={days} by={search.by ?? 'day'} seat={search.seat} change={change} />
        <Team days={days} />
      </Tabs.Panel>
      <Tabs.Panel value="domains">
        <Domains days={days} />
      </Tabs.Panel>
      <Tabs.Panel value="hours">
        <Hours days={days} counted={search.count ?? 'sent'} onCount={(count) => change({ count })} />
      </Tabs.Panel>
    </Tabs>
  )
}
