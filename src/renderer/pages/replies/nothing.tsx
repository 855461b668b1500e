import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../parts/blank.tsx'
import { replies } from '../../words/replies.ts'
import type { Change } from './bar.tsx'
import type { RepliesSearch } from './search.ts'
import type { Mailboxes } from './use-messages.ts'

const words = replies.empty

function NoneRead({ own }: Mailboxes) {
  const [first] = own
  return (
    <Empty
      title={words.none}
      action={
        first ? (
          <Button renderRoot={(props) => <Link to="/mailboxes/$id" params={{ id: first.public_id }} {...props} />}>
            {words.setUp}
          </Button>
        ) : (
          <Button component={Link} to="/mailboxes/connect">
            {words.connect}
          </Button>
        )
      }
    >
      {words.noneMore}
    </Empty>
  )
}

interface NothingProps {
  search: RepliesSearch
  change: Change
  mailboxes: Mailboxes
  /** Nothing came back at all. */
  isEmpty: boolean
}

/** Why the list is empty: nobody reads, nothing came at all, nothing of this kind, all seen, or filters find none. */
export function Nothing({ search, change, mailboxes, isEmpty }: NothingProps) {
  const { open: _, kind, unseen, ...narrowed } = search
  if (isEmpty && mailboxes.noneRead) return <NoneRead {...mailboxes} />
  if (isEmpty)
    return (
      <Empty
        title={words.title}
        action={
          <Button variant="default" renderRoot={(props) => <Link to="/outbox" search={{ tab: 'sent' }} {...props} />}>
            {words.action}
          </Button>
        }
      >
        {words.more}
      </Empty>
    )
  if (Object.keys(narrowed).length === 0 && unseen)
    return (
      <Empty
        title={words.allSeen}
        action={
          <Button variant="default" onClick={() => change({ unseen: undefined })}>
            {words.showAll}
          </Button>
        }
      />
    )
  if (Object.keys(narrowed).length === 0 && kind) return <Empty title={words.kinds[kind]} />
  const cleared = Object.fromEntries(Object.keys({ ...narrowed, kind, unseen }).map((key) => [key, undefined]))
  return (
    <Empty
      title={words.noMatch}
      action={
        <Button variant="default" onClick={() => change(cleared)}>
          {words.clear}
        </Button>
      }
    />
  )
}
