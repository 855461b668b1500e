import { CopyButton, UnstyledButton } from '@mantine/core'
import { Fragment } from 'react'
import './command.css'

/** One line to type in a terminal, and a button that copies it. */
export function Command({ children }: { children: string }) {
  // A long line breaks before an option, never between an option and its value.
  const pieces = children.split(/ (?=--?\w|https?:)/)
  return (
    <div className="command">
      <code>
        {pieces.map((piece, index) => (
          <Fragment key={piece}>
            {index > 0 && ' '}
            <span>{piece}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton value={children} timeout={2000}>
        {({ copied, copy }) => (
          <UnstyledButton className="command-copy" onClick={copy} aria-label={`Copy “${children}”`}>
            <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
          </UnstyledButton>
        )}
      </CopyButton>
    </div>
  )
}
