import { replies } from '../../words/replies.ts'
import './incoming.css'

/** Why a message counts as what it does: each rule that spoke, with the very words it found. The last one decided. */
export function Evidence({ of }: { of: readonly { rule: string; found: string }[] }) {
  if (of.length === 0) return <p className="dim small">{replies.panel.noWhy}</p>
  return (
    <ol className="chain evidence">
      {of.map(({ rule, found }, at) => (
        <li key={`${rule} ${found}`} className={at === of.length - 1 ? 'end' : ''}>
          <b>{rule}</b>
          {found && <span className="quote">{found}</span>}
        </li>
      ))}
    </ol>
  )
}
