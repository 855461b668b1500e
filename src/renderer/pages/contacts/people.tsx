import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { useViews } from '../../api/views.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { ColumnsMenu, Search, ViewsMenu, WideSelectionBar } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { useSelection } from '../../parts/table/selection.ts'
import { addToSequence } from '../../words/add-to-sequence.ts'
import { contactFilter as conditions } from '../../words/contact-filter.ts'
import { contacts as words } from '../../words/contacts.ts'
import { reassign } from '../../words/removal.ts'
import { Builder, ConditionChips } from './builder.tsx'
import { type Bulk, useBulk } from './bulk.tsx'
import { BulkDialog, type Deed } from './bulk-dialogs.tsx'
import { fieldColumn, useColumns } from './columns.tsx'
import { type Change, FilterChips, FilterMenu, narrowing } from './filter.tsx'
import { type KnownField, useFields } from './own-field.tsx'
import { type ContactsSearch, contactsSearch } from './search.ts'
import { type Contact, type Filter, filterOf, nameOf, useContacts, useCount } from './use-contacts.ts'

const offered = ['company', 'tags', 'sequence', 'last', 'owner', 'zone', 'added'] as const
const hiddenAtFirst = ['zone', 'added']

type Selection = ReturnType<typeof useSelection<Filter, Contact>>

function Selected({
  selection,
  fitting,
  onDeed,
}: {
  selection: Selection
  fitting: number | undefined
  onDeed: (deed: Deed) => void
}) {
  return (
    <WideSelectionBar selection={selection} fitting={fitting}>
      {(['tag', 'assign'] as const).map((deed) => (
        <Button key={deed} size="xs" variant="default" onClick={() => onDeed(deed)}>
          {words.bulk[deed]}
        </Button>
      ))}
      <Button size="xs" variant="default" onClick={() => onDeed('sequence')}>
        {addToSequence.open}
      </Button>
      <Button size="xs" variant="default" onClick={() => onDeed('reassign')}>
        {reassign.open}
      </Button>
      <Button size="xs" variant="default" data-danger onClick={() => onDeed('suppress')}>
        {words.bulk.suppress}
      </Button>
    </WideSelectionBar>
  )
}

export function Progress({ running, onStop }: { running: NonNullable<Bulk['running']>; onStop: () => void }) {
  return (
    <div className="row" role="status">
      <span className="small">{words.bulk.progress(running.done, running.total)}</span>
      <Button size="xs" variant="default" onClick={onStop}>
        {words.bulk.stop}
      </Button>
    </div>
  )
}

function Nothing({ search, change }: { search: ContactsSearch; change: Change }) {
  if (narrowing(search) === 0 && search.search === undefined && search.where === undefined)
    return (
      <Empty
        title={words.empty.title}
        action={
          <Button component={Link} to="/contacts/import" variant="default">
            {words.empty.action}
          </Button>
        }
      >
        {words.empty.more}
      </Empty>
    )
  const cleared = {
    search: undefined,
    tag: undefined,
    owner: undefined,
    state: undefined,
    sequence: undefined,
    where: undefined,
  }
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

/** What the filter finds, counted. */
function Found({ search }: { search: ContactsSearch }) {
  const count = useCount(filterOf(search))
  return (
    <p className="small dim" role="status">
      {count && words.found(count.contacts, count.more)}
    </p>
  )
}

function Tools({ search, change, onBuild }: { search: ContactsSearch; change: Change; onBuild: () => void }) {
  const { tab: _, ...present } = search
  const views = useViews('contacts', present, (query) => {
    const cleared = Object.fromEntries(Object.keys(search).map((key) => [key, undefined]))
    change({ ...cleared, ...contactsSearch(query) })
  })
  return (
    <>
      <FilterMenu search={search} change={change} />
      <Button size="xs" variant="default" onClick={onBuild}>
        {conditions.open}
      </Button>
      <ViewsMenu {...views} />
    </>
  )
}

interface Given {
  search: ContactsSearch
  change: Change
  list: ReturnType<typeof useContacts>
}

interface Shown {
  known: readonly KnownField[]
  hidden: string[]
}

/** Which columns are seen: all of Cadenza's own but those put away, and those fields that were asked for. */
function useShown() {
  const known = useFields()
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: 'contacts-columns', defaultValue: hiddenAtFirst })
  const [fields, setFields] = useLocalStorage<string[]>({ key: 'contacts-field-columns', defaultValue: [] })
  const ids = known.map(({ name }) => fieldColumn(name))
  return {
    known,
    hidden: [...hidden, ...ids.filter((id) => !fields.includes(id))],
    columns: [
      ...offered.map((id) => ({ id: id as string, label: words.columns[id] as string })),
      ...known.map(({ name, label }) => ({ id: fieldColumn(name), label })),
    ],
    choose(next: string[]) {
      setHidden(next.filter((id) => !ids.includes(id)))
      setFields(ids.filter((id) => !next.includes(id)))
    },
  }
}

function List({ search, change, list, selection, known, hidden }: Given & Shown & { selection: Selection }) {
  const go = useNavigate()
  const zone = useZone()
  const now = useNow(60_000)
  const columns = useColumns({ zone, now, known })
  const sort = search.sort ?? '-added'
  if (list.error) return <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
  if (list.isLooking) return <RowsOnTheWay rows={8} />
  return (
    <DataTable
      {...list.table}
      label={words.label}
      columns={columns}
      hidden={hidden}
      rowId={(row) => row.public_id}
      rowLabel={(row) => words.row(nameOf(row), row.address)}
      sort={{ by: sort.replace('-', ''), descending: sort.startsWith('-') }}
      onSort={({ by, descending }) =>
        change({ sort: `${descending ? '-' : ''}${by}` as NonNullable<ContactsSearch['sort']> })
      }
      selected={selection.selected}
      onSelect={selection.select}
      onOpen={(row) => void go({ to: '/contacts/$id', params: { id: row.public_id } })}
      isOld={(row) => row.suppressed !== null}
      empty={<Nothing search={search} change={change} />}
    />
  )
}

/** Everybody, searched, filtered and sorted; what is done to many is done from here. */
export function People({ search, change, tabs }: Omit<Given, 'list'> & { tabs: ReactNode }) {
  const list = useContacts(search)
  const bulk = useBulk()
  const [deed, setDeed] = useState<Deed | null>(null)
  const [building, setBuilding] = useState(false)
  const { known, hidden, columns, choose } = useShown()
  const selection = useSelection(filterOf(search), list.rows, list.table.hasMore)
  const counted = useCount(filterOf(search))
  const fitting = counted?.more ? undefined : counted?.contacts
  const n = selection.isAll ? fitting && fitting - selection.except : selection.selected.size
  return (
    <>
      <div className="table-bar">
        {tabs}
        {(!selection.isAny || search.search !== undefined) && (
          <Search label={words.search} value={search.search} onChange={(next) => change({ search: next })} />
        )}
        <span className="grow" />
        {bulk.running ? (
          <Progress running={bulk.running} onStop={bulk.stop} />
        ) : selection.isAny ? (
          <Selected selection={selection} fitting={fitting} onDeed={setDeed} />
        ) : (
          <>
            <Tools search={search} change={change} onBuild={() => setBuilding((now) => !now)} />
            <ColumnsMenu columns={columns} hidden={hidden} onChange={choose} />
          </>
        )}
      </div>
      {building && <Builder where={search.where} change={change} onClose={() => setBuilding(false)} />}
      {Object.keys(filterOf(search)).length > 0 && (
        <div className="ct-narrow">
          <FilterChips search={search} change={change} />
          {search.where && !building && <ConditionChips where={search.where} change={change} />}
          <Found search={search} />
        </div>
      )}
      {bulk.error && <Notice tone="bad">{bulk.error}</Notice>}
      <List {...{ search, change, list, selection, known, hidden }} />
      <BulkDialog
        deed={deed}
        chosen={selection.chosen}
        whom={words.bulk.whom(n, selection.except)}
        bulk={bulk}
        onClose={(done) => {
          setDeed(null)
          if (done) selection.clear()
        }}
      />
    </>
  )
}
