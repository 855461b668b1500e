import { useState } from 'react'
import type { Draft, DraftStep } from './draft.ts'
import type { Problem } from './types.ts'

/**
 * Which fields have been left: what is wrong with a new email is said when its field was left or saving was tried, and
 * not while somebody is still about to write it. What was saved before is looked at at once.
 */
export function useLeft(draft: Draft, tried: ReadonlySet<string>) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set<string>())
  const isShown = ({ key, from }: DraftStep, { part }: Problem): boolean =>
    from !== null ||
    tried.has(key) ||
    left.has(`${key} ${part}`) ||
    (part === 'step' && [...left].some((each) => each.startsWith(`${key} `)))
  return {
    leave: (key: string, part: string) => {
      if (!left.has(`${key} ${part}`)) setLeft(new Set(left).add(`${key} ${part}`))
    },
    shown: (problems: readonly Problem[]): Problem[] =>
      problems.filter((problem) => {
        const step = draft.steps[problem.step - 1]
        return step && isShown(step, problem)
      }),
  }
}

/** True where the focus really went on: not to another window, nor from an empty field to what writes into it. */
export const isLeaving = (isEmpty: boolean, to: EventTarget | null): boolean =>
  document.hasFocus() && !(isEmpty && to instanceof Element && to.closest('.seq-tools'))
