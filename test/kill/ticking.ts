/**
 * Time of a process that is to be killed: thousands of times as fast as the wall's, in ticks. A tick that comes late counts
 * for one: on a machine that has much else to do time runs slower, and not every email is overdue when its turn comes. Where
 * it stands is in a file, so that it goes on after a kill.
 */
import { openSync } from 'node:fs'
import { clockOf } from '../../src/main/host/clock.ts'
import type { Clock } from '../../src/main/ports.ts'
import { keepTime, readTime } from '../rig/time-file.ts'

/** ms of the wall. */
const tick = 5

/** Goes on from where `file` says, `speed` times as fast as the wall at most. */
export function tickingClock(file: string, speed: number): Clock {
  let now = readTime(file)
  const place = openSync(file, 'r+')
  const timers = new Set<{ at: number; call: () => void }>()
  setInterval(() => {
    now += tick * speed
    keepTime(place, now)
    for (const timer of timers)
      if (timer.at <= now) {
        timers.delete(timer)
        timer.call()
      }
  }, tick)
  return clockOf({
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  })
}
