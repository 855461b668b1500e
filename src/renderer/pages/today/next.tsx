import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { senderName } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { laneOf, placeIn, Who } from '../../parts/who.tsx'
import { date, day as dayOf, hour, said, second } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'

const words = today.next

function timeOf(at: string, zone: string, now: number): string {
  return date(at, zone) === date(now, zone) ? second(at, zone) : `${dayOf(at, zone, now)} ${hour(at, zone)}`
}

/** The next five, with when, to whom, from whom and why then. */
export function NextEmails({ day, now }: { day: Day; now: number }) {
  const counts = useQuery(api.sends.counts.queryOptions()).data
  if (day.next.length === 0) return null
  return (
    <section aria-labelledby="td-next">
      <div className="td-head">
        <h2 id="td-next">{words.title}</h2>
        <Link className="small" to="/outbox">
          {words.all(counts?.next ?? day.planned)}
        </Link>
      </div>
      <ul>
        {day.next.map((email) => {
          const name = email.contact_name ?? email.contact
          const time = timeOf(email.at, day.zone, now)
          return (
            <li key={email.public_id}>
              <Link className="td-next" to="/outbox" search={{ open: email.public_id }}>
                <span className="strong">{time}</span>
                <span className="clip">
                  <b>{name}</b> <span className="faint">{email.company}</span>
                </span>
                <span className="clip dim td-subject">{email.title}</span>
                <Who
                  name={senderName(email.sender, email.sender_name)}
                  lane={laneOf(placeIn(day.accounts, email.account_id))}
                />
                <span className="clip dim td-why">{said(email.why_short)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
