import type { Room } from './context.ts'

/** One change an account at a time: a keychain answers slowly, and two changes must not mix passwords and servers. */
const turns = new WeakMap<Room, Map<string, Promise<unknown>>>()
export async function inTurn<T>(room: Room, publicId: string, work: () => Promise<T>): Promise<T> {
  const queue = turns.get(room) ?? new Map<string, Promise<unknown>>()
  turns.set(room, queue)
  const mine = (queue.get(publicId) ?? Promise.resolve()).then(work, work)
  queue.set(publicId, mine)
  try {
    return await mine
  } finally {
    if (queue.get(publicId) === mine) queue.delete(publicId)
  }
}
