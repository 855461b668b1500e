import { Link } from '@tanstack/react-router'
import { Notice } from '../../parts/notice.tsx'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { moment } from '../../words/format.ts'
import { replies } from '../../words/replies.ts'
import type { Mailboxes } from './use-messages.ts'

const words = replies.unread
const few = 3

/** Mailboxes that should be read and can't be: their servers' words, and since when nothing is seen. */
export function BlockedMailboxes({ mailboxes: { blocked }, zone, now }: { mailboxes: Mailboxes } & When) {
  const said = replies.blocked
  if (blocked.length === 0) return null
  return (
    <div className="rp-unread">
      {blocked.map(({ public_id, from_email, trouble, read_at }) => (
        <Notice key={public_id} tone="warn" action={<ToMailbox id={public_id}>{said.open}</ToMailbox>}>
          <b>{said.title(from_email)}</b> <span className="quote">{trouble}</span>
          <div className="dim">
            {said.more} {read_at && said.since(moment(read_at, zone, now))}
          </div>
        </Notice>
      ))}
    </div>
  )
}

interface When {
  zone: string
  now: number | null
}

/** Some mailboxes are read and others aren't: what comes back to those is missing here. */
export function Unread({ mailboxes: { unread, noneRead }, isEmpty }: { mailboxes: Mailboxes; isEmpty: boolean }) {
  if (unread.length === 0 || (noneRead && isEmpty)) return null
  return (
    <div className="rp-unread">
      <Notice tone="info">
        <b>{words.some(unread.length)}</b>{' '}
        {unread.slice(0, few).map(({ public_id, from_email }, at) => (
          <span key={public_id}>
            {at > 0 && ', '}
            <Link to="/mailboxes/$id" params={{ id: public_id }} aria-label={words.setUp(from_email)}>
              {from_email}
            </Link>
          </span>
        ))}
        {unread.length > few && ` ${words.others(unread.length - few)}`}. {words.more}
      </Notice>
    </div>
  )
}
