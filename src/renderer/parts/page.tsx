import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { settings } from '../words/settings.ts'
import './page.css'

/**
 * A screen beside the sidebar: its head, and below it what it shows. `fill` leaves scrolling to its content; `measured`
 * ends where lines of text and facts do, however wide the window is.
 */
export function Page({ children, fill, measured }: { children: ReactNode; fill?: boolean; measured?: boolean }) {
  return <div className={`page ${fill ? 'fill' : ''} ${measured ? 'measured' : ''}`}>{children}</div>
}

interface Head {
  title: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  /** The section of the settings that it belongs to: the sidebar alone doesn’t lead back there. */
  back?: 'seats' | 'delegation'
}

/** Title, one sentence, actions at the right. At most one of them is filled. */
export function PageHead({ title, lead, actions, back }: Head) {
  return (
    <header className="page-head">
      <div className="grow">
        {back && (
          <p className="page-back small">
            <Link to="/settings/{-$section}" params={{ section: back }}>
              {settings.sections[back]}
            </Link>
          </p>
        )}
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {actions && <div className="acts">{actions}</div>}
    </header>
  )
}

/** A side panel of a screen: a section with a name and a way to close it. */
export function SidePanel({ label, children, onClose }: { label: string; children: ReactNode; onClose?: () => void }) {
  return (
    <section
      className="panel"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || !onClose) return
        event.preventDefault()
        onClose()
      }}
    >
      {children}
    </section>
  )
}
