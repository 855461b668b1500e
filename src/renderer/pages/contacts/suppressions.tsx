import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ColumnDef } from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Empty } from '../../parts/blank.tsx'
import { DialogFoot, useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { Search } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { contacts } from '../../words/contacts.ts'
import { day } from '../../words/format.ts'
import { shell } from '../../words/shell.ts'
import type { Change } from './filter.tsx'
import type { ContactsSearch } from './search.ts'
import { exportList, SuppressionFile } from './suppression-file.tsx'

const words = contacts.list
type Entry = Awaited<ReturnType<typeof client.suppressions.list>>['rows'][number]

const shownValue = ({ kind, value }: Entry): string => (kind === 'hash' ? words.erased : value)

function useColumns(zone: string, now: number | null, onRemove: (entry: Entry) => void): ColumnDef<Entry, never>[] {
  return useMemo(
    () => [
      {
        id: 'value',
        meta: { width: 'minmax(180px, 5fr)', label: words.columns.value },
        cell: ({ row: { original } }) => (
          <>
            {original.contact ? (
              <Link to="/contacts/$id" params={{ id: original.contact }} className="strong">
                {original.value}
              </Link>
            ) : (
              <span className="strong">{shownValue(original)}</span>
            )}{' '}
            {original.kind === 'domain' && <span className="faint">{words.kind.domain}</span>}
          </>
        ),
      },
      {
        id: 'reason',
        meta: { width: 'minmax(140px, 6fr)', label: words.columns.reason },
        cell: ({ row: { original } }) =>
          original.source === 'server' ? <span className="quote">{original.reason}</span> : original.reason,
      },
      {
        id: 'source',
        meta: { width: '160px', label: words.columns.source },
        cell: ({ row }) => <span className="dim">{words.source[row.original.source] ?? row.original.source}</span>,
      },
      {
        id: 'added',
        meta: { width: '100px', label: words.columns.added },
        cell: ({ row }) => <span className="dim">{day(row.original.created_at, zone, now ?? undefined)}</span>,
      },
      {
        id: 'remove',
        meta: { width: '130px', label: '', align: 'end' },
        header: () => <span className="unseen">{words.remove}</span>,
        cell: ({ row: { original } }) =>
          original.removable ? (
            <button type="button" className="link" onClick={() => onRemove(original)}>
              {words.remove}
              <span className="unseen"> {original.value}</span>
            </button>
          ) : (
            <span className="faint">{words.stays}</span>
          ),
      },
    ],
    [zone, now, onRemove],
  )
}

/** What adding a value would withdraw; asked as it is typed. */
function useForeseen(value: string) {
  const [settled] = useDebouncedValue(value.trim(), 250)
  return useQuery({
    queryKey: ['suppression', settled],
    queryFn: () => client.suppressions.add({ value: settled, dry_run: true }),
    enabled: settled.length > 3,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    staleTime: 0,
  })
}

function AddForm({ onClose }: { onClose: () => void }) {
  const [value, setValue] = useState('')
  const [reason, setReason] = useState<string>(contacts.suppress.usual)
  const [error, setError] = useState<string | null>(null)
  const told = useForeseen(value)
  const data = value.trim().length > 3 ? told.data : undefined
  async function add() {
    try {
      const { value: kept, emails } = await client.suppressions.add({ value, reason })
      say({
        title: words.dialog.did(kept),
        ...(emails > 0 ? { more: contacts.suppress.withdrawn(emails) } : {}),
      })
      onClose()
    } catch (thrown) {
      setError(wordsOf(thrown))
    }
  }
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextInput
        data-autofocus
        label={words.dialog.value}
        description={words.dialog.valueMore}
        value={value}
        error={error}
        onChange={({ currentTarget }) => {
          setError(null)
          setValue(currentTarget.value)
        }}
      />
      <p className="small dim" aria-live="polite">
        {data && !told.error && words.dialog.contacts(data.contacts, data.emails)}
        {data && data.sending > 0 && ` ${contacts.suppress.sending(data.sending)}`}
      </p>
      <TextInput
        label={contacts.suppress.reason}
        description={contacts.suppress.reasonMore}
        value={reason}
        maxLength={300}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {shell.cancel}
        </Button>
        <Button type="submit" variant="default" data-danger disabled={value.trim() === '' || reason.trim() === ''}>
          {contacts.suppress.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

interface Given {
  search: ContactsSearch
  change: Change
  tabs: ReactNode
  isAdding: boolean
  onAdded: () => void
}

/** Addresses and domains that no sequence writes to. */
export function Suppressions({ search, change, tabs, isAdding, onAdded }: Given) {
  const zone = useZone()
  const now = useNow(60_000)
  const ask = useAsk()
  const [error, setError] = useState<string | null>(null)
  const [isImporting, setImporting] = useState(false)
  const input = { ...(search.search ? { search: search.search } : {}), limit: 100 }
  const list = useEndless(api.suppressions.list.key({ input }), (after, signal) =>
    client.suppressions.list({ ...input, after }, { signal }),
  )
  const remove = useMemo(
    () => async (entry: Entry) => {
      const yes = await ask({
        title: words.removing(entry.value),
        body: <p>{words.removeMore}</p>,
        verb: words.remove,
        run: () => client.suppressions.remove({ public_id: entry.public_id }),
      })
      const back = () =>
        client.suppressions
          .add({ value: entry.value, reason: entry.reason })
          .catch((thrown) => setError(wordsOf(thrown)))
      if (yes) say({ title: words.removed(entry.value), action: { label: contacts.bulk.undo, run: back } })
    },
    [ask],
  )
  const columns = useColumns(zone, now, remove)
  return (
    <>
      <div className="table-bar">
        {tabs}
        <Search label={words.search} value={search.search} onChange={(next) => change({ search: next })} />
        <Button size="xs" variant="default" onClick={() => setImporting(true)}>
          {words.import.open}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => void exportList().catch((thrown) => setError(wordsOf(thrown)))}
        >
          {words.export}
        </Button>
      </div>
      {error && <Notice tone="bad">{error}</Notice>}
      {list.error ? (
        <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
      ) : (
        <DataTable
          {...list.table}
          label={words.label}
          columns={columns}
          rowId={(row) => row.public_id}
          rowLabel={(row) => row.value}
          empty={search.search ? <Empty title={words.none} /> : <Empty title={words.empty}>{words.emptyMore}</Empty>}
        />
      )}
      <SuppressionFile isOpen={isImporting} onClose={() => setImporting(false)} />
      <Modal opened={isAdding} onClose={onAdded} title={words.dialog.title} size={480}>
        {isAdding && <AddForm onClose={onAdded} />}
      </Modal>
    </>
  )
}
