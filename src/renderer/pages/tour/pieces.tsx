/** What the steps of the tour have in common: their foot, its button, their sentence. */
import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { tour as words } from '../../words/tour.ts'
import type { Trial } from './trial.ts'

export interface BodyProps {
  trial: Trial
  onNext: () => void
  onBack: () => void
  /** Keeps what a step was told and has not written yet: called before it is left otherwise than by its own button. */
  unsaved: RefObject<(() => Promise<unknown>) | null>
  onLeave: (to: '/' | '/contacts/import' | '/mailboxes/connect') => Promise<void>
}

/** Back, what is promised, and onwards; Enter in a form goes on too. */
export function Foot(props: { onBack?: () => void; children: ReactNode }) {
  return (
    <footer className="tour-foot">
      {props.onBack && (
        <Button variant="default" onClick={props.onBack}>
          {words.back}
        </Button>
      )}
      <span className="grow small dim">{words.foot}</span>
      {props.children}
    </footer>
  )
}

export function Next({
  label,
  onClick,
  disabled,
  submit,
}: {
  label: string
  onClick?: () => void
  disabled?: boolean
  submit?: boolean
}) {
  return (
    <Button
      type={submit ? 'submit' : 'button'}
      rightSection={<IconArrowRight size={16} aria-hidden />}
      onClick={onClick}
      disabled={disabled ?? false}
      data-next
    >
      {label}
    </Button>
  )
}

/** A sentence with its point in the accent; takes the focus, because the button that led here is gone. */
export function Hero({ said: [before, point, after] }: { said: readonly [string, string, string] }) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  return (
    <h2 className="hero" ref={head} tabIndex={-1}>
      {before}
      <em>{point}</em>
      {after}
    </h2>
  )
}
