import type { Clock } from '../../ports.ts'

/** Token buckets by name: `burst` at once, `perSecond` in the long run. */
export interface Buckets {
  /** Null when it may pass, else the seconds to wait. */
  take(name: string): number | null
}

/** Names that were quiet until their bucket was full again are forgotten when there are more than this. */
const mostNames = 1000

export function createBuckets(clock: Pick<Clock, 'now'>, rate: { burst: number; perSecond: number }): Buckets {
  const buckets = new Map<string, { left: number; at: number }>()
  const leftNow = (bucket: { left: number; at: number }, now: number) =>
    Math.min(rate.burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond)
  return {
    take(name) {
      const now = clock.now()
      const bucket = buckets.get(name)
      const left = bucket ? leftNow(bucket, now) : rate.burst
      if (!bucket && buckets.size >= mostNames)
        for (const [other, known] of buckets) if (leftNow(known, now) >= rate.burst) buckets.delete(other)
      if (left < 1) {
        buckets.set(name, { left, at: now })
        return Math.max(1, Math.ceil((1 - left) / rate.perSecond))
      }
      buckets.set(name, { left: left - 1, at: now })
      return null
    },
  }
}
