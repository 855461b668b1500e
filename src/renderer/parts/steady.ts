import { useCallback, useEffect, useRef } from 'react'

/** The same function from first to last, which does what the latest one would: what is drawn with it is drawn once. */
export function useSteady<A extends unknown[]>(latest: (...all: A) => void): (...all: A) => void {
  const now = useRef(latest)
  useEffect(() => {
    now.current = latest
  })
  return useCallback((...all) => now.current(...all), [])
}
