import { useLocalStorage } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useNow, useSafety, useZone } from '../../api/hooks.ts'
import { useViews } from '../../api/views.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { Search } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { timeOf } from '../../words/format.ts'
import { outbox as words } from '../../words/outbox.ts'
import { useActs } from './acts.tsx'
import { Bar, usePicked } from './bar.tsx'
import { nameOf, useColumns } from './columns.tsx'
import { type Change, FilterChips, FilterMenu } from './filter.tsx'
import { MoveDialog, type Moving } from './move.tsx'
import { Nothing } from './nothing.tsx'
import { EmailPanel } from './panel.tsx'
import { type OutboxSearch, outboxSearch } from './search.ts'
import { UnsureCards } from './unsure.tsx'
import { sortOf, useCounts, useEmails, useSenders } from './use-emails.ts'
import './outbox.css'

/** The panel tells these; the list keeps to who and when beside it. */
const besidePanel = ['from', 'why']

function useAddress() {
  const search = useSearch({ from: '/frame/outbox' })
  const go = useNavigate({ from: '/outbox' })
  const change: Change = (next) =>
    void go({ search: (now) => outboxSearch({ ...now, ...next }), replace: true, resetScroll: false })
  const open = (id: string | undefined) => change({ open: id } as Partial<OutboxSearch>)
  return { search, change, open }
}

interface ListProps {
  search: OutboxSearch
  change: Change
  open: (id: string | undefined) => void
  emails: ReturnType<typeof useEmails>
  given: { zone: string; now: number | null; isHeld: boolean; place: (account: string) => number }
  selected: ReadonlySet<string>
  select: (selected: ReadonlySet<string>) => void
  hidden: readonly string[]
}

function List({ search, change, open, emails, given, selected, select, hidden }: ListProps) {
  const { error, refetch, isLooking } = emails
  const columns = useColumns(given)
  const counts = useCounts()
  if (error) return <Failed what={words.failed} error={error} onAgain={() => refetch()} />
  if (isLooking) return <RowsOnTheWay rows={8} />
  return (
    <DataTable
      label={words.label}
      columns={columns}
      hidden={search.open ? [...hidden, ...besidePanel] : hidden}
      rowId={(row) => row.public_id}
      rowLabel={(row) => words.row(nameOf(row), row.shown_state)}
      sort={{ by: 'leaves', descending: sortOf(search) === '-leaves' }}
      onSort={({ descending }) => change({ sort: descending ? '-leaves' : 'leaves' } as Partial<OutboxSearch>)}
      selected={selected}
      onSelect={select}
      onOpen={(row) => open(row.public_id)}
      openId={search.open}
      isOld={(row) => row.state === 'sent' || row.state === 'withdrawn'}
      {...emails.table}
      empty={<Nothing search={search} change={change} isEmpty={counts?.all === 0} waiting={counts?.waiting ?? 0} />}
    />
  )
}

function Head({ search, change, zone }: { search: OutboxSearch; change: Change; zone: string }) {
  return (
    <PageHead
      title={words.title}
      lead={words.lead(timeOf(zone))}
      actions={
        <>
          <Search
            label={words.search}
            value={search.search}
            onChange={(next) => change({ search: next } as Partial<OutboxSearch>)}
          />
          <FilterMenu search={search} change={change} zone={zone} />
        </>
      }
    />
  )
}

function useSaved(search: OutboxSearch, change: Change) {
  const { open: _, ...present } = search
  return useViews('outbox', present, (query) => {
    const cleared = Object.fromEntries(Object.keys(search).map((key) => [key, undefined]))
    change({ ...cleared, ...outboxSearch(query) } as Partial<OutboxSearch>)
  })
}

/** Every email: what is planned, what left, what needs a person, and why each is where it is. */
export function Outbox() {
  const { search, change, open } = useAddress()
  const zone = useZone()
  const now = useNow(15_000)
  const emails = useEmails(search)
  const { place } = useSenders()
  const acts = useActs(now)
  const [moving, setMoving] = useState<Moving | null>(null)
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: 'outbox-columns', defaultValue: [] })
  const picked = usePicked(emails.rows, emails.table.hasMore, search)
  const views = useSaved(search, change)
  const { isHeld } = useSafety()
  const given = { zone, now, place }
  const rows = emails.rows ?? []
  const move = async (slot: string) => {
    if (moving) await acts.move({ ids: moving.ids }, slot)
    picked.clear()
  }
  return (
    <div className={search.open ? 'with-panel' : 'ob-alone'}>
      <Page fill>
        <Head {...{ search, change, zone }} />
        <UnsureCards {...given} onOpen={open} isAside={search.open !== undefined} />
        <Bar
          {...{ search, change, acts, picked, rows, views }}
          onMove={setMoving}
          columns={{ hidden, onChange: setHidden }}
        />
        <FilterChips {...{ search, change, zone }} />
        {acts.error && !search.open && <Notice tone="bad">{acts.error}</Notice>}
        <List
          {...{ search, change, open, emails, hidden }}
          selected={picked.selected}
          select={picked.select}
          given={{ ...given, isHeld }}
        />
      </Page>
      {search.open && (
        <EmailPanel
          key={search.open}
          id={search.open}
          onClose={() => open(undefined)}
          onMove={setMoving}
          {...given}
          acts={acts}
        />
      )}
      <MoveDialog {...{ moving, zone, now }} onClose={() => setMoving(null)} onMove={move} />
    </div>
  )
}
