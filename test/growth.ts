/** What takes too long for long texts grows faster than they do, on every machine: so growth is asked for, and no time. */

/** Processor time is told in steps of some ms: until so many µs are used it is done again. */
const enough = 40_000

/** Processor time of this thread for doing it once, in µs: what others do meanwhile is none of it. */
function cost(work: () => unknown): number {
  let [times, used] = [0, 0]
  while (used < enough) {
    const again = Math.max(1, times)
    const before = process.threadCpuUsage()
    for (let n = 0; n < again; n++) work()
    const { user, system } = process.threadCpuUsage(before)
    times += again
    used += user + system
  }
  return used / times
}

/**
 * How much more processor time four times as much takes: 4 where it grows as its size does, 16 where it grows as the square of
 * it. `mostGrowth` leaves room for what memory costs.
 */
export function growth(work: (size: number) => unknown, size: number): number {
  const first = cost(() => work(size))
  return cost(() => work(4 * size)) / first
}
export const mostGrowth = 9
