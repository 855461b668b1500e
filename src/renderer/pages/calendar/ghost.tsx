import { calendar } from '../../words/calendar-page.ts'
import { whatOf, whenText } from './acts.ts'
import type { Drag } from './use-drag.ts'

const words = calendar.move

/** What is dragged, and what letting go would lead to. */
export function Ghost({ drag }: { drag: Drag }) {
  const { target, foreseen, thing } = drag
  const left = Math.min(drag.x + 14, window.innerWidth - 316)
  const top = Math.min(drag.y + 14, window.innerHeight - 150)
  return (
    <div className="cal-ghost" role="status" style={{ transform: `translate(${left}px, ${top}px)` }}>
      <b className="clip">{whatOf(thing)}</b>
      {target === undefined ? (
        <span className="faint">{words.notHere}</span>
      ) : (
        <>
          <span className="now-b">{whenText(target)}</span>
          {(foreseen?.words ?? [words.asking]).slice(0, 3).map((text) => (
            <span key={text} className={foreseen?.refused ? 'cal-bad' : 'dim'}>
              {text}
            </span>
          ))}
          {foreseen && !foreseen.refused && <span className="faint">{words.letGo}</span>}
        </>
      )}
    </div>
  )
}
