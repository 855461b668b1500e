import { IconCornerDownRight } from '@tabler/icons-react'
import { replies } from '../../words/replies.ts'
import './incoming.css'

/** What followed from a message, line by line; struck where it was undone. */
export function Followed({ of, undone }: { of: readonly string[]; undone: boolean }) {
  if (of.length === 0) return <p className="dim small">{replies.panel.nothingFollowed}</p>
  return (
    <ul className={`followed ${undone ? 'undone' : ''}`}>
      {of.map((line) => (
        <li key={line}>
          <IconCornerDownRight size={14} stroke={1.7} aria-hidden />
          {line}
        </li>
      ))}
    </ul>
  )
}
