import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ColumnDef } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Search } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { companies as words } from '../../words/companies.ts'
import { count } from '../../words/format.ts'
import { sequences } from '../../words/sequences.ts'
import type { Change } from './filter.tsx'
import type { ContactsSearch } from './search.ts'

type Company = Awaited<ReturnType<typeof client.companies.list>>['rows'][number]
type States = Awaited<ReturnType<typeof client.companies.get>>['states']

const columns: ColumnDef<Company, never>[] = [
  {
    id: 'domain',
    meta: { width: 'minmax(160px, 5fr)', label: words.columns.domain, sort: 'domain' },
    cell: ({ row }) => <span className="strong">{row.original.domain}</span>,
  },
  {
    id: 'name',
    meta: { width: 'minmax(140px, 6fr)', label: words.columns.name },
    cell: ({ row }) => row.original.name,
  },
  {
    id: 'contacts',
    meta: { width: '120px', label: words.columns.contacts, sort: 'contacts', align: 'end' },
    cell: ({ row }) => <span className="num">{count(row.original.contacts)}</span>,
  },
]

const Stands = ({ states }: { states: States }) => (
  <ul className="ct-stands">
    {states.map(({ state, contacts }) => (
      <li key={state}>
        {(sequences.report.states as Record<string, string>)[state] ?? state}{' '}
        <span className="num dim">{count(contacts)}</span>
      </li>
    ))}
  </ul>
)

function Facts({ domain }: { domain: string }) {
  const { data, error } = useQuery(api.companies.get.queryOptions({ input: { domain } }))
  if (error) return <Notice tone="bad">{wordsOf(error)}</Notice>
  if (!data) return <RowsOnTheWay rows={5} />
  const { facts } = words
  const called = data.names.map(({ name, contacts }) => facts.named(name, contacts)).join(', ')
  const row = (name: string, value: ReactNode): [string, ReactNode] => [name, value]
  const rows = [
    row(facts.people, count(data.contacts)),
    ...(called ? [row(facts.names, called)] : []),
    row(facts.never, count(data.never)),
    row(facts.suppressed, count(data.suppressed)),
    row(facts.replies, count(data.replies)),
    ...(data.states.length > 0 ? [row(facts.states, <Stands states={data.states} />)] : []),
  ]
  return (
    <>
      <dl className="ct-company">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {data.looked < data.contacts && <p className="fine faint">{facts.looked(data.looked)}</p>}
    </>
  )
}

/** What is known of one company, and the way to its people. */
function CompanyDialog({ domain, change }: { domain: string | undefined; change: Change }) {
  const close = () => change({ company: undefined })
  const show = () =>
    change({
      tab: undefined,
      company: undefined,
      search: undefined,
      sort: undefined,
      where: { all: [{ field: 'domain', op: 'is', value: domain ?? '' }] },
    })
  return (
    <Modal opened={domain !== undefined} onClose={close} title={domain} size={460}>
      {domain && (
        <div className="ct-form">
          <Facts domain={domain} />
          <DialogFoot>
            <Button variant="default" onClick={close}>
              {words.close}
            </Button>
            <Button onClick={show}>{words.show}</Button>
          </DialogFoot>
        </div>
      )}
    </Modal>
  )
}

/** Everybody's companies, the largest first or by their domain. */
export function Companies({ search, change, tabs }: { search: ContactsSearch; change: Change; tabs: ReactNode }) {
  const sort: 'contacts' | 'domain' = search.by ?? 'contacts'
  const input = { ...(search.search ? { search: search.search } : {}), sort, limit: 100 }
  const list = useEndless(api.companies.list.key({ input }), (after, signal) =>
    client.companies.list({ ...input, after }, { signal }),
  )
  const isSearched = search.search !== undefined
  const nothing = isSearched ? (
    <Empty
      title={words.none.title}
      action={
        <Button variant="default" onClick={() => change({ search: undefined })}>
          {words.none.action}
        </Button>
      }
    />
  ) : (
    <Empty title={words.empty.title}>{words.empty.more}</Empty>
  )
  return (
    <>
      <div className="table-bar">
        {tabs}
        <Search label={words.search} value={search.search} onChange={(next) => change({ search: next })} />
        <span className="grow" />
        {sort === 'contacts' && (list.rows?.length ?? 0) >= 500 && <span className="fine faint">{words.largest}</span>}
      </div>
      {list.error ? (
        <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
      ) : (
        <DataTable
          {...list.table}
          label={words.label}
          columns={columns}
          rowId={(row) => row.domain}
          rowLabel={(row) => words.of(row.domain)}
          sort={{ by: sort, descending: sort === 'contacts' }}
          onSort={({ by }) => change({ by: by === 'domain' ? 'domain' : undefined })}
          onOpen={(row) => change({ company: row.domain })}
          empty={nothing}
        />
      )}
      <CompanyDialog domain={search.company} change={change} />
    </>
  )
}
