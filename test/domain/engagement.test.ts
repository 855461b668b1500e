import { expect, test } from 'vitest'
import {
  type EngagementEvent,
  type EngagementState,
  engagementStates,
  reduceEngagement,
} from '../../src/shared/domain/engagement.ts'

/** State → event → next state. What isn't listed changes nothing. */
const table: Record<EngagementState, Partial<Record<EngagementEvent, EngagementState>>> = {
  writing: { whole: 'live', broken_off: 'undoing' },
  live: {},
  undoing: {},
}
const events: EngagementEvent[] = ['whole', 'broken_off']

test.each(engagementStates.flatMap((state) => events.map((event) => [state, event] as const)))(
  'an engagement that is %s, and %s',
  (state, event) => {
    expect(reduceEngagement(state, event)).toBe(table[state][event] ?? state)
  },
)
