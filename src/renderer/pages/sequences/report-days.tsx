import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { count, date, day } from '../../words/format.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { Report } from './types.ts'

interface Day {
  date: string
  at: string
  planned: number
}

/** Days on which something is still to leave, in the workspace's zone. */
function daysOf(slots: Report['slots'], zone: string): Day[] {
  const found = new Map<string, Day>()
  for (const { start, planned } of slots) {
    if (planned === 0) continue
    const key = date(start, zone)
    const known = found.get(key) ?? { date: key, at: start, planned: 0 }
    known.planned += planned
    found.set(key, known)
  }
  return [...found.values()]
}

const shown = 12

/** What is still to come, day by day: a stroke of ink each, on one scale. */
export function Days({ figures }: { figures: Report }) {
  const zone = useZone()
  const now = useNow(60_000) ?? undefined
  const days = useMemo(() => daysOf(figures.slots, zone), [figures.slots, zone])
  const most = Math.max(1, ...days.map(({ planned }) => planned))
  const rest = days.slice(shown)
  const { report: said } = words
  return (
    <section className="seq-days-ahead" aria-labelledby="seq-to-come">
      <div className="row">
        <h2 id="seq-to-come" className="grow">
          {said.toCome}
        </h2>
        {days[0] && (
          <Link className="small" to="/calendar" search={{ date: days[0].date }}>
            {said.inCalendar}
          </Link>
        )}
      </div>
      {days.length === 0 && <p className="small dim">{said.toComeNone}</p>}
      <ol>
        {days.slice(0, shown).map((each) => (
          <li key={each.date}>
            <span>{day(each.at, zone, now)}</span>
            <span className="seq-stroke" aria-hidden>
              <span style={{ width: `${(each.planned / most) * 100}%` }} />
            </span>
            <span className="num">
              {count(each.planned)}
              <span className="unseen"> {said.day(each.planned)}</span>
            </span>
          </li>
        ))}
      </ol>
      {rest.length > 0 && (
        <p className="fine dim">
          {said.moreDays(
            rest.length,
            rest.reduce((sum, { planned }) => sum + planned, 0),
          )}
        </p>
      )}
    </section>
  )
}
