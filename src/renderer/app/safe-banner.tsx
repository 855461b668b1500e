import { Link, useLocation } from '@tanstack/react-router'
import { useSafety } from '../api/hooks.ts'
import { Notice } from '../parts/notice.tsx'
import { said } from '../words/format.ts'
import { safety as words } from '../words/safety.ts'

/** On every screen while nothing may be sent from this copy of the data: what is held, why, and the way out. */
export function SafeBanner() {
  const { status: data, isHeld } = useSafety()
  const { pathname } = useLocation()
  if (!data || !isHeld) return null
  return (
    <div className="safe-banner">
      <Notice
        tone="bad"
        action={
          // where it leads to, it leads nowhere
          pathname !== '/settings/safety' && (
            <Link className="link" to="/settings/{-$section}" params={{ section: 'safety' }}>
              {words.banner.open}
            </Link>
          )
        }
      >
        <b>{words.banner.title}</b> {said(data.title)} {words.banner.held(data.held)}
      </Notice>
    </div>
  )
}
