/** One import from the file to the result. Whatever is left half way leaves nothing behind. */
import { useEffect, useRef, useState } from 'react'
import type { KnownWish } from '../../../shared/domain/contact-news.ts'
import { client, shell } from '../../api/client.ts'
import { upload } from '../../api/upload.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { contactImport as words } from '../../words/contact-import.ts'

export type Inspection = Awaited<ReturnType<typeof client.contacts.inspect>>
export interface Imported {
  rows: number
  imported: number
  updated: number
  unchanged: number
  refused: { line: number; column: string | null; value: string; message: string }[]
  refused_count: number
  refused_reasons: Record<string, number>
  suppressed: number
  examples: { address: string; changes: { field: string; before: string; after: string }[] }[]
  import: string | null
}
interface Chosen {
  name: string
  /** What the engine calls it. */
  source: { file: string } | { upload: string }
}

/** Refused rows that are shown; the file has them all. */
const shown = 50

export type Step =
  | { at: 'file' }
  | { at: 'columns' }
  /** `result` is what would happen. */
  | { at: 'check'; result: Imported }
  | { at: 'done'; result: Imported }

export interface Busy {
  what: 'reading' | 'looking' | 'importing'
  /** From 0 to 1. */
  share: number
}

/** One piece of work at a time, with how far it is and a way to break it off. */
function useWork() {
  const [busy, setBusy] = useState<Busy | null>(null)
  const [error, setError] = useState<string | null>(null)
  const stopping = useRef<AbortController | null>(null)
  // leaving the page breaks it off as well
  useEffect(() => () => stopping.current?.abort(), [])
  async function work<T>(what: Busy['what'], start: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const stop = new AbortController()
    stopping.current = stop
    setError(null)
    setBusy({ what, share: 0 })
    try {
      return await start(stop.signal)
    } catch (thrown) {
      setError(stop.signal.aborted ? words.check.cancelled : wordsOf(thrown))
      return null
    } finally {
      setBusy(null)
    }
  }
  const follow = async (
    what: Busy['what'],
    steps: Promise<AsyncIterator<{ done: number; total: number }, Imported>>,
  ) => {
    const stream = await steps
    for (;;) {
      const step = await stream.next()
      if (step.done) return step.value as Imported
      setBusy({ what, share: step.value.done / Math.max(1, step.value.total) })
    }
  }
  return { busy, error, work, follow, forgetError: () => setError(null), cancel: () => stopping.current?.abort() }
}

const proposed = (found: Inspection) => Object.fromEntries(found.columns.map(({ key, target }) => [key, target]))

/** The file, what was seen in it, and what each column is to become. */
function useList() {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [seen, setSeen] = useState<Inspection | null>(null)
  const [map, setMap] = useState<Record<string, string>>({})
  /** Looks at the file, or at another sheet of it; columns named before are taken as then. */
  async function take(file: Chosen, sheet: string | undefined, signal: AbortSignal) {
    const found = await client.contacts.inspect({ ...file.source, ...(sheet ? { sheet } : {}) }, { signal })
    setChosen(file)
    setSeen(found)
    setMap(found.remembered?.map ?? proposed(found))
  }
  return {
    chosen,
    seen,
    map,
    take,
    setTarget: (key: string, target: string) => setMap((now) => ({ ...now, [key]: target })),
    toProposal: () => seen && setMap(proposed(seen)),
    toRemembered: () => seen?.remembered && setMap(seen.remembered.map),
    forget() {
      setChosen(null)
      setSeen(null)
    },
  }
}

export function useImport() {
  const { busy, error, work, follow, forgetError, cancel } = useWork()
  const [step, setStep] = useState<Step>({ at: 'file' })
  const [known, setKnown] = useState<KnownWish>('update')
  const { take, forget, ...list } = useList()
  const { chosen, seen, map } = list

  const look = (choose: (signal: AbortSignal) => Promise<Chosen | null>, sheet?: string) =>
    work('reading', async (signal) => {
      const file = await choose(signal)
      if (!file) return
      await take(file, sheet, signal)
      setStep({ at: 'columns' })
    })
  const takeFile = (file: File) =>
    look(async (signal) => ({ name: file.name, source: { upload: await upload(file, signal) } }))
  const askForFile = () =>
    look(async () => {
      const found = await shell?.files.choose({ kind: 'contacts' })
      return found ? { name: found.name, source: { file: found.path } } : null
    })

  const run = (what: 'looking' | 'importing', wish: KnownWish) =>
    work(what, (signal) => {
      if (!chosen) throw new Error(words.file.choose)
      const sheet = seen?.sheet ? { sheet: seen.sheet } : {}
      const how = { map, known: wish, dry_run: what === 'looking', refused_limit: shown }
      return follow(what, client.contacts.import({ ...chosen.source, ...sheet, ...how, name: chosen.name }, { signal }))
    })
  async function check(wish = known) {
    setKnown(wish)
    const result = await run('looking', wish)
    if (result) setStep({ at: 'check', result })
  }
  async function importAll() {
    const result = await run('importing', known)
    if (result) setStep({ at: 'done', result })
  }
  return {
    ...list,
    step,
    busy,
    error,
    cancel,
    takeFile,
    askForFile: shell ? askForFile : null,
    check: () => check(),
    known,
    setKnown: (wish: KnownWish) => void check(wish),
    toSheet: (name: string) => void look(async () => chosen, name),
    importAll,
    toColumns: () => setStep({ at: 'columns' }),
    startOver: () => {
      forgetError()
      setStep({ at: 'file' })
      forget()
    },
  }
}

export type Importing = ReturnType<typeof useImport>
