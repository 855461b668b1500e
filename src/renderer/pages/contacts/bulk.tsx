/** What is done to many contacts: each a stream that can be stopped, with its consequence before and a way back after. */
import { useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import type { Chosen as Some } from '../../parts/table/selection.ts'
import { contacts as words } from '../../words/contacts.ts'
import type { Filter } from './use-contacts.ts'

export type Chosen = Some<Filter>

export interface Running {
  done: number
  total: number
}

type Steps<T> = Promise<AsyncIterator<Running, T>>
type Undo = { ids: string[]; add?: string[]; remove?: string[]; owner?: string | null }
interface Outcome {
  changed: number
  undo: Undo[] | null
}
/** What suppressing did, or would do. */
export interface Suppressed {
  contacts: number
  already: number
  emails: number
  sending: number
  sequences: { sequence: string; contacts: number }[]
  added: string[] | null
}

/** Follows a stream to its end. */
async function follow<T>(steps: Steps<T>, onStep: (running: Running) => void = () => {}): Promise<T> {
  const stream = await steps
  for (;;) {
    const step = await stream.next()
    if (step.done) return step.value as T
    onStep(step.value)
  }
}

async function takeBack(undo: readonly Undo[]): Promise<void> {
  for (const { ids, add, remove, owner } of undo) {
    if (owner !== undefined) await follow(client.contacts.assign({ ids, owner }))
    else await follow(client.contacts.tag({ ids, add: add ?? [], remove: remove ?? [] }))
  }
}

/** One stream at a time, with its progress and a way to stop it. */
function useStream() {
  const [running, setRunning] = useState<Running | null>(null)
  const [error, setError] = useState<string | null>(null)
  const stopping = useRef<AbortController | null>(null)
  /** Null when it was stopped or refused, and then the page says so. */
  async function run<T>(start: (signal: AbortSignal) => Steps<T>): Promise<T | null> {
    const stop = new AbortController()
    stopping.current = stop
    setError(null)
    let done = 0
    try {
      return await follow(start(stop.signal), (step) => {
        done = step.done
        if (step.done < step.total) setRunning(step)
      })
    } catch (thrown) {
      setError(stop.signal.aborted ? words.bulk.stopped(done) : wordsOf(thrown))
      return null
    } finally {
      setRunning(null)
    }
  }
  const attempt = (work: () => Promise<unknown>) => work().catch((thrown) => setError(wordsOf(thrown)))
  return { running, error, run, attempt, stop: () => stopping.current?.abort() }
}

export function useBulk() {
  const { running, error, run, attempt, stop } = useStream()

  function tell(outcome: Outcome | null, did: (n: number) => string, none: string): void {
    if (!outcome) return
    const { changed, undo } = outcome
    const back = undo && undo.length > 0 ? { label: words.bulk.undo, run: () => attempt(() => takeBack(undo)) } : null
    say({ title: changed === 0 ? none : did(changed), ...(back ? { action: back } : {}) })
  }

  async function offTheList(entries: readonly string[]): Promise<void> {
    for (const public_id of entries) await client.suppressions.remove({ public_id })
    say({ title: words.suppress.undone(entries.length), more: words.suppress.undoneMore })
  }

  async function tag(chosen: Chosen, add: string[], remove: string[]): Promise<void> {
    const done = await run<Outcome>((signal) => client.contacts.tag({ ...chosen, add, remove }, { signal }))
    tell(done, words.tag.did, words.tag.none)
  }

  async function assign(chosen: Chosen, owner: string | null): Promise<void> {
    const done = await run<Outcome>((signal) => client.contacts.assign({ ...chosen, owner }, { signal }))
    tell(done, (n) => words.assign.did(n, owner), words.assign.none)
  }

  async function suppress(chosen: Chosen, reason: string): Promise<void> {
    const done = await run<Suppressed>((signal) => client.contacts.suppress({ ...chosen, reason }, { signal }))
    if (!done) return
    const added = done.added ?? []
    say({
      title: done.contacts === 0 ? words.suppress.none : words.suppress.did(done.contacts),
      ...(done.emails > 0 ? { more: words.suppress.withdrawn(done.emails) } : {}),
      ...(added.length > 0 ? { action: { label: words.bulk.undo, run: () => attempt(() => offTheList(added)) } } : {}),
    })
  }

  /** What suppressing them would withdraw. */
  const foresee = (chosen: Chosen, signal: AbortSignal): Promise<Suppressed> =>
    follow(client.contacts.suppress({ ...chosen, dry_run: true }, { signal }))

  return { running, error, stop, tag, assign, suppress, foresee }
}

export type Bulk = ReturnType<typeof useBulk>
