import { useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import type { Result } from './engaged.tsx'

export type EngageWish = Parameters<typeof client.schedule.engaging>[0]
export interface Running {
  /** From 0 to 1; null: it is being planned. */
  share: number | null
  cancelling: boolean
}

/** One engagement, with how far it is and a way to break it off. Leaving the page breaks it off too. */
export function useEngaging(
  wishOf: (token: string | undefined) => EngageWish,
  after: {
    done: (result: Result) => void
    refused: (error: unknown, token: string | undefined) => void
    cancelled: () => void
  },
) {
  const [running, setRunning] = useState<Running | null>(null)
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  async function engage(token: string | undefined) {
    const stop = new AbortController()
    stopping.current = stop
    setRunning({ share: null, cancelling: false })
    try {
      const steps = await client.schedule.engaging(wishOf(token), { signal: stop.signal })
      for (;;) {
        const step = await steps.next()
        if (step.done) return after.done(step.value)
        const { done, total } = step.value
        setRunning((now) => now && { ...now, share: done === 0 ? null : done / total })
      }
    } catch (error) {
      if (stop.signal.aborted) after.cancelled()
      else after.refused(error, token)
    } finally {
      setRunning(null)
    }
  }
  const cancel = () => {
    setRunning((now) => now && { ...now, cancelling: true })
    stopping.current?.abort()
  }
  return { running, engage, cancel }
}
