import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { State } from '../../parts/state.tsx'
import { contacts as words } from '../../words/contacts.ts'
import { elsewhere } from '../../words/elsewhere.ts'
import { day, moment } from '../../words/format.ts'
import type { KnownField } from './own-field.tsx'
import { type Contact, nameOf } from './use-contacts.ts'

function InSequence({ contact, zone, now }: { contact: Contact; zone: string; now: number | null }) {
  const { suppressed, enrollment } = contact
  if (suppressed)
    return (
      <span className="ct-seq">
        <State is="suppressed" /> <span className="faint">{suppressed.reason}</span>
      </span>
    )
  if (!enrollment) return <span className="unseen">{words.page.nothing}</span>
  const { next_at: at, computer } = enrollment
  const time = at === null ? null : moment(at, zone, now)
  const next =
    at === null || time === null
      ? words.noNext
      : words.next(computer === null ? time : elsewhere.leaves({ ...enrollment, at }, time, now))
  return (
    <span className="ct-seq">
      <State is={enrollment.state === 'paused' ? 'paused' : 'active'}>{enrollment.sequence}</State>{' '}
      <span className="faint">
        {next}
        {enrollment.sandbox && ` · ${words.sandbox}`}
      </span>
    </span>
  )
}

export const Tags = ({ tags }: { tags: readonly string[] }) => (
  <span className="ct-tags">
    {tags.map((tag) => (
      <span key={tag} className="ct-tag">
        {tag}
      </span>
    ))}
  </span>
)

type Column = ColumnDef<Contact, never>

/** The id of a field's own column; none of Cadenza's has such a sign in its name. */
export const fieldColumn = (name: string): string => `fields.${name}`

const columnOf = ({ name, label, type }: KnownField): Column => ({
  id: fieldColumn(name),
  meta: { width: 'minmax(90px, 3fr)', label, ...(type === 'number' ? { align: 'end' as const } : {}) },
  cell: ({ row }) => <span className={type === 'number' ? 'num' : 'clip'}>{row.original.fields[name]}</span>,
})

/** @param known fields with a type: each may be a column */
export function useColumns({
  zone,
  now,
  known,
}: {
  zone: string
  now: number | null
  known: readonly KnownField[]
}): Column[] {
  return useMemo(
    (): Column[] => [
      {
        id: 'name',
        meta: { width: 'minmax(130px, 4fr)', label: words.columns.name, sort: 'name', always: true },
        cell: ({ row: { original } }) =>
          original.first_name || original.last_name ? <span className="strong">{nameOf(original)}</span> : null,
      },
      {
        id: 'address',
        meta: { width: 'minmax(150px, 5fr)', label: words.columns.address, sort: 'address', always: true },
        cell: ({ row }) => row.original.address,
      },
      {
        id: 'company',
        meta: { width: 'minmax(80px, 3fr)', label: words.columns.company, sort: 'company' },
        cell: ({ row }) => row.original.company,
      },
      {
        id: 'tags',
        meta: { width: 'minmax(80px, 3fr)', label: words.columns.tags },
        cell: ({ row }) => <Tags tags={row.original.tags} />,
      },
      {
        id: 'sequence',
        meta: { width: 'minmax(150px, 6fr)', label: words.columns.sequence },
        cell: ({ row }) => <InSequence contact={row.original} zone={zone} now={now} />,
      },
      {
        id: 'last',
        meta: { width: '104px', label: words.columns.last },
        cell: ({ row: { original } }) =>
          original.last_sent === null ? (
            <span className="faint">{words.never}</span>
          ) : (
            moment(original.last_sent, zone, now)
          ),
      },
      {
        id: 'owner',
        meta: { width: 'minmax(70px, 3fr)', label: words.columns.owner },
        cell: ({ row }) => <span className="dim">{row.original.owner}</span>,
      },
      {
        id: 'zone',
        meta: { width: '110px', label: words.columns.zone },
        cell: ({ row }) => <span className="dim">{row.original.zone}</span>,
      },
      {
        id: 'added',
        meta: { width: '88px', label: words.columns.added, sort: 'added' },
        cell: ({ row }) => <span className="dim">{day(row.original.created_at, zone, now ?? undefined)}</span>,
      },
      ...known.map(columnOf),
    ],
    [zone, now, known],
  )
}
