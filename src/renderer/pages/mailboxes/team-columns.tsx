import type { ColumnDef } from '@tanstack/react-table'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { count } from '../../words/format.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { team as words } from '../../words/team.ts'
import type { Box, Seat } from './accounts.ts'
import type { AccountState } from './search.ts'

/** A row of the team's accounts, with what other tables say about it. */
export interface TeamRow extends Box {
  owner: Seat | null
  group: string | null
}

export const stateOf = ({ account }: Box): AccountState =>
  account.status === 'active' && account.paused ? 'paused' : account.status

/** The day is what a limit is usually told by; without one the longest limit there is. */
function dayOf({ usage }: Box) {
  const windows = usage?.windows ?? []
  const of = (name: string) => windows.find(({ window }) => window === name)
  return of('utc_day') ?? of('day') ?? of('week') ?? of('hour') ?? of('minute') ?? windows[0]
}

function Used({ row }: { row: TeamRow }) {
  const day = dayOf(row)
  if (!day) return <span className="faint">{words.unlimited}</span>
  return (
    <span title={mailboxes.window(day.window)} className={day.near_limit ? 'strong' : ''}>
      {count(day.used)} <span className="dim">{words.of(count(day.allowed), mailboxes.window(day.window))}</span>
    </span>
  )
}

function Status({ row }: { row: TeamRow }) {
  const { account } = row
  const reason = account.status === 'active' ? null : account.status_reason
  return (
    <span className="mb-team-state">
      {account.sandbox ? <State is="sandbox" /> : <State is={stateOf(row)} />}
      {reason && (
        <span className="clip dim" title={reason}>
          {reason}
        </span>
      )}
    </span>
  )
}

export const teamColumns: ColumnDef<TeamRow, never>[] = [
  {
    id: 'account',
    meta: { width: 'minmax(200px, 3fr)', label: words.columns.account, always: true },
    cell: ({ row: { original: row } }) => (
      <span className="mb-team-who">
        <Who name={row.account.type === 'managed' ? 'M' : row.account.from_email} lane={laneOf(row.place)} />
        <span className="clip strong" title={row.account.from_email}>
          {row.account.type === 'managed' ? mailboxes.managed.name(row.account.sandbox) : row.account.from_email}
        </span>
      </span>
    ),
  },
  {
    id: 'owner',
    meta: { width: 'minmax(120px, 1.5fr)', label: words.columns.owner },
    cell: ({ row: { original: row } }) =>
      row.owner ? (
        <span className="clip" title={row.owner.address}>
          {row.owner.name}
          {row.owner.state === 'locked' && <span className="dim"> · {words.locked}</span>}
        </span>
      ) : (
        <span className="dim">{row.account.type === 'managed' ? words.workspace : words.wholeTeam}</span>
      ),
  },
  {
    id: 'type',
    meta: { width: 'minmax(90px, 1fr)', label: words.columns.type },
    cell: ({ row: { original: row } }) => <span className="clip">{words.types[row.account.type]}</span>,
  },
  {
    id: 'group',
    meta: { width: 'minmax(80px, 1fr)', label: words.columns.group },
    cell: ({ row: { original: row } }) => <span className="clip">{row.group ?? <span className="faint">–</span>}</span>,
  },
  {
    id: 'status',
    meta: { width: 'minmax(150px, 2.6fr)', label: words.columns.status },
    cell: ({ row: { original: row } }) => <Status row={row} />,
  },
  {
    id: 'used',
    meta: { width: 'minmax(150px, 1.4fr)', label: words.columns.used, align: 'end' },
    cell: ({ row: { original: row } }) => <Used row={row} />,
  },
]
