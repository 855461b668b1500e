import { Link } from '@tanstack/react-router'
import type { IncomingKind } from '../../../shared/domain/incoming-shape.ts'
import { nameOf, useIncomingCounts, useSomeIncoming } from '../../api/incoming.ts'
import { Kind } from '../../parts/incoming/kind.tsx'
import { list, moment } from '../../words/format.ts'
import { replies as words } from '../../words/replies.ts'
import type { Day } from './day.ts'

/** So many replies are shown with their first words; the rest is counted. */
const few = 3

/** What machines sent, and wishes to be left alone, in the order of their weight. */
const counted: readonly IncomingKind[] = ['complaint', 'bounce', 'opt_out', 'absence', 'delay']

/** Only when something new came back: replies with their first words, and everything else in one line. */
export function CameBack({ day, now }: { day: Day; now: number }) {
  const counts = useIncomingCounts()
  const { data } = useSomeIncoming({ kind: 'reply', unseen: true }, few, (counts?.unseen_kinds.reply ?? 0) > 0)
  if (!counts || counts.unseen === 0) return null
  const { unseen_kinds: of } = counts
  const rows = of.reply > 0 ? (data?.rows ?? []) : []
  const others = counted.filter((kind) => of[kind] > 0)
  return (
    <section aria-labelledby="td-came">
      <div className="td-head">
        <h2 id="td-came">{words.cameBack}</h2>
        <Link className="small" to="/replies">
          {words.today.all}
        </Link>
      </div>
      {rows.map((message) => (
        <Link key={message.public_id} className="td-came" to="/replies" search={{ open: message.public_id }}>
          <Kind of={message} now={now} />
          <b className="clip">{nameOf(message)}</b>
          <span className="clip">{message.text?.trim() || message.subject}</span>
          <span className="dim">{moment(message.at, day.zone, now)}</span>
        </Link>
      ))}
      {(others.length > 0 || of.reply > rows.length) && (
        <p className="small dim td-came-rest">
          {of.reply > few && (
            <>
              <Link to="/replies" search={{ kind: 'reply', unseen: true }}>
                {words.today.rest(of.reply - few)}
              </Link>
              {others.length > 0 && '. '}
            </>
          )}
          {others.length > 0 && (
            <Link to="/replies" search={{ unseen: true }}>
              {words.today.also(list(others.map((kind) => words.today.counted[kind](of[kind]))))}
            </Link>
          )}
        </p>
      )}
    </section>
  )
}
