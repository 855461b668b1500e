import { scoreWords as words } from '../../words/calendar.ts'
import { Who } from '../who.tsx'
import type { ScorePlan } from './model.ts'
import './legend.css'

/** What the lines mean. `numbered` names each sender's line; `tried`: a change is being tried; `other`: grey is used. */
export function Legend(props: {
  plan: ScorePlan
  numbered?: boolean
  tried?: boolean
  other?: boolean
  starts?: boolean
}) {
  const { plan, numbered, tried, other = true, starts } = props
  return (
    <div className="legend">
      {plan.combined ? (
        <span>
          <i />
          {words.legend.together(plan.senders.length)}
        </span>
      ) : (
        plan.senders.map((s) => (
          <span key={s.id} className={`ln-${s.lane}`} title={s.address}>
            <Who name={s.name} lane={s.lane} />
            {s.name}
            {numbered && <span className="faint">{words.legend.line(s.lane)}</span>}
          </span>
        ))
      )}
      <span>
        <i />
        {words.legend.first}
      </span>
      <span>
        <i className="later" />
        {words.legend.later}
      </span>
      {other && (
        <span>
          <i className="other" />
          {words.legend.other}
        </span>
      )}
      <span>
        <i className="stop" />
        {words.legend.full}
      </span>
      {starts && (
        <span>
          <i className="from" />
          {words.legend.start}
        </span>
      )}
      {tried && (
        <span>
          <i className="was" />
          {words.legend.before}
        </span>
      )}
    </div>
  )
}
