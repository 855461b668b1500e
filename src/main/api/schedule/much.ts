import { hasMoreContacts } from '../../store/audience.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import type { Room } from '../context.ts'

/** More contacts than this, or more that is planned already, takes longer than a person at the window should feel. */
const many = 3000

/** One plan covers everything, so what is planned already counts too. */
export const isMuch = ({ store }: Room, contacts: 'all' | string[]): boolean =>
  (contacts === 'all' ? hasMoreContacts(store, many) : contacts.length > many) || plansMoreThan(store, many)

/** A seed that chance gives. */
export const seedOf = (room: Room): number => {
  const bytes = room.ports.dice.bytes(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}
