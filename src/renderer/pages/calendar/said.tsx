import { Link } from '@tanstack/react-router'
import { useIdleGroups } from '../../api/idle-groups.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { keyOf } from '../../parts/score/model.ts'
import { calendar as words } from '../../words/calendar-page.ts'
import { whenText } from './acts.ts'
import type { Range, View } from './plan.ts'

interface SaidProps {
  range: Range
  view: View
  isLater: boolean
  offline: boolean
  trouble: unknown
}

/** What concerns the plan as a whole, above it. */
export function Said({ range, view, isLater, offline, trouble }: SaidProps) {
  const idle = useIdleGroups()
  return (
    <>
      {idle.map((group) => (
        <Notice
          key={group.id}
          tone="warn"
          action={
            <Link to="/mailboxes/groups" className="link">
              {words.idle.open}
            </Link>
          }
        >
          {group.words} {words.idle.waits(group.waiting)}
        </Notice>
      ))}
      {isLater && range.next !== null && (
        <Notice tone="info">{words.opensLater[view](whenText(keyOf(Date.parse(range.next), range.zone)))}</Notice>
      )}
      {offline && <Notice tone="info">{words.offline}</Notice>}
      {trouble !== null && <Notice tone="bad">{wordsOf(trouble)}</Notice>}
    </>
  )
}
