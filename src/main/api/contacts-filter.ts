import { addressKey } from '../../shared/domain/address.ts'
import type { ContactState } from '../../shared/domain/contact-query.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { ContactFilter } from '../store/contact-search.ts'
import { contactIdsOf } from '../store/contacts.ts'
import type { Reader } from '../store/open.ts'
import { findSequence } from '../store/sequences.ts'

export interface AskedFilter {
  search?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  state?: ContactState | undefined
  sequence?: string | undefined
}

/** A filter as the store understands it. @throws Refusal `not_found` for a sequence that isn't there */
export function filterOf(reader: Reader, asked: AskedFilter): ContactFilter {
  const { search, tag, owner, state, sequence } = asked
  const sequenceId = sequence === undefined ? undefined : findSequence(reader, sequence)?.id
  if (sequence !== undefined && sequenceId === undefined)
    throw new Refusal('not_found', `There is no sequence "${sequence}".`)
  return {
    search,
    tag,
    owner: owner === undefined || owner === '-' ? owner : addressKey(owner.trim()),
    state,
    sequenceId,
  }
}

/** Contacts named one by one, or by what fits them. */
export interface Several {
  ids?: string[] | undefined
  filter?: AskedFilter | undefined
}

/** @throws Refusal unless it names exactly one of the two, and everybody it names is there */
export function checkSeveral(reader: Reader, { ids, filter }: Several): { ids: number[] } | { filter: ContactFilter } {
  if ((ids === undefined) === (filter === undefined))
    throw new Refusal('bad_request', 'Name the contacts by "ids" or by "filter", one of the two.')
  if (filter !== undefined) return { filter: filterOf(reader, filter) }
  const wanted = new Set(ids)
  const found = contactIdsOf(reader, [...wanted])
  if (found.length < wanted.size)
    throw new Refusal('not_found', `${wanted.size - found.length} of these ${wanted.size} contacts are not there.`)
  return { ids: found }
}
