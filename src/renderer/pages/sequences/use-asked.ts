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

export type Take = (isMine: (asked: Asked) => boolean) => Asked | null

/**
 * The place that the address names. It is taken once: whoever goes on to another step, and comes back, is not sent there
 * again.
 *
 * @returns `take` gives it to whoever can lead there, or null: it was taken, there is none, or another leads there
 */
export function useAsked(): { first: Asked | null; take: Take } {
  const { step = 1, variant, part, line = 1, column = 1 } = useSearch({ from: '/frame/sequences/$id' })
  const navigate = useNavigate()
  const [first] = useState<Asked | null>(() =>
    part === undefined ? null : { step, variant: variant ?? null, part, line, column },
  )
  const waiting = useRef(first)
  useEffect(() => {
    if (first) void navigate({ to: '.', search: {}, replace: true, resetScroll: false })
  }, [first, navigate])
  const take: Take = (isMine) => {
    const asked = waiting.current
    if (!asked || !isMine(asked)) return null
    waiting.current = null
    return asked
  }
  return { first, take }
}
