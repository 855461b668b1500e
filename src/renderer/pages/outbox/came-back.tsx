import { Link } from '@tanstack/react-router'
import { useSomeIncoming } from '../../api/incoming.ts'
import { Kind } from '../../parts/incoming/kind.tsx'
import { moment } from '../../words/format.ts'
import { replies as words } from '../../words/replies.ts'
import type { Email } from './use-emails.ts'

/** More of them are on the page of replies. */
const most = 5

/** What came back to one email, each leading to the message itself. */
export function CameBack({ email, zone, now }: { email: Email; zone: string; now: number | null }) {
  const isGone = email.state === 'sent' || email.state === 'unsure'
  const { data } = useSomeIncoming({ send: email.public_id }, most, isGone)
  if (!isGone || !data?.rows.length) return null
  return (
    <section className="ob-came" aria-label={words.cameBackTo}>
      <h3>{words.cameBack}</h3>
      <ul>
        {data.rows.map((message) => (
          <li key={message.public_id}>
            <Link to="/replies" search={{ open: message.public_id }}>
              <Kind of={message} now={now} />
              <span className="faint">{moment(message.at, zone, now)}</span>
            </Link>
            {message.text && <p className="dim clip">{message.text.trim()}</p>}
          </li>
        ))}
      </ul>
      {data.next && (
        <Link className="small" to="/replies" search={{ send: email.public_id }}>
          {words.all}
        </Link>
      )}
    </section>
  )
}
