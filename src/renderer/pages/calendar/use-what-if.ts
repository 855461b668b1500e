/** Asks the engine what a change comes to, and forgets the question before when another is asked. */
import { useEffect, useRef, useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { client } from '../../api/client.ts'
import type { Slots, Stretch } from './plan.ts'

type Wish = Parameters<Client['calendar']['what_if']>[0]
export type Change = Pick<Wish, 'limits' | 'windows' | 'start' | 'senders'>

export interface Tried {
  finish: string | null
  /** Negative: sooner. */
  workingDays: number
  totals: { date: string; emails: number }[]
  slots: Slots | null
  waiting: number
  held: { text: string; accounts: readonly string[]; limit: string } | null | undefined
}

type Told = (more: (before: Tried | null) => Tried) => void

async function follow(wish: Wish, signal: AbortSignal, tell: Told): Promise<void> {
  const blank = { waiting: 0, held: undefined }
  for await (const event of await client.calendar.what_if(wish, { signal })) {
    if (signal.aborted) return
    if (event.kind === 'coarse')
      tell((before) => ({
        ...blank,
        finish: event.finish,
        workingDays: event.working_days,
        totals: event.totals,
        // The cells keep the last plan until the next is there: an estimate knows days, not slots.
        slots: before?.slots ?? null,
        held: event.held === null ? null : { text: event.held, accounts: [], limit: event.held },
      }))
    else if (event.kind === 'exact')
      tell((before) => ({
        finish: event.finish,
        workingDays: event.working_days,
        totals: event.totals,
        slots: event.slots,
        waiting: event.waiting,
        held: before?.held,
      }))
    else tell((before) => (before ? { ...before, held: event.held } : (before as never)))
  }
}

/** @param change null: nothing is tried, but the engine is warmed up, and says what holds the present plan back */
export function useWhatIf(change: Change | null, where: Stretch & { by: 'sender' | 'sequence' }, version: number) {
  const [tried, setTried] = useState<Tried | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [present, setPresent] = useState<Tried['held']>(undefined)
  const asked = JSON.stringify([change, change ? [where, version] : null])
  const wish = useRef(where)
  wish.current = where
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` holds what is asked; `where` counts only with it
  useEffect(() => {
    const going = new AbortController()
    const { from, to, by } = wish.current
    setError(null)
    if (change === null) setTried(null)
    const tell: Told = change
      ? (more) => setTried((before) => more(before))
      : (more) => setPresent((before) => more({ held: before } as Tried).held)
    follow({ ...change, from, to, by }, going.signal, tell).catch((thrown: unknown) => {
      if (!going.signal.aborted) setError(thrown)
    })
    return () => going.abort()
  }, [asked])
  return { tried, error, present }
}
