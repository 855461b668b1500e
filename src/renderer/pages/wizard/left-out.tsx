import { Button, Checkbox } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { wizard as words } from '../../words/wizard.ts'
import { type Options, whoOf } from './draft.ts'
import { LeftOutRow, type Row } from './left-out-row.tsx'
import type { Kept } from './use-draft.ts'
import './left-out.css'

export interface Group {
  reason: string
  count: number
  overridable: boolean
  variable: string | null
}

interface Props {
  groups: readonly Group[]
  options: Options
  store: Kept
}

/** Who is left out: a line for each reason, which opens to the people it concerns. */
export function LeftOut({ groups, options, store }: Props) {
  return (
    <section className="left-out" aria-label={words.contacts.groups}>
      {groups.map((group) => (
        <OneReason key={`${group.reason} ${group.variable}`} group={group} options={options} store={store} />
      ))}
    </section>
  )
}

const titleOf = ({ reason, variable }: Group) =>
  variable ? words.missing(variable) : (words.reasons[reason] ?? reason)

function OneReason({ group, options, store }: Omit<Props, 'groups'> & { group: Group }) {
  const [open, setOpen] = useState(false)
  const body = useId()
  return (
    <div className="reason">
      <div className="reason-head">
        <button
          type="button"
          className="reason-open"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={16} stroke={1.7} aria-hidden className={open ? 'turned' : ''} />
          <b>{words.count(group.count)}</b>
          <span>{titleOf(group)}</span>
        </button>
        {group.reason === 'been_in_this_sequence' && (
          <Checkbox
            label={words.override}
            checked={store.draft.repeat}
            onChange={(event) => store.set({ repeat: event.currentTarget.checked })}
          />
        )}
      </div>
      {words.consequence[group.reason] && <p className="small dim reason-why">{words.consequence[group.reason]}</p>}
      <div id={body} hidden={!open}>
        {open && <Rows group={group} options={options} store={store} />}
      </div>
    </div>
  )
}

function Rows({ group, options, store }: Omit<Props, 'groups'> & { group: Group }) {
  const wish = { ...whoOf(store.draft, options.sequence.public_id), reason: group.reason }
  const found = useInfiniteQuery(
    api.schedule.audience.infiniteOptions({
      input: (after: number | undefined) => ({ ...wish, ...(after === undefined ? {} : { after }) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  if (found.error) return <Failed what={titleOf(group)} error={found.error} onAgain={found.refetch} />
  if (!found.data) return <RowsOnTheWay rows={Math.min(3, group.count)} height={36} />
  const rows: Row[] = found.data.pages.flatMap((page) => page.rows)
  return (
    <ul className="left-rows">
      {rows
        .filter((row) => row.variable === group.variable)
        .map((row) => (
          <LeftOutRow
            key={row.public_id ?? row.contact}
            row={row}
            reason={group.reason}
            onLeave={(id) => store.set((draft) => ({ ...draft, except: [...draft.except, id] }))}
          />
        ))}
      {found.hasNextPage && (
        <li>
          <Button
            size="xs"
            variant="subtle"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {words.row.more}
          </Button>
        </li>
      )}
    </ul>
  )
}
