import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Empty } from '../parts/blank.tsx'
import { wordsOf } from '../parts/notice.tsx'
import { shell } from '../words/shell.ts'

/** An address that leads nowhere. */
export function Lost() {
  return (
    <main>
      <Empty title={shell.lost.title} action={<Link to="/">{shell.lost.home}</Link>}>
        {shell.lost.more}
      </Empty>
    </main>
  )
}

/** A screen whose code failed: says so in its place, the rest goes on. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert">
      <Empty title={shell.broken.title} action={<Button onClick={reset}>{shell.broken.again}</Button>}>
        {shell.broken.more} <span className="quote">{wordsOf(error)}</span>
      </Empty>
    </div>
  )
}
