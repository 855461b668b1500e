import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Problem } from './types.ts'

/** Where in the emails somebody wants to begin. */
export interface Asked {
  step: number
  variant: string | null
  part: Problem['part']
  line: number
  column: number
}

/**
 * The place that the address names. It is taken once: whoever goes on to another step, and comes back, is not sent there
 * again.
 *
 * @returns `take` gives it, or null where it was taken or there is none
 */
export function useAsked(): { first: Asked | null; take: () => Asked | null } {
  const { step = 1, variant, part, line = 1, column = 1 } = useSearch({ from: '/frame/sequences/$id' })
  const navigate = useNavigate()
  const [first] = useState<Asked | null>(() =>
    part === undefined ? null : { step, variant: variant ?? null, part, line, column },
  )
  const waiting = useRef(first)
  useEffect(() => {
    if (first) void navigate({ to: '.', search: {}, replace: true, resetScroll: false })
  }, [first, navigate])
  const take = () => {
    const asked = waiting.current
    waiting.current = null
    return asked
  }
  return { first, take }
}
