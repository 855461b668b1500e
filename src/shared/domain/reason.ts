import type { PlannedSends } from './plan-shape.ts'
import type { Work } from './plan-state.ts'
export function explain(_work: Work, _sends: PlannedSends, _i: number): string[] {
  return []
}
