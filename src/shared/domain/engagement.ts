/**
 * The life of an engagement as it gets into the ledger.
 *
 * A small one is written in one piece and is *live* at once. A large one is *writing* while its rows are added a few at
 * a time, so that whoever else wants the database gets it: nothing of it can leave then, and nothing of it is planned
 * anew. Whole, it becomes *live*, in one step. Cancelled, overtaken by a change, or found unfinished after a crash, it
 * is *undoing*: its rows go, a few at a time, and with the last of them its own. It never comes back from there, and
 * what is live is never taken back: mail of it may have left.
 *
 * | state   | whole | broken_off |
 * |---------|-------|------------|
 * | writing | live  | undoing    |
 * | live    | –     | –          |
 * | undoing | –     | –          |
 */

export const engagementStates = ['writing', 'live', 'undoing'] as const
export type EngagementState = (typeof engagementStates)[number]

/** `whole`: every row of it is there. `broken_off`: it will never be. */
export type EngagementEvent = 'whole' | 'broken_off'

/** The next state; the same one when the event means nothing in this state. */
export function reduceEngagement(state: EngagementState, event: EngagementEvent): EngagementState {
  if (state !== 'writing') return state
  return event === 'whole' ? 'live' : 'undoing'
}
