import type { Chosen } from './bulk.tsx'

/** Whom the wizard begins with, as its address has it: exactly those chosen. */
export function begins(chosen: Chosen) {
  if ('ids' in chosen) return { contacts: chosen.ids }
  const { search, tag, owner, state, sequence, where, except } = chosen.filter
  // the type allows what the address of a request has; the list holds the tree itself
  if (typeof where === 'string') throw new Error('conditions are a tree here')
  const filter = { search, tag, owner, state, sequence, where }
  // without a word the wizard would open what was kept for the sequence, with others
  const whom = Object.values(filter).some((each) => each !== undefined) ? filter : { who: 'all' as const }
  return { ...whom, ...(except && { except }) }
}
