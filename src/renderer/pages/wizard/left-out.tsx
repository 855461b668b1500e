import { Button, Checkbox } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { wizard as words } from '../../words/wizard.ts'
import { type Options, whoOf } from './draft.ts'
import { EmptySteps } from './empties.tsx'
import { LeftOutRow } from './left-out-row.tsx'
import type { Kept } from './use-draft.ts'
import './left-out.css'

export interface Group {
  reason: string
  count: number
  overridable: boolean
  variable: string | null
  /** Which step would be without what, for how many. */
  empty?: { step: number; part: 'text' | 'subject'; contacts: number }[] | undefined
}

interface Props {
  groups: readonly Group[]
  options: Options
  store: Kept
}

/** Who is left out: a line for each reason, which opens to the people it concerns. */
export function LeftOut({ groups, options, store }: Props) {
  return (
    <section className="wiz-left-out" aria-label={words.contacts.groups}>
      {groups.map((group) => (
        <OneReason key={`${group.reason} ${group.variable}`} group={group} options={options} store={store} />
      ))}
    </section>
  )
}

/** The reason in a few words. */
export const titleOf = ({ reason, variable }: Pick<Group, 'reason' | 'variable'>): string =>
  variable ? words.missing(variable) : (words.reasons[reason] ?? reason)

function OneReason({ group, options, store }: Omit<Props, 'groups'> & { group: Group }) {
  const [open, setOpen] = useState(false)
  const body = useId()
  return (
    <div className="wiz-reason">
      <div className="wiz-reason-head">
        <button
          type="button"
          className="wiz-reason-open"
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
        {group.reason === 'contacted_recently' && (
          <Checkbox
            label={words.overrideRecent}
            checked={store.draft.recent}
            onChange={(event) => store.set({ recent: event.currentTarget.checked })}
          />
        )}
      </div>
      {words.consequence[group.reason] && <p className="small dim wiz-reason-why">{words.consequence[group.reason]}</p>}
      <EmptySteps sequence={options.sequence.public_id} group={group} />
      <div id={body} hidden={!open}>
        {open && <Rows group={group} options={options} store={store} />}
      </div>
    </div>
  )
}

/** Tells which of a list's items are on the screen, first and last: those are kept as they are now. */
function useItemsInSight(count: number, onSight: (first: number, last: number) => void) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const items = [...(list.current?.children ?? [])].slice(0, count)
    const seen = new Set<number>()
    const watch = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes)
        if (isIntersecting) seen.add(items.indexOf(target))
        else seen.delete(items.indexOf(target))
      if (seen.size > 0) onSight(Math.min(...seen), Math.max(...seen))
    })
    for (const item of items) watch.observe(item)
    return () => watch.disconnect()
  }, [count, onSight])
  return list
}

function Rows({ group, options, store }: Omit<Props, 'groups'> & { group: Group }) {
  const { reason, variable } = group
  const input = { ...whoOf(store.draft, options.sequence.public_id), reason, variable }
  const found = useEndless(api.schedule.audience.key({ input }), async (after, signal) => {
    const page = await client.schedule.audience(after ? { ...input, after: Number(after) } : input, { signal })
    return { rows: page.rows, next: page.next === null ? null : String(page.next) }
  })
  const { rows, hasMore, isLoadingMore, onMore, onSight } = found.table
  const list = useItemsInSight(rows?.length ?? 0, onSight)
  if (found.error) return <Failed what={titleOf(group)} error={found.error} onAgain={found.refetch} />
  if (!rows) return <RowsOnTheWay rows={Math.min(3, group.count)} height={36} />
  return (
    <ul className="wiz-left-rows" ref={list}>
      {rows.map((row) => (
        <LeftOutRow
          key={row.public_id ?? row.contact}
          row={row}
          reason={reason}
          onLeave={(id) => store.set((draft) => ({ ...draft, except: [...draft.except, id] }))}
        />
      ))}
      {hasMore && (
        <li>
          <Button size="xs" variant="subtle" loading={isLoadingMore} onClick={onMore}>
            {words.row.more}
          </Button>
        </li>
      )}
    </ul>
  )
}
