/** An engine beside which a worker really stands, on the same database and the same clock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Heavy } from '../../src/main/engine.ts'
import { createSimulatedClock } from '../../src/main/host/clock.ts'
import { startHeavy } from '../../src/main/host/workers.ts'
import type { Store } from '../../src/main/store/open.ts'
import { start } from './engaged.ts'
import { workerProgram } from './worker-program.ts'
import { scratch, type World, type WorldOptions, world } from './world.ts'

export interface Place extends World {
  store: Store
  heavy: Heavy | null
  client: ReturnType<World['engine']['client']>
}

/** A program in the worker's stead that ends before it has answered anything. */
export const dying = new URL('data:text/javascript,process.exit(1)')

/**
 * To be called once in a file: each place is taken away after its test. What it gives opens one, with the worker as `lent`
 * lends it; null: without one.
 */
export function places() {
  const ends: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  return async (
    lent: ((heavy: Heavy) => Heavy) | null,
    { program, ...options }: WorldOptions & { program?: URL } = {},
  ): Promise<Place> => {
    const folder = options.folder ?? mkdtempSync(join(scratch, 'cadenza-'))
    const clock = createSimulatedClock(start)
    const heavy = lent
      ? startHeavy({ databaseFile: join(folder, 'cadenza.sqlite'), clock, program: program ?? workerProgram() })
      : null
    const w = await world(start, { loops: false, ...options, folder, ...(heavy && lent ? { heavy: lent(heavy) } : {}) })
    let stopped = false
    const stop = async () => {
      if (!stopped) await w.stop()
      stopped = true
    }
    ends.push(async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    })
    return { ...w, stop, store: w.engine.room.store, heavy, client: w.engine.client() }
  }
}
