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
  if (elsewhere)
    try {
      return await ports.clock.working(elsewhere)
    } catch (error) {
      if (error instanceof Refusal) throw error
      ports.log.warn(`${what} in a worker failed: done here`, { error: (error as Error).stack })
    }
  return store.read(here)
}
