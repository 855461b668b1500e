import { consequence as words } from '../words/consequence.ts'
import { moment } from '../words/format.ts'

export interface Moves {
  planned: number
  moved: number | null
  waiting: number | null
  last_before: string | null
  last_after: string | null
}

function sentence({ planned, moved, waiting }: Moves): string {
  if (planned === 0) return words.nothing
  if (moved === null || waiting === null) return words.many(planned)
  const parts = [...(moved > 0 ? [words.moved(moved, planned)] : []), ...(waiting > 0 ? [words.waiting(waiting)] : [])]
  return parts.length > 0 ? parts.join(' ') : words.none(planned)
}

/** What a change would do, before it is made: how many emails move, and the last one's time, corrected like a proof. */
export function Consequence({ moves, zone, now }: { moves: Moves | undefined; zone: string; now: number | null }) {
  const { last_before: before, last_after: after } = moves ?? {}
  return (
    <p className="small" aria-live="polite">
      {moves ? sentence(moves) : <span className="faint">{words.working}</span>}
      {before && after && before !== after && (
        <>
          {' '}
          {words.last} <s className="was">{moment(before, zone, now)}</s>{' '}
          <b className="now-b">{moment(after, zone, now)}</b>.
        </>
      )}
    </p>
  )
}
