import { Button, SegmentedControl } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Empty } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { ColumnsMenu, Search, SelectionBar, ViewsMenu } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { useActs } from './acts.ts'
import { columnsOf, sorted } from './columns.tsx'
import { FromGallery } from './gallery.tsx'
import { sequencesSearch } from './search.ts'
import type { SequenceRow } from './types.ts'
import './sequences.css'

type Found = ReturnType<typeof sequencesSearch>
const shows = ['all', 'running', 'draft', 'finished', 'archived'] as const

/** Running is what is not over; paused ones wait, but go on. */
const fits = (row: SequenceRow, show: Found['show']): boolean =>
  show === undefined || show === 'archived' || row.state === show || (show === 'running' && row.state === 'paused')

function NewSequence() {
  return (
    <>
      <FromGallery />
      <Button
        renderRoot={(props) => <Link to="/sequences/$id" params={{ id: 'new' }} {...props} />}
        leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />}
      >
        {words.create}
      </Button>
    </>
  )
}

function Nothing({ found }: { found: Found }) {
  const { empty } = words
  if (found.search) return <Empty title={empty.nothing} />
  if (found.show === 'archived') return <Empty title={empty.archived} />
  if (found.show) return <Empty title={empty.none} />
  return (
    <Empty
      title={empty.title}
      action={
        <div className="row">
          <NewSequence />
        </div>
      }
    >
      {empty.more}
    </Empty>
  )
}

/** Filters under a name, each seat's own. */
function Views({ found, onPick }: { found: Found; onPick: (found: Found) => void }) {
  const views = useQuery(api.views.list.queryOptions({ input: { screen: 'sequences' } }))
  const again = () => views.refetch()
  return (
    <ViewsMenu
      views={views.data ?? []}
      onPick={({ public_id }) => {
        const view = views.data?.find((each) => each.public_id === public_id)
        if (view) onPick(sequencesSearch(view.query))
      }}
      onSave={(name) => void client.views.save({ screen: 'sequences', name, query: found }).then(again)}
      onRemove={({ public_id }) => void client.views.remove({ public_id }).then(again)}
    />
  )
}

function Bulk({ rows, onClear }: { rows: SequenceRow[]; onClear: () => void }) {
  const acts = useActs()
  const running = rows.filter(({ paused, state }) => !paused && state === 'running')
  const paused = rows.filter((row) => row.paused)
  const idle = rows.filter(({ state, archived }) => !archived && (state === 'draft' || state === 'finished'))
  const button = (label: string, some: SequenceRow[], act: (rows: SequenceRow[]) => unknown) =>
    some.length > 0 && (
      <Button size="xs" variant="default" onClick={() => void Promise.resolve(act(some)).then(onClear)}>
        {label}
      </Button>
    )
  return (
    <SelectionBar selected={rows.length} onClear={onClear}>
      {button(words.acts.pause, running, acts.pause)}
      {button(words.acts.resume, paused, acts.resume)}
      {button(words.acts.archive, idle, acts.archive)}
    </SelectionBar>
  )
}

/** Whether the list is of what is archived or of the rest; both are asked for whole, and filtered here. */
function useRows(found: Found) {
  const show = found.show === 'archived' ? 'archived' : 'current'
  const input = { show, ...(found.search ? { search: found.search } : {}) } as const
  const list = useQuery(api.sequences.list.queryOptions({ input, placeholderData: keepPreviousData }))
  const rows = useMemo(
    () =>
      list.data &&
      sorted(
        list.data.filter((row) => fits(row, found.show)),
        found.sort,
        found.desc ?? false,
      ),
    [list.data, found.show, found.sort, found.desc],
  )
  return { list, rows }
}

export function Sequences() {
  const found = useSearch({ from: '/frame/sequences' })
  const navigate = useNavigate()
  const zone = useZone()
  const now = useNow()
  const { list, rows } = useRows(found)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: 'sequences-columns', defaultValue: ['created'] })
  const minute = now === null ? null : Math.floor(now / 60_000) * 60_000
  const columns = useMemo(() => columnsOf({ zone, now: minute }), [zone, minute])
  // The empty page has the button in its middle.
  const isEmpty = rows?.length === 0 && !found.search && !found.show
  const look = (change: Partial<Found>) =>
    void navigate({ to: '/sequences', search: sequencesSearch({ ...found, ...change }), replace: true })
  const chosen = rows?.filter(({ public_id }) => selected.has(public_id)) ?? []
  return (
    <Page fill>
      <PageHead title={words.title} lead={words.lead} actions={isEmpty ? null : <NewSequence />} />
      <div className="table-bar">
        <SegmentedControl
          aria-label={words.show.label}
          value={found.show ?? 'all'}
          onChange={(value) => look({ show: value === 'all' ? undefined : (value as Found['show']) })}
          data={shows.map((value) => ({ value, label: words.show[value] }))}
        />
        <Search label={words.search} value={found.search} onChange={(search) => look({ search })} />
        <span className="grow" />
        {chosen.length > 0 ? (
          <Bulk rows={chosen} onClear={() => setSelected(new Set())} />
        ) : (
          <>
            <Views found={found} onPick={(view) => void navigate({ to: '/sequences', search: view })} />
            <ColumnsMenu columns={named(columns)} hidden={hidden} onChange={setHidden} />
          </>
        )}
      </div>
      {list.error && <Failed what={words.what} error={list.error} onAgain={list.refetch} />}
      <DataTable
        label={words.title}
        rows={rows}
        columns={columns}
        rowId={(row) => row.public_id}
        rowLabel={(row) => words.row(row.name)}
        hidden={hidden}
        sort={found.sort ? { by: found.sort, descending: found.desc ?? false } : undefined}
        onSort={({ by, descending }) => look({ sort: by as Found['sort'], desc: descending || undefined })}
        selected={selected}
        onSelect={setSelected}
        onOpen={(row) =>
          void navigate({
            to: '/sequences/$id',
            params: { id: row.public_id },
            search: row.state === 'draft' ? {} : { tab: 'report' },
          })
        }
        isOld={(row) => row.state === 'finished' || row.archived}
        empty={<Nothing found={found} />}
      />
    </Page>
  )
}

const named = (columns: ReturnType<typeof columnsOf>) =>
  columns.flatMap(({ id, meta }) => (id && meta && !meta.always ? [{ id, label: meta.label }] : []))
