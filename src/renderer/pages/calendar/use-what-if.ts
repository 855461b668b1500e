/**
 * What a change comes to: an estimate from the page's own worker first, then the plan from the engine. The question
 * before is forgotten when another is asked.
 */
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Client } from '../../../shared/contract/index.ts'
import type { Guess, Tryable } from '../../../shared/domain/what-if-guess.ts'
import { client } from '../../api/client.ts'
import type { Slots, Stretch } from './plan.ts'
import { useEstimates } from './use-estimates.ts'

type Wish = Parameters<Client['calendar']['what_if']>[0]
export type Change = Omit<Tryable, 'starts'>

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

const estimated =
  ({ finish, workingDays, totals, held }: Guess) =>
  (before: Tried | null): Tried => ({
    finish: finish === null ? null : new Date(finish).toISOString(),
    workingDays,
    totals,
    // The cells keep the last plan until the next is there: an estimate knows days, not slots.
    slots: before?.slots ?? null,
    waiting: 0,
    held: held === null ? null : { text: held, accounts: [], limit: held },
  })

async function follow(wish: Wish, signal: AbortSignal, tell: Told): Promise<void> {
  for await (const event of await client.calendar.what_if(wish, { signal })) {
    if (signal.aborted) return
    if (event.kind === 'coarse') {
      const { finish, working_days: workingDays, totals, held } = event
      tell(estimated({ finish: finish === null ? null : Date.parse(finish), workingDays, totals, held }))
    } else if (event.kind === 'exact')
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

/** After what stands now is drawn: a plan takes a core for a while, and the sentence is to be seen first. */
function onceDrawn(signal: AbortSignal, then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => signal.aborted || then()))
}

/** @param change null: nothing is tried, but the engine is warmed up, and says what holds the present plan back */
export function useWhatIf(change: Change | null, where: Stretch & { by: 'sender' | 'sequence' }, version: number) {
  const [tried, setTried] = useState<Tried | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [present, setPresent] = useState<Tried['held']>(undefined)
  const { ask, renew } = useEstimates(version)
  const wanted = JSON.stringify(change)
  const asked = JSON.stringify([change, change ? [where, version] : null])
  const wish = useRef(where)
  wish.current = where
  /** The change that was estimated last: the same over another plan keeps its answer until the next is there. */
  const last = useRef<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` holds what is asked; `where` counts only with it
  useEffect(() => {
    const going = new AbortController()
    const { signal } = going
    const { from, to, by } = wish.current
    setError(null)
    if (change === null) setTried(null)
    const tell: Told = change
      ? (more) => setTried((before) => more(before))
      : (more) => setPresent((before) => more({ held: before } as Tried).held)
    const plan = (estimate: boolean) =>
      follow({ ...change, from, to, by, estimate }, signal, tell).then(renew, (thrown: unknown) => {
        if (!signal.aborted) setError(thrown)
      })
    const isSame = last.current === wanted
    last.current = wanted
    if (change === null || isSame) void plan(false)
    else
      ask(change, (guess) => {
        if (signal.aborted) return
        if (!guess) return void plan(true)
        // in this task, or the next frame might come before it
        flushSync(() => tell(estimated(guess)))
        onceDrawn(signal, () => void plan(false))
      })
    return () => going.abort()
  }, [asked])
  return { tried, error, present, renew }
}
