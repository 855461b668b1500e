import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import { type Draft, writtenOf } from './draft.ts'

/** How long nothing must be typed before the engine is asked, in ms. */
const pause = 250

/** What is written, as it was when the typing last paused. */
export function useWritten(draft: Draft) {
  const written = useMemo(() => writtenOf(draft), [draft])
  const text = JSON.stringify(written)
  const [settled] = useDebouncedValue(text, pause)
  return {
    steps: useMemo(() => JSON.parse(settled) as ReturnType<typeof writtenOf>, [settled]),
    isSettled: settled === text,
  }
}

/** What is wrong with it, asked at every pause in typing. */
export const useCheck = (steps: ReturnType<typeof writtenOf>) =>
  useQuery(api.sequences.check.queryOptions({ input: { steps }, placeholderData: keepPreviousData }))

/** One step as a contact would get it. */
export const useRendered = (
  steps: { kind: 'email' | 'task'; thread: 'reply' | 'new'; subject: string; html?: string; text?: string }[],
  step: number,
  contact: string | undefined,
) =>
  useQuery(
    api.sequences.render.queryOptions({
      input: { steps, step, ...(contact ? { contact } : {}) },
      placeholderData: keepPreviousData,
    }),
  )
