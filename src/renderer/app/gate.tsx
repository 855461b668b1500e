import { Outlet } from '@tanstack/react-router'
import { useDoor } from '../api/hooks.ts'
import { Mark } from '../parts/mark.tsx'
import { shell } from '../words/shell.ts'
import { Locked } from './locked.tsx'
import { Palette } from './palette.tsx'
import { Shortcuts } from './shortcuts.tsx'
import './gate.css'

/** Says at the top that the engine is away; what is on screen stays, because it was true a moment ago. */
function Away() {
  return (
    <div className="away" role="status">
      <b>{shell.offline.title}</b> {shell.offline.more}
    </div>
  )
}

/** What stands before every screen: is there an engine, and may this browser talk to it? */
export function Gate() {
  const door = useDoor()
  if (door === 'locked') return <Locked />
  return (
    <div className="gate">
      {door === 'lost' && <Away />}
      {door === 'connecting' ? (
        <div className="connecting" role="status">
          <Mark />
          <span className="unseen">{shell.connecting}</span>
        </div>
      ) : (
        <Outlet />
      )}
      <Palette />
      <Shortcuts />
    </div>
  )
}
