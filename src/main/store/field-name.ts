/**
 * Public ids of contacts' fields. Two computers that give a label to the same field before they hear of each other call it the
 * same, so it is one; whoever takes it away and gives it a label again goes on with it.
 */
import { hash } from 'node:crypto'
import { publicIdFrom } from '../../shared/domain/ids.ts'
import type { Change } from '../../shared/domain/shared-change.ts'

/** @param name as in `contacts.fields` and in templates */
export const fieldId = (name: string): string => publicIdFrom(hash('sha256', `contact field ${name}`, 'buffer'))

/** Why a change can't be told under that name, in words; null = it can. */
export const fieldNameFault = ({ kind, id, set = {} }: Change): string | null =>
  kind === 'contact_field' && set.name !== undefined && id !== fieldId(String(set.name))
    ? 'It bears the name of another field.'
    : null
