/** What a worker does where it is much, so that nobody who sends or looks at a screen feels it. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { Room } from './context.ts'

/**
 * What it comes to elsewhere, or here where that could not be done.
 *
 * @param what begins the line in the log, should elsewhere fail
 * @param elsewhere undefined: there is no worker, or it isn't worth asking one
 * @throws Refusal as either does
 */
export async function apart<T>(
  { store, ports }: Pick<Room, 'store' | 'ports'>,
  what: string,
  elsewhere: Promise<T> | undefined | false,
  here: () => T,
): Promise<T> {
  const done = elsewhere ? await tried({ ports }, what, elsewhere) : null
  return done ? done.with : store.read(here)
}

/** The same for a workbook, which takes seconds in one piece. @throws Refusal as either does */
export async function bookApart(
  room: Pick<Room, 'ports'>,
  elsewhere: Promise<Uint8Array> | undefined,
  here: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const done = elsewhere ? await tried(room, 'writing a workbook', elsewhere) : null
  return done ? done.with : here()
}

/** Null: it failed there. */
async function tried<T>(
  { ports }: Pick<Room, 'ports'>,
  what: string,
  elsewhere: Promise<T>,
): Promise<{ with: T } | null> {
  try {
    return { with: await ports.clock.working(elsewhere) }
  } catch (error) {
    if (error instanceof Refusal) throw error
    ports.log.warn(`${what} in a worker failed: done here`, { error: (error as Error).stack })
    return null
  }
}
