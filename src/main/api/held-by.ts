import { guardState } from '../store/guard.ts'
import { isTakingIn } from '../store/taking-in.ts'
import type { Room } from './context.ts'

/** Whether this copy of the data may send, as far as is known by now. */
export function safetyState({ store, guard, running }: Room): 'normal' | 'checking' | 'unreadable' | 'safe' {
  if (guardState(store).state === 'safe') return 'safe'
  const phase = running ? (guard?.phase() ?? 'known') : 'known'
  return phase === 'known' ? 'normal' : phase
}

/** What holds all mail of this computer beside a pause and the red stop; null: nothing does. */
export function heldBy(room: Room): 'checking' | 'unreadable' | 'safe' | 'taking_in' | null {
  const state = safetyState(room)
  if (state !== 'normal') return state
  return isTakingIn(room.store) ? 'taking_in' : null
}
