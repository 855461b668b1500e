import { useEffect, useRef, useState } from 'react'

/** One piece of work at a time, with how far it is and a way to break it off; leaving the page breaks it off as well. */
export function useWork() {
  /** From 0 to 1; null: nothing runs. */
  const [share, setShare] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isStopped, setStopped] = useState(false)
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])

  /** Null: it failed or was broken off; which of the two, `error` and `isStopped` say. */
  async function run<T>(start: (signal: AbortSignal, tell: (share: number) => void) => Promise<T>): Promise<T | null> {
    const stop = new AbortController()
    stopping.current = stop
    setError(null)
    setStopped(false)
    setShare(0)
    try {
      return await start(stop.signal, setShare)
    } catch (thrown) {
      if (stop.signal.aborted) setStopped(true)
      else setError(thrown)
      return null
    } finally {
      setShare(null)
    }
  }
  return { share, error, isStopped, run, stop: () => stopping.current?.abort() }
}

/** Every step of a stream, then what it came to. */
export async function followed<Step extends { done: number; total: number }, T>(
  started: Promise<AsyncIterator<Step, T>>,
  tell: (share: number) => void,
  each?: (step: Step) => void,
): Promise<T> {
  const stream = await started
  for (;;) {
    const step = await stream.next()
    if (step.done) return step.value
    each?.(step.value)
    tell(step.value.done / Math.max(1, step.value.total))
  }
}
