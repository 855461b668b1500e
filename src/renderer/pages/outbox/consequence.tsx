import type { client } from '../../api/client.ts'
import { moment } from '../../words/format.ts'
import { outbox } from '../../words/outbox.ts'

const words = outbox.dialog
type Trial = Awaited<ReturnType<typeof client.sends.bulk>>
export type Told = NonNullable<Trial['consequence']>
export type Refused = Trial['refused']

/** Moved emails shown one by one; more are a number. */
const shown = 6

/** Each reason once, with how many it concerns. */
function Refusals({ refused }: { refused: Refused }) {
  if (refused.length === 0) return null
  const reasons = [...new Set(refused.map(({ why }) => why))]
  return (
    <div className="ob-refused">
      <p>{words.refused(refused.length)}</p>
      <ul>
        {reasons.slice(0, 3).map((why) => (
          <li key={why}>{why}</li>
        ))}
        {reasons.length > 3 && <li>{words.refusedMore(reasons.length - 3)}</li>}
      </ul>
    </div>
  )
}

function Moves({ told, now }: { told: Told; now: number | null }) {
  const moves = told.moves
  if (moves.length === 0) return null
  const at = (instant: string) => moment(instant, told.zone, now)
  return (
    <ul className="ob-moves" aria-label={words.moves}>
      {moves.slice(0, shown).map(({ public_id, contact, step, from, to }) => (
        <li key={public_id}>
          <span className="clip">{words.moveStep(contact, step)}</span>
          <span>
            <span className="was">{at(from)}</span> <b className="now-b">{to === null ? words.waits : at(to)}</b>
          </span>
        </li>
      ))}
      {(told.moved ?? 0) > shown && <li className="faint">{words.more((told.moved ?? 0) - shown)}</li>}
    </ul>
  )
}

/** What a deed leads to: sentences first, then what moves as a proof's corrections, then what refuses and why. */
export function Consequence({ told, refused = [], now }: { told: Told; refused?: Refused; now: number | null }) {
  return (
    <div className="ob-consequence">
      {told.words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Moves told={told} now={now} />
      <Refusals refused={refused} />
    </div>
  )
}
