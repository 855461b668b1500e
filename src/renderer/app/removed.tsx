import { useDoor } from '../api/hooks.ts'
import { Mark } from '../parts/mark.tsx'
import { shell } from '../words/shell.ts'

const words = shell.removed

/** The last page. It says what it knows: that the program took the order, and then that it has ended. */
export function Removed() {
  const hasEnded = useDoor() === 'lost'
  return (
    <main className="locked" role="status">
      <Mark />
      <h1>{hasEnded ? words.ended : words.going}</h1>
      <p>{words.more}</p>
      <p className="small dim">{words.close}</p>
    </main>
  )
}
