/**
 * Patience with other people's servers, measured on the wall and never on the injected clock: a rehearsal's clock
 * jumps over a night while a socket waits for a microsecond, and every conversation would look timed out.
 */
export interface Deadline {
  /** From now on `onLate` is called after `ms`, once, unless set or cleared again before. */
  set(ms: number): void
  clear(): void
}

export function startDeadline(onLate: () => void): Deadline {
  let timer: NodeJS.Timeout | undefined
  let length = -1
  const clear = () => {
    clearTimeout(timer)
    timer = undefined
  }
  return {
    clear,
    set(ms) {
      // A timer is set several times an email; moving it on is much cheaper than making another.
      if (timer && length === ms) {
        timer.refresh()
        return
      }
      clear()
      length = ms
      // biome-ignore lint/style/noRestrictedGlobals: see above, network time is real time
      timer = setTimeout(() => {
        timer = undefined
        onLate()
      }, ms)
    },
  }
}
