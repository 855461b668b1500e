import { Button } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { moment } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'

const words = today.away
type AwayFacts = NonNullable<Day['away']>

/** A look shorter ago than this is no absence. */
const awayAfter = 5 * 60_000

const happened = (away: AwayFacts): boolean =>
  away.sent + away.sandbox + away.moved + away.refused + away.unsure + away.notes.length > 0

/**
 * What happened before this screen was opened, kept while it is open: what happens before one's eyes is no news. Whoever
 * opened it has looked, once they say so or go on.
 */
export function useLook(day: Day | undefined, isFresh: boolean) {
  const [away, setAway] = useState<AwayFacts | null>(null)
  const isTaken = useRef(false)
  useEffect(() => {
    // What is kept from the last visit tells of an absence that was looked at then.
    if (!day || !isFresh || isTaken.current) return
    isTaken.current = true
    const isAbsence = day.away !== null && Date.parse(day.now) - Date.parse(day.away.since) >= awayAfter
    if (isAbsence && day.away && happened(day.away)) setAway(day.away)
    else void client.today.seen().catch(() => {})
  }, [day, isFresh])
  const leave = useCallback(() => {
    // Not before it was shown: a screen passed through says nothing.
    if (isTaken.current) void client.today.seen().catch(() => {})
  }, [])
  const seen = useCallback(() => {
    setAway(null)
    leave()
  }, [leave])
  return { away, seen, leave }
}

/** Only when something happened. */
export function Away({ away, day, now, onSeen }: { away: AwayFacts; day: Day; now: number; onSeen: () => void }) {
  const at = (instant: string) => moment(instant, day.zone, now)
  const told = [
    away.sent > 0 && words.sent(away.sent),
    away.sandbox > 0 && words.sandbox(away.sandbox),
    away.moved > 0 && words.moved(away.moved),
    away.refused > 0 && words.refused(away.refused),
    away.unsure > 0 && words.unsure(away.unsure),
  ].filter((sentence) => sentence !== false)
  return (
    <section className="td-away" aria-labelledby="td-away">
      <header className="row">
        <h2 id="td-away">{words.title}</h2>
        <span className="faint small grow">{words.since(at(away.since))}</span>
        <Button size="xs" variant="default" onClick={onSeen}>
          {words.seen}
        </Button>
      </header>
      {told.length > 0 && <p>{told.join(' ')}</p>}
      {away.reasons.length > 0 && (
        <ul className="td-reasons">
          {away.reasons.map(({ reason, count }) => (
            <li key={reason}>{words.reason(reason, count)}</li>
          ))}
        </ul>
      )}
      {away.notes.length > 0 && (
        <dl className="td-notes">
          {away.notes.map((note) => (
            <div key={`${note.at} ${note.text}`}>
              <dt>{at(note.at)}</dt>
              <dd>{note.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
