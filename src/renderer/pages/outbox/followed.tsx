import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { moment } from '../../words/format.ts'
import { outbox } from '../../words/outbox.ts'
import type { Email } from './use-emails.ts'

const words = outbox.panel.followed

/** Which links of an email were followed; what looks like a program's is said apart, with why. */
export function Followed({ email, zone, now }: { email: Email; zone: string; now: number | null }) {
  const isGone = email.state === 'sent' || email.state === 'unsure'
  const input = { public_id: email.public_id }
  const { data } = useQuery(api.sends.clicks.queryOptions({ input, enabled: isGone }))
  if (!isGone || !data?.rows.length) return null
  return (
    <section className="ob-came" aria-label={words.label}>
      <h3>{words.title(data.links)}</h3>
      <ul>
        {data.rows.map(({ target, counted, why, agent, times, last_at }) => (
          <li key={`${counted} ${target}`} title={agent}>
            <span className={counted ? 'ob-link' : 'ob-link faint'}>{target}</span>
            <p className="dim small">
              {words.times(times)} · {moment(last_at, zone, now)}
              {why !== null && ` · ${words.apart(why)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
