import { oneOf, present, text } from '../../parts/search-params.ts'

export const steps = ['contacts', 'senders', 'when', 'summary'] as const
export type Step = (typeof steps)[number]
/** Whoever joins an engagement gets its senders. */
export const stepsOf = (join: string | null): readonly Step[] =>
  join === null ? steps : steps.filter((step) => step !== 'senders')

/** The engine takes no more: a shorter list would engage fewer than were chosen, and nobody would be told. */
const mostIds = 100_000

const ids = (raw: unknown): string[] | undefined => {
  const list = typeof raw === 'string' ? raw.split(',') : raw
  if (!Array.isArray(list)) return undefined
  const found = list.filter((each): each is string => typeof each === 'string' && /^[\w-]{1,64}$/.test(each))
  return found.length > 0 ? found.slice(0, mostIds) : undefined
}

/** A filter as the list of contacts has it, by the same names. */
export type Filter = ReturnType<typeof filterOf>

const states = ['active', 'suppressed', 'never'] as const

export const filterOf = (raw: Record<string, unknown>) =>
  present({
    search: text(raw.search),
    tag: text(raw.tag),
    owner: text(raw.owner, 320),
    state: oneOf(raw.state, states),
    sequence: text(raw.sequence),
  })

/** What the address of this screen says: the step, and with whom it begins (a filter, or `contacts=id,id`). */
export const wizardSearch = (raw: Record<string, unknown>) =>
  present({
    step: oneOf(raw.step, steps),
    contacts: ids(raw.contacts),
    join: text(raw.join, 40),
    ...filterOf(raw),
  })
