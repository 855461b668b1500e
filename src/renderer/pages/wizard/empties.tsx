import { Link } from '@tanstack/react-router'
import { wizard } from '../../words/wizard.ts'

const words = wizard.empty

interface Group {
  empty?: { step: number; part: 'text' | 'subject'; contacts: number }[] | undefined
}

/** Which step leaves whom without what, each with the way to it in the editor. */
export function EmptySteps({ sequence, group }: { sequence: string; group: Group }) {
  if (!group.empty) return null
  return (
    <ul className="wiz-empties small">
      {group.empty.map(({ step, part, contacts }) => (
        <li key={`${step} ${part}`}>
          <span>{words.says(step, part, contacts)}</span>
          <Link
            to="/sequences/$id"
            params={{ id: sequence }}
            search={{ step, ...(part === 'subject' && { part: 'subject' as const }) }}
            className="link"
          >
            {words.open(step)}
          </Link>
        </li>
      ))}
    </ul>
  )
}
