/** Which words take a right away from somebody, and what they take: settled one by one before anything else is judged (authority.ts). */
import type { Said } from './authority-shape.ts'
import type { Fact } from './shared-order.ts'

export const keyOf = (kind: string, id: string, field: string): string => `${kind} ${id} ${field}`

/** Fields by which a standing can be lost, and the value that keeps it. */
export const keeps: Record<string, string> = { 'seat role': 'admin', 'seat state': 'active' }

/** Of a mailbox: whose it is. */
const whose = 'account seat'

export interface Strike {
  fact: Fact
  key: string
  said: Said
}

/**
 * What a fact takes away from a seat. A device that is shut out is cut at a number, beside or not. Of a mailbox, an admin's word on whose it
 * is takes it away from everybody else.
 */
export const strikesOf = (fact: Fact): Strike[] =>
  Object.entries(fact.change.set ?? {})
    .filter(([field, value]) => {
      const key = `${fact.change.kind} ${field}`
      return key === whose || (keeps[key] !== undefined && value !== keeps[key])
    })
    .map(([field, value]) => ({
      fact,
      key: keyOf(fact.change.kind, fact.change.id, field),
      said: { ...fact, hlc: fact.change.hlc, value },
    }))

/**
 * The last chunk that counts of a computer that is shut out. What whoever shut it out had taken in by the time that they told it
 * counts, whatever number they named: others leaned on it, and nobody judges it anew for that.
 */
export function cutAt({ change, seen }: Fact): number {
  const { lastChunk } = change.set ?? {}
  return Math.max(typeof lastChunk === 'number' ? lastChunk : 0, seen[change.id] ?? 0)
}

/** Accounts of which several people were told to be the owner. */
export function givenIn(facts: readonly Fact[]): ReadonlySet<string> {
  const owners = new Map<string, Set<unknown>>()
  for (const { change } of facts)
    if (change.kind === 'account' && change.set?.seat !== undefined)
      owners.set(change.id, (owners.get(change.id) ?? new Set()).add(change.set.seat))
  return new Set([...owners].filter(([, of]) => of.size > 1).map(([id]) => id))
}

/** @param given by `givenIn`: each removal costs a pass, and nearly every mailbox is its first owner's */
export function takesAway({ change, ...place }: Fact, given: ReadonlySet<string>): boolean {
  if (change.kind === 'device') return change.set?.state === 'revoked'
  return strikesOf({ ...place, change }).length > 0 && (change.kind !== 'account' || given.has(change.id))
}
