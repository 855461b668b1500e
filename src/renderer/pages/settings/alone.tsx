import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Empty } from '../../parts/blank.tsx'
import { settings } from '../../words/settings.ts'

/** Instead of a section that needs somebody else: where they are invited. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Empty
      title={title}
      action={
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/settings/{-$section}" params={{ section: 'seats' }} {...props} />}
        >
          {settings.people}
        </Button>
      }
    >
      {children}
    </Empty>
  )
}
