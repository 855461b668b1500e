/** Estimates in a worker of the page, from numbers that the engine gives when the calendar opens and when they are old. */
import { useCallback, useEffect, useRef } from 'react'
import type { Tryable } from '../../../shared/domain/what-if-guess.ts'
import { client } from '../../api/client.ts'
import { type Estimates, startEstimates } from './estimates.ts'

/**
 * @param version another one: the plan has changed, and the numbers with it
 * @returns `ask` as in Estimates, and `renew`, which fetches the numbers where they are old. It is for moments when a
 *   hand comes to the sliders: while mail leaves the plan changes each second, and mostly nobody is trying anything.
 */
export function useEstimates(version: number) {
  const estimates = useRef<Estimates | null>(null)
  /** The version that numbers were asked for last. */
  const asked = useRef(Number.NaN)
  const now = useRef(version)
  now.current = version
  const going = useRef<AbortController | null>(null)
  const renew = useCallback(() => {
    if (asked.current === now.current) return
    asked.current = now.current
    going.current?.abort()
    going.current = new AbortController()
    const { signal } = going.current
    client.calendar.numbers({}, { signal }).then(
      (numbers) => estimates.current?.learn(numbers),
      // without them the engine answers, as long as it does
      () => {
        if (!signal.aborted) asked.current = Number.NaN
      },
    )
  }, [])
  useEffect(() => {
    estimates.current = startEstimates()
    asked.current = Number.NaN
    renew()
    return () => {
      going.current?.abort()
      estimates.current?.end()
      estimates.current = null
    }
  }, [renew])
  const ask = useCallback((change: Tryable, answer: Parameters<Estimates['ask']>[1]) => {
    if (estimates.current) estimates.current.ask(change, answer)
    else answer(null)
  }, [])
  return { ask, renew }
}
