import type { ReactNode } from 'react'
import { longDay } from '../../words/format.ts'
import { plan as words } from '../../words/plan.ts'
import { ends, type Planned } from './score-of.ts'
import './plan.css'

/** The plan in a sentence, and below it what it consists of and which limit holds it back. */
export function Verdict({ planned, more }: { planned: Planned; more?: ReactNode }) {
  const { zone, summary, calendar } = planned
  const found = ends(planned)
  if (!found) return <p className="hero">{words.nobody}</p>
  const now = Date.parse(calendar.now)
  return (
    <>
      <p className="hero">
        {summary.emails === 1 ? words.only : words.last}
        <em>{longDay(found.last, zone)}</em> {words.inSlot(found.last, zone)}.
      </p>
      <p className="dim">
        {words.emails(summary.emails, summary.contacts)}, {words.starting(found.first, zone, now)},{' '}
        {words.zone(zone, found.first)}.{' '}
        {calendar.held_back ? (
          <>
            {words.heldBack}
            <strong className="named">{words.limitOf(calendar.held_back.text)}</strong>.
          </>
        ) : (
          words.nothingHolds
        )}{' '}
        {more}
      </p>
    </>
  )
}
