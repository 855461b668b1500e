/**
 * Two texts of one sequence that two computers wrote without having heard of each other. Each is a version of its own, and none
 * is changed; but the one written later is what the sequence says from then on, so people are told, as of any other field.
 */
import type { Heard } from '../../shared/domain/contested.ts'
import { type Change, canonical } from '../../shared/domain/shared-change.ts'
import { clockOf } from '../../shared/domain/shared-fold.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { ownDevice } from './devices.ts'
import type { Reader } from './open.ts'
import { sharedRow } from './shared-rows.ts'

/** Of a sequence: what its steps are. Beside the names of its fields. */
export const stepsField = 'steps'

export interface TextsApart {
  /** Public id. */
  sequence: string
  /** Steps as they are here. */
  here: unknown
  /** As they are told. */
  there: unknown
  counts: 'here' | 'there'
  /** Public ids of computers: whose text counts, and whose doesn't. */
  stays: string
  yields: string
}

/** Null: it is no text, its writer had heard of the one that counts here, or both say the same. */
export function textsApart(reader: Reader, { kind, id, set }: Change, place: Place, heard: Heard): TextsApart | null {
  if (kind !== 'sequence_version' || typeof set?.sequence !== 'string') return null
  const newest = newestText(reader, set.sequence)
  if (!newest || newest.id === id) return null
  const told = sharedRow(reader, kind, newest.id)
  const clock = told && clockOf(told, stepsField)
  // nobody has heard of what is not told yet
  const writer = clock ? clock.slice(25) : ownDevice(reader)
  if (writer === place.device || (clock && heard(clock))) return null
  const here: unknown = JSON.parse(newest.steps)
  const there = set.steps ?? []
  if (canonical(here) === canonical(there)) return null
  const at = Number(set.createdAt)
  const isLater = at === newest.createdAt ? id > newest.id : at > newest.createdAt
  const [stays, yields] = isLater ? [place.device, writer] : [writer, place.device]
  return { sequence: set.sequence, here, there, counts: isLater ? 'there' : 'here', stays, yields }
}

/** In the order that their numbers follow (shared-codecs/writing.ts). */
const newestText = (reader: Reader, sequence: string) =>
  reader.get<{ id: string; steps: string; createdAt: number }>(
    `SELECT v.public_id AS id, v.steps, v.created_at AS createdAt FROM sequence_versions v
     JOIN sequences s ON s.id = v.sequence_id WHERE s.public_id = ? ORDER BY v.created_at DESC, v.public_id DESC LIMIT 1`,
    sequence,
  )
