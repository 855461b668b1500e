/** The one place that reads the computer's time. Everything else has it handed in. */
import { randomBytes } from 'node:crypto'
import type { Clock, Dice } from '../ports.ts'

/** setTimeout can't wait longer than 2^31−1 ms and would fire at once. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  until(at, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      let timer: NodeJS.Timeout
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const arm = () => {
        const left = at - Date.now()
        if (left <= 0) return done()
        timer = setTimeout(arm, Math.min(left, longest))
      }
      signal?.addEventListener('abort', done, { once: true })
      arm()
    })
  },
  working: (work) => work,
}

/** A clock that runs `speed` times as fast as the computer's, from `start`. For tests that run real processes. */
export function fastClock(start: number, speed: number): Clock {
  const zero = Date.now()
  const now = () => Math.floor(start + (Date.now() - zero) * speed)
  return {
    now,
    until: (at, signal) => systemClock.until(Math.ceil(zero + (at - start) / speed), signal),
    working: (work) => work,
  }
}

export interface SimulatedClock extends Clock {
  /** Resolves when nobody waits for a time and no work is in flight: the story is over. */
  quiet(): Promise<void>
}

/**
 * Time that stands still while any work is in flight and otherwise jumps to the next instant somebody waits for.
 * A whole campaign runs in seconds, through the same code.
 */
export function createSimulatedClock(start: number): SimulatedClock {
  let now = start
  let inFlight = 0
  let scheduled = false
  const waiting = new Set<{ at: number; wake: () => void }>()
  let ended: (() => void)[] = []
  // Two turns of the event loop: promises and I/O callbacks that are ready run first and may start new work.
  const later = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => setImmediate(advance))
  }
  function advance(): void {
    scheduled = false
    if (inFlight > 0) return
    let next: { at: number; wake: () => void } | undefined
    for (const w of waiting) if (!next || w.at < next.at) next = w
    if (!next || next.at === Number.POSITIVE_INFINITY) {
      for (const end of ended.splice(0)) end()
      return
    }
    now = Math.max(now, next.at)
    waiting.delete(next)
    next.wake()
    later()
  }
  return {
    now: () => now,
    until(at, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const entry = { at, wake: () => {} }
        const done = () => {
          waiting.delete(entry)
          signal?.removeEventListener('abort', done)
          resolve()
          later()
        }
        entry.wake = done
        waiting.add(entry)
        signal?.addEventListener('abort', done, { once: true })
        later()
      })
    },
    working(work) {
      inFlight++
      return work.finally(() => {
        inFlight--
        later()
      })
    },
    quiet: () =>
      new Promise((resolve) => {
        ended = [...ended, resolve]
        later()
      }),
  }
}

export const systemDice: Dice = { bytes: (n) => randomBytes(n) }
