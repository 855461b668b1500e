import { HOUR } from './time.ts'

/**
 * Puts sends in the order of their instants in linear time. They come slot by slot, and inside a slot evenly spread, so
 * sorting by comparison would waste what is known: one bucket a send, then a pass over the neighbours. Slots of zones
 * with half hours overlap; those parts are merged.
 */

/** A run of sends that share one slot; `from` is the index of the first. */
export interface SlotRun {
  slot: number
  from: number
}

function sortRun(at: Float64Array, from: number, to: number, slot: number): Int32Array {
  const size = to - from
  const ends = new Int32Array(size + 1)
  const bucketOf = (i: number) => Math.min(size - 1, Math.floor((((at[i] as number) - slot) / HOUR) * size))
  for (let i = from; i < to; i++) ends[bucketOf(i) + 1] = (ends[bucketOf(i) + 1] as number) + 1
  for (let b = 1; b <= size; b++) ends[b] = (ends[b] as number) + (ends[b - 1] as number)
  const sorted = new Int32Array(size)
  for (let i = from; i < to; i++) {
    const bucket = bucketOf(i)
    const place = ends[bucket] as number
    ends[bucket] = place + 1
    sorted[place] = i
  }
  for (let i = 1; i < size; i++) {
    const item = sorted[i] as number
    const value = at[item] as number
    let j = i - 1
    for (; j >= 0 && (at[sorted[j] as number] as number) > value; j--) sorted[j + 1] = sorted[j] as number
    sorted[j + 1] = item
  }
  return sorted
}

/** Indexes of the first `length` entries of `at`, ascending by instant; equal instants keep their order. */
export function orderByInstant(at: Float64Array, length: number, runs: readonly SlotRun[]): Int32Array {
  const order = new Int32Array(length)
  let final = 0
  let filled = 0
  for (let r = 0; r < runs.length; r++) {
    const { slot, from } = runs[r] as SlotRun
    const to = runs[r + 1]?.from ?? length
    while (final < filled && (at[order[final] as number] as number) < slot) final += 1
    const run = sortRun(at, from, to, slot)
    let pending = filled - 1
    let left = run.length - 1
    filled += run.length
    for (let put = filled - 1; left >= 0; put--) {
      const old = pending >= final ? (order[pending] as number) : -1
      const item = run[left] as number
      if (old >= 0 && (at[old] as number) > (at[item] as number)) {
        order[put] = old
        pending -= 1
      } else {
        order[put] = item
        left -= 1
      }
    }
  }
  return order
}
