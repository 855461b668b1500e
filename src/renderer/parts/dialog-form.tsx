import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { shell } from '../words/shell.ts'
import { DialogFoot } from './dialog.tsx'
import { Notice, wordsOf } from './notice.tsx'

interface Props {
  /** The verb on the button that does it. */
  verb: string
  /** What the deed is doing; a mutation fits. */
  doing: { isPending: boolean; error: unknown }
  /** Something is missing, or a rule forbids it. */
  isOff?: boolean
  onSubmit: () => void
  onCancel: () => void
  children: ReactNode
}

interface FootProps {
  verb: string
  isOff?: boolean
  isBusy?: boolean
  danger?: boolean
  onCancel: () => void
}

/** The way back and the verb, at the foot of what is asked. */
export const SubmitFoot = ({ verb, isOff = false, isBusy = false, danger = false, onCancel }: FootProps) => (
  <DialogFoot>
    <Button variant="default" onClick={onCancel}>
      {shell.cancel}
    </Button>
    <Button
      type="submit"
      variant={danger ? 'default' : 'filled'}
      data-danger={danger || undefined}
      loading={isBusy}
      disabled={isOff}
    >
      {verb}
    </Button>
  </DialogFoot>
)

/** What a dialog asks for, what went wrong with it, and the two buttons. Enter in a field does it as well. */
export function DialogForm({ verb, doing, isOff = false, onSubmit, onCancel, children }: Props) {
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isOff && !doing.isPending) onSubmit()
      }}
    >
      {children}
      {doing.error !== null && <Notice tone="bad">{wordsOf(doing.error)}</Notice>}
      <SubmitFoot isBusy={doing.isPending} {...{ verb, isOff, onCancel }} />
    </form>
  )
}
