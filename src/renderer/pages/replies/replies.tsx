import { useNavigate, useSearch } from '@tanstack/react-router'
import { useNow, useZone } from '../../api/hooks.ts'
import { nameOf, useIncomingCounts } from '../../api/incoming.ts'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { timeOf } from '../../words/format.ts'
import { replies as words } from '../../words/replies.ts'
import { Actions, Bar, type Change, Chips } from './bar.tsx'
import { useColumns } from './columns.tsx'
import { Nothing } from './nothing.tsx'
import { MessagePanel } from './panel.tsx'
import { type RepliesSearch, repliesSearch } from './search.ts'
import { BlockedMailboxes, Unread } from './unread.tsx'
import { type Mailboxes, useMailboxes, useMessages } from './use-messages.ts'
import './replies.css'

/** The panel tells these; the list keeps to what, who and when beside it. */
const besidePanel = ['sequence', 'mailbox']

/** Nothing came back at all. */
function useIsEmpty(): boolean {
  const counts = useIncomingCounts()
  return counts !== undefined && Object.values(counts.kinds).every((n) => n === 0)
}

interface ListProps {
  search: RepliesSearch
  change: Change
  mailboxes: Mailboxes
  zone: string
  now: number | null
}

function List({ search, change, mailboxes, zone, now }: ListProps) {
  const list = useMessages(search)
  const isEmpty = useIsEmpty()
  const columns = useColumns({ zone, now, place: mailboxes.place })
  if (list.error) return <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
  return (
    <DataTable
      {...list.table}
      label={words.label}
      columns={columns}
      hidden={search.open ? besidePanel : []}
      rowId={(row) => row.public_id}
      rowLabel={(row) => words.row(nameOf(row), words.kind(row, now), row.seen)}
      onOpen={(row) => change({ open: row.public_id })}
      openId={search.open}
      isOld={(row) => row.state === 'undone'}
      empty={<Nothing {...{ search, change, mailboxes, isEmpty }} />}
    />
  )
}

/** Everything that came back: replies, absence notes, bounces, complaints and opt-outs, with what followed from each. */
export function Replies() {
  const search = useSearch({ from: '/frame/replies' })
  const go = useNavigate({ from: '/replies' })
  const change: Change = (next) =>
    void go({ search: (now) => repliesSearch({ ...now, ...next }), replace: true, resetScroll: false })
  const zone = useZone()
  const now = useNow(60_000)
  const mailboxes = useMailboxes()
  const isEmpty = useIsEmpty()
  return (
    <div className={search.open ? 'with-panel' : 'rp-alone'}>
      <Page fill>
        <PageHead
          title={words.title}
          lead={words.lead(timeOf(zone))}
          actions={<Actions {...{ search, change, mailboxes }} />}
        />
        {!search.open && <BlockedMailboxes {...{ mailboxes, zone, now }} />}
        {!search.open && <Unread mailboxes={mailboxes} isEmpty={isEmpty} />}
        <Bar {...{ search, change }} />
        <Chips {...{ search, change }} />
        <List {...{ search, change, mailboxes, zone, now }} />
      </Page>
      {search.open && (
        <MessagePanel
          key={search.open}
          id={search.open}
          place={mailboxes.place}
          onClose={() => change({ open: undefined })}
          {...{ zone, now }}
        />
      )}
    </div>
  )
}
