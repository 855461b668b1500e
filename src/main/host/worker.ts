/** The worker's program: does one job after the other on the database it was given, and answers each. */
import { parentPort, workerData } from 'node:worker_threads'
import { openHeavyWork } from '../heavy.ts'
import { type Answered, type Asked, type Dropped, tellError } from './worker-message.ts'

/** How long the database is free between two transactions. SQLite's waiting writers look again after 1, 2, 5, 10 ms. */
const breath = 10

const cell = new Int32Array(new SharedArrayBuffer(4))
const { databaseFile } = workerData as { databaseFile: string }
const work = openHeavyWork(databaseFile, () => void Atomics.wait(cell, 0, 0, breath))
const owner = parentPort
if (!owner) throw new Error('this program is started by Cadenza, as a worker')

const isDropped = ({ dropped }: Asked): boolean => dropped !== undefined && Atomics.load(dropped, 0) === 1

const answer = async (asked: Asked): Promise<Answered> => {
  try {
    return { id: asked.id, result: await work.do(asked, () => isDropped(asked)) }
  } catch (error) {
    return { id: asked.id, error: tellError(error) }
  }
}

/** In line behind the one that is being done: whoever asked may drop it before its turn. */
const queue: Asked[] = []

let busy = false

async function next(): Promise<void> {
  if (busy) return
  busy = true
  const asked = queue.shift()
  if (asked) owner?.postMessage(await answer(asked))
  busy = false
  if (queue.length > 0) setImmediate(next)
}

owner.on('message', (message: Asked | Dropped | null) => {
  if (message === null) {
    work.close()
    return owner.close()
  }
  if ('drop' in message) {
    const place = queue.findIndex(({ id }) => id === message.drop)
    if (place >= 0) queue.splice(place, 1)
    return
  }
  queue.push(message)
  // Not at once: what was sent together with it, to drop it perhaps, is to be heard first.
  if (queue.length === 1) setImmediate(next)
})
