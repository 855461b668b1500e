import { Link } from '@tanstack/react-router'
import { Notice } from '../../parts/notice.tsx'
import { replies } from '../../words/replies.ts'
import type { Mailboxes } from './use-messages.ts'

const words = replies.unread
const few = 3

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
