/** The worker's program: does one job after the other on the database it was given, and answers each. */
import { parentPort, workerData } from 'node:worker_threads'
import { openHeavyWork } from '../heavy.ts'
import { type Answered, type Asked, tellError } from './worker-message.ts'

/** How long the database is free between two transactions. SQLite's waiting writers look again after 1, 2, 5, 10 ms. */
const breath = 10

const cell = new Int32Array(new SharedArrayBuffer(4))
const { databaseFile } = workerData as { databaseFile: string }
const work = openHeavyWork(databaseFile, () => void Atomics.wait(cell, 0, 0, breath))
const owner = parentPort
if (!owner) throw new Error('this program is started by Cadenza, as a worker')

const answer = (asked: Asked): Answered => {
  try {
    return { id: asked.id, result: work.do(asked) }
  } catch (error) {
    return { id: asked.id, error: tellError(error) }
  }
}

owner.on('message', (asked: Asked | null) => {
  if (asked !== null) return owner.postMessage(answer(asked))
  work.close()
  owner.close()
})
