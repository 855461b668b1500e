import { hasMoreContacts } from '../../store/audience.ts'
import { plansMoreThan } from '../../store/plan-write.ts'
import type { Room } from '../context.ts'

/** More contacts than this, or more that is planned already, takes longer than a person at the window should feel. */
const many = 3000

/** One plan covers everything, so what is planned already counts too. */
export function isMuch({ store, heavy }: Room, contacts: 'all' | string[]): boolean {
  const most = heavy?.above ?? many
  return (contacts === 'all' ? hasMoreContacts(store, most) : contacts.length > most) || plansMoreThan(store, most)
}

/** A seed that chance gives. */
export const seedOf = (room: Room): number => {
  const bytes = room.ports.dice.bytes(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}
