/** Says what came back: to whoever shows tables, and to a person who may not be looking. Many at once are one note. */
import type { IncomingKind } from '../../../shared/domain/incoming-shape.ts'
import type { Changes } from '../../changes.ts'
import type { Note, Ports } from '../../ports.ts'
import type { TakenIn } from '../../store/incoming-story.ts'

/** What is worth a person's while, and how many of it are called. */
const worth: [kind: IncomingKind, one: string, many: string][] = [
  ['reply', 'reply', 'replies'],
  ['bounce', 'bounce', 'bounces'],
  ['complaint', 'complaint', 'complaints'],
]

/** Null: none of it is worth a note. */
export function noteOf(taken: readonly TakenIn[]): Note | null {
  const told = taken.filter(({ kind, byMachine }) => !byMachine && worth.some(([each]) => each === kind))
  const [first] = told
  if (first === undefined) return null
  if (told.length === 1)
    return { kind: 'incoming', title: first.headline, body: first.lines.join(' '), about: first.publicId }
  const counts = worth.flatMap(([kind, one, many]) => {
    const n = told.filter((each) => each.kind === kind).length
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]
  })
  const names = told.slice(0, 3).map(({ headline }) => headline)
  const more = told.length > names.length ? ` And ${told.length - names.length} more.` : ''
  return { kind: 'incoming', title: `${counts.join(', ')} came in`, body: `${names.join('. ')}.${more}` }
}

export function tell({ ports, changes }: { ports: Ports; changes: Changes }, taken: readonly TakenIn[]): void {
  if (taken.length === 0) return
  changes.tell('incoming')
  if (taken.some(({ changed }) => changed)) changes.tell('sends', 'enrollments', 'contacts')
  const note = noteOf(taken)
  if (note) ports.notifier.notify(note)
}

/** Letters about permissions: each is shown, none is followed. */
export function tellLetters({ ports, changes }: { ports: Ports; changes: Changes }, titles: readonly string[]): void {
  if (titles.length === 0) return
  changes.tell('delegations')
  for (const body of titles) ports.notifier.notify({ kind: 'delegation', title: 'A letter came in', body })
}
