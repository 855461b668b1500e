import { createContext, type ReactNode, useContext } from 'react'
import type { Box, Seat } from './accounts.ts'

/** What every section of a mailbox's page is given. */
export interface SectionProps {
  box: Box
  seats: Seat[]
}

/** Whoever works here decides on the mailbox of the page; what they may not do is not offered. */
export const MayChange = createContext(true)

/** One section of a mailbox's page: its name and one sentence at the left, what it is about beside it. */
export function AccountSection({
  title,
  lead,
  action,
  children,
}: {
  title: string
  lead?: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  const mayChange = useContext(MayChange)
  return (
    <section className="mb-account-section" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {lead && <p className="small dim">{lead}</p>}
        {mayChange && action && <div className="mb-account-act">{action}</div>}
      </header>
      <div className="mb-account-body">{children}</div>
    </section>
  )
}

/** Names and values of a section, one a line. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="mb-account-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
