/** What somebody told, or wrote on their own computer, and may not tell: it is said once, with why. */
import { noStanding } from '../../shared/domain/authority.ts'
import { type Change, canonical } from '../../shared/domain/shared-change.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import type { Court } from './facts.ts'
import { noteMerge } from './merge-notes.ts'
import type { Tx } from './open.ts'

/** Told once a row and chunk: a hostile chunk doesn't fill pages. Returns how many notes were written. */
export function noteRefused(tx: Tx, court: Court, place: Place, change: Change, why: string, now: number): number {
  const author = court.authority.standing(place)?.seat ?? null
  const { kind, id } = change
  const about = `refused ${place.device} ${place.number} ${kind} ${why === noStanding ? '' : id}`
  const fields = Object.keys(change.set ?? {})
  const data = JSON.parse(canonical({ fields, gone: change.gone })) as Record<string, unknown>
  return Number(
    noteMerge(tx, { what: 'refused', device: place.device, author, kind, subject: id, words: why, data, about }, now),
  )
}

/** Why an engagement ended that was not allowed. */
export const notTaken = (why: string): string => `the team does not take it: ${why}`
