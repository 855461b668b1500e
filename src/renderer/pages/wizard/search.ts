import { oneOf, present, text } from '../../parts/search-params.ts'

export const steps = ['contacts', 'senders', 'when', 'summary'] as const
export type Step = (typeof steps)[number]

/** At most so many contacts are named in an address; longer lists are a tag. */
const mostIds = 500

const ids = (raw: unknown): string[] | undefined => {
  const list = typeof raw === 'string' ? raw.split(',') : raw
  if (!Array.isArray(list)) return undefined
  const found = list.filter((each): each is string => typeof each === 'string' && /^[\w-]{1,64}$/.test(each))
  return found.length > 0 ? found.slice(0, mostIds) : undefined
}

/** What the address of this screen says: the step, and with whom it begins (`tag=…`, or `contacts=id,id`). */
export const wizardSearch = (raw: Record<string, unknown>) =>
  present({
    step: oneOf(raw.step, steps),
    tag: text(raw.tag),
    contacts: ids(raw.contacts),
  })
