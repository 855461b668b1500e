import { IconX } from '@tabler/icons-react'

export interface Narrowing {
  key: string
  what: string
  value: string
  onRemove: () => void
}

/** What narrows a list, said in words, each to be taken away with one press; nothing where nothing does. */
export function Narrowed({
  by,
  remove,
  className = '',
}: {
  by: readonly Narrowing[]
  /** The words of the button that takes one away. */
  remove: (what: string) => string
  className?: string
}) {
  if (by.length === 0) return null
  return (
    <ul className={`chips ${className}`}>
      {by.map(({ key, what, value, onRemove }) => (
        <li key={key}>
          <span className="faint">{what}</span> <span className="clip">{value}</span>
          <button type="button" aria-label={remove(`${what} ${value}`)} onClick={onRemove}>
            <IconX size={13} stroke={1.8} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
