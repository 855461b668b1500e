import { Button } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { mailboxes } from '../../words/mailboxes.ts'

/**
 * One step: its heading gets the focus, its form goes on with Enter. The steps above name it already for whoever sees
 * them; the heading is for those who hear the page.
 */
export function Step({
  name,
  onNext,
  children,
  foot,
}: {
  name: string
  onNext: () => void
  children: ReactNode
  foot: ReactNode
}) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  return (
    <form
      className="mb-box-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onNext()
      }}
    >
      <h2 ref={head} tabIndex={-1} className="unseen">
        {name}
      </h2>
      {children}
      <div className="mb-connect-foot">{foot}</div>
    </form>
  )
}

export const Back = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" onClick={onClick}>
    {mailboxes.steps.back}
  </Button>
)
