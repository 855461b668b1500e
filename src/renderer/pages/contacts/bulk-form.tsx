import type { ReactNode } from 'react'
import { SubmitFoot } from '../../parts/dialog-form.tsx'
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
      <SubmitFoot isOff={!ready} danger={danger === true} {...{ verb, onCancel }} />
    </form>
  )
}
