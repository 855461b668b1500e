/** Who would be written to, who not, and why: the groups, and the rows of one of them. */
import type { AudienceShown, AudienceWish } from '../../../shared/contract/schedule.ts'
import { domainOf } from '../../../shared/domain/address.ts'
import type { Exclusion } from '../../../shared/domain/exclusion.ts'
import type { AudienceRow } from '../../store/audience.ts'
import type { Reader } from '../../store/open.ts'
import { suppressionOf } from '../../store/suppressions.ts'
import type { Asker } from '../context.ts'
import { groupsOf } from './calendar.ts'
import { asJoined } from './join.ts'
import { peopleOf } from './who.ts'

function shownRow(reader: Reader, { candidate, code, message, variable }: Exclusion<AudienceRow>) {
  const { publicId, address, addressKey: key, firstName, lastName } = candidate
  const name = [firstName, lastName].filter(Boolean).join(' ')
  const suppressed = () => (suppressionOf(reader, 'address', key) ? key : domainOf(key))
  return {
    public_id: publicId === '' ? null : publicId,
    contact: address,
    name: name === '' ? null : name,
    message,
    variable,
    suppressed: code === 'suppressed' ? suppressed() : null,
  }
}

/** @throws Refusal as `peopleOf` does */
export function audienceOf(reader: Reader, asker: Asker, input: AudienceWish, now: number): AudienceShown {
  const { wish, sequence } = asJoined(reader, asker, { ...input, seed: input.seed ?? 0 })
  const found = peopleOf(reader, asker, wish, sequence, now)
  const isAsked = (variable: string | null) => input.variable === undefined || variable === input.variable
  const of = found.excluded.filter(({ code, variable }) => code === input.reason && isAsked(variable))
  const from = input.after ?? 0
  const to = from + input.limit
  return {
    contacts: found.named,
    engaged: found.members.length,
    groups: groupsOf(found.excluded),
    rows: of.slice(from, to).map((row) => shownRow(reader, row)),
    next: of.length > to ? to : null,
  }
}
