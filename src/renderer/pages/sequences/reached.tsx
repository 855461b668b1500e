import { Link } from '@tanstack/react-router'
import { useNow, useZone } from '../../api/hooks.ts'
import { moment } from '../../words/format.ts'
import { sequences } from '../../words/sequences.ts'
import type { Consequence } from './types.ts'
import './own-texts.css'

const words = sequences.save.reached

/** Named in the question; it fits without scrolling. */
const fewNamed = 4

/** Which unsent emails say something else once it is saved: whom they go to, and when. */
export function Reached({ consequence: { emails, steps } }: { consequence: Consequence }) {
  const zone = useZone()
  const now = useNow(60_000)
  if (emails.length === 0) return null
  const named = new Set(emails.map(({ step }) => step))
  const all = steps.reduce((sum, { step, new_text }) => sum + (named.has(step) ? new_text : 0), 0)
  return (
    <ul className="seq-own-list" aria-label={words.label}>
      {emails.slice(0, fewNamed).map(({ public_id, contact, name, step, variant, at }) => (
        <li key={public_id}>
          <Link to="/outbox" search={{ open: public_id }} className="strong" title={contact}>
            {name ?? contact}
          </Link>
          <span className="faint small">{words.step(step, variant)}</span>
          <span className="small end">{moment(at, zone, now)}</span>
        </li>
      ))}
      {all > fewNamed && <li className="faint small">{words.more(all - fewNamed)}</li>}
    </ul>
  )
}
