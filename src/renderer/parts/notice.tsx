import { Button } from '@mantine/core'
import { IconAlertTriangle, IconHelpCircle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { said } from '../words/format.ts'
import { shell } from '../words/shell.ts'

const icons = { bad: IconAlertTriangle, warn: IconHelpCircle, info: IconInfoCircle }

/** Says, inside what it concerns: what, when, the other side's words, what waits; at most one action. */
export function Notice({
  tone,
  children,
  action,
}: {
  tone: 'bad' | 'warn' | 'info'
  children: ReactNode
  action?: ReactNode
}) {
  const Icon = icons[tone]
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={17} stroke={1.7} aria-hidden />
      <div className="grow">{children}</div>
      {action}
    </div>
  )
}

/** What an error says: a refusal's sentence, or the error's own words. */
export const wordsOf = (error: unknown): string => said(error instanceof Error ? error.message : String(error))

/** Something could not be loaded: the reason, and a way to try again. */
export function Failed({ what, error, onAgain }: { what: string; error: unknown; onAgain?: () => unknown }) {
  return (
    <Notice
      tone="bad"
      action={
        onAgain && (
          <Button size="xs" variant="default" onClick={() => void onAgain()}>
            {shell.again}
          </Button>
        )
      }
    >
      <b>{shell.failed(what)}</b> <span className="quote">{wordsOf(error)}</span>
    </Notice>
  )
}
