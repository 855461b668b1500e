/**
 * Tells that a sequence has finished: once, when its last owed email is settled. Archived ones are left in peace, and
 * try-outs in the sandbox too: whoever rehearses sits in front of it, and what the sandbox took is no mail.
 */
import { DAY, HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import type { Note, Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { type Ending, keepTold, untoldEndings } from '../../store/endings.ts'
import type { Store } from '../../store/open.ts'

/** What ends within this time is told in one note. */
const gather = MINUTE
/** An end that nobody was told about is news for so long: after a crash, or an update that brought this telling. */
const news = DAY
/** An outcome may be written down later than it came: a disk that refused it, a clock that was set. */
const late = HOUR
/** Names in one note. */
const named = 3

export interface Endings {
  stop(): Promise<void>
}

export interface EndingsOptions {
  store: Store
  ports: Ports
  changes: Changes
}

export function startEndings({ store, ports, changes }: EndingsOptions): Endings {
  const { clock, log, notifier } = ports
  let since = clock.now() - news
  return startRounds({
    clock,
    changes,
    wokenBy: ['sends', 'enrollments'],
    gather,
    // what was not told is found again
    async round() {
      const now = clock.now()
      const told = await tell(store, now, since)
      if (told.length > 0) notifier.notify(noteOf(told))
      since = now - late
      return Number.POSITIVE_INFINITY
    },
    failed(error) {
      log.warn('looking for finished sequences failed and is tried again', { error: String(error) })
      return clock.now() + gather
    },
  })
}

/** Marks them before anybody hears of it: told twice would be worse than told by the journal alone. */
async function tell(store: Store, now: number, since: number): Promise<Ending[]> {
  if (untoldEndings(store, since).length === 0) return []
  return store.writeSoon((tx) => {
    const found = untoldEndings(tx, since)
    for (const ending of found) keepTold(tx, now, ending, `"${ending.name}" has finished: ${figures(ending)}`)
    return found
  })
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

function figures({ contacts, sent, refused, stopped }: Ending): string {
  const whom = count(contacts, 'contact', 'contacts')
  // Whom nothing more was sent to must not look as if they had had everything.
  const went = stopped === 0 ? `sent to ${whom}` : `sent; ${stopped} of ${whom} stopped on the way`
  return `${count(sent, 'email', 'emails')} ${went}${refused === 0 ? '' : `, ${refused} refused`}.`
}

function noteOf(told: readonly Ending[]): Note {
  const [only, ...others] = told
  if (only && others.length === 0)
    return { kind: 'finished', title: `"${only.name}" has finished`, body: figures(only), about: only.publicId }
  const names = told.slice(0, named).map(({ name }) => `"${name}"`)
  const more = told.length > named ? ` and ${told.length - named} more` : ''
  return { kind: 'finished', title: `${told.length} sequences have finished`, body: `${names.join(', ')}${more}.` }
}
