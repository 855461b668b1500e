import type { ColumnDef } from '@tanstack/react-table'
import { State } from '../../parts/state.tsx'
import { date, moment } from '../../words/format.ts'
import { sequences as words } from '../../words/sequences.ts'
import { Ink } from './ink.tsx'
import type { SequenceRow } from './types.ts'

const stateNames = { draft: 'draft', running: 'active', paused: 'paused', finished: 'finished' } as const

/** Emails that a sequence has in all, those that were taken out not counted. */
export const owed = ({ planned, sending, sent, refused, unsure }: SequenceRow['progress']['emails']): number =>
  planned + sending + sent + refused + unsure

export const underWay = ({ pending, active, paused }: SequenceRow['progress']['contacts']): number =>
  pending + active + paused

function Name({ row }: { row: SequenceRow }) {
  return (
    <>
      <b className="seq-name">{row.name}</b> <span className="faint">{words.steps(row.steps.length)}</span>
    </>
  )
}

function Standing({ row }: { row: SequenceRow }) {
  if (row.progress.sandbox && row.state !== 'draft') return <State is="sandbox">{words.rehearsal[row.state]}</State>
  return <State is={stateNames[row.state]}>{words.states[row.state]}</State>
}

function Sent({ row }: { row: SequenceRow }) {
  const { emails } = row.progress
  const all = owed(emails)
  if (all === 0) return <span className="faint">{words.nobody}</span>
  return <Ink part={emails.sent} whole={all} words={words.sent(emails.sent, all)} />
}

function Trouble({ row }: { row: SequenceRow }) {
  const { unsure, refused } = row.progress.emails
  if (unsure + refused === 0) return null
  return <State is={unsure > 0 ? 'unsure' : 'refused'}>{words.trouble(unsure, refused)}</State>
}

function People({ row }: { row: SequenceRow }) {
  const under = underWay(row.progress.contacts)
  return <>{words.people(under, row.progress.engaged - under)}</>
}

interface Clock {
  zone: string
  now: number | null
}

/** When the last email leaves or left. */
function Last({ row, zone, now }: Clock & { row: SequenceRow }) {
  const { finish, last } = row.progress
  if (finish) return <b className="strong">{moment(finish, zone, now)}</b>
  return <span className="faint">{last ? words.ended(moment(last, zone, now)) : ''}</span>
}

/** A time that has gone by is no time: a pause, a mailbox or a person holds that email back. */
function nextWords({ progress: { next }, paused }: SequenceRow, { zone, now }: Clock): string {
  if (next === null) return ''
  if (paused || (now !== null && Date.parse(next) < now - 60_000)) return words.waits
  return moment(next, zone, now)
}

/** Columns of the list; those with `sort` are sorted here, because the whole list is. */
export function columnsOf({ zone, now }: Clock): ColumnDef<SequenceRow, never>[] {
  const { columns } = words
  const column = (
    id: keyof typeof columns,
    width: string,
    cell: (row: SequenceRow) => React.ReactNode,
    more: { sort?: string; always?: true } = {},
  ): ColumnDef<SequenceRow, never> => ({
    id,
    header: columns[id],
    cell: ({ row }) => cell(row.original),
    meta: { width, label: columns[id], ...more },
  })
  return [
    column('name', 'minmax(128px, 1.6fr)', (row) => <Name row={row} />, { sort: 'name', always: true }),
    column('state', 'minmax(84px, 124px)', (row) => <Standing row={row} />),
    column('progress', 'minmax(124px, 1.2fr)', (row) => <Sent row={row} />),
    column('contacts', 'minmax(96px, 1.2fr)', (row) => <People row={row} />, { sort: 'contacts' }),
    column('trouble', 'minmax(146px, 184px)', (row) => <Trouble row={row} />),
    column('next', '104px', (row) => nextWords(row, { zone, now }), { sort: 'next' }),
    column('finish', '112px', (row) => <Last {...{ row, zone, now }} />, { sort: 'finish' }),
    column('created', '90px', (row) => date(row.created_at, zone), { sort: 'created' }),
  ]
}

const never = Number.MAX_SAFE_INTEGER
const instant = (at: string | null): number => (at === null ? never : Date.parse(at))
const orders: Record<string, (row: SequenceRow) => number | string> = {
  name: (row) => row.name.toLowerCase(),
  contacts: (row) => row.progress.engaged,
  next: (row) => instant(row.progress.next),
  finish: (row) => instant(row.progress.finish),
  created: (row) => instant(row.created_at),
}

/** Sorted; without `by` as they came, newest first. What has no such time comes last in both directions. */
export function sorted(rows: readonly SequenceRow[], by: string | undefined, descending: boolean): SequenceRow[] {
  const of = by === undefined ? undefined : orders[by]
  if (!of) return [...rows]
  const turn = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a), of(b)]
    if (x === y) return 0
    if (x === never || y === never) return x === never ? 1 : -1
    return (x < y ? -1 : 1) * turn
  })
}
