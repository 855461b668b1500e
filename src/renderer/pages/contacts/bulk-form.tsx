import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { DialogFoot } from '../../parts/dialog.tsx'
import { shell } from '../../words/shell.ts'
import type { Bulk, Chosen } from './bulk.tsx'

/** What the form of a deed is given. */
export interface Given {
  chosen: Chosen
  /** How many, or that it is all that fit: for titles. */
  whom: string
  bulk: Bulk
  /** `true`: it was done. */
  onClose: (done: boolean) => void
}

/** The fields of a deed, with the way back and the verb at their foot. */
export function Form({
  children,
  verb,
  ready = true,
  danger,
  onCancel,
  onYes,
}: {
  children: ReactNode
  verb: string
  ready?: boolean
  danger?: boolean
  onCancel: () => void
  onYes: () => void
}) {
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onYes()
      }}
    >
      {children}
      <DialogFoot>
        <Button variant="default" onClick={onCancel}>
          {shell.cancel}
        </Button>
        <Button
          type="submit"
          variant={danger ? 'default' : 'filled'}
          data-danger={danger || undefined}
          disabled={!ready}
        >
          {verb}
        </Button>
      </DialogFoot>
    </form>
  )
}
