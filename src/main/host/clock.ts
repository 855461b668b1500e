/** The one place that reads the computer's time. Everything else has it handed in. */
import { randomBytes } from 'node:crypto'
import type { Clock, Dice } from '../ports.ts'

/**
 * The system's timers stand still while the computer sleeps, and don't notice when its clock is set: after a night in
 * the bag one for the morning would fire in the afternoon. So a long wait looks at the clock this often.
 */
const nap = 15_000
/** setTimeout can't wait longer than 2^31−1 ms and would fire at once. */
const longest = 2 ** 31 - 1

/** What a clock is made of: the time on the wall, and a timer. `after` returns what ends it. */
export interface Timers {
  now(): number
  after(ms: number, call: () => void): () => void
}

/** A clock that is right after the computer has slept, and after its clock was set. */
export function clockOf({ now, after }: Timers): Clock {
  return {
    now,
    until(at, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        let end = () => {}
        const done = () => {
          end()
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const arm = () => {
          const left = at - now()
          if (left <= 0) return done()
          end = after(Number.isFinite(at) ? Math.min(left, nap) : longest, arm)
        }
        signal?.addEventListener('abort', done, { once: true })
        arm()
      })
    },
    working: (work) => work,
  }
}

export const systemClock: Clock = clockOf({
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
})

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
  /** Time stands still until the function that is returned is called. */
  hold(): () => void
  /** The computer slept, or its clock was set: from now on it is `ms` later (or earlier), and nobody noticed. */
  jump(ms: number): void
}

interface Waiting {
  at: number
  wake: () => void
}

/** Those who wait for a time. `onChange`: somebody came or went. */
function waitingList(onChange: () => void) {
  const list = new Set<Waiting>()
  return {
    earliest(): Waiting | undefined {
      let next: Waiting | undefined
      for (const each of list) if (!next || each.at < next.at) next = each
      return next
    },
    until: (at: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve()
        const done = () => {
          list.delete(entry)
          signal?.removeEventListener('abort', done)
          resolve()
          onChange()
        }
        const entry: Waiting = { at, wake: done }
        list.add(entry)
        signal?.addEventListener('abort', done, { once: true })
        onChange()
      }),
  }
}

/**
 * Time that stands still while any work is in flight and otherwise jumps to the next instant somebody waits for.
 * A whole campaign runs in seconds, through the same code.
 */
export function createSimulatedClock(start: number): SimulatedClock {
  let now = start
  let inFlight = 0
  let scheduled = false
  let ended: (() => void)[] = []
  // Two turns of the event loop: promises and I/O callbacks that are ready run first and may start new work.
  const later = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => setImmediate(advance))
  }
  const list = waitingList(later)
  function advance(): void {
    scheduled = false
    if (inFlight > 0) return
    const next = list.earliest()
    if (next && next.at < Number.POSITIVE_INFINITY) {
      now = Math.max(now, next.at)
      next.wake()
    } else for (const end of ended.splice(0)) end()
  }
  const hold = () => {
    inFlight++
    let held = true
    return () => {
      if (held) inFlight--
      held = false
      later()
    }
  }
  return {
    now: () => now,
    until: list.until,
    working: (work) => work.finally(hold()),
    hold,
    jump(ms) {
      now += ms
      later()
    },
    quiet: () =>
      new Promise((resolve) => {
        ended = [...ended, resolve]
        later()
      }),
  }
}

export const systemDice: Dice = { bytes: (n) => randomBytes(n) }
