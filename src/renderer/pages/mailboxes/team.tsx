import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { Empty } from '../../parts/blank.tsx'
import { Search } from '../../parts/table/bar.tsx'
import { DataTable } from '../../parts/table/data-table.tsx'
import { team as words } from '../../words/team.ts'
import type { Box, Seat } from './accounts.ts'
import { type AccountState, accountStates, type MailboxesSearch } from './search.ts'
import { stateOf, type TeamRow, teamColumns } from './team-columns.tsx'

type Change = (next: Partial<Record<keyof MailboxesSearch, string | undefined>>) => void

/** A member sees their own and the whole team's; an admin everybody's. */
export const seenBy = (boxes: Box[], me: Seat | undefined): Box[] =>
  me?.role === 'admin' ? boxes : boxes.filter(({ account }) => account.seat === null || account.seat === me?.address)

function fits({ account, owner, group }: TeamRow, { seat, search }: MailboxesSearch): boolean {
  if (seat !== undefined && (account.seat ?? '-') !== seat) return false
  const asked = search?.toLowerCase()
  const said = [account.from_email, account.name, owner?.name, owner?.address, group].join('\n').toLowerCase()
  return asked === undefined || said.includes(asked)
}

function Filters({ search, change, seats }: { search: MailboxesSearch; change: Change; seats: Seat[] }) {
  const owners = [
    { value: '', label: words.everybody },
    ...seats.map(({ address, name }) => ({ value: address, label: name })),
    { value: '-', label: words.wholeTeam },
  ]
  const states = [
    { value: '', label: words.anyStatus },
    ...accountStates.map((value) => ({ value, label: words.states[value] })),
  ]
  return (
    <>
      <Select
        size="xs"
        w={170}
        aria-label={words.seat}
        data={owners}
        allowDeselect={false}
        value={search.seat ?? ''}
        onChange={(seat) => change({ seat: seat || undefined })}
      />
      <Select
        size="xs"
        w={130}
        aria-label={words.status}
        data={states}
        allowDeselect={false}
        value={search.status ?? ''}
        onChange={(status) => change({ status: (status || undefined) as AccountState | undefined })}
      />
      <Search label={words.search} value={search.search} onChange={(next) => change({ search: next })} />
    </>
  )
}

/** Every account of the workspace in one list; each opens its own page. */
export function Team({
  boxes,
  seats,
  search,
  change,
  tabs,
}: {
  boxes: Box[] | undefined
  seats: Seat[] | undefined
  search: MailboxesSearch
  change: Change
  tabs: ReactNode
}) {
  const go = useNavigate()
  const groups = useQuery(api.groups.list.queryOptions()).data
  const rows = boxes
    ?.map(
      (box): TeamRow => ({
        ...box,
        owner: seats?.find(({ address }) => address === box.account.seat) ?? null,
        group: groups?.find(({ public_id }) => public_id === box.account.group)?.name ?? null,
      }),
    )
    .filter((row) => fits(row, search) && (search.status === undefined || stateOf(row) === search.status))
  return (
    <>
      <div className="table-bar">
        {tabs}
        <span className="grow" />
        <Filters search={search} change={change} seats={seats ?? []} />
      </div>
      <DataTable
        label={words.table}
        rows={rows}
        columns={teamColumns}
        rowId={({ account }) => account.public_id}
        rowLabel={(row) => words.row(row.account.from_email, words.states[stateOf(row)])}
        isOld={({ account }) => account.status === 'inactive'}
        onOpen={({ account }) => void go({ to: '/mailboxes/$id', params: { id: account.public_id } })}
        empty={
          <Empty
            title={words.none}
            action={
              <Button
                variant="default"
                onClick={() => change({ seat: undefined, status: undefined, search: undefined })}
              >
                {words.clear}
              </Button>
            }
          >
            {words.noneMore}
          </Empty>
        }
      />
    </>
  )
}
