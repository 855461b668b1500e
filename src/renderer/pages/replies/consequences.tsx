import type { IncomingWhy } from '../../api/incoming.ts'
import { Followed } from '../../parts/incoming/followed.tsx'
import { moment } from '../../words/format.ts'
import { replies } from '../../words/replies.ts'

/** What followed, and the one press that undoes it, with what it would do said beside it. */
export function Consequences({ message, zone, now }: { message: IncomingWhy; zone: string; now: number | null }) {
  const { consequence, state, undone_by, undone_at } = message
  return (
    <section>
      <h3>{replies.panel.followed}</h3>
      <Followed of={consequence} undone={state === 'undone'} />
      {undone_at && <p className="small dim rp-undone">{replies.undo.by(undone_by, moment(undone_at, zone, now))}</p>}
    </section>
  )
}
