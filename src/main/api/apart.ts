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

/** A thread that had no memory left says so as the cause of its end: what was too much there would end the program here. */
const ranOut = (error: unknown): boolean =>
  ((error as Error).cause as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'

/**
 * The same for a workbook, which takes seconds in one piece.
 *
 * @throws Refusal as either does; `too_large` where its thread has not the memory for it
 */
export async function bookApart(
  room: Pick<Room, 'ports'>,
  elsewhere: Promise<Uint8Array> | undefined,
  here: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const written = elsewhere?.catch((error: unknown) => {
    throw ranOut(error)
      ? new Refusal('too_large', 'That is too much for a spreadsheet. Save it as CSV instead.')
      : error
  })
  const done = written ? await tried(room, 'writing a workbook', written) : null
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
