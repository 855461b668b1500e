/** Accounts that stand in for each other: who of them sends now, and what is said while none does. */

export interface Standing {
  state: 'pending' | 'active' | 'inactive' | 'error'
  paused: boolean
  /** Another seat keeps its address: it sends nothing. */
  keptBy?: string | null
}

export const sendsNow = ({ state, paused, keptBy = null }: Standing): boolean =>
  state === 'active' && !paused && keptBy === null

/** Why mail engaged by a group waits, and until when; null: it doesn't. */
export function idleWords(name: string, members: readonly Standing[]): string | null {
  if (members.some(sendsNow)) return null
  if (members.length === 0) return `“${name}” has no accounts. Add one to it.`
  return `No account of “${name}” is active: its emails wait until one is.`
}
