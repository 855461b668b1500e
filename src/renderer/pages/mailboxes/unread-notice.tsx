import { Link } from '@tanstack/react-router'
import { Notice } from '../../parts/notice.tsx'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import type { Box } from './accounts.ts'

const words = mailbox.unread

interface Here {
  box: Box
  zone: string
  now: number | null
}

/** In the row of a mailbox that can't be read: since when, its server's words, what waits, and the ways out. */
export function CantBeRead({ box: { account, usage }, zone, now }: Here) {
  const unread = usage?.unread
  if (!unread) return null
  return (
    <Notice tone="warn" action={<ToMailbox id={account.public_id}>{words.open}</ToMailbox>}>
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
