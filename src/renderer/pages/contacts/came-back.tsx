import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Incoming, useIncoming, useUndo } from '../../api/incoming.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Evidence } from '../../parts/incoming/evidence.tsx'
import { Followed } from '../../parts/incoming/followed.tsx'
import { Kind } from '../../parts/incoming/kind.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { replies as words } from '../../words/replies.ts'

function Why({ id }: { id: string }) {
  const found = useIncoming(id)
  if (found.error) return <Failed what={words.failedOne} error={found.error} onAgain={() => found.refetch()} />
  if (!found.data) return <RowsOnTheWay rows={2} height={28} />
  return <Evidence of={found.data.evidence} />
}

interface CameBackProps {
  message: Incoming
  zone: string
  now: number | null
}

/** What came back from this person, in its place among the emails: its words, what followed, and why. */
export function CameBack({ message, zone, now }: CameBackProps) {
  const [isOpen, setOpen] = useState(false)
  const { undo, busy, error } = useUndo()
  const { public_id: id, at, subject, text, consequence, state, undone_by, undone_at } = message
  return (
    <li className={state === 'undone' ? 'old' : undefined}>
      <time dateTime={at}>{moment(at, zone, now)}</time>
      <div className="ct-state">
        <Kind of={message} now={now} />
      </div>
      <div className="ct-what">
        <Link to="/replies" search={{ open: id }} className="strong">
          {subject || words.noSubject}
        </Link>
        {text && <p className="said ct-lines">{text.trim()}</p>}
        {consequence.length > 0 && (
          <div className="ct-followed">
            <Followed of={consequence} undone={state === 'undone'} />
          </div>
        )}
        {undone_at && <p className="dim">{words.undo.by(undone_by, moment(undone_at, zone, now))}</p>}
        <p className="ct-came-acts">
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {words.panel.why}
          </button>
          {message.can_undo && (
            <>
              <button
                type="button"
                className="link"
                disabled={busy}
                aria-describedby={`effect-${id}`}
                onClick={() => void undo(message)}
              >
                {words.undo.verb}
              </button>
              <span id={`effect-${id}`} className="faint">
                {words.undo.effect[message.kind]}
              </span>
            </>
          )}
        </p>
        {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
        {isOpen && (
          <div className="ct-why">
            <Why id={id} />
          </div>
        )}
      </div>
    </li>
  )
}
