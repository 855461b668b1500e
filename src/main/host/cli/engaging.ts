import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { interruptible } from './connect.ts'
import type { Io } from './io.ts'
import { createProgress } from './progress.ts'

type Wish = Parameters<Client['schedule']['engaging']>[0]
type Engaged = Awaited<ReturnType<Client['schedule']['engage']>>

/**
 * Engages with a progress bar. Ctrl-C cancels, and nobody is engaged; where it comes too late, that is said.
 *
 * @throws Refusal `cancelled`, and what engaging refuses
 */
export async function engageWatched(client: Client, wish: Wish, io: Io): Promise<Engaged> {
  const bar = createProgress(io, 'Engaging')
  const { signal, end } = interruptible()
  try {
    const steps = await client.schedule.engaging(wish, { signal })
    for (;;) {
      const step = await steps.next()
      if (step.done) return step.value
      bar.show(step.value.done, step.value.total, step.value.note ?? '')
    }
  } catch (error) {
    if (!signal.aborted) throw error
    bar.end()
    throw await whatBecame(client, wish)
  } finally {
    end()
    bar.end()
  }
}

/** Who hangs up on an engine doesn't hear its answer; a word that nobody was engaged must be true all the same. */
async function whatBecame(client: Client, { sequence, contacts, tag, override }: Wish): Promise<Refusal> {
  const left = await client.schedule.audience({ sequence, contacts, override, ...(tag ? { tag } : {}), limit: 1 })
  if (left.engaged > 0) return new Refusal('cancelled', 'Cancelled: nothing was engaged.')
  return new Refusal(
    'state',
    `It was too late to cancel: the contacts are in "${sequence}". "sends list" shows their emails.`,
  )
}
