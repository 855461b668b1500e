/**
 * How far a thread is with an engagement, and that it shall stop: numbers that both threads see, because a thread that
 * is writing hears nothing.
 */

const places = { cancelled: 0, done: 1, total: 2, batch: 3 } as const

export interface Numbers {
  shared: SharedArrayBuffer
  cancel(): void
  isCancelled(): boolean
  /** Rows to be written in all; before it is told, it is being planned. */
  begin(total: number): void
  /** Row id of the engagement that has been begun. */
  begun(batchId: number): void
  add(rows: number): void
  /** `batch` 0: none was begun. */
  look(): { done: number; total: number; batch: number }
}

export function numbersIn(shared: SharedArrayBuffer): Numbers {
  const all = new Int32Array(shared)
  return {
    shared,
    cancel: () => void Atomics.store(all, places.cancelled, 1),
    isCancelled: () => Atomics.load(all, places.cancelled) === 1,
    begin: (total) => void Atomics.store(all, places.total, total),
    begun: (batchId) => void Atomics.store(all, places.batch, batchId),
    add: (rows) => void Atomics.add(all, places.done, rows),
    look: () => ({
      done: Atomics.load(all, places.done),
      total: Atomics.load(all, places.total),
      batch: Atomics.load(all, places.batch),
    }),
  }
}

export const newNumbers = (): Numbers =>
  numbersIn(new SharedArrayBuffer(Object.keys(places).length * Int32Array.BYTES_PER_ELEMENT))
