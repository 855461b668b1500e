/** The page's side of the worker that answers sliders: numbers go there, and of all that is asked only the newest. */
import type { Guess, Tryable } from '../../../shared/domain/what-if-guess.ts'
import type { Numbers } from '../../../shared/domain/what-if-numbers.ts'
import type { Asked, Told } from './estimate-worker.ts'

type Answer = (guess: Guess | null) => void

export interface Estimates {
  /** Numbers to estimate from, from the next question on. */
  learn(numbers: Numbers): void
  /**
   * Estimates a change; null: not here, ask the engine. Who is asked while another is being answered takes the place of
   * all that wait, and those are never answered.
   */
  ask(change: Tryable, answer: Answer): void
  end(): void
}

export function startEstimates(): Estimates {
  const worker = new Worker(new URL('./estimate-worker.ts', import.meta.url), { type: 'module', name: 'estimates' })
  const send = (asked: Asked) => worker.postMessage(asked)
  let knows = false
  let asked: Answer | null = null
  let waiting: { change: Tryable; answer: Answer } | null = null
  const next = () => {
    asked = waiting?.answer ?? null
    if (waiting) send({ change: waiting.change })
    waiting = null
  }
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    const answer = waiting ? null : asked
    next()
    answer?.(data)
  }
  // it could not be loaded, or has stumbled: the engine answers then
  worker.onerror = () => {
    knows = false
    ;(waiting?.answer ?? asked)?.(null)
    asked = null
    waiting = null
  }
  return {
    learn(numbers) {
      send({ numbers })
      knows = true
    },
    ask(change, answer) {
      if (!knows) return answer(null)
      waiting = { change, answer }
      if (!asked) next()
    },
    end: () => worker.terminate(),
  }
}
