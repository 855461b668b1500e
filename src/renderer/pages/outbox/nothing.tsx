import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../parts/blank.tsx'
import { outbox as words } from '../../words/outbox.ts'
import type { Change } from './filter.tsx'
import type { OutboxSearch } from './search.ts'

interface NothingProps {
  search: OutboxSearch
  change: Change
  /** The outbox holds nothing whatever. */
  isEmpty: boolean
  waiting: number
}

/** Why the list is empty: nothing is planned at all, this tab has none, or search and filters find none. */
export function Nothing({ search, change, isEmpty, waiting }: NothingProps) {
  const { open: _, sort: __, tab, ...narrowed } = search
  if (isEmpty)
    return (
      <Empty
        title={words.empty.title}
        action={
          <Button component={Link} to="/sequences" variant="default">
            {words.empty.action}
          </Button>
        }
      >
        {words.empty.more}
      </Empty>
    )
  if (Object.keys(narrowed).length === 0 && (tab ?? 'next') === 'next' && waiting > 0)
    return (
      <Empty
        title={words.none.next}
        action={
          <Button variant="default" onClick={() => change({ tab: 'waiting' })}>
            {words.none.showWaiting}
          </Button>
        }
      >
        {words.none.nextWaits(waiting)}
      </Empty>
    )
  if (Object.keys(narrowed).length === 0)
    return <Empty title={words.none[tab ?? 'next']}>{tab === 'needs_you' && words.none.needsMore}</Empty>
  const cleared = Object.fromEntries(Object.keys(narrowed).map((key) => [key, undefined]))
  return (
    <Empty
      title={words.none.title}
      action={
        <Button variant="default" onClick={() => change(cleared as Partial<OutboxSearch>)}>
          {words.none.action}
        </Button>
      }
    />
  )
}
