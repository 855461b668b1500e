import type { Options } from './draft.ts'
import type { Step } from './search.ts'
import type { Kept } from './use-draft.ts'

/** What every step of the wizard is given. */
export interface StepProps {
  options: Options
  store: Kept
  now: number
  onStep: (step: Step) => void
}
