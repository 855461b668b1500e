import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { useViews } from '../../api/views.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { say } from '../../parts/say.tsx'
import { ColumnsMenu, Search, ViewsMenu, WideSelectionBar } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { useSelection } from '../../parts/table/selection.ts'
import { people as words } from '../../words/people.ts'
import { nameOf, offered, useColumns } from './columns.tsx'
import { DeedDialog } from './dialog.tsx'
import { type Change, FilterChips, FilterMenu, StateChips } from './filter.tsx'
import { type PeopleSearch, peopleSearch } from './search.ts'
import { filterOf, type Person, sortOf, usePeople, useSenders, useStateCounts } from './use-people.ts'
import { type Action, type Chosen, type Deed, type Outcome, useWork, type Work } from './work.ts'
import './people.css'

const actions = ['tag', 'move', 'pause', 'resume', 'stop'] as const
const hiddenAtFirst = ['last', 'by']
type Selection = ReturnType<typeof useSelection<ReturnType<typeof filterOf>, Person>>

function Selected({ selection, onDeed }: { selection: Selection; onDeed: (action: Action) => void }) {
  return (
    <WideSelectionBar selection={selection}>
      {actions.map((action) => (
        <Button
          key={action}
          size="xs"
          variant="default"
          data-danger={action === 'stop' || undefined}
          onClick={() => onDeed(action)}
        >
          {words.acts[action]}
        </Button>
      ))}
    </WideSelectionBar>
  )
}

function Running({ progress }: { progress: NonNullable<Work['progress']> }) {
  return (
    <div className="row" role="status">
      <span className="small">{words.acts.progress(progress.action, progress.done)}</span>
      <Button size="xs" variant="default" onClick={progress.halt}>
        {words.acts.halt}
      </Button>
    </div>
  )
}

/** The deed that takes this one back for exactly those it changed; undefined: there is none. */
function backOf({ action, add = [], remove = [] }: Deed): Deed | undefined {
  if (action === 'pause') return { action: 'resume' }
  if (action === 'tag' && add.length + remove.length === 1) return { action, add: remove, remove: add }
  return undefined
}

function tell(work: Work, deed: Deed, { done, refused, isStopped }: Outcome): void {
  const back = backOf(deed)
  const more = [...(isStopped ? [words.did.halted] : []), ...(refused > 0 ? [words.did.refused(refused)] : [])]
  const undo = async (undone: Deed) => {
    const outcome = await work.run({ ids: done }, undone)
    if (outcome) say({ title: words.did[undone.action](outcome.done.length) })
  }
  say({
    title: words.did[deed.action](done.length),
    ...(more.length > 0 ? { more: more.join(' ') } : {}),
    ...(back && done.length > 0 ? { action: { label: words.acts.undo, run: () => undo(back) } } : {}),
  })
}

function Nothing({ search, change }: { search: PeopleSearch; change: Change }) {
  const filter = filterOf(search)
  if (Object.keys(filter).length === 0)
    return (
      <Empty
        title={words.empty.title}
        action={
          <Button component={Link} to="/sequences" variant="default">
            {words.empty.action}
          </Button>
        }
      >
        {words.empty.more}
      </Empty>
    )
  const cleared = Object.fromEntries(Object.keys(filter).map((key) => [key, undefined]))
  return (
    <Empty
      title={words.none.title}
      action={
        <Button variant="default" onClick={() => change(cleared)}>
          {words.none.action}
        </Button>
      }
    />
  )
}

interface ListProps {
  search: PeopleSearch
  change: Change
  list: ReturnType<typeof usePeople>
  selection: Selection
  hidden: readonly string[]
}

function List({ search, change, list, selection, hidden }: ListProps) {
  const go = useNavigate()
  const zone = useZone()
  const now = useNow(60_000)
  const { place } = useSenders()
  const columns = useColumns({ zone, now, place })
  const sort = sortOf(search)
  if (list.error) return <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
  if (list.isLooking) return <RowsOnTheWay rows={8} />
  return (
    <DataTable
      {...list.table}
      label={words.label}
      columns={columns}
      hidden={hidden}
      rowId={(row) => row.public_id}
      rowLabel={(row) => words.row(nameOf(row), row.sequence, row.state)}
      sort={{ by: sort.replace('-', ''), descending: false }}
      // soonest first, or as they were engaged: the other way round nobody asks for
      onSort={() => change({ sort: sort === 'next' ? undefined : 'next' })}
      selected={selection.selected}
      onSelect={selection.select}
      onOpen={(row) => row.contact_id && void go({ to: '/contacts/$id', params: { id: row.contact_id } })}
      isOld={(row) => !['pending', 'active', 'paused'].includes(row.state)}
      empty={<Nothing search={search} change={change} />}
    />
  )
}

function Tools({ search, change }: { search: PeopleSearch; change: Change }) {
  const views = useViews('people', search, (query) => {
    const cleared = Object.fromEntries(Object.keys(search).map((key) => [key, undefined]))
    change({ ...cleared, ...peopleSearch(query) })
  })
  const isMine = search.seat === 'me'
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-pressed={isMine}
        className="pe-mine"
        onClick={() => change({ seat: isMine ? undefined : 'me' })}
      >
        {words.mine}
      </Button>
      <span className="grow" />
      <FilterMenu search={search} change={change} />
      <ViewsMenu {...views} />
    </>
  )
}

/** Everybody in every sequence: who is in what state under whom, and what is done to many of them. */
export function People() {
  const search = useSearch({ from: '/frame/people' })
  const go = useNavigate({ from: '/people' })
  const change: Change = (next) =>
    void go({ search: (now) => peopleSearch({ ...now, ...next }), replace: true, resetScroll: false })
  const list = usePeople(search)
  const counts = useStateCounts({})
  const work = useWork()
  const [action, setAction] = useState<Action | null>(null)
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: 'people-columns', defaultValue: hiddenAtFirst })
  const selection = useSelection(filterOf(search), list.rows, list.table.hasMore)
  const act = async (chosen: Chosen, deed: Deed) => {
    setAction(null)
    const outcome = await work.run(chosen, deed)
    if (!outcome) return
    selection.clear()
    tell(work, deed, outcome)
  }
  return (
    <Page fill>
      <PageHead title={words.title} lead={words.lead} />
      {counts?.all !== 0 && (
        <>
          <div className="table-bar pe-bar">
            {work.progress ? (
              <Running progress={work.progress} />
            ) : selection.isAny ? (
              <Selected selection={selection} onDeed={setAction} />
            ) : (
              <>
                <Search label={words.search} value={search.search} onChange={(next) => change({ search: next })} />
                <Tools search={search} change={change} />
                <ColumnsMenu
                  columns={offered.map((id) => ({ id, label: words.columns[id] }))}
                  hidden={hidden}
                  onChange={setHidden}
                />
              </>
            )}
          </div>
          <StateChips search={search} change={change} />
        </>
      )}
      <FilterChips search={search} change={change} />
      {work.error && <Notice tone="bad">{work.error}</Notice>}
      <List {...{ search, change, list, selection, hidden }} />
      <DeedDialog
        action={action}
        chosen={selection.chosen}
        onCancel={() => setAction(null)}
        onYes={(deed) => void act(selection.chosen, deed)}
      />
    </Page>
  )
}
