import { addressKey } from '../../shared/domain/address.ts'
import type { AskedFilter, ContactCondition, Several } from '../../shared/domain/contact-query.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { DAY, dayStart } from '../../shared/domain/time.ts'
import { parseDay } from '../../shared/domain/time-text.ts'
import type { ContactFilter } from '../store/contact-search.ts'
import { type FoundCondition, lookUp, type Span } from '../store/contact-tree.ts'
import { contactIdsOf } from '../store/contacts.ts'
import { importByPublicId } from '../store/import-list.ts'
import type { Reader } from '../store/open.ts'
import { findSequence } from '../store/sequences.ts'
import { workspaceRow } from '../store/workspace.ts'

function sequenceIdOf(reader: Reader, name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  const found = findSequence(reader, name)
  if (!found) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return found.id
}

/**
 * A filter as the store understands it.
 *
 * @param now ms; days back are counted from it
 * @throws Refusal `not_found` for a sequence or an import that isn't there, or somebody left out who isn't
 */
export function filterOf(reader: Reader, asked: AskedFilter, now: number): ContactFilter {
  const { search, tag, owner, state, sequence, where, except } = asked
  return {
    search,
    tag,
    owner: owner === undefined || owner === '-' ? owner : addressKey(owner.trim()),
    state,
    sequenceId: sequenceIdOf(reader, sequence),
    where: where && lookUp(where, (condition) => found(reader, condition, now)),
    except: except && named(reader, except, 'to leave out '),
  }
}

/** @throws Refusal `not_found`: whoever is meant and not found would be changed, or stay as they are, without a word */
function named(reader: Reader, ids: readonly string[], what = ''): number[] {
  const wanted = new Set(ids)
  const found = contactIdsOf(reader, [...wanted])
  if (found.length < wanted.size)
    throw new Refusal(
      'not_found',
      `${wanted.size - found.length} of these ${wanted.size} contacts ${what}are not there.`,
    )
  return found
}

function found(reader: Reader, condition: ContactCondition, now: number): FoundCondition {
  switch (condition.field) {
    case 'sequence':
      return { ...condition, id: sequenceIdOf(reader, condition.value) }
    case 'contacted': {
      const { field, op } = condition
      if (op === 'ever' || op === 'never') return { field, op, span: {} }
      return { field, op: 'span', span: spanOf(reader, { ...condition, op }, now) }
    }
    case 'added':
      return { field: 'added', span: spanOf(reader, condition, now) }
    case 'import': {
      if (condition.value === undefined) return { ...condition, after: 0 }
      const list = importByPublicId(reader, condition.value)
      if (!list) throw new Refusal('not_found', `There is no import "${condition.value}".`)
      return { ...condition, id: list.id, after: list.afterContact }
    }
    default:
      return condition
  }
}

/** Before a day: until it begins. After it: from its end on. */
function spanOf(reader: Reader, { op, value = '' }: { op: string; value?: string | undefined }, now: number): Span {
  if (op === 'within') return { from: now - Number(value) * DAY }
  if (op === 'beyond') return { to: now - Number(value) * DAY }
  const { zone } = workspaceRow(reader)
  const day = parseDay(value) ?? 0
  return op === 'before' ? { to: dayStart(zone, day) } : { from: dayStart(zone, day + 1) }
}

/** @throws Refusal unless it names exactly one of the two, and everybody it names is there */
export function checkSeveral(
  reader: Reader,
  { ids, filter }: Several,
  now: number,
): { ids: number[] } | { filter: ContactFilter } {
  if ((ids === undefined) === (filter === undefined))
    throw new Refusal('bad_request', 'Name the contacts by "ids" or by "filter", one of the two.')
  if (filter !== undefined) return { filter: filterOf(reader, filter, now) }
  return { ids: named(reader, ids ?? []) }
}
