/**
 * Names of engagements, of the contacts in them, and of their emails. Whoever has heard of one could tell it as if they never had, as theirs, and
 * computers that hear that first would keep it; so an engagement's name says whose it is, a contact's in which engagement,
 * and an email's of which contact and step.
 * Made before this workspace was shared they say nothing: whose they are may be called otherwise in the team.
 */
import type { Authority } from '../../shared/domain/authority-shape.ts'
import type { Change } from '../../shared/domain/shared-change.ts'
import { isOne } from '../../shared/domain/whose-mailbox.ts'
import { beginsElsewhere, boundBeginning, boundName, isBoundToNone, isOtherPart, partName } from './bound-name.ts'
import type { Reader } from './open.ts'
import type { SharedRead } from './shared-codecs/codec.ts'
import { namesOf } from './twins.ts'

/** What an engagement of that seat (row id) is called, and then each contact in it. @param id names of any kind */
export function engagementNames(
  reader: Reader,
  seatId: number,
  id: () => string,
): { engagement: string; enrollment: () => string } {
  const seat = reader.get<{ id: string }>(
    'SELECT s.public_id AS id FROM seats s, workspace w WHERE s.id = ? AND w.shared_since IS NOT NULL',
    seatId,
  )?.id
  if (seat === undefined) return { engagement: id(), enrollment: id }
  const engagement = boundName(seat, id().slice(6))
  const beginning = boundBeginning(engagement)
  return { engagement, enrollment: () => `${beginning}${id().slice(6)}` }
}

/** What the email of a step is called: as its contact in the engagement is, the same on each computer. @param id names of any kind */
export const emailName = (enrollment: string, step: number, id: () => string): string =>
  partName(enrollment, `${step}`) ?? id()

/** Of what was told without a contact in an engagement no name is bound. */
const isAnotherEmail = (id: string, { enrollment, step }: Readonly<Record<string, unknown>>): boolean =>
  isOtherPart(id, partName(String(enrollment), `${step}`))

const isInAnother = (id: string, engagement: unknown): boolean => beginsElsewhere(id, String(engagement))

/**
 * Why a change can't be told under that name, in words; null = it can. Only the first word on one says whose or in what it is; what
 * became of an email is told with all that it is.
 *
 * @param first nothing was told of it before
 */
export function engagementNameFault(
  authority: Authority,
  { kind, id, set = {} }: Change,
  first: boolean,
): string | null {
  if (kind === 'send' && (first || 'enrollment' in set))
    return isAnotherEmail(id, set) ? 'Its name is that of another email.' : null
  if (kind === 'engagement' && 'seat' in set) {
    const seats = authority.ids('seat').filter((seat) => isOne(authority, seat, set.seat))
    return isBoundToNone(id, [String(set.seat), ...seats])
      ? 'Its name is that of an engagement of somebody else.'
      : null
  }
  if (kind !== 'enrollment' || !('engagement' in set)) return null
  return isInAnother(id, set.engagement) ? 'Its name is that of a contact in another engagement.' : null
}

/** Made in another team: it says whose it was there. */
export function isUnfit(reader: Reader, kind: string, { id, fields }: SharedRead): boolean {
  if (kind === 'engagement') return isBoundToNone(id, namesOf(reader, 'seat', String(fields.seat)))
  return kind === 'send' ? isAnotherEmail(id, fields) : kind === 'enrollment' && isInAnother(id, fields.engagement)
}
