import { wizard } from '../../words/wizard.ts'
import { EmptySteps } from './empties.tsx'
import { type Group, titleOf } from './left-out.tsx'

interface Props {
  sequence: string
  groups: readonly Group[]
  onWhy: () => void
}

/** That nobody is left to write to, and why: by reason, and for an empty email by step. */
export function Nobody({ sequence, groups, onWhy }: Props) {
  return (
    <div className="wiz-nobody">
      <p className="hero">{wizard.summary.nobody}</p>
      {groups.length > 0 && (
        <>
          <ul className="wiz-nobody-why">
            {groups.map((group) => (
              <li key={`${group.reason} ${group.variable}`}>
                <p>
                  <b className="num">{wizard.count(group.count)}</b> {titleOf(group)}
                </p>
                <EmptySteps sequence={sequence} group={group} />
              </li>
            ))}
          </ul>
          {groups.some(({ empty }) => empty) && <p className="dim">{wizard.empty.mend}</p>}
          <button type="button" className="link" onClick={onWhy}>
            {wizard.empty.who}
          </button>
        </>
      )}
    </div>
  )
}
