/** Whose word counts about this copy of the data as a whole: what it may send, and which backup is put back. */
import { Refusal } from '../../shared/domain/failure.ts'
import { firstSeat } from '../store/seats.ts'
import type { Asker, Room } from './context.ts'

/**
 * Whoever's computer it is, also as a member: nobody else knows what was done to its files. An admin speaks for it as well,
 * and a key of an admin's only with the scope "admin".
 */
export const answersFor = ({ store }: Pick<Room, 'store'>, { seatId, role, scopes }: Asker): boolean =>
  role === 'admin' ? scopes.includes('admin') : scopes.includes('accounts') && seatId === firstSeat(store).id

/** @throws Refusal `forbidden` */
export function checkAnswersFor(room: Pick<Room, 'store'>, asker: Asker): void {
  if (answersFor(room, asker)) return
  const words =
    asker.role === 'admin'
      ? 'It needs the scope "admin".'
      : `It is for ${firstSeat(room.store).name}, whose computer this is, and for admins.`
  throw new Refusal('forbidden', words)
}
