/** What was left of imports: carried on with, or rolled back, some rows a transaction. */
import { type Mark, stamp } from './clockwork.ts'
import { undoSteps } from './import-undo.ts'
import { applyUpdates, cancelRunning, removeRows, unfinishedImports } from './imports.ts'
import type { Store } from './open.ts'

/** Lets timers and other requests have their turn between two transactions. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Everything of a decided import, some rows a transaction. */
export async function applyAll(store: Store, importId: number, limit: number, mark: Mark): Promise<void> {
  let from: number | null = null
  do {
    from = store.write((tx) => applyUpdates(tx, importId, limit, mark, from))
    await breathe()
  } while (from !== null)
}

/**
 * Before anything else is imported, or sent: rolls back what was running, carries on with what was decided.
 *
 * @param limit rows a transaction
 */
export async function finishImports(store: Store, now: number, limit = 5000): Promise<void> {
  store.write((tx) => cancelRunning(tx))
  for (const { id, state } of unfinishedImports(store)) {
    const mark = store.write((tx) => stamp(tx, now))
    if (state === 'applying') await applyAll(store, id, limit, mark)
    else if (state === 'undoing') for (const _ of undoSteps(store, id, mark, limit)) await breathe()
    else while (removeRows(store, id, limit)) await breathe()
  }
}
