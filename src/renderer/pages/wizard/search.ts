import { readTree } from '../../../shared/domain/contact-tree.ts'
import { oneOf, present, text } from '../../parts/search-params.ts'

export const steps = ['contacts', 'senders', 'when', 'summary'] as const
export type Step = (typeof steps)[number]
/** Whoever joins an engagement gets its senders. */
export const stepsOf = (join: string | null): readonly Step[] =>
  join === null ? steps : steps.filter((step) => step !== 'senders')

/** The engine takes no more: a shorter list would engage fewer than were chosen, and nobody would be told. */
const mostIds = 100_000

/** By public id or address. An empty list is nobody, not everybody. */
const ids = (raw: unknown): string[] | undefined => {
  const list = typeof raw === 'string' ? raw.split(',') : raw
  if (!Array.isArray(list)) return undefined
  return list
    .filter((each): each is string => typeof each === 'string' && /^[^\s,]{1,320}$/.test(each))
    .slice(0, mostIds)
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
    where: readTree(raw.where),
  })

/**
 * What the address of this screen says: the step, and with whom it begins (a filter, `contacts=id,id`, or `who=all`; without
 * any of them a draft that was kept is opened), less whom `except` names.
 */
export function wizardSearch(raw: Record<string, unknown>) {
  const filter = filterOf(raw)
  // conditions that can't be read are not left away: everybody would be more than was chosen
  const contacts = raw.where !== undefined && filter.where === undefined ? [] : ids(raw.contacts)
  return present({
    step: oneOf(raw.step, steps),
    contacts,
    who: oneOf(raw.who, ['all'] as const),
    except: ids(raw.except),
    join: text(raw.join, 40),
    ...filter,
  })
}
