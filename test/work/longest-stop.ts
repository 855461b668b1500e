import { setImmediate as turn } from 'node:timers/promises'

/** The longest time in which nothing else got a turn while `work` was done, in ms. */
export async function longestStop<T>(work: () => T | Promise<T>): Promise<{ result: T; ms: number }> {
  let ms = 0
  let last = performance.now()
  let ticks = 0
  const probe = setInterval(() => {
    const now = performance.now()
    ms = Math.max(ms, now - last)
    last = now
    ticks++
  }, 1)
  const tick = async () => {
    for (const before = ticks; ticks === before; ) await turn()
  }
  await tick()
  ms = 0
  const result = await work()
  await tick()
  clearInterval(probe)
  return { result, ms }
}
