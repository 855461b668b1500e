import { replies } from '../../words/replies.ts'
import './incoming.css'

/** What only programs read: a message's id, bare or in its header. */
const isId = /^(?:[\w-]+:\s*)?<[^<>\s]+@[^<>\s]+>$/

/** Why a message counts as what it does: each rule that spoke, with the very words it found. The last one decided. */
export function Evidence({ of }: { of: readonly { rule: string; found: string }[] }) {
  if (of.length === 0) return <p className="dim small">{replies.panel.noWhy}</p>
  return (
    <ol className="chain evidence">
      {of.map(({ rule, found }, at) => (
        <li key={`${rule} ${found}`} className={at === of.length - 1 ? 'end' : ''}>
          <b>{rule}</b>
          {found && <span className={isId.test(found) ? 'mono' : 'quote'}>{found}</span>}
        </li>
      ))}
    </ol>
  )
}
