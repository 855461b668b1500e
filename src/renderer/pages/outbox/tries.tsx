import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { moment, second } from '../../words/format.ts'
import { hosts } from '../../words/hosts.ts'
import { outbox } from '../../words/outbox.ts'

const words = outbox.panel

/** Every try to send an email: when, by which sender host where one had it, and what the server said. */
export function Tries({ id, zone, now }: { id: string; zone: string; now: number | null }) {
  const tries = useQuery(api.sends.attempts.queryOptions({ input: { public_id: id } }))
  if (tries.isPending) return <RowsOnTheWay rows={3} height={32} />
  if (!tries.data?.length) return <p className="dim small">{words.noTries}</p>
  return (
    <ol className="ob-tries">
      {tries.data.map(({ at, outcome, code, reply, by_host, host }) => (
        <li key={at}>
          <span className="fine faint">
            {moment(at, zone, now)}:{second(at, zone).slice(-2)}
          </span>
          <b>{outcome === null && by_host ? hosts.email.given : words.outcome(outcome)}</b>
          {host !== null && <span className="dim">{hosts.email.by(host)}</span>}
          {reply && (
            <span className="quote">
              {code !== null && !reply.startsWith(String(code)) && `${code} `}
              {reply}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
