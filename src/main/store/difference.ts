/** What a row says otherwise than the fold of all that was told of it. */
import { canonical } from '../../shared/domain/shared-change.ts'
import { hasGone, isFixed, toldTogether } from '../../shared/domain/shared-fold.ts'
import type { Codec, SharedRead } from './shared-codecs/codec.ts'
import type { SharedRow } from './shared-rows.ts'

/** Nothing and null are one. */
export const same = (a: unknown, b: unknown): boolean =>
  a === b || (a ?? null) === (b ?? null) || (typeof a === 'object' && a !== null && canonical(a) === canonical(b))

/** Fields that the fold has otherwise. What is empty in a new row isn't told: it is empty without that. */
export function difference(codec: Codec, row: SharedRead, held: SharedRow | undefined): Record<string, unknown> {
  const known = held && !hasGone(codec.kind, held) ? held.fields : {}
  const set: Record<string, unknown> = {}
  // what stays as it was first told may read otherwise here, where it leads to a row that has another name now
  const own = held ? (codec.ownConclusion?.(row) ?? []) : []
  const stays = (field: string) =>
    own.includes(field) || (isFixed(codec.kind, field) && Object.hasOwn(held?.fields ?? {}, field))
  for (const [field, value] of Object.entries(row.fields))
    if (!same(value, known[field]) && !stays(field)) set[field] = value
  // what became of an email is told whole: of another word on it nothing stays
  const together = codec.kind === 'send' && 'state' in set ? Object.keys(row.fields) : toldTogether(codec.kind)
  if (together.some((field) => field in set))
    for (const field of together) if (!stays(field)) set[field] = row.fields[field] ?? null
  const maps = codec.maps ?? []
  for (const [field, value] of Object.entries(known))
    if (value !== null && !(field in row.fields) && maps.some((name) => field.startsWith(`${name}.`))) set[field] = null
  return set
}
