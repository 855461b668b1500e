import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Notice } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import type { Box } from './accounts.ts'

const words = mailbox.unread

interface Doing {
  box: Box
  zone: string
  now: number | null
  onTest: () => void
  isTesting: boolean
}

/** In the row of a mailbox that can't be read: since when, its server's words, what waits, and the ways out. */
export function CantBeRead({ box: { usage }, zone, now, onTest, isTesting }: Doing) {
  const unread = usage?.unread
  if (!unread) return null
  return (
    <Notice
      tone="warn"
      action={
        <Button size="xs" variant="default" loading={isTesting} onClick={onTest}>
          {mailboxes.acts.test}
        </Button>
      }
    >
      <b>{words.title(unread.since && moment(unread.since, zone, now))}</b>{' '}
      <span className="quote">{unread.trouble}</span>
      <div className="dim">
        {words.waits(unread.waiting)}{' '}
        <Link to="/settings/{-$section}" params={{ section: 'policy' }}>
          {words.policy}
        </Link>
      </div>
    </Notice>
  )
}
