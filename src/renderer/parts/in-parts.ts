/** Work on many rows, part by part: what was done is known even where a later part fails, and can be taken back. */

/** Some by id, or all that a filter finds. */
export type Chosen<F> = { ids: readonly string[] } | { filter: F }
/** What is asked for at a time; `after` is where the part before ended. */
export type Part<F> = { ids: string[] } | { filter: F; after: string | undefined }
/** What one part answers: each row it changed, how many it would not, and where the next begins. */
export interface Answer {
  done_ids: string[]
  refused: readonly unknown[]
  next: string | null
}

export interface Outcome {
  /** Ids of what was changed, of all parts that answered. */
  done: string[]
  refused: number
  /** The person stopped it on the way. */
  isStopped: boolean
  /** Why a part failed; what came after it was not asked for. Null: none did. */
  failure: { thrown: unknown } | null
}

/** Changed at a time: the engine takes no more. */
export const mostAtOnce = 500

/** Every part of the work, one after the other; each is done when it answers. */
async function* partsOf<F>(chosen: Chosen<F>, ask: (part: Part<F>) => Promise<Answer>) {
  if ('ids' in chosen) {
    for (let at = 0; at < chosen.ids.length; at += mostAtOnce)
      yield await ask({ ids: chosen.ids.slice(at, at + mostAtOnce) })
    return
  }
  let after: string | undefined
  do {
    const found = await ask({ filter: chosen.filter, after })
    yield found
    after = found.next ?? undefined
  } while (after)
}

/**
 * Does all of it, and never throws.
 *
 * @param onPart told after each part how many are done; a call of `stop` lets no further part begin
 */
export async function inParts<F>(
  chosen: Chosen<F>,
  ask: (part: Part<F>) => Promise<Answer>,
  onPart: (done: number, stop: () => void) => void,
): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: 0, isStopped: false, failure: null }
  const stop = () => {
    outcome.isStopped = true
  }
  try {
    for await (const part of partsOf(chosen, ask)) {
      outcome.done.push(...part.done_ids)
      outcome.refused += part.refused.length
      onPart(outcome.done.length, stop)
      if (outcome.isStopped) break
    }
  } catch (thrown) {
    outcome.failure = { thrown }
  }
  return outcome
}

/** Whether anything can be told: a failure before anything was done is told by its own words alone. */
export const isTold = ({ done, failure }: Outcome): boolean => failure === null || done.length > 0
