/** What is believed from this computer. */
import { Refusal } from '../../shared/domain/failure.ts'
import { teamStanding } from '../store/joining.ts'
import type { Reader } from '../store/open.ts'
import { firstSeat } from '../store/seats.ts'

/**
 * Acts of an admin are believed by others only when they come from an admin's computer, so they are refused elsewhere.
 *
 * @throws Refusal `state`, `forbidden`
 */
export function checkGoverns(reader: Reader): void {
  const standing = teamStanding(reader)
  if (standing === 'waiting') throw new Refusal('state', 'This computer is not admitted yet. An admin does that.')
  if (standing === 'revoked') throw new Refusal('state', 'This computer was taken out of the team.')
  const { role, state, name } = firstSeat(reader)
  if (standing === 'member' && (role !== 'admin' || state !== 'active'))
    throw new Refusal('forbidden', `This is ${name}'s computer, who is no admin: the others would not believe it.`)
}
