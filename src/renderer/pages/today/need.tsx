import { Button } from '@mantine/core'
import { IconAlertTriangle, IconHelpCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
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

/** Its button, where what is to be done is done in a section of the settings. */
export const ToSettings = ({ section, children }: { section: string; children: ReactNode }) => (
  <Button
    size="xs"
    variant="default"
    renderRoot={(props) => <Link to="/settings/{-$section}" params={{ section }} {...props} />}
  >
    {children}
  </Button>
)
