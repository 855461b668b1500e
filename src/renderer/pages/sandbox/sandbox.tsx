import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Empty } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { say } from '../../parts/say.tsx'
import { Search } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { moment, size } from '../../words/format.ts'
import { sandbox as words } from '../../words/sandbox.ts'
import { Reader } from './reader.tsx'
import './sandbox.css'

type Message = Awaited<ReturnType<typeof client.sandbox.list>>['rows'][number]

const toOf = ({ to }: Message) => words.others(to[0] ?? '', to.length - 1)
const subjectOf = ({ subject }: Message) => subject || words.noSubject

function useColumns(zone: string, now: number | null): ColumnDef<Message, never>[] {
  return useMemo(
    () => [
      {
        id: 'to',
        header: words.columns.to,
        meta: { width: 'minmax(0, 5fr)', label: words.columns.to },
        cell: ({ row }) => <span className="strong">{toOf(row.original)}</span>,
      },
      {
        id: 'subject',
        header: words.columns.subject,
        meta: { width: 'minmax(0, 6fr)', label: words.columns.subject },
        cell: ({ row }) => subjectOf(row.original),
      },
      {
        id: 'size',
        header: words.columns.size,
        meta: { width: '64px', label: words.columns.size, align: 'end' },
        cell: ({ row }) => <span className="dim">{size(row.original.size)}</span>,
      },
      {
        id: 'received',
        header: words.columns.received,
        meta: { width: '104px', label: words.columns.received, align: 'end' },
        cell: ({ row }) => <span className="dim">{moment(row.original.received_at, zone, now)}</span>,
      },
    ],
    [zone, now],
  )
}

function useMessages(search: string | undefined) {
  const input = { ...(search ? { search } : {}), limit: 100 }
  return useEndless(api.sandbox.list.key({ input }), (after, signal) =>
    client.sandbox.list({ ...input, after }, { signal }),
  )
}

function useClear(total: number) {
  const ask = useAsk()
  const go = useNavigate()
  return async () => {
    const done = await ask({
      title: words.clearTitle,
      body: words.clearBody(total),
      verb: words.clearVerb,
      danger: true,
      run: () => client.sandbox.clear(),
    })
    if (!done) return
    say({ title: words.cleared(total) })
    void go({ to: '/sandbox', search: {} })
  }
}

function Nothing({ searching }: { searching: boolean }) {
  if (searching) return <Empty title={words.nothingFound} />
  return (
    <Empty
      title={words.empty}
      action={
        <Button component={Link} to="/sequences" variant="default">
          {words.emptyAction}
        </Button>
      }
    >
      {words.emptyMore}
    </Empty>
  )
}

/** The built-in inbox: what would have been sent, as its readers would have seen it. */
export function Sandbox() {
  const { search, open } = useSearch({ from: '/frame/sandbox' })
  const go = useNavigate({ from: '/sandbox' })
  const zone = useZone()
  const now = useNow(60_000)
  const list = useMessages(search)
  const total = useQuery(api.sandbox.count.queryOptions({ input: {} })).data?.count ?? 0
  const found = useQuery(api.sandbox.count.queryOptions({ input: { search }, placeholderData: keepPreviousData }))
  const clear = useClear(total)
  const columns = useColumns(zone, now)
  const read = (id: string | undefined) => void go({ search: (now) => ({ ...now, open: id }), replace: true })
  return (
    <Page fill>
      <PageHead
        title={words.title}
        lead={words.lead}
        actions={
          total > 0 && (
            <Button variant="default" onClick={() => void clear()}>
              {words.clear}
            </Button>
          )
        }
      />
      <div className="table-bar">
        <Search
          label={words.search}
          value={search}
          onChange={(next) => void go({ search: (now) => ({ ...now, search: next }), replace: true })}
        />
        <span className="small dim" aria-live="polite">
          {found.data && (search ? words.found(found.data.count) : words.count(found.data.count))}
        </span>
      </div>
      {list.error ? (
        <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
      ) : (
        <div className={`sb-inbox ${open ? 'reading' : ''}`}>
          <DataTable
            {...list.table}
            label={words.label}
            columns={columns}
            hidden={open ? ['size'] : []}
            rowId={(row) => row.public_id}
            rowLabel={(row) => words.row(subjectOf(row), toOf(row))}
            onOpen={(row) => read(row.public_id)}
            openId={open}
            empty={<Nothing searching={search !== undefined} />}
          />
          {open && <Reader id={open} onClose={() => read(undefined)} />}
        </div>
      )}
    </Page>
  )
}
