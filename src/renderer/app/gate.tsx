import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useDoor } from '../api/hooks.ts'
import { useRemoved } from '../api/removed.ts'
import { Mark } from '../parts/mark.tsx'
import { shell } from '../words/shell.ts'
import { Locked, LockedAgain } from './locked.tsx'
import { Palette } from './palette.tsx'
import { Removed } from './removed.tsx'
import { SafeBanner } from './safe-banner.tsx'
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

/**
 * What stands before every screen: is there an engine, and may this browser talk to it? A page that was open once is
 * never taken down: Cadenza started again ends a browser's session, and with the page went what was being written in it.
 */
export function Gate() {
  const door = useDoor()
  const isRemoved = useRemoved()
  const [wasOpen, setWasOpen] = useState(false)
  if (door === 'open' && !wasOpen) setWasOpen(true)
  if (isRemoved) return <Removed />
  if (door === 'locked' && !wasOpen) return <Locked />
  return (
    <div className="gate">
      {door === 'lost' && <Away />}
      {wasOpen && <SafeBanner />}
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
      {door === 'locked' && <LockedAgain />}
    </div>
  )
}
