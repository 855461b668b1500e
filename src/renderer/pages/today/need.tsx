import { IconAlertTriangle, IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** One thing that needs a person: what it is, and one button. */
export function Need({ tone, children, action }: { tone: 'warn' | 'bad'; children: ReactNode; action: ReactNode }) {
  const Icon = tone === 'warn' ? IconHelpCircle : IconAlertTriangle
  return (
    <li className={`td-need ${tone}`}>
      <Icon size={17} stroke={1.7} aria-hidden />
      <div className="grow">{children}</div>
      {action}
    </li>
  )
}
